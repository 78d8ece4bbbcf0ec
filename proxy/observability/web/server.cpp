#include "observability/web/server.hpp"

#include <string_view>
#include <utility>

#include "io/random.hpp"
#include "observability/hex.hpp"
#include "observability/web/embedded.hpp"

namespace observability::web {
namespace {

constexpr std::size_t kRandomPathBytes = 16;

}  // namespace

Server::Server(boost::asio::io_context& context, std::function<void()> visited, Handler handler)
    : visited_(std::move(visited)),
      handler_(std::move(handler)),
      listener_(context, [this](boost::asio::ip::tcp::socket socket) { serve(std::move(socket)); }),
      keys_(io::random_bytes) {}

std::string Server::listen(std::uint16_t port) {
    std::string problem = listener_.listen(port);
    if (problem.empty()) {
        site_ = {listener_.port(), "/" + hex(io::random_bytes(kRandomPathBytes)) + "/"};
    }
    return problem;
}

std::string Server::new_link(Visitor visitor) {
    return "http://127.0.0.1:" + std::to_string(site_.port) + site_.path +
           "open?token=" + keys_.new_link(visitor, Keys::Time::clock::now());
}

void Server::serve(boost::asio::ip::tcp::socket socket) {
    if (*connections_ >= kMaxConnections) return;
    ++*connections_;
    const Connection connection(
        new HttpConnection(std::move(socket), [this](const Connection& made) { asked(made); }),
        [count = connections_](HttpConnection* ended) {
            --*count;
            delete ended;
        });
    connection->start();
}

void Server::asked(const Connection& connection) {
    const auto judged = judge(connection->request(), site_, keys_);
    if (!judged) return connection->reply(refusal(judged.error(), site_));
    visited_();
    const auto file = [&](std::string_view type, std::string_view bytes) {
        reply(connection, type, std::string(bytes));
    };
    switch (judged->resource) {
        case Resource::kEntrance:
            return enter(connection, judged->argument);
        case Resource::kPage:
            return file("text/html; charset=utf-8", embedded("index.html"));
        case Resource::kStyle:
            return file("text/css; charset=utf-8", embedded("style.css"));
        case Resource::kScript:
            return file("text/javascript; charset=utf-8", embedded("script.js"));
        case Resource::kSocket:
        case Resource::kTrace:
        case Resource::kIncident:
            return handler_(connection, *judged);
    }
}

void Server::enter(const Connection& connection, const std::string& token) {
    const auto cookie = keys_.exchange(token, Keys::Time::clock::now());
    if (cookie) return connection->reply(entrance(*cookie, site_));
    refuse(connection, http::status::forbidden,
           "This link has been used already or has expired: run gopls-proxy dashboard again.");
}

void Server::reply(const Connection& connection, std::string_view content_type, std::string body,
                   const std::string& saved_as) const {
    Reply made = web::reply(http::status::ok, content_type, std::move(body), site_);
    if (!saved_as.empty()) {
        made.set(http::field::content_disposition, "attachment; filename=\"" + saved_as + "\"");
    }
    connection->reply(std::move(made));
}

void Server::refuse(const Connection& connection, http::status status, std::string sentence) const {
    connection->reply(refusal({status, std::move(sentence)}, site_));
}

}  // namespace observability::web
