#include "cli/clean/candidates.hpp"

#include "cli/clean/contents.hpp"
#include "io/mounts.hpp"

namespace cli::clean {
namespace {

constexpr std::size_t kReadmeBytes = 512;

bool may_be_a_file(Kind kind) {
    return kind == Kind::kTemporary || kind == Kind::kLeftOver;
}

bool is_missing(const boost::system::error_code& failure) {
    return failure == boost::system::errc::no_such_file_or_directory;
}

bool ends_with_dots(const std::string& path) {
    return path.ends_with("/.") || path.ends_with("/..");
}

bool is_folder(const std::string& path) {
    const auto entry = io::HeldEntry::open(path);
    return entry && entry->facts().type == io::EntryFacts::Type::kFolder;
}

}  // namespace

std::string unfit(Kind kind, const std::string& path, const io::HeldEntry& entry, uid_t user,
                  const Protected& protected_folders) {
    std::string reason = unsafe_to_delete(path, entry.facts(), user, protected_folders);
    if (!reason.empty() || may_be_a_file(kind)) return reason;
    if (entry.facts().type != io::EntryFacts::Type::kFolder) return "it is not a folder";
    const auto names = entry.names();
    if (!names) return "it cannot be read: " + names.error().message();
    reason = not_a_cache(kind, *names, entry.read("README", kReadmeBytes));
    if (reason.empty() && kind == Kind::kModCache && !names->empty() &&
        !is_folder(path + "/cache/download")) {
        return "it has no folder cache/download, which every module cache has";
    }
    return reason;
}

Candidate candidate_at(Kind kind, const std::string& path, uid_t user,
                       const Protected& protected_folders) {
    Candidate candidate;
    candidate.kind = kind;
    candidate.path = path;
    const auto resolved = io::resolve_parent(path);
    if (resolved) candidate.path = *resolved;
    candidate.unsafe = protected_path(candidate.path, protected_folders);
    if (candidate.unsafe.empty() && ends_with_dots(path)) {
        candidate.unsafe = "its path ends with a dot, so the name of the folder is unknown";
    }
    if (!candidate.unsafe.empty()) {
        candidate.exists = true;
        return candidate;
    }
    const auto entry = resolved ? io::HeldEntry::open(*resolved)
                                : boost::system::result<io::HeldEntry>(resolved.error());
    if (!entry) {
        if (is_missing(entry.error())) return candidate;
        candidate.exists = true;
        candidate.unsafe = "it cannot be opened: " + entry.error().message();
        return candidate;
    }
    candidate.exists = true;
    candidate.facts = entry->facts();
    candidate.unsafe = unfit(kind, candidate.path, *entry, user, protected_folders);
    const std::vector<io::MountPoint> mounts = io::read_mounts();
    const io::MountPoint* mount = io::mount_of(mounts, candidate.path);
    candidate.is_on_windows_drive = mount != nullptr && io::is_windows_drive(*mount);
    return candidate;
}

}  // namespace cli::clean
