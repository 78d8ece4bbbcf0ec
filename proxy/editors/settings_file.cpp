#include "editors/settings_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "io/files.hpp"

namespace editors {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxSettingsBytes = std::size_t{16} << 20;
constexpr int kMaxBackups = 99;
constexpr mode_t kModeBits = 07777;

using Written = boost::system::result<void, Failure>;

Failure cannot(const std::string& what, int error = errno) {
    return {what + ": " + std::strerror(error)};
}

/// A descriptor that is closed with its object.
class OpenFile {
  public:
    explicit OpenFile(int fd) : fd_(fd) {}
    OpenFile(const OpenFile&) = delete;
    OpenFile& operator=(const OpenFile&) = delete;
    ~OpenFile() {
        if (fd_ >= 0) ::close(fd_);
    }
    int fd() const { return fd_; }

  private:
    int fd_;
};

std::string folder_of(const std::string& path) {
    return fs::path(path).parent_path().string();
}

/// A new name is on disk with its folder.
void sync_folder_of(const std::string& path) {
    const OpenFile folder(::open(folder_of(path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (folder.fd() >= 0) ::fsync(folder.fd());
}

/// Writes a new file with the owner's group and mode of the old one.
Written fill(int fd, const SettingsFile& file, std::string_view text) {
    if (file.exists) {
        // The group first: a change of the group may clear bits of the mode.
        const bool same_group = ::fchown(fd, static_cast<uid_t>(-1), file.status.st_gid) == 0;
        mode_t mode = file.status.st_mode & kModeBits;
        if (!same_group) mode &= ~static_cast<mode_t>(S_IRWXG);
        if (::fchmod(fd, mode) != 0) return cannot("its mode cannot be kept");
    }
    if (!io::write_all(fd, text) || ::fsync(fd) != 0) return cannot("it cannot be written");
    return {};
}

/// Returns whether the file is still the one that was read.
bool is_unchanged(const SettingsFile& file) {
    const auto now = read_settings(file.path);
    if (!now || now->exists != file.exists) return false;
    if (!file.exists) return true;
    return now->target == file.target && now->status.st_dev == file.status.st_dev &&
           now->status.st_ino == file.status.st_ino && now->status.st_mode == file.status.st_mode &&
           now->text == file.text;
}

Failure changed_meanwhile() {
    return {"it was changed in the meantime; nothing was written, run the command again"};
}

/// Puts the temporary file in the place of the settings.
Written put_in_place(const SettingsFile& file, const std::string& temporary) {
    if (!is_unchanged(file)) return changed_meanwhile();
    if (file.exists) {
        if (::rename(temporary.c_str(), file.target.c_str()) == 0) return {};
    } else if (::link(temporary.c_str(), file.target.c_str()) == 0) {
        // Unlike rename, link does not replace a file that has come into being.
        ::unlink(temporary.c_str());
        return {};
    } else if (errno == EEXIST) {
        return changed_meanwhile();
    }
    return cannot("it cannot be replaced");
}

/// Returns why a file that exists must not be replaced; empty if it may be.
std::string refusal_of_settings(const struct stat& status, const std::string& target) {
    if (!S_ISREG(status.st_mode)) return "it is not a regular file";
    if (status.st_uid != ::geteuid()) return "it belongs to another user";
    if (status.st_nlink > 1) return "it has several names (hard links), of which one would change";
    if ((status.st_mode & S_IWUSR) == 0 || ::access(target.c_str(), W_OK) != 0) {
        return "it is not writable";
    }
    if (::access(folder_of(target).c_str(), W_OK | X_OK) != 0) return "its folder is not writable";
    return {};
}

}  // namespace

boost::system::result<SettingsFile, Failure> read_settings(const std::string& path) {
    SettingsFile file;
    file.path = path;
    file.target = path;
    struct stat link {};
    if (::lstat(path.c_str(), &link) != 0) {
        if (errno == ENOENT) return file;
        return cannot("it cannot be read");
    }
    std::error_code failure;
    file.target = fs::canonical(path, failure).string();
    if (failure) return Failure{"it is a link to a file that does not exist"};
    // The link too: its owner may let it name another file at any time.
    if (link.st_uid != ::geteuid()) return Failure{"it belongs to another user"};
    if (::stat(file.target.c_str(), &file.status) != 0) return cannot("it cannot be read");
    if (std::string refusal = refusal_of_settings(file.status, file.target); !refusal.empty()) {
        return Failure{std::move(refusal)};
    }
    auto text = io::read_file(file.target, kMaxSettingsBytes);
    if (!text) return Failure{"it cannot be read: " + text.error().message()};
    file.text = std::move(*text);
    file.exists = true;
    return file;
}

boost::system::result<std::string, Failure> back_up(const SettingsFile& file) {
    for (int number = 1; number <= kMaxBackups; ++number) {
        const std::string path =
            file.path + ".gopls-proxy-backup" + (number == 1 ? "" : "." + std::to_string(number));
        const OpenFile backup(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
        if (backup.fd() >= 0) {
            if (const auto filled = fill(backup.fd(), file, file.text); !filled) {
                ::unlink(path.c_str());
                return Failure{"no backup, so nothing was changed: " + filled.error().sentence};
            }
            sync_folder_of(path);
            return {boost::system::in_place_value, path};
        }
        if (errno != EEXIST) return cannot("no backup, so nothing was changed");
        const auto older = io::read_file(path, kMaxSettingsBytes);
        if (older && *older == file.text) return {boost::system::in_place_value, path};
    }
    return Failure{"there are too many backups beside it, so nothing was changed"};
}

Written replace_settings(const SettingsFile& file, std::string_view text) {
    const std::string folder = folder_of(file.target);
    if (const auto made = io::create_directories(folder); !made) {
        return Failure{"its folder cannot be created: " + made.error().message()};
    }
    std::string temporary = file.target + ".gopls-proxy-XXXXXX";
    const OpenFile created(::mkostemp(temporary.data(), O_CLOEXEC));
    if (created.fd() < 0) return cannot("no file can be created beside it");
    Written outcome = fill(created.fd(), file, text);
    if (outcome) outcome = put_in_place(file, temporary);
    if (!outcome) {
        ::unlink(temporary.c_str());
        return outcome;
    }
    sync_folder_of(file.target);
    return {};
}

Written delete_settings(const SettingsFile& file) {
    if (!is_unchanged(file)) return changed_meanwhile();
    if (::unlink(file.target.c_str()) != 0) return cannot("it cannot be deleted");
    sync_folder_of(file.target);
    return {};
}

}  // namespace editors
