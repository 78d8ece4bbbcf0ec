#include "doctor/facts/tree.hpp"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string_view>
#include <utility>

#include "doctor/facts/in_thread.hpp"

namespace doctor {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr std::size_t kMostLinks = 1000;
constexpr std::size_t kMostModules = 1000;
/// A subtree smaller than this is not worth a filter.
constexpr std::size_t kLargeFolders = 500;
constexpr std::size_t kLargeFiles = 5000;
constexpr std::size_t kMostDepth = 200;

/// Returns whether the go command and gopls leave a folder out.
bool is_left_out(std::string_view name) {
    return name.starts_with('.') || name == "node_modules";
}

/// The result, shared with the thread, which may hang.
struct Shared {
    std::mutex mutex;
    std::string at;  ///< the folder being read
};

struct Counts {
    std::size_t folders = 0;
    std::size_t files = 0;
    bool has_go = false;  ///< or a module, or a link
};

class Walk {
  public:
    Walk(std::string root, const WalkLimits& limits, std::shared_ptr<Shared> shared)
        : root_(std::move(root)),
          limits_(limits),
          shared_(std::move(shared)),
          deadline_(Clock::now() + limits.time) {}

    Tree result() {
        tree_.complete = true;
        const Counts all = visit(root_, 0);
        tree_.answered = true;
        tree_.folders = all.folders;
        tree_.files = all.files;
        std::sort(tree_.modules.begin(), tree_.modules.end());
        std::sort(tree_.go_roots.begin(), tree_.go_roots.end());
        std::sort(tree_.without_go.begin(), tree_.without_go.end(),
                  [](const Subtree& a, const Subtree& b) { return a.files > b.files; });
        return std::move(tree_);
    }

  private:
    Counts visit(const fs::path& folder, std::size_t depth) {
        Counts counts;
        {
            const std::lock_guard lock(shared_->mutex);
            shared_->at = folder.string();
        }
        std::error_code failure;
        std::vector<std::pair<Subtree, bool>> below;  // with or without Go
        for (fs::directory_iterator entry(folder, failure), end; !failure && entry != end;
             entry.increment(failure)) {
            if (++entries_ > limits_.entries || Clock::now() > deadline_ || depth > kMostDepth) {
                tree_.complete = false;
                break;
            }
            const fs::path& path = entry->path();
            const std::string name = path.filename().string();
            std::error_code unknown;
            if (entry->is_symlink(unknown)) {
                counts.has_go = look_at_link(path, name) || counts.has_go;
            } else if (entry->is_directory(unknown)) {
                ++counts.folders;
                if (is_left_out(name)) continue;
                const Counts inside = visit(path, depth + 1);
                counts.folders += inside.folders;
                counts.files += inside.files;
                below.push_back({{fs::path(path).lexically_relative(root_).string(),
                                  inside.folders + 1, inside.files},
                                 inside.has_go});
                counts.has_go = counts.has_go || inside.has_go;
                if (inside.has_go && depth == 0) tree_.go_roots.push_back(name);
            } else {
                ++counts.files;
                counts.has_go = look_at_file(folder, name, depth) || counts.has_go;
            }
        }
        // A subtree is reported once, at its top.
        if (counts.has_go || depth == 0) {
            for (auto& [subtree, has_go] : below) {
                const bool large = subtree.files >= kLargeFiles || subtree.folders >= kLargeFolders;
                if (!has_go && large) tree_.without_go.push_back(std::move(subtree));
            }
        }
        return counts;
    }

    /// Returns whether the file belongs to Go.
    bool look_at_file(const fs::path& folder, const std::string& name, std::size_t depth) {
        if (name == "go.mod") {
            if (!is_below_example(folder) && tree_.modules.size() < kMostModules) {
                tree_.modules.push_back(folder.string());
            }
            return true;
        }
        if (name == "go.work") {
            tree_.work_files.push_back((folder / name).string());
            return true;
        }
        if (!name.ends_with(".go")) return false;
        ++tree_.go_files;
        if (depth == 0 && (tree_.go_roots.empty() || !tree_.go_roots.front().empty())) {
            tree_.go_roots.insert(tree_.go_roots.begin(), "");
        }
        return true;
    }

    /// Returns whether the folder is in one whose modules nobody works on.
    bool is_below_example(const fs::path& folder) const {
        for (const fs::path& part : folder.lexically_relative(root_)) {
            const std::string name = part.string();
            if (name == "vendor" || name == "testdata" || name.starts_with('_')) return true;
        }
        return false;
    }

    /// Returns whether the link matters to Go.
    bool look_at_link(const fs::path& path, const std::string& name) {
        if (is_left_out(name) || tree_.links.size() >= kMostLinks) return false;
        std::error_code failure;
        Link link;
        link.path = path.string();
        const fs::path target = fs::canonical(path, failure);
        if (!failure) link.target = target.string();
        link.to_folder = fs::is_directory(path, failure);
        link.to_go = link.to_folder ? holds_go(target) : name.ends_with(".go");
        if (!link.to_folder && !link.to_go) return false;
        const bool matters = link.to_go;
        tree_.links.push_back(std::move(link));
        return matters;
    }

    static bool holds_go(const fs::path& folder) {
        std::error_code failure;
        for (fs::directory_iterator entry(folder, failure), end; !failure && entry != end;
             entry.increment(failure)) {
            if (entry->path().extension() == ".go") return true;
        }
        return false;
    }

    const std::string root_;
    const WalkLimits limits_;
    const std::shared_ptr<Shared> shared_;
    const Clock::time_point deadline_;
    std::size_t entries_ = 0;
    Tree tree_;
};

}  // namespace

Tree walk(const std::string& folder, const WalkLimits& limits) {
    constexpr auto kForOneFolder = std::chrono::milliseconds(500);
    const auto shared = std::make_shared<Shared>();
    auto result =
        in_thread([folder, limits, shared] { return Walk(folder, limits, shared).result(); });
    if (auto tree = result_by(result, Clock::now() + limits.time + kForOneFolder)) {
        return std::move(*tree);
    }
    Tree hanging;
    const std::lock_guard lock(shared->mutex);
    hanging.hanging = shared->at.empty() ? folder : shared->at;
    return hanging;
}

}  // namespace doctor
