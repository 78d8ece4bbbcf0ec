#include "bench/paced_session.hpp"

#include <poll.h>
#include <sched.h>
#include <sys/ioctl.h>

#include <charconv>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace bench {
namespace {

using Clock = std::chrono::steady_clock;

/// A safety limit against hanging; the tools slow everything down by a factor of fifty.
constexpr std::chrono::seconds kPatience{300};
/// The text consists of lines of this many bytes.
constexpr std::string_view kLine =
    R"(// a line of text that is as long as lines of a program are\n)";
constexpr std::size_t kLineBytes = kLine.size() - 1;  // the two characters \n are one byte

/// Returns whether all threads of a process sleep; true without any thread.
bool sleeps(pid_t pid) {
    namespace fs = std::filesystem;
    std::error_code gone;
    for (const auto& thread :
         fs::directory_iterator("/proc/" + std::to_string(pid) + "/task", gone)) {
        std::ostringstream text;  // reading fails if the thread ends meanwhile
        text << std::ifstream(thread.path() / "stat").rdbuf();
        const std::string stat = text.str();
        // The process name before the state is in brackets and may hold any character.
        const auto state = stat.rfind(')') + 2;
        if (state < stat.size() && stat[state] != 'S') return false;
    }
    return true;
}

std::string notification(std::string_view method, std::string_view params) {
    return framed(std::string(R"({"jsonrpc":"2.0","method":")")
                      .append(method)
                      .append(R"(","params":)")
                      .append(params)
                      .append("}"));
}

std::string hover_params(std::size_t result_bytes) {
    return R"({"textDocument":{"uri":"file:///bench/main.go"},"position":{"line":0,"character":9},)"
           R"("size":)" +
           std::to_string(result_bytes) + '}';
}

/// As many documents in a folder as a package has files.
std::string numbered_uri(int i) {
    constexpr int kFilesOfPackage = 20;
    return "file:///bench/package" + std::to_string(i / kFilesOfPackage) + "/file" +
           std::to_string(i) + ".go";
}

/// Returns the number after the last "id": of an answer; 0 without one.
std::int64_t id_of(std::string_view body) {
    constexpr std::string_view kKey = "\"id\":";
    const auto at = body.rfind(kKey);
    std::int64_t id = 0;
    if (at != std::string_view::npos)
        std::from_chars(body.data() + at + kKey.size(), body.data() + body.size(), id);
    return id;
}

}  // namespace

PacedSession::PacedSession(const RelayCommand& command) : process_(command) {
    write_all(
        process_.to(),
        request("initialize", R"({"processId":null,"rootUri":null,"capabilities":{"workspace":)"
                              R"({"didChangeWatchedFiles":{"dynamicRegistration":true}}}})"));
    last_answer();
    send(notification("initialized", "{}"));
}

void PacedSession::open(const std::string& uri, std::size_t text_bytes) {
    std::string text;
    for (std::size_t i = 0; i < text_bytes / kLineBytes; ++i) text += kLine;
    send(notification("textDocument/didOpen", R"({"textDocument":{"uri":")" + uri +
                                                  R"(","languageId":"go","version":1,"text":")" +
                                                  text + "\"}}"));
}

void PacedSession::type(const std::string& uri, std::size_t text_bytes) {
    ++typed_;
    const auto place =
        R"({"line":)" + std::to_string(text_bytes / kLineBytes / 2) + R"(,"character":20})";
    send(notification("textDocument/didChange",
                      R"({"textDocument":{"uri":")" + uri + R"(","version":)" +
                          std::to_string(typed_ + 1) + R"(},"contentChanges":[{"range":{"start":)" +
                          place + R"(,"end":)" + place + R"(},"text":"x"}]})"));
}

void PacedSession::ask(std::size_t result_bytes) {
    send(request("textDocument/hover", hover_params(result_bytes)));
}

void PacedSession::ask_at_once(int requests) {
    constexpr std::size_t kSmall = 64;
    std::string all;
    for (int i = 0; i < requests; ++i) all += request("textDocument/hover", hover_params(kSmall));
    send(all);
}

void PacedSession::tell_of_files(int files) {
    std::string changes;
    for (int i = 0; i < files; ++i) {
        changes += (i == 0 ? "" : ",") + (R"({"uri":")" + numbered_uri(i)) + R"(","type":2})";
    }
    send(notification("workspace/didChangeWatchedFiles", R"({"changes":[)" + changes + "]}"));
}

void PacedSession::add_and_remove_folders(int folders) {
    std::string all;
    for (const bool added : {true, false}) {
        for (int i = 0; i < folders; ++i) {
            const auto folder = R"({"uri":"file:///bench/folder)" + std::to_string(i) +
                                R"(","name":"folder)" + std::to_string(i) + "\"}";
            all += notification("workspace/didChangeWorkspaceFolders",
                                R"({"event":{"added":[)" + (added ? folder : "") +
                                    R"(],"removed":[)" + (added ? "" : folder) + "]}}");
        }
    }
    send(all);
}

void PacedSession::open_and_close(int documents) {
    std::string all;
    for (int i = 0; i < documents; ++i) {
        all += notification("textDocument/didOpen",
                            R"({"textDocument":{"uri":")" + numbered_uri(i) +
                                R"(","languageId":"go","version":1,"text":"package p\n"}})");
    }
    for (int i = 0; i < documents; ++i) {
        all += notification("textDocument/didClose",
                            R"({"textDocument":{"uri":")" + numbered_uri(i) + "\"}}");
    }
    send(all);
}

void PacedSession::have_published(int documents) {
    send(request("bench/publish", R"({"count":)" + std::to_string(documents) + "}"));
}

void PacedSession::close() {
    send(request("shutdown", "null"));
    write_all(process_.to(), framed(R"({"jsonrpc":"2.0","method":"exit"})"));
    process_.finish(kPatience);
}

void PacedSession::send(std::string_view frames) {
    write_all(process_.to(), frames);
    if (answered_id_ < last_id_) last_answer();
    wait_until_at_rest();
}

std::string PacedSession::request(std::string_view method, std::string_view params) {
    std::string body = R"({"jsonrpc":"2.0","id":)" + std::to_string(++last_id_);
    body.append(R"(,"method":")").append(method).append(R"(","params":)").append(params);
    return framed(body.append("}"));
}

std::string PacedSession::last_answer() {
    for (;;) {
        while (const auto body = input_.next()) {
            const auto start = body->substr(0, 200);
            if (start.find("\"method\":") != std::string_view::npos) continue;
            const auto id = id_of(*body);
            if (id != ++answered_id_) throw Failure("the answer does not belong to the request");
            if (id == last_id_) return std::string(*body);
        }
        pollfd waiting{process_.from(), POLLIN, 0};
        if (::poll(&waiting, 1, static_cast<int>(kPatience / std::chrono::milliseconds(1))) <= 0)
            throw Failure("no answer within " + std::to_string(kPatience.count()) + " s");
        if (!input_.fill(process_.from())) throw Failure("the proxy ended");
    }
}

void PacedSession::wait_until_at_rest() const {
    const auto deadline = Clock::now() + kPatience;
    for (;;) {
        int unread_bytes = 0;
        // The order matters: once the proxy has read, it does not sleep before it is done.
        if (::ioctl(process_.to(), FIONREAD, &unread_bytes) != 0)
            throw Failure("cannot see whether the proxy has read");
        if (unread_bytes == 0 && sleeps(process_.pid())) return;
        if (Clock::now() > deadline) throw Failure("the proxy never rests");
        ::sched_yield();
    }
}

}  // namespace bench
