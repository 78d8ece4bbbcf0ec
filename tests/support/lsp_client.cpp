#include "support/lsp_client.hpp"

#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <fstream>
#include <iterator>
#include <utility>

#include "support/failure.hpp"

namespace support {
namespace {

constexpr std::size_t kTailLines = 40;

std::string abbreviated(const std::string& text) {
    constexpr std::size_t kLongest = 300;
    return text.size() <= kLongest ? text : text.substr(0, kLongest) + "…";
}

std::string end_of_text(const std::string& text, std::size_t bytes) {
    return text.size() <= bytes ? text : "…" + text.substr(text.size() - bytes);
}

Json null_for_each_item(const Json& params) {
    Json answer = Json::array();
    for (std::size_t i = 0; i < params.value("items", Json::array()).size(); ++i)
        answer.push_back(nullptr);
    return answer;
}

}  // namespace

LspClient::LspClient(const ChildOptions& options)
    : child_(options), log_file_(options.log_file), ends_whole_(options.ends_whole) {
    const auto null = [](const Json&) { return std::optional<Json>(nullptr); };
    handlers_["workspace/configuration"] = null_for_each_item;
    handlers_["client/registerCapability"] = null;
    handlers_["client/unregisterCapability"] = null;
    handlers_["window/workDoneProgress/create"] = null;
    handlers_["window/showMessageRequest"] = null;
    handlers_["workspace/applyEdit"] = [](const Json&) { return Json{{"applied", true}}; };
}

LspClient::~LspClient() {
    child_.close_stdin();
    child_.close_stdout();
    const auto give_up = Clock::now() + 15s;
    while (!child_.status() && Clock::now() < give_up) read_errors();
}

Json LspClient::request(const std::string& method, const Json& params) {
    const Json id = next_id_++;
    request_as(id, method, params);
    return id;
}

void LspClient::request_as(const Json& id, const std::string& method, const Json& params) {
    Json message{{"jsonrpc", "2.0"}, {"id", id}, {"method", method}};
    if (!params.is_null()) message["params"] = params;
    send_message(message);
}

void LspClient::notify(const std::string& method, const Json& params) {
    Json message{{"jsonrpc", "2.0"}, {"method", method}};
    if (!params.is_null()) message["params"] = params;
    send_message(message);
}

void LspClient::respond(const Json& id, const Json& result) {
    std::erase_if(unanswered_, [&](const Json& request) { return request["id"] == id; });
    send_message({{"jsonrpc", "2.0"}, {"id", id}, {"result", result}});
}

void LspClient::send_message(const Json& message) {
    conformance_.sent(message);
    const std::string body = message.dump();
    log_.push_back("--> " + abbreviated(body));
    out_ += framed(body);
    write_queued();
}

void LspClient::send_raw(std::string_view bytes) {
    log_.push_back("--> raw " + abbreviated(std::string(bytes)));
    out_ += bytes;
    write_queued();
}

void LspClient::pump(std::chrono::milliseconds limit) {
    const bool writing = out_written_ < out_.size();
    std::array<pollfd, 3> fds{
        pollfd{reading_ && !output_ended_ ? child_.stdout_fd() : -1, POLLIN, 0},
        pollfd{errors_ended_ ? -1 : child_.stderr_fd(), POLLIN, 0},
        pollfd{writing ? child_.stdin_fd() : -1, POLLOUT, 0}};
    ::poll(fds.data(), fds.size(), static_cast<int>(limit.count()));
    if (fds[2].revents != 0) write_queued();
    if (fds[1].revents != 0) read_errors();
    if (fds[0].revents != 0) read_output();
}

void LspClient::wait_until(const std::function<bool()>& condition, const std::string& what,
                           bool even_if_ended) {
    const auto give_up = Clock::now() + give_up_;
    while (!condition()) {
        if (output_ended_ && !even_if_ended)
            throw TestFailure("the server ended before: " + what + "\n" + tail());
        if (Clock::now() > give_up)
            throw TestFailure("waited in vain for: " + what + "\n" + tail());
        pump();
    }
}

const Json& LspClient::await(const Json& id) {
    wait_until([&] { return replied(id); }, "the reply to " + id.dump());
    return received_[replies_.at(id.dump())];
}

Json LspClient::result(const Json& id) {
    const Json& reply = await(id);
    if (reply.contains("error"))
        throw TestFailure("an error for " + id.dump() + ": " + reply.dump() + "\n" + tail());
    return reply.value("result", Json());
}

Json LspClient::call(const std::string& method, const Json& params) {
    return result(request(method, params));
}

void LspClient::on_request(const std::string& method, Handler handler) {
    handlers_[method] = std::move(handler);
}

void LspClient::leave_unanswered(const std::string& method) {
    on_request(method, [](const Json&) { return std::optional<Json>(); });
}

std::vector<Json> LspClient::received(const std::string& method) const {
    std::vector<Json> found;
    std::copy_if(received_.begin(), received_.end(), std::back_inserter(found),
                 [&](const Json& message) { return message.value("method", "") == method; });
    return found;
}

void LspClient::forget_received() {
    received_.clear();
    replies_.clear();
    if (log_.size() > kTailLines)
        log_.erase(log_.begin(), log_.end() - static_cast<std::ptrdiff_t>(kTailLines));
}

ExitStatus LspClient::shut_down() {
    result(request("shutdown", nullptr));
    notify("exit", nullptr);
    return wait_for_exit();
}

void LspClient::close_stdin() {
    close_when_written_ = true;
    write_queued();
}

ExitStatus LspClient::wait_for_exit() {
    wait_until([&] { return child_.status().has_value(); }, "the exit of the server", true);
    // What it wrote before it ended is still in the pipes.
    while (!output_ended_ && reading_) pump(100ms);
    // A helper of the server may hold standard error open, so do not wait for its end.
    for (std::size_t before = stderr_.size() + 1; before != stderr_.size();) {
        before = stderr_.size();
        read_errors();
    }
    return *child_.status();
}

void LspClient::expect_conforming(bool all_replied) const {
    std::string text;
    for (const std::string& violation : conformance_.violations()) text += "\n  " + violation;
    if (output_ended_ && ends_whole_ && frames_.in_frame())
        text += "\n  the output ends inside a frame";
    if (all_replied)
        for (const Json& id : conformance_.unreplied()) text += "\n  no reply to " + id.dump();
    if (!text.empty()) throw TestFailure("the server broke the protocol:" + text + "\n" + tail());
}

std::string LspClient::tail() const {
    std::string text = "-- the session's last messages --\n";
    const std::size_t first = log_.size() > kTailLines ? log_.size() - kTailLines : 0;
    for (std::size_t i = first; i < log_.size(); ++i) text += log_[i] + "\n";
    text += "-- standard error --\n" + end_of_text(stderr_, 4000);
    std::ifstream log(log_file_, std::ios::binary);
    if (!log) return text;
    const std::string logged{std::istreambuf_iterator<char>(log), std::istreambuf_iterator<char>()};
    return text + "-- its log --\n" + end_of_text(logged, 8000);
}

void LspClient::read_output() {
    std::array<char, 65536> buffer{};
    const ssize_t n = ::read(child_.stdout_fd(), buffer.data(), buffer.size());
    if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (n <= 0) {
        output_ended_ = true;
        return;
    }
    frames_.append({buffer.data(), static_cast<std::size_t>(n)});
    while (const std::optional<std::string> body = frames_.next()) handle(*body);
}

void LspClient::read_errors() {
    std::array<char, 65536> buffer{};
    const ssize_t n = ::read(child_.stderr_fd(), buffer.data(), buffer.size());
    if (n > 0) stderr_.append(buffer.data(), static_cast<std::size_t>(n));
    if (n == 0) errors_ended_ = true;
    if (n <= 0) ::poll(nullptr, 0, 10);
}

void LspClient::write_queued() {
    while (out_written_ < out_.size()) {
        const ssize_t n =
            ::write(child_.stdin_fd(), out_.data() + out_written_, out_.size() - out_written_);
        if (n < 0 && errno == EAGAIN) return;
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) break;  // the child has closed its end: the rest has no reader
        out_written_ += static_cast<std::size_t>(n);
    }
    out_.clear();
    out_written_ = 0;
    if (close_when_written_) child_.close_stdin();
}

void LspClient::handle(const std::string& body) {
    log_.push_back("<-- " + abbreviated(body));
    Json message = Json::parse(body, nullptr, false);
    if (message.is_discarded()) throw TestFailure("not JSON: " + abbreviated(body) + "\n" + tail());
    conformance_.received(message);
    received_.push_back(std::move(message));
    const Json& kept = received_.back();
    if (!kept.is_object()) return;
    if (!kept.contains("method"))
        replies_.emplace(kept.value("id", Json()).dump(), received_.size() - 1);
    else if (kept.contains("id"))
        answer(Json(kept));
}

void LspClient::answer(const Json& request) {
    const auto handler = handlers_.find(request["method"].get<std::string>());
    if (handler == handlers_.end()) {
        send_message({{"jsonrpc", "2.0"},
                      {"id", request["id"]},
                      {"error", {{"code", -32601}, {"message", "method not found"}}}});
        return;
    }
    const std::optional<Json> result = handler->second(request.value("params", Json::object()));
    if (result)
        respond(request["id"], *result);
    else
        unanswered_.push_back(request);
}

}  // namespace support
