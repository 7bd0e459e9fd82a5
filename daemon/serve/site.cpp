#include "daemon/serve/site.hpp"

#include "daemon/log.hpp"
#include "daemon/offload.hpp"
#include "daemon/serve/accept.hpp"
#include "daemon/serve/feeds_page.hpp"
#include "daemon/serve/metrics_text.hpp"
#include "daemon/serve/negotiate.hpp"
#include "daemon/serve/params.hpp"
#include "daemon/serve/story_page.hpp"
#include "feeds/text/date.hpp"
#include "schema/store.hpp"

#include <charconv>
#include <chrono>
#include <stdexcept>
#include <utility>

namespace datelined {
namespace {

using feeds::Format;

constexpr std::size_t most_kept_bytes = 64u << 20;
constexpr std::size_t most_underway = 64;  // a flood of different questions waits no longer than these take

feeds::Time now() {
  return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

std::optional<Format> format_of(std::string_view path) {
  if (path == "/") return Format::html;
  if (path == "/atom.xml") return Format::atom;
  if (path == "/rss.xml") return Format::rss;
  if (path == "/feed.json") return Format::json;
  return std::nullopt;
}

Answer bad_parameter(const feeds::Problem& problem) {
  return plain_answer(400, shown(problem.where) + ": " + problem.what);
}

Answer busy() {
  Answer answer = plain_answer(503, "busy, please ask again");
  answer.fields += field("Retry-After", "2");
  return answer;
}

Answer unauthorized() {
  Answer answer = plain_answer(401, "a token is needed");
  answer.fields += field("WWW-Authenticate", "Bearer realm=\"datelined\"") +
                   field("WWW-Authenticate", "Basic realm=\"datelined\", charset=\"UTF-8\"");
  return answer;
}

std::string canonical(const schema::Query& query) {
  return write_params(write_query(query)) + " " + std::to_string(query.limit.value_or(0));
}

}  // namespace

Site::Site(ServerParts parts, const Settings& settings, std::string base_url)
    : parts_(std::move(parts)),
      readers_(std::make_shared<Readers>(settings.database)),
      renditions_(parts_.workers, most_kept_bytes, most_underway),
      access_(settings.http.tokens) {
  reload(settings, std::move(base_url));
}

void Site::reload(const Settings& settings, std::string base_url) {
  base_url_ = std::move(base_url);
  title_ = settings.http.title;
  access_ = Access(settings.http.tokens);
  private_ = !settings.http.public_ && !settings.http.tokens.empty();
  feeds_.clear();
  for (const FeedSettings& feed : settings.feeds) feeds_.insert(feed.name);
  renditions_.clear();
}

asio::awaitable<Answer> Site::answer(Request request) {
  try {
    Answer answer = co_await route(request);
    answer.close |= request.has_body;  // its body stands where the next request would
    co_return answer;
  } catch (const schema::StoreError& error) {
    store_fails(error.what());
  } catch (const std::exception& error) {
    log::error(std::string("answering a request: ") + error.what());
    co_return plain_answer(500);
  }
  Answer answer = plain_answer(503, "the store cannot be read now");
  answer.fields += field("Retry-After", "30");
  co_return answer;
}

asio::awaitable<Answer> Site::route(const Request& request) {
  if (request.method != "GET" && request.method != "HEAD") {
    Answer answer = plain_answer(405);
    answer.fields += field("Allow", "GET, HEAD");
    answer.close = request.method == "CONNECT";
    co_return answer;
  }
  auto target = read_target(request.target);
  if (!target) co_return plain_answer(400, target.error().what);
  const std::string& path = target->path;
  if (path == "/healthz") co_return plain_answer(200, "ok");
  if (!request.trusted && !access_.allows(request.authorization, target->params)) co_return unauthorized();

  if (const auto format = format_of(path)) {
    Page page;
    page.format = *format;
    page.path = path.substr(1);
    co_return co_await listing(request, std::move(page), std::move(target->params));
  }
  if (path == "/feeds") co_return co_await feed_list(request, target->params);
  if (path.starts_with("/stories/")) co_return co_await story(request, path);
  if (path.starts_with("/feeds/")) co_return co_await feed(request, path, std::move(target->params));
  if (path == "/feeds.opml") co_return co_await subscriptions(request);
  if (path == "/events") co_return co_await events(request, std::move(target->params));
  if (path == "/metrics") co_return co_await metrics_answer();
  if (path == "/readyz") co_return readiness();
  co_return plain_answer(404);
}

asio::awaitable<Answer> Site::listing(const Request& request, Page page, Params params) {
  auto query = read_query(params, now());
  if (!query) co_return bad_parameter(query.error());
  if (page.one_feed && !query->feeds.empty()) co_return bad_parameter({"feed", "the path names it already"});
  if (page.one_feed) query->feeds = std::move(page.query.feeds);
  if (auto refusal = refuse(*query)) co_return std::move(*refusal);
  page.query = std::move(*query);
  page.query.limit = page.query.limit.value_or(default_limit);
  page.base_url = base_url_;
  page.title = title_;
  const bool is_feed = page.format != Format::html;
  page.is_feed = is_feed && prefers_html(request.accept);
  if (page.is_feed) page.format = Format::html;

  const std::string key = page.path + (page.is_feed ? " as a page " : "") + canonical(page.query);
  Renditions::Make render = [readers = readers_, page = std::move(page)] {
    return readers->read([&](schema::Reader& reader) { return render_page(reader, page); });
  };
  try {
    const Renditions::Made made = co_await renditions_.get(key, seq(), std::move(render));
    co_return made ? document(request, made, is_feed ? "Accept, Accept-Encoding" : "Accept-Encoding") : busy();
  } catch (const std::invalid_argument&) {
    co_return bad_parameter({"before", "not a page of this list"});
  }
}

// /feeds/NAME/atom.xml
asio::awaitable<Answer> Site::feed(const Request& request, std::string_view path, Params params) {
  constexpr std::string_view start = "/feeds/", end = "/atom.xml";
  if (path.size() <= start.size() + end.size() || !path.ends_with(end)) co_return plain_answer(404);
  const std::string_view segment = path.substr(start.size(), path.size() - start.size() - end.size());
  const auto name = segment.find('/') == std::string_view::npos ? decode_segment(segment) : std::nullopt;
  if (!name) co_return plain_answer(404);
  Page page;
  page.query.feeds = {*name};
  page.path = "feeds/" + encode_segment(*name) + "/atom.xml";
  page.one_feed = true;
  co_return co_await listing(request, std::move(page), std::move(params));
}

asio::awaitable<Answer> Site::subscriptions(const Request& request) {
  // Titles and health change without a change number: kept for a second, for who asks in a loop.
  const std::string key = "feeds.opml " + feeds::rfc3339(now());
  Renditions::Make render = [readers = readers_, title = title_] {
    return readers->read([&](schema::Reader& reader) { return render_subscriptions(reader, title); });
  };
  const Renditions::Made made = co_await renditions_.get(key, seq(), std::move(render));
  co_return made ? document(request, made) : busy();
}

asio::awaitable<Answer> Site::feed_list(const Request& request, const Params& params) {
  FeedsPage page;
  page.site_title = title_;
  page.now = now();
  std::string sort = "health";
  for (const Param& param : params) {
    if (param.name == "token") continue;
    const auto order = param.name == "sort" ? read_feed_order(param.value) : std::nullopt;
    if (param.name != "sort") co_return bad_parameter({param.name, "unknown parameter"});
    if (!order) co_return bad_parameter({"sort", "expected health, name, polled, news, latency or entries"});
    page.order = *order;
    sort = param.value;
  }
  // Health changes without a change number.
  const std::string key = "feeds " + sort + ' ' + feeds::rfc3339(page.now);
  Renditions::Make render = [readers = readers_, page = std::move(page)] {
    return readers->read([&](schema::Reader& reader) {
      FeedsPage full = page;
      full.feeds = reader.feeds();
      full.activity = reader.activity(page.now, shown_days);
      return render_html(write_feeds_page(std::move(full)));
    });
  };
  const Renditions::Made made = co_await renditions_.get(key, seq(), std::move(render));
  co_return made ? document(request, made) : busy();
}

// /stories/ID, the atom:id as one segment
asio::awaitable<Answer> Site::story(const Request& request, std::string_view path) {
  constexpr std::string_view start = "/stories/";
  const std::string_view segment = path.substr(start.size());
  const auto id = segment.find('/') == std::string_view::npos ? decode_segment(segment) : std::nullopt;
  if (!id || id->empty()) co_return plain_answer(404);
  Renditions::Make render = [readers = readers_, id = *id, title = title_] {
    return readers->read([&](schema::Reader& reader) {
      const auto telling = reader.telling(id);
      return telling ? render_html(write_story_page(*telling, title, "../")) : Rendition{};
    });
  };
  const Renditions::Made made = co_await renditions_.get("story " + *id, seq(), std::move(render));
  if (!made) co_return busy();
  co_return made->bytes.empty() ? plain_answer(404, "no story has this id") : document(request, made);
}

asio::awaitable<Answer> Site::events(const Request& request, Params params) {
  auto query = read_query(params, now());
  if (!query) co_return bad_parameter(query.error());
  if (query->limit) co_return bad_parameter({"limit", "events have no end"});
  if (!query->before.empty()) co_return bad_parameter({"before", "events have no pages"});
  if (auto refusal = refuse(*query)) co_return std::move(*refusal);
  if (const std::string& last = request.last_event_id; !last.empty()) {
    std::int64_t seq = -1;
    const auto [end, error] = std::from_chars(last.data(), last.data() + last.size(), seq);
    if (error != std::errc() || end != last.data() + last.size() || seq < 0) {
      co_return bad_parameter({"Last-Event-ID", "expected the number of a change"});
    }
    query->after = seq;
  }
  auto look = [readers = readers_] {
    return readers->read([](schema::Reader& reader) { return reader.last_change(); });
  };
  const std::int64_t last_change = co_await offload(parts_.workers, look);
  // Without a place to resume only what is new; a place of another store's life would wait for ever.
  query->after = std::min(query->after.value_or(last_change), last_change);

  Answer answer;
  answer.fields = field("Content-Type", "text/event-stream") + field("Cache-Control", "no-store") +
                  field("X-Content-Type-Options", "nosniff") +
                  field("X-Accel-Buffering", "no");  // nginx would hold the messages back
  answer.close = true;
  answer.events = std::move(*query);
  co_return answer;
}

asio::awaitable<Renditions::Made> Site::next_events(schema::Query query) {
  const std::string key = "events" + canonical(query);
  Renditions::Make render = [readers = readers_, query = std::move(query)] {
    return readers->read([&](schema::Reader& reader) { return render_events(reader, query); });
  };
  try {
    co_return co_await renditions_.get(key, seq(), std::move(render));
  } catch (const schema::StoreError& error) {
    store_fails(error.what());
    co_return nullptr;
  }
}

asio::awaitable<Answer> Site::metrics_answer() {
  const std::string key = "metrics " + feeds::rfc3339(now());
  Renditions::Make render = [readers = readers_, metrics = parts_.metrics] {
    Rendition made;
    std::optional<StoreFigures> figures;
    try {
      figures = readers->read([](schema::Reader& reader) { return read_figures(reader); });
    } catch (const schema::StoreError&) {
      // Told by datelined_store_up.
    }
    made.bytes = metrics_text(metrics, figures);
    return made;
  };
  const Renditions::Made made = co_await renditions_.get(key, seq(), std::move(render));
  if (!made) co_return busy();
  Answer answer;
  answer.fields = field("Content-Type", "text/plain; version=0.0.4; charset=utf-8") +
                  field("Cache-Control", "no-store") + field("X-Content-Type-Options", "nosniff");
  answer.body = std::shared_ptr<const std::string>(made, &made->bytes);
  co_return answer;
}

Answer Site::readiness() const {
  const std::string why = parts_.not_ready ? parts_.not_ready() : std::string();
  return why.empty() ? plain_answer(200, "ready") : plain_answer(503, why);
}

std::optional<Answer> Site::refuse(const schema::Query& query) const {
  for (const std::string& name : query.feeds) {
    if (!feeds_.contains(name)) return plain_answer(404, "unknown feed " + shown(name));
  }
  return std::nullopt;
}

Answer Site::document(const Request& request, const Renditions::Made& made, std::string_view vary) const {
  const bool zipped = !made->gzip.empty() && accepts_gzip(request.accept_encoding);
  const std::string etag = '"' + made->tag + (zipped ? "-gzip\"" : "\"");
  Answer answer;
  answer.fields.reserve(640);
  answer.fields += field("ETag", etag);
  if (made->last_modified) answer.fields += field("Last-Modified", feeds::http_date(*made->last_modified));
  // Kept, and asked about each time: a withdrawn story is gone at once, and asking costs a 304.
  answer.fields +=
      field("Cache-Control", private_ ? "private, no-cache" : "no-cache") + field("Vary", vary);
  if (is_unchanged({request.if_none_match, request.if_modified_since}, etag, made->last_modified)) {
    answer.status = 304;
    return answer;
  }
  answer.fields += field("Content-Type", made->media_type) + field("X-Content-Type-Options", "nosniff") +
                   field("Referrer-Policy", "no-referrer") + field("Content-Security-Policy", made->policy);
  if (zipped) answer.fields += field("Content-Encoding", "gzip");
  answer.body = std::shared_ptr<const std::string>(made, zipped ? &made->gzip : &made->bytes);
  return answer;
}

// Once a minute is enough of one disk.
void Site::store_fails(const std::string& why) {
  const auto time = std::chrono::steady_clock::now();
  if (said_ && time - *said_ < std::chrono::minutes(1)) return;
  said_ = time;
  log::error("serving: " + why);
}

}  // namespace datelined
