#include "doctor/repro/reproduce.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "doctor/kinds.hpp"
#include "doctor/repro/reduce.hpp"
#include "doctor/repro/texts.hpp"

namespace doctor {
namespace {

struct Unsuited {
    std::string_view id;
    const char* reason;
};

constexpr std::array kUnsuited = {
    Unsuited{"symlinked-folder", "it is about a symbolic link, and links are not copied"},
    Unsuited{"symlinks-inside", "it is about symbolic links, which are not copied"},
    Unsuited{"large-folders", "it is about files without Go code, which are not copied"},
    Unsuited{"replace-dirty", "it is about the state of a git repository, which is not copied"},
    Unsuited{"load-hangs", "it depends on the network, a lock or a file system"},
};

/// A line of a file, or several that are removed together. Joined, they are the file.
struct Piece {
    std::string file;
    std::string text;
    bool fixed = false;  ///< stays
};

using Split = std::vector<std::string> (*)(std::string_view);

/// Returns all files in pieces. Of a Go file, the package clause stays.
std::vector<Piece> pieces_of(const FileTexts& files, Split split) {
    std::vector<Piece> pieces;
    for (const auto& [name, text] : files) {
        const std::size_t before = pieces.size();
        for (std::string& part : split(text)) pieces.push_back({name, std::move(part)});
        if (name.ends_with(".go") && pieces.size() > before) pieces[before].fixed = true;
    }
    return pieces;
}

bool is_go_work(const std::string& name) {
    return name == "go.work" || name.ends_with("/go.work");
}

bool is_any(const std::string&) {
    return true;
}

class Search {
  public:
    Search(const Trial& trial, const ReproduceCallbacks& callbacks, Reproduction& best)
        : trial_(trial), callbacks_(callbacks), best_(best) {}

    void remove_files() {
        const FileTexts all = best_.files;
        std::vector<std::string> names;
        for (const auto& [name, text] : all) names.push_back(name);
        search(names.size(), [&](const Pieces& kept) {
            FileTexts files;
            for (const std::size_t i : kept) files.insert(*all.find(names[i]));
            return files;
        });
    }

    /// Removes pieces of the files that `may_change`.
    void remove_parts(Split split, bool (*may_change)(const std::string&)) {
        const FileTexts all = best_.files;
        const std::vector<Piece> pieces = pieces_of(all, split);
        Pieces removable;
        for (std::size_t i = 0; i < pieces.size(); ++i) {
            if (!pieces[i].fixed && may_change(pieces[i].file)) removable.push_back(i);
        }
        search(removable.size(), [&](const Pieces& kept) {
            std::vector<bool> stays(pieces.size());
            stays.flip();
            for (const std::size_t i : removable) stays[i] = false;
            for (const std::size_t i : kept) stays[removable[i]] = true;
            FileTexts files;
            for (const auto& [name, text] : all) files[name];
            for (std::size_t i = 0; i < pieces.size(); ++i) {
                if (stays[i]) files[pieces[i].file] += pieces[i].text;
            }
            return files;
        });
    }

  private:
    void search(std::size_t count, const std::function<FileTexts(const Pieces&)>& files_of) {
        reduce(
            count,
            [&](const Pieces& kept) {
                FileTexts files = files_of(kept);
                if (files.empty()) return false;
                Signs signs = trial_.of_files(files);
                // Ctrl-C reaches the go command as well, whose answer then means nothing.
                if (callbacks_.is_stopped() || !shows_same(best_.signs, signs)) return false;
                best_.files = std::move(files);
                // The finding in question stays the same.
                best_.signs.troubles = std::move(signs.troubles);
                return true;
            },
            [&] { return may_try(); });
    }

    bool may_try() {
        if (best_.attempts >= kMostAttempts || callbacks_.is_stopped()) {
            best_.smallest = false;
            return false;
        }
        callbacks_.progress(++best_.attempts, best_.files.size());
        return true;
    }

    const Trial& trial_;
    const ReproduceCallbacks& callbacks_;
    Reproduction& best_;
};

}  // namespace

std::string why_not_apart(std::string_view id) {
    for (const Kind& kind : kinds()) {
        if (kind.id == id && kind.area != Area::kWorkspace) {
            return "it is about " +
                   std::string(kind.area == Area::kTools         ? "the installed programs"
                               : kind.area == Area::kEnvironment ? "the environment"
                               : kind.area == Area::kEditors     ? "the settings of editors"
                               : kind.area == Area::kMachine     ? "this machine"
                               : kind.area == Area::kNetwork     ? "the network"
                                                                 : "a log") +
                   ", not about the files of a workspace";
        }
    }
    const auto* const found = std::find_if(kUnsuited.begin(), kUnsuited.end(),
                                           [&](const Unsuited& one) { return one.id == id; });
    return found == kUnsuited.end() ? std::string() : found->reason;
}

boost::system::result<Reproduction, app::Failure> reproduce(const Question& question,
                                                            const Facts& facts,
                                                            const Finding& finding,
                                                            const ReproduceCallbacks& callbacks) {
    const std::string id(finding.id);
    const std::string reason = why_not_apart(id);
    if (!reason.empty()) return app::Failure{id + " cannot be reproduced apart: " + reason};
    const GoSetting* work = facts.settings.find("GOWORK");
    if (work != nullptr && work->source != Source::kDefault && work->value.starts_with('/')) {
        return app::Failure{id + " cannot be reproduced apart: GOWORK names " + work->value +
                            ", which would be used there as well. Unset GOWORK, and try again"};
    }
    const Trial trial(question, finding.id);
    Reproduction best;
    Skeleton skeleton = skeleton_of(facts);
    best.files = std::move(skeleton.files);
    best.signs = trial.of_files(best.files);
    if (callbacks.is_stopped()) return app::Failure{"stopped before anything was found"};
    if (best.signs.words.empty()) {
        return app::Failure{id +
                            " cannot be reproduced apart: a copy with only the module files "
                            "and the imports does not show it" +
                            (skeleton.complete ? ""
                                               : ", and the workspace has more files than "
                                                 "are copied")};
    }
    Search search(trial, callbacks, best);
    // A file may be needed only by a line that is gone by then.
    for (FileTexts before; before != best.files;) {
        before = best.files;
        // The files of a module can go once go.work does not use it.
        search.remove_parts(lines_of, is_go_work);
        search.remove_files();
        search.remove_parts(directives_of, is_any);
        search.remove_parts(lines_of, is_any);
    }
    return best;
}

}  // namespace doctor
