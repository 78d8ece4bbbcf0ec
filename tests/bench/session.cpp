#include "bench/session.hpp"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>

namespace bench {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kSmall = 64;
constexpr std::string_view kHover = "textDocument/hover";
constexpr std::string_view kInitialize =
    R"({"processId":null,"rootUri":null,"capabilities":{"window":{"workDoneProgress":true},)"
    R"("workspace":{"didChangeWatchedFiles":{"dynamicRegistration":true}}}})";
constexpr std::string_view kOpen =
    R"({"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"textDocument":)"
    R"({"uri":"file:///bench/main.go","languageId":"go","version":1,"text":"package main\n"}}})";

/// Returns the params of a hover as editors send it, plus the requested size of the answer.
std::string hover_params(std::size_t result_bytes) {
    return R"({"textDocument":{"uri":"file:///bench/main.go"},"position":{"line":0,"character":9},)"
           R"("size":)" +
           std::to_string(result_bytes) + '}';
}

/// The echo server puts the id last, and a relay must keep it there.
bool answers(std::string_view body, std::int64_t id) {
    return body.ends_with(",\"id\":" + std::to_string(id) + '}');
}

pid_t server_pid(std::string_view initialized) {
    constexpr std::string_view kKey = "\"version\":\"";
    const auto at = initialized.find(kKey);
    pid_t pid = -1;
    if (at != std::string_view::npos)
        std::from_chars(initialized.data() + at + kKey.size(),
                        initialized.data() + initialized.size(), pid);
    if (pid <= 0) throw Failure("the answer to initialize is not from the echo server");
    return pid;
}

}  // namespace

Session::Session(const RelayCommand& command) : process_(command) {
    send(request("initialize", kInitialize));
    server_ = server_pid(answer());
    start_time_ = Clock::now() - before_start_;
    send(framed(R"({"jsonrpc":"2.0","method":"initialized","params":{}})"));
    send(framed(kOpen));
}

void Session::close() {
    send(request("shutdown", "null"));
    answer();
    send(framed(R"({"jsonrpc":"2.0","method":"exit"})"));
    process_.finish(kPatience);
}

std::chrono::nanoseconds Session::round_trip(std::size_t result_bytes) {
    return time(request(kHover, hover_params(result_bytes)), result_bytes);
}

void Session::send(std::string_view messages) {
    write_all(process_.to(), messages);
}

std::chrono::nanoseconds Session::round_trip_after(std::string messages, std::string_view method) {
    return time(messages.append(request(method, hover_params(kSmall))), kSmall);
}

void Session::hold(int requests) {
    for (held_ += requests; requests > 0; --requests)
        send(request("textDocument/references", hover_params(kSmall)));
}

void Session::release() {
    send(request("bench/release", "null"));
    for (; !answers(next_answer(), last_id_); --held_) {
    }
    if (held_ != 0) throw Failure("the requests left open did not get one answer each");
}

std::chrono::nanoseconds Session::pipelined(int requests) {
    std::string all;
    const auto params = hover_params(kSmall);
    const auto first = last_id_ + 1;
    for (int i = 0; i < requests; ++i) all += request(kHover, params);

    const int flags = ::fcntl(process_.to(), F_GETFL);
    ::fcntl(process_.to(), F_SETFL, flags | O_NONBLOCK);
    const auto start = Clock::now();
    std::string_view left = all;
    for (auto id = first; id <= last_id_;) {
        std::array<pollfd, 2> ends{{{process_.from(), POLLIN, 0}, {process_.to(), POLLOUT, 0}}};
        const auto watched = left.empty() ? 1U : 2U;
        if (::poll(ends.data(), watched,
                   static_cast<int>(kPatience / std::chrono::milliseconds(1))) <= 0)
            throw Failure("the pipeline stalled after " + std::to_string(id - first) + " answers");
        if (ends[1].revents != 0) {
            const auto count = ::write(process_.to(), left.data(), left.size());
            if (count < 0 && errno != EAGAIN)
                throw Failure(std::string("write: ") + std::strerror(errno));
            if (count > 0) left.remove_prefix(static_cast<std::size_t>(count));
        }
        if (ends[0].revents == 0) continue;
        if (!input_.fill(process_.from())) throw Failure("the relay ended");
        while (const auto body = input_.next())
            if (answers(*body, id)) ++id;
    }
    const auto end = Clock::now();
    ::fcntl(process_.to(), F_SETFL, flags);
    return end - start;
}

std::chrono::nanoseconds Session::time(std::string_view messages, std::size_t least_bytes) {
    const auto start = Clock::now();
    send(messages);
    const auto body = answer();
    const auto end = Clock::now();
    if (body.size() < least_bytes) throw Failure("an answer is too short");
    return end - start;
}

std::string Session::request(std::string_view method, std::string_view params) {
    std::string body = R"({"jsonrpc":"2.0","id":)" + std::to_string(++last_id_);
    body.append(R"(,"method":")").append(method).append(R"(","params":)").append(params);
    return framed(body.append("}"));
}

std::string_view Session::answer() {
    const auto body = next_answer();
    if (!answers(body, last_id_)) throw Failure("the answer does not belong to the request");
    return body;
}

std::string_view Session::next_answer() {
    for (;;) {
        while (const auto body = input_.next()) {
            const auto start = body->substr(0, 200);
            if (start.find("\"method\":") == std::string_view::npos) return *body;
            const auto at = start.find("\"id\":");
            if (at == std::string_view::npos) continue;
            const auto id = start.substr(at + 5, start.find_first_of(",}", at) - at - 5);
            send(framed(R"({"jsonrpc":"2.0","result":null,"id":)" + std::string(id) + '}'));
        }
        wait_readable();
        if (!input_.fill(process_.from())) throw Failure("the relay ended");
    }
}

void Session::wait_readable() {
    pollfd waiting{process_.from(), POLLIN, 0};
    if (::poll(&waiting, 1, static_cast<int>(kPatience / std::chrono::milliseconds(1))) <= 0)
        throw Failure("no answer within " + std::to_string(kPatience.count()) + " s");
}

}  // namespace bench
