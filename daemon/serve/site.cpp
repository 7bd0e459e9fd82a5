#include "daemon/serve/site.hpp"

#include "daemon/log.hpp"
#include "daemon/offload.hpp"
#include "daemon/serve/accept.hpp"
#include "daemon/serve/cookie.hpp"
#include "daemon/serve/feeds_page.hpp"
#include "daemon/serve/negotiate.hpp"
#include "daemon/serve/params.hpp"
#include "daemon/serve/refusal_page.hpp"
#include "daemon/serve/story_page.hpp"
#include "daemon/serve/topic.hpp"
#include "feeds/text/date.hpp"
#include "feeds/text/hash.hpp"
#include "schema/store.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <stdexcept>
#include <utility>

namespace datelined {
namespace {

using feeds::Format;

feeds::Time now() {
  return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

Answer bad_parameter(const feeds::Problem& problem) {
  return plain_answer(400, shown(problem.where) + ": " + problem.what);
}

Answer unauthorized() {
  Answer answer = plain_answer(401, "a token is needed");
  answer.fields += field("WWW-Authenticate", "Bearer realm=\"datelined\"") +
                   field("WWW-Authenticate", "Basic realm=\"datelined\", charset=\"UTF-8\"");
  return answer;
}

// To the same page without the token in its address, which would be in no link of it, but in the history and in what
// people pass on. Relative: who came by another name than the base URL's stays there.
Answer keep_in_cookie(const RequestTarget& target, std::string_view token, std::string_view base_url) {
  Params rest = target.params;
  std::erase_if(rest, [](const Param& param) { return param.name == "token"; });
  Answer answer = plain_answer(303);
  answer.fields += field("Location", "./" + target.path.substr(target.path.rfind('/') + 1) + write_params(rest)) +
                   field("Set-Cookie", write_token_cookie(token, base_url));
  return answer;
}

Answer too_many(std::chrono::seconds wait) {
  Answer answer = plain_answer(429, "too many wrong tokens from this address");
  answer.fields += field("Retry-After", std::to_string(wait.count()));
  return answer;
}

// Whether a word that counts back from now makes it another document every minute.
bool depends_on_time(const schema::Query& query) {
  return query.since || query.until;
}

bool is_feed(Format format) {
  return format == Format::atom || format == Format::rss || format == Format::json;
}

std::string in_words(const Scope& scope) {
  std::string words;
  if (!scope) return words;
  words = " for";
  for (const std::string& name : *scope) words += '\n' + name;
  return words;
}

std::string_view path_of(const Request& request) {
  return std::string_view(request.target).substr(0, request.target.find('?'));
}

InboxRequest inbox_request(const Request& request) {
  const std::size_t mark = request.target.find('?');
  InboxRequest sent;
  sent.method = request.method;
  sent.path = path_of(request);
  if (mark != std::string::npos) sent.query = request.target.substr(mark + 1);
  sent.content_type = request.content_type;
  sent.content_encoding = request.content_encoding;
  sent.signature = request.hub_signature;
  sent.link = request.link;
  sent.remote = request.client;
  return sent;
}

Answer answer_of(const InboxReply& reply) {
  Answer answer;
  answer.status = reply.status;
  answer.fields = field("Content-Type", reply.content_type) + field("Cache-Control", "no-store") +
                  field("X-Content-Type-Options", "nosniff");
  if (reply.retry_after.count() > 0) answer.fields += field("Retry-After", std::to_string(reply.retry_after.count()));
  answer.body = std::make_shared<const std::string>(reply.body);
  return answer;
}

std::string canonical(const schema::Query& query) {
  return write_params(write_query(query)) + " " + std::to_string(query.limit.value_or(0));
}

}  // namespace

Site::Site(ServerParts parts, const Settings& settings, std::string base_url)
    : parts_(std::move(parts)),
      readers_(std::make_shared<Readers>(settings.database)),
      documents_(parts_.loop, parts_.metrics, parts_.events),
      operations_(readers_, documents_, parts_.metrics, parts_.not_ready),
      access_({}, {}),
      proxies_({}),
      changes_(parts_.events.subscribe([this](std::int64_t seq) { documents_.changed(seq); })) {
  reload(settings, std::move(base_url));
}

void Site::reload(const Settings& settings, std::string base_url) {
  base_url_ = std::move(base_url);
  title_ = settings.http.title;
  hub_url_ = settings.hub.enabled ? base_url_ + "hub" : "";
  access_ = Access(settings.http.tokens, settings.feeds);
  proxies_ = TrustedProxies(settings.http.trusted_proxies);
  sharing_ = Sharing(settings.http.cors);
  operations_.reload(settings.http.metrics_per_feed);
  readers_->limit(settings.http.query_timeout);
  feeds_.clear();
  for (const FeedSettings& feed : settings.feeds) feeds_.insert(feed.name);
  public_ = settings.http.public_;
  documents_.reload(!settings.http.public_ && !settings.http.tokens.empty());
}

std::optional<Answer> Site::at_once(const Request& request) {
  auto answer = documents_.at_once(request);
  if (answer) sharing_.share(request, *answer);
  return answer;
}

asio::awaitable<Answer> Site::answer(Request request) {
  Answer answer = co_await answer_or_fail(request);
  if (answer.status >= 400 && prefers_html(request.accept)) {
    answer = write_refusal_page(std::move(answer), request.target);
  }
  answer.close |= request.has_body;  // its body stands where the next request would
  sharing_.share(request, answer);
  co_return answer;
}

asio::awaitable<Answer> Site::answer_or_fail(Request& request) {
  try {
    co_return co_await route(request);
  } catch (const schema::TookTooLong&) {
    co_return plain_answer(503, "the question takes too long: please narrow it");
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

asio::awaitable<Answer> Site::route(Request& request) {
  if (const auto open = door(request)) co_return co_await deliver(request, *open);
  if (auto answer = sharing_.preflight(request)) co_return std::move(*answer);
  if (request.method != "GET" && request.method != "HEAD") {
    Answer answer = plain_answer(405);
    answer.fields += field("Allow", "GET, HEAD");
    answer.close = request.method == "CONNECT";
    co_return answer;
  }
  auto target = read_target(request.target);
  if (!target) co_return plain_answer(400, target.error().what);
  const std::string& path = target->path;
  if (path == "/healthz") co_return co_await operations_.health();
  Access::Pass pass;
  if (auto refusal = admit(request, target->params, pass)) co_return std::move(*refusal);
  if (!pass.shown.empty() && prefers_html(request.accept)) co_return keep_in_cookie(*target, pass.shown, base_url_);
  const Scope& scope = pass.scope;

  if (auto page = page_at(path)) {
    page->scope = scope;
    page->token = pass.shown;
    co_return co_await listing(request, std::move(*page), std::move(target->params));
  }
  if (path == "/feeds") co_return co_await feed_list(request, target->params, scope);
  if (path.starts_with("/stories/")) co_return co_await story(request, path, scope);
  if (path == "/feeds.opml") co_return co_await subscriptions(request, scope);
  if (path == "/events") co_return co_await events(request, std::move(target->params), scope);
  // What operators see is of all feeds.
  if (scope && (path == "/metrics" || path == "/readyz"))
    co_return plain_answer(403, "the token is for some feeds only");
  if (path == "/metrics") co_return co_await operations_.metrics();
  if (path == "/readyz") co_return operations_.readiness();
  co_return plain_answer(404);
}

std::shared_ptr<const InboxDoor> Site::door(const Request& request) const {
  return parts_.inbox ? parts_.inbox->find(path_of(request)) : nullptr;
}

std::optional<Answer> Site::refuse_body(const Request& request, const InboxDoor& door) {
  if (request.method != "POST") return plain_answer(400, "a body is for POST alone");
  if (request.content_length > door.max_body) return plain_answer(413);
  if (door.for_readers) {
    const auto target = read_target(request.target);
    if (!target) return plain_answer(400, target.error().what);
    Access::Pass pass;
    if (auto refusal = admit(request, target->params, pass)) return refusal;
  }
  if (!door.look) return std::nullopt;
  const std::optional<InboxReply> refused = door.look(inbox_request(request));
  if (!refused) return std::nullopt;
  return answer_of(*refused);
}

asio::awaitable<Answer> Site::deliver(Request& request, const InboxDoor& door) {
  if (request.method != "GET" && request.method != "POST") {
    Answer answer = plain_answer(405);
    answer.fields += field("Allow", "GET, POST");
    co_return answer;
  }
  InboxRequest sent = inbox_request(request);
  if (door.for_readers) {
    const auto target = read_target(request.target);
    if (!target) co_return plain_answer(400, target.error().what);
    Access::Pass pass;
    if (auto refusal = admit(request, target->params, pass)) co_return std::move(*refusal);
    sent.access = access_of(request, target->params);
  }
  sent.body = std::move(request.body);
  const InboxReply reply = co_await door.take(std::move(sent));
  co_return answer_of(reply);
}

// A cookie comes by itself, also with a form that another page sends: it opens what is only read.
Access::Pass Site::pass_of(const Request& request, const Params& params) const {
  return access_.check(request.authorization, request.method == "POST" ? "" : request.cookie, params);
}

// The answer for who may not read; nullopt and what it was let in by for who may.
std::optional<Answer> Site::admit(const Request& request, const Params& params, Access::Pass& pass) {
  if (request.trusted) return std::nullopt;
  const auto time = Attempts::Clock::now();
  if (const auto wait = attempts_.barred(request.client, time)) return too_many(*wait);
  pass = pass_of(request, params);
  if (pass.verdict == Access::Verdict::allowed) return std::nullopt;
  Answer answer = unauthorized();
  if (pass.verdict == Access::Verdict::wrong) {
    ++parts_.metrics.http_wrong_tokens;
    attempts_.failed(request.client, time);
    // One that opens nothing any more would be counted with every page.
    if (!read_token_cookie(request.cookie).empty()) answer.fields += field("Set-Cookie", drop_token_cookie(base_url_));
  }
  return answer;
}

asio::awaitable<Answer> Site::listing(const Request& request, Page page, Params params) {
  auto query = read_query(params, now(), feeds_);
  if (!query) co_return bad_parameter(query.error());
  if (page.one_feed && !query->feeds.empty()) co_return bad_parameter({"feed", "the path names it already"});
  if (page.one_feed) query->feeds = std::move(page.query.feeds);
  if (const auto unknown = unknown_feed(*query, page.scope)) co_return plain_answer(404, *unknown);
  page.query = std::move(*query);
  page.query.limit = page.query.limit.value_or(default_limit);
  page.base_url = base_url_;
  page.title = title_;
  page.hub_url = hub_url_;
  const bool is_feed = page.format != Format::html;
  page.is_feed = is_feed && prefers_html(request.accept);
  if (page.is_feed) page.format = Format::html;

  // A token only where it stands in the document, and as the first word: what follows may hold any name.
  const std::string key = (page.token.empty() ? "" : feeds::sha256_hex(page.token) + ' ') + page.path +
                          (page.is_feed ? " as a page " : "") + canonical(page.query) + in_words(page.scope);
  Documents::Make render = [readers = readers_, page] {
    return readers->read([&](schema::Reader& reader) { return render_page(reader, page); });
  };
  try {
    const Documents::Made made = co_await documents_.get(key, std::move(render));
    if (!made) co_return busy_answer();
    if (accepts_feed_delta(request.a_im)) {
      if (auto answer = co_await changes(request, page, key, made)) co_return std::move(*answer);
    }
    co_return co_await documents_.answer(request, made, request.trusted && !depends_on_time(page.query));
  } catch (const std::invalid_argument&) {
    co_return bad_parameter({"before", "not a page of this list"});
  }
}

// A reader that holds an older state of the feed gets what has changed since, where that is less: RFC 3229, in the
// way feeds use it. nullopt: the whole document is the answer.
asio::awaitable<std::optional<Answer>> Site::changes(const Request& request, const Page& page, std::string key,
                                                     Documents::Made whole) {
  const auto base = delta_base(request.if_none_match);
  // A page of another order, or a number that this store has not reached: of another store's life.
  const bool has_delta = is_feed(page.format) && !page.query.after && page.query.before.empty();
  if (!has_delta || !base || *base > seq()) co_return std::nullopt;
  const Coding coding = choose_coding(request.accept_encoding).best;
  const std::string etag = documents_.tag(*whole, coding);
  if (is_unchanged({request.if_none_match, {}}, etag, std::nullopt)) co_return std::nullopt;

  Documents::Make render = [readers = readers_, page, from = *base] {
    return readers->read([&](schema::Reader& reader) { return render_changes(reader, page, from); });
  };
  const std::string since = "since " + std::to_string(*base) + ' ';
  Documents::Made made = co_await documents_.get(since + key, std::move(render), "since " + key);
  if (!made || made->more || made->bytes.empty() || made->bytes.size() >= whole->bytes.size()) co_return std::nullopt;

  Answer answer;
  answer.status = 226;
  answer.fields = field("ETag", etag) + field("IM", "feed") +
                  field("Cache-Control", "no-store, im") +  // a cache that knows no IM would take it for the whole
                  field("Vary", "Accept, Accept-Encoding, A-IM, If-None-Match") +
                  field("Content-Type", made->media_type) + field("X-Content-Type-Options", "nosniff") +
                  field("Content-Security-Policy", made->policy);
  if (!made->links.empty()) answer.fields += field("Link", made->links);
  answer.body = std::shared_ptr<const std::string>(made, &made->bytes);
  Rendition to_send = *made;
  to_send.hash = since + key;  // what its coded form is kept by
  if (const auto small = co_await documents_.encoded(std::make_shared<const Rendition>(std::move(to_send)), coding)) {
    answer.fields += field("Content-Encoding", to_string(coding));
    answer.body = std::shared_ptr<const std::string>(small, &small->bytes);
  }
  co_return answer;
}

asio::awaitable<Answer> Site::feed_list(const Request& request, const Params& params, Scope scope) {
  FeedsPage page;
  page.site_title = title_;
  page.now = now();
  std::string sort = "health";
  for (const Param& param : params) {
    if (param.name == "token") continue;
    const auto order = param.name == "sort" ? read_feed_order(param.value) : std::nullopt;
    if (param.name != "sort") co_return bad_parameter({param.name, "unknown parameter"});
    if (!order)
      co_return bad_parameter(
          {"sort", "expected health, name, polled, push, news, failures, answer, latency or entries"});
    page.order = *order;
    sort = param.value;
  }
  // Health changes without a change number.
  const std::string name = "feeds " + sort + in_words(scope);
  const std::string key = feeds::rfc3339(page.now) + ' ' + name;
  Documents::Make render = [readers = readers_, page = std::move(page), scope] {
    return readers->read([&](schema::Reader& reader) {
      FeedsPage full = page;
      full.feeds = reader.feeds();
      full.activity = reader.activity(page.now, shown_days);
      std::erase_if(full.feeds, [&](const auto& feed) { return !holds(scope, feed.subscription.name); });
      std::erase_if(full.activity, [&](const auto& activity) { return !holds(scope, activity.feed); });
      return render_html(write_feeds_page(std::move(full)));
    });
  };
  const Documents::Made made = co_await documents_.get(key, std::move(render), name);
  if (!made) co_return busy_answer();
  co_return co_await documents_.answer(request, made, false);
}

// /stories/ID, the atom:id as one segment
asio::awaitable<Answer> Site::story(const Request& request, std::string_view path, Scope scope) {
  constexpr std::string_view start = "/stories/";
  const std::string_view segment = path.substr(start.size());
  const auto id = segment.find('/') == std::string_view::npos ? decode_segment(segment) : std::nullopt;
  if (!id || id->empty()) co_return plain_answer(404);
  Documents::Make render = [readers = readers_, id = *id, title = title_, scope] {
    return readers->read([&](schema::Reader& reader) {
      auto telling = reader.telling(id);
      if (telling) std::erase_if(telling->copies, [&](const auto& copy) { return !holds(scope, copy.feed); });
      return telling && !telling->copies.empty() ? render_html(write_story_page(*telling, title, "../")) : Rendition{};
    });
  };
  const Documents::Made made = co_await documents_.get("story " + *id + in_words(scope), std::move(render));
  if (!made) co_return busy_answer();
  if (made->bytes.empty()) co_return plain_answer(404, "no story has this id");
  co_return co_await documents_.answer(request, made, false);
}

asio::awaitable<Answer> Site::subscriptions(const Request& request, Scope scope) {
  // Titles and health change without a change number: kept for a second, for who asks in a loop.
  const std::string name = "feeds.opml" + in_words(scope);
  const std::string key = feeds::rfc3339(now()) + ' ' + name;
  Documents::Make render = [readers = readers_, title = title_, scope] {
    return readers->read([&](schema::Reader& reader) { return render_subscriptions(reader, title, scope); });
  };
  const Documents::Made made = co_await documents_.get(key, std::move(render), name);
  if (!made) co_return busy_answer();
  co_return co_await documents_.answer(request, made, false);
}

asio::awaitable<Answer> Site::events(const Request& request, Params params, Scope scope) {
  std::string access = access_of(request, params);
  auto query = read_query(params, now(), feeds_);
  if (!query) co_return bad_parameter(query.error());
  if (query->limit) co_return bad_parameter({"limit", "events have no end"});
  if (!query->before.empty()) co_return bad_parameter({"before", "events have no pages"});
  if (const auto unknown = unknown_feed(*query, scope)) co_return plain_answer(404, *unknown);
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
  answer.events = EventStream{std::move(*query), std::move(access)};
  co_return answer;
}

asio::awaitable<Documents::Made> Site::next_events(EventStream stream) {
  schema::Query& query = stream.query;
  const auto scope = scope_of(stream.access);
  const auto is_beyond = [&](const std::string& name) { return !holds(*scope, name); };
  if (!scope || std::any_of(query.feeds.begin(), query.feeds.end(), is_beyond)) co_return nullptr;
  narrow(*scope, query);
  const std::string whose = in_words(*scope);
  const std::string key = "events" + canonical(query) + whose;
  schema::Query whole = query;
  whole.after = 0;
  Documents::Make render = [readers = readers_, query = std::move(query)] {
    return readers->read([&](schema::Reader& reader) { return render_events(reader, query); });
  };
  try {
    co_return co_await documents_.get(key, std::move(render), "events" + canonical(whole) + whose);
  } catch (const schema::StoreError& error) {
    store_fails(error.what());
    co_return nullptr;
  }
}

// What is to be said of a feed that is not there; one beyond the reader's scope is as unknown.
std::optional<std::string> Site::unknown_feed(const schema::Query& query, const Scope& scope) const {
  for (const std::string& name : query.feeds) {
    if (!holds(scope, name) || !feeds_.contains(name)) return "unknown feed " + shown(name);
  }
  return std::nullopt;
}

// By what a request may read, for later: the digest of its token, or "public" as long as everybody may, or nothing
// where the address it came over asks nobody.
std::string Site::access_of(const Request& request, const Params& params) const {
  if (!request.trusted) return pass_of(request, params).digest;
  return public_ ? "public" : "";
}

std::optional<Scope> Site::scope_of(const std::string& access) const {
  if (access.empty() || (access == "public" && public_)) return Scope();
  return access_.scope_of(access);
}

feeds::Result<std::string> Site::topic(const std::string& url, const std::string& access) const {
  auto topic = read_topic(url, base_url_, now(), feeds_);
  if (!topic) return std::move(topic).error();
  if (auto page = topic_page(topic->path, access); !page) return std::move(page).error();
  return feeds::Result<std::string>(boost::system::in_place_value, std::move(topic->path));
}

feeds::Result<Page> Site::topic_page(const std::string& topic, const std::string& access) const {
  const auto scope = scope_of(access);
  if (!scope) return feeds::Problem{"hub.topic", "it may not be read any more"};
  auto read = read_topic_path(topic, now(), feeds_);
  if (!read) return std::move(read).error();
  Page page = std::move(read->page);
  page.scope = *scope;
  page.base_url = base_url_;
  page.title = title_;
  page.hub_url = hub_url_;
  if (auto unknown = unknown_feed(page.query, page.scope)) return feeds::Problem{"hub.topic", std::move(*unknown)};
  return page;
}

asio::awaitable<TopicNews> Site::news(std::string topic, std::string access, std::int64_t after) {
  TopicNews news;
  auto page = topic_page(topic, access);
  if (!page) {
    news.state = TopicNews::State::closed;
    co_return news;
  }
  const std::string scope = in_words(page->scope);
  const std::string key = "news " + std::to_string(after) + ' ' + topic + scope;
  Documents::Make render = [readers = readers_, page = std::move(*page), after] {
    return readers->read([&](schema::Reader& reader) { return render_news(reader, page, after); });
  };
  Documents::Made made;
  try {
    made = co_await documents_.get(key, std::move(render), "news " + topic + scope);
  } catch (const schema::TookTooLong&) {
    // A busy hour, one may hope.
  } catch (const schema::StoreError& error) {
    store_fails(error.what());
  }
  if (!made) {
    news.state = TopicNews::State::busy;
    co_return news;
  }
  if (!made->bytes.empty()) news.body = std::shared_ptr<const std::string>(made, &made->bytes);
  news.media_type = made->media_type;
  news.links = made->links;
  news.through = made->last_seq;
  news.more = made->more;
  co_return news;
}

// Once a minute is enough of one disk.
void Site::store_fails(const std::string& why) {
  const auto time = std::chrono::steady_clock::now();
  if (said_ && time - *said_ < std::chrono::minutes(1)) return;
  said_ = time;
  log::error("serving: " + why);
}

}  // namespace datelined
