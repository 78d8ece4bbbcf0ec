#include "io/cache_store.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/system/error_code.hpp>
#include <cerrno>
#include <cstdio>
#include <ctime>
#include <memory>
#include <random>
#include <utility>

#include "io/files.hpp"
#include "io/proc_stat.hpp"
#include "io/remove_tree.hpp"
#include "io/result.hpp"

namespace io {

namespace {

using boost::system::error_code;
using boost::system::result;
using std::chrono::nanoseconds;
using std::chrono::system_clock;

constexpr std::string_view kTrashPrefix = ".trash-";
constexpr nanoseconds kSpared = std::chrono::minutes(1);

// "20240229T235959.123456Z-4fa1c09b": a time in UTC, and a random part that keeps names unique.
std::string make_name(system_clock::time_point time) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
    const auto micros = std::chrono::duration_cast<std::chrono::microseconds>(time - seconds);
    const std::time_t whole = system_clock::to_time_t(seconds);
    std::tm utc{};
    ::gmtime_r(&whole, &utc);
    std::array<char, 20> date;
    std::strftime(date.data(), date.size(), "%Y%m%dT%H%M%S", &utc);
    std::array<char, 64> name;
    std::snprintf(name.data(), name.size(), "%s.%06dZ-%08x", date.data(),
                  static_cast<int>(micros.count()), std::random_device()());
    return name.data();
}

// Returns the creation time in a generation's name; nothing for any other name.
std::optional<system_clock::time_point> time_of(std::string_view name) {
    constexpr std::string_view kShape = "ddddddddTdddddd.ddddddZ-xxxxxxxx";
    const auto fits = [](char c, char shape) {
        const bool digit = c >= '0' && c <= '9';
        if (shape == 'd') return digit;
        return shape == 'x' ? digit || (c >= 'a' && c <= 'f') : c == shape;
    };
    if (!std::equal(name.begin(), name.end(), kShape.begin(), kShape.end(), fits))
        return std::nullopt;
    const auto number = [name](std::size_t begin, std::size_t digits) {
        return static_cast<int>(to_number(name.substr(begin, digits)));
    };
    std::tm utc{};
    utc.tm_year = number(0, 4) - 1900;
    utc.tm_mon = number(4, 2) - 1;
    utc.tm_mday = number(6, 2);
    utc.tm_hour = number(9, 2);
    utc.tm_min = number(11, 2);
    utc.tm_sec = number(13, 2);
    return system_clock::from_time_t(::timegm(&utc)) + std::chrono::microseconds(number(16, 6));
}

bool younger_than(const std::string& name, nanoseconds age) {
    const auto made = time_of(name);
    return made && system_clock::now() - *made < age;
}

std::vector<std::string> names_in(const std::string& folder) {
    std::vector<std::string> names;
    const std::unique_ptr<DIR, int (*)(DIR*)> dir(::opendir(folder.c_str()), &::closedir);
    if (!dir) return names;
    while (const dirent* entry = ::readdir(dir.get())) names.emplace_back(entry->d_name);
    std::sort(names.begin(), names.end());
    return names;
}

bool is_folder(const std::string& path) {
    struct stat status {};
    return ::lstat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

// Returns a descriptor that holds the lock; fails at once if somebody else holds it.
result<int> lock(const std::string& generation, int mode) {
    const std::string path = generation + "/lock";
    const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0) return last_error();
    if (::flock(fd, mode | LOCK_NB) != 0) {
        const error_code error = last_error();
        ::close(fd);
        return error;
    }
    return fd;
}

// Returns true once `generation` is gone; false if it is in use or could not be deleted completely.
bool remove_generation(const std::string& generation, const std::string& trash,
                       Background::Abandoned abandoned) {
    const result<int> held = lock(generation, LOCK_EX);
    if (!held) return false;
    // From here on nobody finds it by its name, and whoever has just opened its lock is refused.
    const bool renamed = ::rename(generation.c_str(), trash.c_str()) == 0;
    const bool removed = renamed && remove_tree(trash, abandoned);
    ::close(*held);
    return removed;
}

}  // namespace

CacheStore::CacheStore(std::string root) : root_(std::move(root)) {
    while (root_.size() > 1 && root_.back() == '/') root_.pop_back();
}

bool CacheStore::is_generation(const std::string& path) const {
    return path.starts_with(root_ + "/") &&
           time_of(std::string_view(path).substr(root_.size() + 1));
}

result<std::string> CacheStore::create_generation() const {
    if (auto made = create_directories(root_); !made) return made.error();
    std::string path = root_ + "/" + make_name(system_clock::now());
    if (::mkdir(path.c_str(), 0700) != 0) return last_error();
    return path;
}

result<int> CacheStore::lock_shared(const std::string& path) const {
    if (!is_generation(path))
        return boost::system::errc::make_error_code(boost::system::errc::invalid_argument);
    if (!is_folder(path))
        return boost::system::errc::make_error_code(boost::system::errc::no_such_file_or_directory);
    const result<int> held = lock(path, LOCK_SH);
    if (!held) return held;
    // It may have been moved to the trash between the open and the lock.
    struct stat ours {};
    struct stat named {};
    if (::fstat(*held, &ours) == 0 && ::stat((path + "/lock").c_str(), &named) == 0 &&
        ours.st_ino == named.st_ino && ours.st_dev == named.st_dev)
        return held;
    ::close(*held);
    return boost::system::errc::make_error_code(boost::system::errc::no_such_file_or_directory);
}

std::vector<CacheStore::Entry> CacheStore::entries() const {
    std::vector<Entry> found;
    for (const std::string& name : names_in(root_)) {
        const std::string path = root_ + "/" + name;
        const bool is_trash = name.starts_with(kTrashPrefix);
        const auto made =
            time_of(is_trash ? std::string_view(name).substr(kTrashPrefix.size()) : name);
        if (made && is_folder(path)) found.push_back({path, system_clock::now() - *made, is_trash});
    }
    return found;
}

std::optional<std::string> CacheStore::newest_healthy(nanoseconds max_age) const {
    std::vector<std::string> names = names_in(root_);
    for (auto name = names.rbegin(); name != names.rend(); ++name) {
        const std::string path = root_ + "/" + *name;
        if (younger_than(*name, max_age) && ::access((path + "/bad").c_str(), F_OK) != 0)
            return path;
    }
    return std::nullopt;
}

result<void> CacheStore::mark_bad(const std::string& path) const {
    if (!is_generation(path))
        return boost::system::errc::make_error_code(boost::system::errc::invalid_argument);
    return write_file_atomically(path + "/bad", "");
}

std::size_t CacheStore::delete_unlocked_old(const std::vector<std::string>& keep,
                                            Background::Abandoned abandoned) const {
    std::size_t deleted = 0;
    for (const std::string& name : names_in(root_)) {
        if (abandoned) break;
        const std::string path = root_ + "/" + name;
        if (name.starts_with(kTrashPrefix)) {
            remove_tree(path, abandoned);
            continue;
        }
        const bool kept = std::find(keep.begin(), keep.end(), path) != keep.end();
        if (kept || !time_of(name) || younger_than(name, kSpared)) continue;
        if (!is_folder(path)) continue;
        const std::string trash = root_ + "/" + std::string(kTrashPrefix) + name;
        if (remove_generation(path, trash, abandoned)) ++deleted;
    }
    return deleted;
}

}  // namespace io
