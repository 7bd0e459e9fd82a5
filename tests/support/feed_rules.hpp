// Is it a valid feed? The rules of the W3C feed validator under its own names, the schema of RFC 4287, JSON Feed 1.1.
#pragma once

#include <iosfwd>
#include <set>
#include <string>
#include <vector>

namespace datelined::test {

struct Faults : std::multiset<std::string> {};

std::ostream& operator<<(std::ostream& out, const Faults& faults);

Faults faults_of_atom(const std::string& text);
Faults faults_of_rss(const std::string& text);
Faults faults_of_json_feed(const std::string& text);

// What xmllint says against Atom documents by the schema in tests/data; empty: nothing.
std::string said_by_schema(const std::vector<std::string>& documents);

}  // namespace datelined::test
