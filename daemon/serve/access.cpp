#include "daemon/serve/access.hpp"

#include "daemon/serve/base64.hpp"
#include "daemon/serve/cookie.hpp"
#include "feeds/text/hash.hpp"

#include <algorithm>
#include <cctype>
#include <tuple>

namespace datelined {
namespace {

// The credentials behind a scheme, whose name has no case; empty when it is another scheme.
std::string_view credentials(std::string_view authorization, std::string_view scheme) {
  if (authorization.size() <= scheme.size() || authorization[scheme.size()] != ' ') return {};
  const bool same = std::equal(scheme.begin(), scheme.end(), authorization.begin(),
                               [](char a, char b) { return a == std::tolower(static_cast<unsigned char>(b)); });
  if (!same) return {};
  authorization.remove_prefix(scheme.size());
  authorization.remove_prefix(std::min(authorization.find_first_not_of(' '), authorization.size()));
  return authorization;
}

bool is_within(std::string_view category, std::string_view wanted) {
  return category == wanted || (category.starts_with(wanted) && category.substr(wanted.size()).starts_with('/'));
}

Scope scope_of(const TokenSettings& token, const std::vector<FeedSettings>& feeds) {
  if (token.feeds.empty() && token.categories.empty()) return nullptr;
  std::vector<std::string> names;
  for (const FeedSettings& feed : feeds) {
    const auto is_its = [&](const std::string& category) { return is_within(feed.category, category); };
    const bool named = std::find(token.feeds.begin(), token.feeds.end(), feed.name) != token.feeds.end();
    if (named || std::any_of(token.categories.begin(), token.categories.end(), is_its)) names.push_back(feed.name);
  }
  std::sort(names.begin(), names.end());
  return std::make_shared<const std::vector<std::string>>(std::move(names));
}

}  // namespace

Access::Access(const std::vector<TokenSettings>& tokens, const std::vector<FeedSettings>& feeds) {
  for (const TokenSettings& token : tokens) tokens_.push_back({token.digest, datelined::scope_of(token, feeds)});
}

Access::Pass Access::check(std::string_view authorization, std::string_view cookies, const Params& params) const {
  Pass pass;
  const auto show = [&](std::string_view text) {
    if (text.empty() || pass.verdict == Verdict::allowed) return;
    const Token* token = find(text);
    pass.verdict = token == nullptr ? Verdict::wrong : Verdict::allowed;
    if (token != nullptr) std::tie(pass.scope, pass.digest) = std::tie(token->scope, token->digest);
  };
  show(credentials(authorization, "bearer"));
  if (const auto pair = decode_base64(credentials(authorization, "basic"))) {
    const auto colon = pair->find(':');
    if (colon != std::string::npos) show(std::string_view(*pair).substr(colon + 1));
  }
  for (const Param& param : params) {
    if (param.name != "token" || pass.verdict == Verdict::allowed) continue;
    show(param.value);
    if (pass.verdict == Verdict::allowed) pass.shown = param.value;
  }
  show(read_token_cookie(cookies));
  return pass;
}

std::optional<Scope> Access::scope_of(std::string_view digest) const {
  for (const Token& token : tokens_) {
    if (token.digest == digest) return token.scope;
  }
  return std::nullopt;
}

const Access::Token* Access::find(std::string_view text) const {
  // Digests are of one length and say nothing of how much of a guess was right; every one is looked at.
  const std::string digest = feeds::sha256_hex(text);
  const Token* found = nullptr;
  for (const Token& token : tokens_) {
    unsigned difference = token.digest.size() == digest.size() ? 0 : 1;
    for (std::size_t i = 0; i < std::min(token.digest.size(), digest.size()); ++i) {
      difference |= static_cast<unsigned>(token.digest[i] ^ digest[i]);
    }
    if (difference == 0) found = &token;
  }
  return found;
}

}  // namespace datelined
