#include "io/user_processes.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <string_view>
#include <thread>

#include "io/unix_peer.hpp"
#include "unit/io/support.hpp"

using io_test::Fd;
using io_test::Forked;
using io_test::TempFolder;

TEST_CASE("fdinfo tells access and locks", "[io]") {
    const auto parsed = [](std::string_view text) {
        io::OpenFile file;
        io::parse_fdinfo(text, file);
        return std::pair(file.writable, file.locked);
    };
    CHECK(parsed("pos:\t0\nflags:\t0100000\nmnt_id:\t30\n") == std::pair(false, false));
    CHECK(parsed("pos:\t0\nflags:\t0100001\n") == std::pair(true, false));
    CHECK(parsed("flags:\t02100002\nlock:\t1: FLOCK  ADVISORY  WRITE 7 08:01:99 0 EOF\n") ==
          std::pair(true, true));
    CHECK(parsed("") == std::pair(false, false));
    CHECK(parsed("flags:") == std::pair(false, false));
}

#if defined(__linux__)
namespace {

const io::UserProcess* find(const io::UserProcesses& found, int pid) {
    const auto at = std::find_if(found.processes.begin(), found.processes.end(),
                                 [&](const io::UserProcess& p) { return p.pid == pid; });
    return at == found.processes.end() ? nullptr : &*at;
}

const io::OpenFile* file_at(const io::UserProcess& process, const std::string& path) {
    const auto at = std::find_if(process.files.begin(), process.files.end(),
                                 [&](const io::OpenFile& file) { return file.path == path; });
    return at == process.files.end() ? nullptr : &*at;
}

/// Waits until the child has written a byte.
void await(const Fd& fd) {
    char byte = 0;
    REQUIRE(::read(fd.get(), &byte, 1) == 1);
}

}  // namespace

TEST_CASE("A process of the user is seen with what it holds", "[io][processes]") {
    const TempFolder folder;
    const std::string home = std::filesystem::canonical(folder.path()).string();
    io_test::Pipe ready;
    int ends[2];
    REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0);
    const Fd here(ends[0]);
    Fd there(ends[1]);
    const Forked child([&] {
        ::close(here.get());
        if (::chdir(home.c_str()) != 0) ::_exit(1);
        const int written = ::open("written", O_WRONLY | O_CREAT, 0600);
        const int locked = ::open("locked", O_RDWR | O_CREAT, 0600);
        const int read = ::open("written", O_RDONLY);
        if (written < 0 || locked < 0 || read < 0 || ::flock(locked, LOCK_SH) != 0) ::_exit(1);
        ::open("deleted", O_WRONLY | O_CREAT, 0600);
        ::unlink("deleted");
        [[maybe_unused]] const auto n = ::write(ready.write_end.get(), "x", 1);
        io_test::wait_for_ever();
    });
    there.reset();
    await(ready.read_end);
    // A forked process lies about its environment until it executes another program.
    const io::UserProcesses found = io::processes_of_user(::geteuid());
    REQUIRE(found.known);
    const io::UserProcess* process = find(found, child.pid());
    REQUIRE(process != nullptr);
    CHECK(process->ppid == ::getpid());
    CHECK(process->session == child.pid());
    CHECK(process->start_ticks > 0);
    CHECK(process->resident_bytes > 0);
    CHECK(process->age < std::chrono::hours(1));
    CHECK(process->working_folder == home);
    CHECK_FALSE(process->executable.empty());
    CHECK(process->is_known);
    CHECK_FALSE(process->has_other_mounts);
    CHECK(process->environment.has_value());
    REQUIRE(file_at(*process, home + "/locked") != nullptr);
    CHECK(file_at(*process, home + "/locked")->locked);
    REQUIRE(file_at(*process, home + "/written") != nullptr);
    CHECK(std::count_if(process->files.begin(), process->files.end(), [&](const auto& file) {
              return file.path == home + "/written" && file.writable && !file.locked;
          }) == 1);
    CHECK(std::none_of(process->files.begin(), process->files.end(), [](const auto& file) {
        return file.path.find("deleted") != std::string::npos;
    }));
    CHECK(io::is_same_file(*process, home + "/written", home + "/written"));
    CHECK_FALSE(io::is_same_file(*process, home + "/written", home + "/locked"));

    // This process is left out of the list, and so is its end of the connection.
    CHECK(find(found, ::getpid()) == nullptr);
    CHECK(std::any_of(found.all.begin(), found.all.end(),
                      [](const auto& other) { return other.pid == ::getpid(); }));
    CHECK(std::none_of(found.processes.begin(), found.processes.end(),
                       [](const auto& other) { return other.pid == 1 && ::geteuid() != 0; }));
}

TEST_CASE("The environment and the peers of a process are found", "[io][processes]") {
    int ends[2];
    REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0);
    Fd one(ends[0]);
    Fd other(ends[1]);
    io_test::Pipe ready;
    const auto become = [&](int own, int foreign) {
        ::close(foreign);
        ::fcntl(own, F_SETFD, 0);
        char* const argv[] = {const_cast<char*>("sleep"), const_cast<char*>("1000"), nullptr};
        char* const environment[] = {const_cast<char*>("GOPLSCACHE=/x/y=z"), nullptr};
        ::execve("/bin/sleep", argv, environment);
        ::_exit(1);
    };
    const Forked first([&] { become(one.get(), other.get()); });
    const Forked second([&] { become(other.get(), one.get()); });
    one.reset();
    other.reset();
    const auto runs_sleep = [](const io::UserProcess* process) {
        return process != nullptr && process->name == "sleep" && process->environment &&
               process->environment->contains("GOPLSCACHE");
    };
    for (;;) {  // until both have executed it
        const io::UserProcesses found = io::processes_of_user(::geteuid());
        const io::UserProcess* process = find(found, first.pid());
        if (!runs_sleep(process) || !runs_sleep(find(found, second.pid()))) {
            REQUIRE(process != nullptr);
            std::this_thread::yield();
            continue;
        }
        CHECK(process->environment->at("GOPLSCACHE") == "/x/y=z");
        CHECK(process->argv == std::vector<std::string>{"sleep", "1000"});
        REQUIRE(process->sockets.size() == 1);
        if (!io::unix_peer_of(process->sockets[0])) {
            WARN("not run: this system does not tell the peers of sockets");
            break;
        }
        CHECK(io::peers_of(*process, found) == std::vector<int>{second.pid()});
        break;
    }
}

TEST_CASE("A process that is ending uses nothing, and its environment is not unknown",
          "[io][processes]") {
    // Some of these are looked at while they end.
    std::atomic<bool> stop{false};
    std::thread starter([&] {
        while (!stop) {
            const pid_t child = ::fork();
            if (child == 0) ::execl("/bin/true", "true", nullptr), ::_exit(1);
            ::waitpid(child, nullptr, 0);
        }
    });
    for (int i = 0; i < 200; ++i) {
        for (const io::UserProcess& process : io::processes_of_user(::geteuid()).processes) {
            if (process.name != "true" || process.ppid != ::getpid()) continue;
            CHECK(process.environment.has_value());
        }
    }
    stop = true;
    starter.join();
}

TEST_CASE("Processes of other users are left out", "[io][processes]") {
    if (::geteuid() != 0) {
        WARN("not run: this takes root");
        return;
    }
    constexpr uid_t kNobody = 65534;
    io_test::Pipe ready;
    const Forked child([&] {
        if (::setuid(kNobody) != 0) ::_exit(1);
        [[maybe_unused]] const auto n = ::write(ready.write_end.get(), "x", 1);
        io_test::wait_for_ever();
    });
    await(ready.read_end);
    CHECK(find(io::processes_of_user(::geteuid()), child.pid()) == nullptr);
    CHECK(find(io::processes_of_user(kNobody), child.pid()) != nullptr);
}
#endif
