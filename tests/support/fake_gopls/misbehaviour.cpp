#include "support/fake_gopls/misbehaviour.hpp"

#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <thread>
#include <vector>

extern char** environ;

namespace fake_gopls {
namespace {

void print_error(const std::string& text) {
    if (::write(2, text.data(), text.size()) < 0) std::abort();
}

bool exists(const std::string& path) {
    return ::access(path.c_str(), F_OK) == 0;
}

/// Some of a core's time, by computing, without using all of it.
void work_a_little() {
    const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(5);
    while (std::chrono::steady_clock::now() < until) {
    }
}

void run_child(std::vector<std::string> words) {
    std::vector<char*> argv;
    for (std::string& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    // SIGQUIT is blocked here (watch_quit); the child gets it as usual.
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t none;
    sigemptyset(&none);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
    pid_t pid = 0;
    const int error = ::posix_spawnp(&pid, argv[0], nullptr, &attributes, argv.data(), environ);
    posix_spawnattr_destroy(&attributes);
    if (error != 0) return;
    int status = 0;
    while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
}

}  // namespace

void Misbehaviour::watch_quit() {
    // Waiting in a thread of its own keeps everything that follows ordinary code.
    sigset_t quit;
    sigemptyset(&quit);
    sigaddset(&quit, SIGQUIT);
    ::pthread_sigmask(SIG_BLOCK, &quit, nullptr);
    std::thread([this, quit] {
        int signal = 0;
        ::sigwait(&quit, &signal);
        quit_ = true;
        print_error("SIGQUIT: quit\n\ngoroutine 1 [running]:\nmain.main()\n");
        if (!late_reply_) ::_exit(2);
    }).detach();
}

Misbehaviour::Then Misbehaviour::perform(const Json& rule, const Json& id) {
    const std::string what = rule.value("do", "");
    if (what == "hang") hang(rule);
    if (what == "never_read") {
        wire_.stop_reading();
        hang(rule);
    }
    if (what == "close_input") {
        wire_.stop_reading();
        ::close(0);
        hang(rule);
    }
    if (what == "burn")
        for (;;) work_a_little();
    if (what == "eat") {
        std::ofstream("/proc/self/oom_score_adj") << 1000;  // it is the one to be ended
        constexpr std::size_t kBite = std::size_t{4} << 20;
        std::vector<std::vector<char>> eaten;
        while (eaten.size() < 256) eaten.emplace_back(kBite, 'x');
        hang(rule);
    }
    if (what == "die") {
        if (rule.contains("signal")) ::raise(rule["signal"].get<int>());
        ::_exit(rule.value("code", 1));
    }
    if (what == "crash") {
        print_error(rule.value("text", "panic: fake\n\ngoroutine 1 [running]:\nmain.main()\n"));
        ::_exit(2);
    }
    if (what == "die_mid_frame" || what == "half_frame") {
        write_half(id);
        if (what == "die_mid_frame") ::_exit(rule.value("code", 1));
        hang(rule);
    }
    if (what == "reply_late") {
        reply_late(rule, id);
        return Then::kGoOn;
    }
    if (what == "big_reply") {
        wire_.reply(id, std::string(rule.value("bytes", std::size_t{1} << 20), 'x'));
        return Then::kNoReply;
    }
    if (what == "silence") return Then::kNoReply;
    if (what == "reply_twice") return Then::kReplyTwice;

    if (what == "hold")
        hold(rule);
    else if (what == "stop")
        ::raise(SIGSTOP);
    else if (what == "write_raw")
        wire_.write(rule.value("text", "this is not a frame\n"));
    else if (what == "stderr")
        print_error(rule.value("text", "fake gopls says something\n"));
    else if (what == "flood")
        flood(rule);
    else if (what == "run")
        run_child(rule.at("argv").get<std::vector<std::string>>());
    else if (what == "ask")
        wire_.ask(rule.at("method").get<std::string>(), rule.value("params", Json::object()));
    else if (what == "notify")
        wire_.notify(rule.at("method").get<std::string>(), rule.value("params", Json::object()));
    else
        throw std::runtime_error("fake gopls: no such thing to do: " + what);
    return Then::kGoOn;
}

void Misbehaviour::hang(const Json& rule) {
    if (!rule.value("ignores_end", false)) wire_.exit_at_end();
    for (;;) ::poll(nullptr, 0, -1);
}

void Misbehaviour::hold(const Json& rule) {
    while (!exists(rule.at("path").get<std::string>())) {
        if (wire_.ended()) ::_exit(0);
        if (rule.value("work", false)) work_a_little();
        ::poll(nullptr, 0, 10);
    }
}

void Misbehaviour::reply_late(const Json& rule, const Json& id) {
    late_reply_ = true;
    const std::string path = rule.value("path", "");
    while (!quit_ && !wire_.ended() && (path.empty() || !exists(path))) ::poll(nullptr, 0, 5);
    if (!quit_ && !wire_.ended()) return;
    wire_.reply(id, "late");
    ::_exit(quit_ ? 2 : 0);
}

void Misbehaviour::flood(const Json& rule) {
    const Json params{{"type", 3}, {"message", std::string(rule.value("bytes", 100), 'f')}};
    for (int i = 0; i < rule.value("count", 1000); ++i) wire_.notify("window/logMessage", params);
}

void Misbehaviour::write_half(const Json& id) {
    const std::string frame =
        Wire::framed(Wire::reply_body(id, "a reply that is cut in its middle"));
    wire_.write(std::string_view(frame).substr(0, frame.size() / 2 + 10));
}

}  // namespace fake_gopls
