// Datelines as the wires of China, Japan and Korea write them: 新华社北京11月25日电, 【ワシントン共同】,
// (서울=연합뉴스).
#pragma once

#include "feeds/dateline_marks.hpp"

namespace datelined::feeds::datelines {

Matched in_han(Text text);
Matched in_brackets(Text text);  // an agency alone in brackets too: (ANSA) -

}  // namespace datelined::feeds::datelines
