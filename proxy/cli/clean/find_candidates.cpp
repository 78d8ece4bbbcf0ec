#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <set>
#include <unordered_map>

#include "app/paths.hpp"
#include "cli/clean/candidates.hpp"
#include "cli/clean/survey.hpp"
#include "cli/clean/temporary.hpp"
#include "io/cache_store.hpp"
#include "io/listeners.hpp"
#include "io/unix_socket.hpp"

namespace cli::clean {
namespace {

namespace fs = std::filesystem;
using std::chrono::seconds;

/// A proxy may be about to lock a younger generation.
constexpr std::chrono::minutes kSparedAge{1};

std::vector<std::string> names_in(const std::string& folder) {
    std::vector<std::string> names;
    std::error_code failure;
    for (fs::directory_iterator entry(folder, failure), end; !failure && entry != end;
         entry.increment(failure)) {
        names.push_back(entry->path().filename().string());
    }
    std::sort(names.begin(), names.end());
    return names;
}

std::string joined(const std::string& folder, const std::string& name) {
    return (fs::path(folder) / name).string();
}

class Finder {
  public:
    Finder(const Place& place, const CacheFolders& folders, const Facts& facts,
           const Inventory& inventory)
        : place_(place),
          folders_(folders),
          facts_(facts),
          inventory_(inventory),
          protected_(protected_folders(place, inventory)) {}

    void add_cache(Kind kind, const std::string& path) {
        if (path.empty()) return;
        const Candidate candidate = candidate_at(kind, path, place_.user, protected_);
        look_beside(candidate.path);
        found_.push_back(candidate);
    }

    /// The proxy makes a build cache of its own if the go command cannot use GOCACHE.
    void add_build_caches() {
        add_cache(Kind::kBuildCache, folders_.build_cache);
        if (facts_.generations.empty()) return;
        Candidate own = candidate_at(Kind::kBuildCache, facts_.generations + "/go-build",
                                     place_.user, protected_);
        if (own.exists) found_.push_back(std::move(own));
    }

    void add_generations() {
        if (facts_.generations.empty()) return;
        parents_.insert(facts_.generations);
        for (const auto& entry : io::CacheStore(facts_.generations).entries()) {
            Candidate candidate =
                candidate_at(entry.is_trash ? Kind::kLeftOver : Kind::kOldGeneration, entry.path,
                             place_.user, protected_);
            if (!entry.is_trash && entry.age < kSparedAge) {
                candidate.still_needed =
                    "it is younger than a minute: a proxy may be about to use it";
            } else if (const Use* use = first_use(candidate); use != nullptr) {
                candidate.still_needed =
                    use->name + " (pid " + std::to_string(use->pid) + ") uses it: " + use->evidence;
            }
            found_.push_back(std::move(candidate));
        }
    }

    void add_temporary() {
        listeners_ = io::read_listeners(0);
        std::set<std::string> folders{folders_.temporary};
        const std::string runtime(app::value_of(place_.environment, "XDG_RUNTIME_DIR"));
        if (runtime.starts_with('/')) folders.insert(runtime);
        for (const std::string& folder : folders) add_named(folder, &parse_temporary_name);
        if (!place_.home.empty()) add_named(place_.home, &parse_home_name);
    }

    /// Finds what interrupted runs have left beside everything that was looked at.
    std::vector<Candidate> finish() && {
        for (const std::string& folder : parents_) {
            for (const std::string& name : names_in(folder)) {
                if (io::is_aside(name)) add_left_over(joined(folder, name));
            }
        }
        return std::move(found_);
    }

  private:
    void look_beside(const std::string& path) {
        parents_.insert(fs::path(path).parent_path().string());
    }

    const Use* first_use(Candidate& candidate) {
        candidate.uses =
            uses_of(candidate.kind, candidate.path, facts_, inventory_, &io::is_same_file);
        return candidate.uses.empty() ? nullptr : &candidate.uses.front();
    }

    void add_named(const std::string& folder,
                   std::optional<TemporaryName> (*parse)(std::string_view)) {
        for (const std::string& name : names_in(folder)) {
            const auto parsed = parse(name);
            if (!parsed) continue;
            Candidate candidate =
                candidate_at(Kind::kTemporary, joined(folder, name), place_.user, protected_);
            // Those of other users are none of our business.
            if (!candidate.exists || candidate.facts.owner != place_.user) continue;
            look_beside(candidate.path);
            candidate.still_needed = owner_of(candidate, *parsed);
            candidate.uses.clear();
            found_.push_back(std::move(candidate));
        }
    }

    std::string owner_of(Candidate& candidate, const TemporaryName& name) {
        using namespace std::chrono;
        Owners owners;
        owners.known = facts_.processes.known;
        const auto& all = facts_.processes.all;
        owners.pid_is_alive = name.pid != 0 && std::any_of(all.begin(), all.end(), [&](auto& p) {
                                  return p.pid == name.pid;
                              });
        owners.is_listened_to = name.is_socket && is_listened_to(candidate.path);
        const Use* use = first_use(candidate);
        owners.holder = use == nullptr ? 0 : use->pid;
        for (const Gopls& gopls : inventory_.gopls) {
            const bool is_here =
                gopls.caches.temporary.empty() || gopls.caches.temporary == folders_.temporary;
            if (is_here) owners.gopls.push_back({gopls.process.pid, gopls.process.age});
        }
        const auto age = system_clock::now() - candidate.facts.modified;
        return living_owner({name, candidate.facts.type, duration_cast<seconds>(age)}, owners);
    }

    bool is_listened_to(const std::string& path) const {
        const bool is_listed = std::any_of(listeners_.begin(), listeners_.end(),
                                           [&](auto& entry) { return entry.second == path; });
        if (is_listed) return true;
        // The table does not show other network namespaces.
        const auto fd = io::connect_unix(path);
        if (fd) ::close(*fd);
        return fd.has_value() || fd.error() != boost::system::errc::connection_refused;
    }

    void add_left_over(const std::string& path) {
        Candidate candidate =
            candidate_at(Kind::kLeftOver, path, place_.user, Protected{place_.home, {}});
        if (!candidate.exists || candidate.facts.owner != place_.user) return;
        auto entry = io::HeldEntry::open(candidate.path);
        if (entry && entry->lock().has_error()) {
            candidate.still_needed = "another gopls-proxy clean is deleting it";
        }
        found_.push_back(std::move(candidate));
    }

    const Place& place_;
    const CacheFolders& folders_;
    const Facts& facts_;
    const Inventory& inventory_;
    Protected protected_;
    std::vector<Candidate> found_;
    std::set<std::string> parents_;
    std::unordered_map<std::uint64_t, std::string> listeners_;
};

}  // namespace

std::vector<Candidate> find_candidates(const Kinds& kinds, const Place& place,
                                       const CacheFolders& folders, const Facts& facts,
                                       const Inventory& inventory) {
    Finder finder(place, folders, facts, inventory);
    for (const Kind kind : kinds) {
        switch (kind) {
            case Kind::kGoplsCache:
                finder.add_cache(kind, folders.gopls_cache);
                break;
            case Kind::kBuildCache:
                finder.add_build_caches();
                break;
            case Kind::kModCache:
                finder.add_cache(kind, folders.mod_cache);
                break;
            case Kind::kModuleIndex:
                finder.add_cache(kind, folders.module_index);
                break;
            case Kind::kTemporary:
                finder.add_temporary();
                break;
            case Kind::kOldGeneration:
                finder.add_generations();
                break;
            case Kind::kLeftOver:
                break;
        }
    }
    std::vector<Candidate> candidates = std::move(finder).finish();
    find_uses(candidates, facts, inventory);
    return candidates;
}

}  // namespace cli::clean
