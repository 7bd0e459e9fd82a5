// Markup through the tree that an HTML5 parser makes of it, and written anew.
//
// In:  markup of kept elements alone, references of &amp; &lt; &gt; &quot; &#…; only, of bounded depth
//      (see markup.hpp): nothing else is expected, nothing else comes out.
// Out: markup that parses back to the same tree.
// See: the WHATWG HTML Standard, "Tree construction" and "Serializing HTML fragments".
#pragma once

#include <string>
#include <string_view>

namespace datelined::feeds::html {

std::string through_tree(std::string_view markup);

}  // namespace datelined::feeds::html
