#include "doctor/repro/skeleton.hpp"

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <set>
#include <system_error>
#include <utility>
#include <vector>

#include "doctor/repro/texts.hpp"
#include "doctor/words.hpp"
#include "io/files.hpp"

namespace doctor {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostEntries = 100'000;
constexpr std::size_t kMostGoFiles = 2000;
constexpr std::size_t kMostBytes = std::size_t{16} << 20;

std::string root_of_workspace(const Facts& facts) {
    const WorkFile* work = facts.work();
    if (work != nullptr && is_within(facts.folder, work->folder())) return work->folder();
    const Module* module = facts.module();
    return module != nullptr && is_within(facts.folder, module->folder) ? module->folder
                                                                        : facts.folder;
}

/// The folders of the workspace, and their places in the skeleton.
class Layout {
  public:
    explicit Layout(const Facts& facts) : root_(root_of_workspace(facts)) {
        std::set<std::string> outside;
        const auto add = [&](const std::string& folder) {
            if (!is_within(folder, root_)) outside.insert(folder);
        };
        for (const WorkFile& work : facts.works) {
            for (const WorkUse& use : work.uses) add(use.folder);
            for (const ReplaceTarget& target : work.targets) add(target.folder);
        }
        for (const Module& module : facts.modules) {
            for (const ReplaceTarget& target : module.targets) add(target.folder);
        }
        // A folder sorts in front of those below it.
        for (const std::string& folder : outside) {
            if (known_above(folder) == nullptr) outside_.emplace_back(folder, new_place(folder));
        }
    }

    const std::string& root() const { return root_; }
    /// The folders elsewhere with their places: `outside/lib`.
    const std::vector<std::pair<std::string, std::string>>& outside() const { return outside_; }

    /// Returns the place of a folder, as an absolute path below the skeleton.
    std::string place(const std::string& folder) const {
        if (is_within(folder, root_)) return "/" + below(folder, root_);
        const auto* known = known_above(folder);
        if (known == nullptr) return "/outside";
        const std::string rest = below(folder, known->first);
        return "/" + known->second + (rest.empty() ? "" : "/" + rest);
    }

    /// Adds how a path in a file of `folder` is written in the skeleton, if not as before.
    void rename(const std::string& written, const std::string& target, const std::string& folder,
                Renamed& renamed) const {
        const bool stays =
            !written.starts_with('/') && is_within(target, root_) && is_within(folder, root_);
        if (!stays) renamed[written] = relative_to(place(target), place(folder));
    }

  private:
    static std::string below(const std::string& folder, const std::string& above) {
        const std::string path = fs::path(folder).lexically_relative(above).string();
        return path == "." ? std::string() : path;
    }
    const std::pair<std::string, std::string>* known_above(const std::string& folder) const {
        const auto found = std::find_if(outside_.begin(), outside_.end(), [&](const auto& one) {
            return is_within(folder, one.first);
        });
        return found == outside_.end() ? nullptr : &*found;
    }
    std::string new_place(const std::string& folder) const {
        const std::string name = "outside/" + fs::path(folder).filename().string();
        std::string free = name;
        for (int number = 2; is_taken(free); ++number) free = name + "-" + std::to_string(number);
        return free;
    }
    bool is_taken(const std::string& place) const {
        std::error_code failure;
        return fs::exists(root_ + "/" + place, failure) ||
               std::any_of(outside_.begin(), outside_.end(),
                           [&](const auto& one) { return one.second == place; });
    }

    std::string root_;
    std::vector<std::pair<std::string, std::string>> outside_;
};

std::string parent(const std::string& path) {
    return fs::path(path).parent_path().string();
}

/// Returns the new paths in the module files, by the folder that the files are in.
std::map<std::string, Renamed> renamed_paths(const Facts& facts, const Layout& layout) {
    std::map<std::string, Renamed> by_folder;
    const auto add = [&](const std::string& folder, const std::vector<Replacement>& replacements,
                         const std::vector<ReplaceTarget>& targets) {
        std::size_t next = 0;
        for (const Replacement& one : replacements) {
            if (!one.is_local() || next >= targets.size()) continue;
            layout.rename(one.new_path, targets[next++].folder, folder, by_folder[folder]);
        }
    };
    for (const Module& module : facts.modules) {
        add(module.folder, module.replacements, module.targets);
    }
    for (const WorkFile& work : facts.works) {
        add(work.folder(), work.replacements, work.targets);
        for (const WorkUse& use : work.uses) {
            layout.rename(use.written, use.folder, work.folder(), by_folder[work.folder()]);
        }
    }
    return by_folder;
}

class Reader {
  public:
    Reader(const Facts& facts, const Layout& layout)
        : layout_(layout), renamed_(renamed_paths(facts, layout)) {}

    /// Reads the files below `folder`, a folder at `place` in the skeleton. Follows no link.
    void read(const std::string& folder, const std::string& place) {
        std::error_code failure;
        const auto options = fs::directory_options::skip_permission_denied;
        fs::recursive_directory_iterator entry(folder, options, failure);
        for (const fs::recursive_directory_iterator end; !failure && entry != end;
             entry.increment(failure)) {
            if (++entries_ > kMostEntries) break;
            std::error_code unknown;
            const std::string name = entry->path().filename().string();
            if (entry->is_symlink(unknown)) continue;
            if (entry->is_directory(unknown)) {
                const bool own_root = folder != layout_.root() && entry->path() == layout_.root();
                if (name.starts_with('.') || name == "node_modules" || own_root) {
                    entry.disable_recursion_pending();
                } else if (name == "vendor") {
                    entry.disable_recursion_pending();
                    add(folder, place, entry->path() / "modules.txt");
                }
            } else if (entry->is_regular_file(unknown)) {
                add(folder, place, entry->path());
            }
        }
        if (failure || entries_ > kMostEntries) skeleton_.complete = false;
    }

    Skeleton take() { return std::move(skeleton_); }

  private:
    void add(const std::string& folder, const std::string& place, const fs::path& file) {
        const std::string name = file.filename().string();
        const bool is_go = name.ends_with(".go");
        const bool is_list = name == "modules.txt" && file.parent_path().filename() == "vendor";
        const bool is_listed = name == "go.mod" || name == "go.work" || name == "go.sum" ||
                               name == "go.work.sum" || is_list;
        if (!is_go && !is_listed) return;
        if (is_go && ++go_files_ > kMostGoFiles) {
            skeleton_.complete = false;
            return;
        }
        auto text = io::read_file(file.string(), kMostBytes);
        if (!text.has_value()) return;
        const std::string below = file.lexically_relative(folder).string();
        const std::string reduced = is_go ? go_skeleton(*text) : module_text(file, *text);
        if (is_go && reduced.empty()) return;
        skeleton_.files[place.empty() ? below : place + "/" + below] = reduced;
    }

    std::string module_text(const fs::path& file, const std::string& text) const {
        const std::string name = file.filename().string();
        if (name.ends_with(".sum")) return text;
        const bool is_list = name == "modules.txt";
        const std::string folder = is_list ? parent(parent(file.string())) : parent(file.string());
        const auto renamed = renamed_.find(folder);
        // In modules.txt, the lines with # are the content.
        const std::string kept = is_list ? text : without_comments(text);
        return renamed == renamed_.end() ? kept : with_paths(kept, renamed->second);
    }

    const Layout& layout_;
    const std::map<std::string, Renamed> renamed_;
    std::size_t entries_ = 0;
    std::size_t go_files_ = 0;
    Skeleton skeleton_;
};

}  // namespace

Skeleton skeleton_of(const Facts& facts) {
    const Layout layout(facts);
    Reader reader(facts, layout);
    reader.read(layout.root(), "");
    for (const auto& [folder, place] : layout.outside()) {
        std::error_code failure;
        if (fs::is_directory(folder, failure)) reader.read(folder, place);
    }
    return reader.take();
}

}  // namespace doctor
