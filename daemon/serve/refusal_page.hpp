// A refusal as a page: for who opened an address in a browser and wants a way on. Programs get its words alone.
#pragma once

#include "daemon/serve/message.hpp"

#include <string_view>

namespace datelined {

// The same answer, its text on a page. `target` is the request's, as it came; what is no text stays as it is.
Answer write_refusal_page(Answer refusal, std::string_view target);

}  // namespace datelined
