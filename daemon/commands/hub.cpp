#include "daemon/commands/hub.hpp"

#include <utility>

namespace datelined {
namespace {

HubNews::State state_of(TopicNews::State state) {
  switch (state) {
    case TopicNews::State::ready:
      return HubNews::State::ready;
    case TopicNews::State::busy:
      return HubNews::State::busy;
    case TopicNews::State::closed:
      break;
  }
  return HubNews::State::closed;
}

asio::awaitable<HubNews> news_of(Server& server, std::string topic, std::string access, std::int64_t after) {
  TopicNews news = co_await server.news(std::move(topic), std::move(access), after);
  co_return HubNews{state_of(news.state),  std::move(news.body), std::move(news.media_type),
                    std::move(news.links), news.through,         news.more};
}

InboxReply reply_of(const HubReply& reply) {
  InboxReply answer;
  answer.status = reply.status;
  if (!reply.text.empty()) answer.body = reply.text + '\n';
  answer.retry_after = reply.retry_after;
  return answer;
}

asio::awaitable<InboxReply> take(Hub& hub, InboxRequest request) {
  if (request.method != "POST") co_return InboxReply{400, "this is a WebSub hub: it takes forms, by POST\n"};
  HubPost post{std::move(request.content_type), std::move(request.body), std::move(request.remote),
               std::move(request.access)};
  co_return reply_of(hub.take(post));
}

}  // namespace

HubTopics topics_of(Server& server) {
  HubTopics topics;
  topics.find = [&server](const std::string& url, const std::string& access) { return server.topic(url, access); };
  topics.url = [&server](const std::string& topic) { return server.topic_url(topic); };
  topics.may_read = [&server](const std::string& topic, const std::string& access) {
    return server.may_read(topic, access);
  };
  topics.news = [&server](std::string topic, std::string access, std::int64_t after) {
    return news_of(server, std::move(topic), std::move(access), after);
  };
  return topics;
}

InboxDoor door_of(Hub& hub) {
  InboxDoor door;
  door.path = "/hub";
  door.max_body = Hub::most_form_bytes;
  door.for_readers = true;
  door.take = [&hub](InboxRequest request) { return take(hub, std::move(request)); };
  return door;
}

}  // namespace datelined
