#include "support/hanging_folder.hpp"

#include <fcntl.h>
#include <linux/fuse.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <new>
#include <utility>
#include <vector>

#include "support/failure.hpp"

namespace support {

/// Memory of both processes.
struct HangingFolder::Seen {
    std::atomic<bool> ready{false};
    std::atomic<bool> touched{false};
    std::atomic<bool> own_user{false};  ///< in a user namespace as well
    std::atomic<int> error{0};
    std::atomic<const char*> failed{nullptr};  ///< the step; the same address in both
};

namespace {

bool write_file(const char* path, const std::string& text) {
    const int fd = ::open(path, O_WRONLY | O_CLOEXEC);
    const bool written =
        fd >= 0 && ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size());
    ::close(fd);
    return written;
}

/// As root, else as the root of a user namespace, where such are allowed.
const char* enter_namespaces(bool& own_user) {
    const std::string user = std::to_string(::geteuid());
    const std::string group = std::to_string(::getegid());
    own_user = ::unshare(CLONE_NEWNS) != 0;
    if (!own_user) return nullptr;
    if (::unshare(CLONE_NEWNS | CLONE_NEWUSER) != 0) return "unshare";
    write_file("/proc/self/setgroups", "deny");
    const bool mapped = write_file("/proc/self/uid_map", "0 " + user + " 1") &&
                        write_file("/proc/self/gid_map", "0 " + group + " 1");
    return mapped ? nullptr : "uid_map";
}

const char* mount_fuse(int fuse, const char* path) {
    if (::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) return "mount --private";
    std::array<char, 100> options{};
    std::snprintf(options.data(), options.size(), "fd=%d,rootmode=40000,user_id=0,group_id=0",
                  fuse);
    if (::mount("hanging", path, "fuse", MS_NOSUID | MS_NODEV, options.data()) != 0)
        return "mount fuse";
    return nullptr;
}

/// The kernel's greeting is the one message that is answered, so that the next is somebody's.
const char* greet(int fuse) {
    std::array<char, FUSE_MIN_READ_BUFFER> message{};
    if (::read(fuse, message.data(), message.size()) < 0) return "read /dev/fuse";
    fuse_in_header asked{};
    std::memcpy(&asked, message.data(), sizeof asked);
    if (asked.opcode != FUSE_INIT) return "no FUSE_INIT";
    struct {
        fuse_out_header header;
        fuse_init_out init;
    } answer{};
    answer.header.len = sizeof answer;
    answer.header.unique = asked.unique;
    answer.init.major = FUSE_KERNEL_VERSION;
    answer.init.minor = FUSE_KERNEL_MINOR_VERSION;
    answer.init.max_write = 4096;
    const ssize_t written = ::write(fuse, &answer, sizeof answer);
    return written == static_cast<ssize_t>(sizeof answer) ? nullptr : "write /dev/fuse";
}

}  // namespace

HangingFolder::HangingFolder(std::string path, const Environment& environment)
    : path_(std::move(path)) {
    if (find_on_path("nsenter", environment.at("PATH")).empty()) {
        refused_ = "no nsenter on PATH";
        return;
    }
    void* const shared =
        ::mmap(nullptr, sizeof(Seen), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared == MAP_FAILED) throw TestFailure("mmap");
    seen_ = new (shared) Seen;
    keeper_ = ::fork();
    if (keeper_ < 0) throw TestFailure("fork");
    if (keeper_ == 0) {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        bool own_user = false;
        const char* failed = enter_namespaces(own_user);
        // Behind that: it can only be mounted in the user namespace in which it was opened.
        const int fuse = failed == nullptr ? ::open("/dev/fuse", O_RDWR | O_CLOEXEC) : -1;
        if (failed == nullptr && fuse < 0) failed = "open /dev/fuse";
        if (failed == nullptr) failed = mount_fuse(fuse, path_.c_str());
        if (failed == nullptr) failed = greet(fuse);
        seen_->own_user = own_user;
        seen_->error = errno;
        seen_->failed = failed;
        seen_->ready = true;
        // Left unread: who waits for a message that was read could not even be killed.
        pollfd asked{fuse, POLLIN, 0};
        while (failed == nullptr && ::poll(&asked, 1, -1) != 1) {
        }
        seen_->touched = true;
        for (;;) ::pause();
    }
    wait_until([this] { return seen_->ready.load(); }, "the hanging folder");
    if (const char* const failed = seen_->failed)
        refused_ = std::string(failed) + ": " + std::strerror(seen_->error);
}

HangingFolder::~HangingFolder() {
    let_go();
    if (seen_ != nullptr) ::munmap(seen_, sizeof(Seen));
}

ChildOptions HangingFolder::with(ChildOptions options) const {
    std::vector<std::string> words{"nsenter", "-t", std::to_string(keeper_), "-m"};
    if (seen_->own_user) words.insert(words.end(), {"-U", "--preserve-credentials"});
    // The namespace begins at its root.
    words.insert(words.end(), {"sh", "-c", "cd \"$0\" && exec \"$@\"", options.working_directory});
    words.insert(words.end(), options.argv.begin(), options.argv.end());
    options.argv = std::move(words);
    options.working_directory.clear();
    return options;
}

bool HangingFolder::touched() const {
    return seen_->touched;
}

void HangingFolder::let_go() {
    if (keeper_ < 0) return;
    // With its last descriptor the file system is gone.
    ::kill(keeper_, SIGKILL);
    ::waitpid(keeper_, nullptr, 0);
    keeper_ = -1;
}

}  // namespace support
