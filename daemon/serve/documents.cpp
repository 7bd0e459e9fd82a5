#include "daemon/serve/documents.hpp"

#include "daemon/serve/accept.hpp"
#include "daemon/serve/negotiate.hpp"
#include "feeds/text/date.hpp"

#include <algorithm>
#include <chrono>
#include <thread>
#include <utility>

namespace datelined {
namespace {

constexpr std::size_t most_kept_bytes = 12u << 20;
constexpr std::size_t most_ready = 1024;
constexpr std::size_t least_in_file = 128u << 10;  // what is less is copied in no more time than is sent uncopied
constexpr std::size_t most_underway = 64;          // a flood of different questions waits no longer than these take

std::size_t processors() {
  return std::max(1u, std::thread::hardware_concurrency());
}

// Half of the threads are for what was asked for before.
Renditions::Limits limits() {
  return {most_kept_bytes, most_underway, std::max<std::size_t>(1, processors() / 2)};
}

feeds::Time now() {
  return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

// What was sent within the second of a change may be older than it, and a date tells no more than seconds.
feeds::Time soon() {
  return now() + std::chrono::seconds(1);
}

Conditions conditions_of(const Request& request) {
  return {request.if_none_match, request.if_modified_since, request.if_match, request.if_unmodified_since};
}

// What is at hand goes by address and coding alone; a browser may want another form of it.
bool may_be_a_browser(const Request& request) {
  return request.accept.find("html") != std::string::npos;
}

std::string ready_key(const std::string& target, Coding coding) {
  std::string key;
  key.reserve(target.size() + 1);
  return key.append(1, static_cast<char>('0' + static_cast<int>(coding))).append(target);
}

}  // namespace

Documents::Documents(asio::any_io_executor loop, Metrics& metrics, Events& events)
    : metrics_(metrics),
      events_(events),
      makers_(std::move(loop), processors()),
      renditions_(makers_, metrics, limits()),
      known_seq_(events.seq()) {}

void Documents::reload(bool is_private) {
  private_ = is_private;
  renditions_.clear();
  ready_.clear();
  const bool is_start = changed_at_ == feeds::Time{};
  changed_at_ = is_start ? now() : soon();  // before the start nothing was sent
}

void Documents::changed(std::int64_t seq) {
  ready_.clear();
  // The number found at the start is no change.
  if (known_seq_ != 0) changed_at_ = soon();
  known_seq_ = seq;
}

asio::awaitable<Documents::Made> Documents::get(std::string key, Make make, std::string name) {
  return renditions_.get(std::move(key), events_.seq(), std::move(make), std::move(name));
}

asio::awaitable<Documents::Made> Documents::get_soon(std::string key, Make make) {
  return renditions_.get_soon(std::move(key), events_.seq(), std::move(make));
}

std::string Documents::tag(const Rendition& made, Coding coding) const {
  return write_etag(made.hash, made.newest, coding);
}

asio::awaitable<Answer> Documents::answer(const Request& request, Made made, bool may_remember) {
  const auto [coding, takes_plain] = choose_coding(request.accept_encoding);
  Ready ready = describe(*made, coding);
  const Conditions conditions = conditions_of(request);
  if (fails(conditions, ready.etag, ready.last_modified)) co_return plain_answer(412);
  if (is_unchanged(conditions, ready.etag, ready.last_modified)) {
    Answer answer = answer_with(request, ready, nullptr);
    if (may_remember) remember(request, made, std::move(ready), nullptr);
    co_return answer;
  }
  Made coded = co_await encoded(made, coding);
  if (!coded) {
    if (!takes_plain) co_return plain_answer(406, "in none of the codings that are accepted");
    coded = made;
    ready = describe(*made, Coding::identity);
  }
  Answer answer = answer_with(request, ready, coded);
  if (may_remember) remember(request, made, std::move(ready), coded);
  co_return answer;
}

// Null: it is not worth it, or there is too much to do.
asio::awaitable<Documents::Made> Documents::encoded(Made made, Coding coding) {
  if (coding == Coding::identity) co_return nullptr;
  Make shrink = [made, coding] {
    Rendition small;
    small.bytes = encode(coding, made->bytes);
    return small;
  };
  const std::string key = made->hash + ' ' + std::string(to_string(coding));
  Made small = co_await get_soon(key, std::move(shrink));
  co_return small && !small->bytes.empty() ? small : nullptr;
}

Documents::Ready Documents::describe(const Rendition& made, Coding coding) const {
  Ready ready;
  ready.etag = tag(made, coding);
  ready.about = field("ETag", ready.etag);
  // Within the second of a change there is no date that would name this state and no other.
  if (made.last_modified && changed_at_ <= now()) {
    ready.last_modified = std::max(*made.last_modified, changed_at_);
    ready.about += field("Last-Modified", feeds::http_date(*ready.last_modified));
  }
  // Kept, and asked about each time: a withdrawn story is gone at once, and asking costs a 304.
  ready.about += field("Cache-Control", private_ ? "private, no-cache" : "no-cache") +
                 field("Vary", made.negotiated ? "Accept, Accept-Encoding" : "Accept-Encoding");
  // Byte ranges are not served (RFC 9110 §14): a document is read whole or not at all, is a few hundred kilobytes,
  // and is made anew with every change, so that its first half and its second would seldom be of one state.
  ready.content = field("Content-Type", made.media_type) + field("X-Content-Type-Options", "nosniff") +
                  field("Referrer-Policy", "no-referrer") + field("Content-Security-Policy", made.policy);
  if (!made.links.empty()) ready.content += field("Link", made.links);
  if (coding != Coding::identity) ready.content += field("Content-Encoding", to_string(coding));
  return ready;
}

// 304, or 200 with the body, which has to be there then.
Answer Documents::answer_with(const Request& request, const Ready& ready, const Made& coded) const {
  Answer answer;
  if (is_unchanged(conditions_of(request), ready.etag, ready.last_modified)) {
    answer.status = 304;
    answer.fields = ready.about;
    return answer;
  }
  answer.fields.reserve(ready.about.size() + ready.content.size() + 64);
  answer.fields.append(ready.about).append(ready.content);
  if (coded) answer.body = std::shared_ptr<const std::string>(coded, &coded->bytes);
  return answer;
}

void Documents::remember(const Request& request, const Made& whole, Ready ready, const Made& coded) {
  if (!ready.last_modified) return;  // it gets a date within a second
  if (may_be_a_browser(request)) return;
  if (ready_.size() >= most_ready) ready_.clear();
  ready.whole = whole;
  ready.coded = coded;
  Ready& kept = ready_[ready_key(request.target, choose_coding(request.accept_encoding).best)];
  if (coded || !kept.coded.lock()) kept = std::move(ready);
}

// Of what is long and asked for again and again: at most as much once more as is kept.
std::shared_ptr<const MemoryFile> Documents::file_of(const Rendition& made) const {
  if (!made.file && made.asked_again && made.bytes.size() >= least_in_file) made.file = MemoryFile::hold(made.bytes);
  return made.file;
}

std::optional<Answer> Documents::at_once(const Request& request) {
  if (!request.trusted || request.has_body || !request.a_im.empty() || ready_.empty()) return std::nullopt;
  if (!request.if_match.empty() || !request.if_unmodified_since.empty()) return std::nullopt;
  if (may_be_a_browser(request)) return std::nullopt;
  if (request.method != "GET" && request.method != "HEAD") return std::nullopt;
  const auto [coding, takes_plain] = choose_coding(request.accept_encoding);
  if (!takes_plain) return std::nullopt;
  const auto place = ready_.find(ready_key(request.target, coding));
  if (place == ready_.end()) return std::nullopt;
  const Ready& ready = place->second;
  const Made whole = ready.whole.lock();
  if (!whole) return std::nullopt;
  const Made coded = ready.coded.lock();
  Answer answer = answer_with(request, ready, coded);
  if (answer.status != 304 && !answer.body) return std::nullopt;
  if (answer.body) answer.file = file_of(*coded);
  whole->asked_again = true;
  if (coded) coded->asked_again = true;
  ++metrics_.cache_hits;
  return answer;
}

}  // namespace datelined
