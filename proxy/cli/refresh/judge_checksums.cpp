#include <algorithm>

#include "cli/refresh/checksums.hpp"
#include "cli/refresh/judge.hpp"
#include "doctor/facts/json_stream.hpp"
#include "doctor/words.hpp"

namespace cli::refresh {
namespace {

using ::doctor::command_in;
using ::doctor::counted;
using ::doctor::shell_word;

constexpr std::size_t kMostWordsBytes = 400;

/// Returns the first paragraph of the go command's words on one line, without its reports of
/// progress.
std::string first_paragraph(const std::string& errors) {
    std::string words;
    std::istringstream lines(errors);
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("go: downloading ")) continue;
        if (line.empty() && !words.empty()) break;
        const std::size_t begin = line.find_first_not_of(" \t");
        if (begin == std::string::npos) continue;
        if (!words.empty()) words += ' ';
        words += line.substr(begin);
    }
    if (words.starts_with("go: ")) words.erase(0, 4);
    return words.substr(0, kMostWordsBytes);
}

/// Returns the command that the go command advises below a line that ends with "to add it:" or "to
/// update it:"; empty if there is none that a shell takes literally.
std::string advised_command(const std::string& errors) {
    constexpr std::string_view kPlain =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 @._/~+-=";
    std::istringstream lines(errors);
    bool is_announced = false;
    for (std::string line; std::getline(lines, line);) {
        if (is_announced && line.starts_with("\tgo ") &&
            line.find_first_not_of(kPlain, 1) == std::string::npos) {
            return line.substr(1);
        }
        is_announced = line.ends_with("to add it:") || line.ends_with("to add:") ||
                       line.ends_with("to update it:");
    }
    return {};
}

/// Returns the command that downloads a module again, for any working folder.
std::string mend_module(const Root& root, const std::string& path, const std::string& version) {
    const std::string command = redownload_command(root.mod_cache, path, version);
    return command.empty() ? command : command_in(root.folder, command);
}

std::string examine_command(const Root& root) {
    return "gopls-proxy doctor " + shell_word(root.folder);
}

Problem describe(const Mismatch& mismatch, const Root& root) {
    const std::string module = mismatch.path + " " + mismatch.version;
    return {(mismatch.is_of_go_mod ? "the go.mod of " + module : module) +
                " does not match its checksum: it has " + mismatch.found + ", and " +
                mismatch.recorded_in + " has " + mismatch.recorded +
                ". If it still differs after a new download, the version was published twice, or " +
                mismatch.recorded_in + " is wrong",
            mend_module(root, mismatch.path, mismatch.version)};
}

/// Returns the problem of a module that could not be downloaded.
Problem download_problem(const std::string& path, const std::string& version,
                         const std::string& words, const Root& root) {
    if (const auto mismatch = find_mismatch(words)) return describe(*mismatch, root);
    const bool is_damaged = words.find(": zip: ") != std::string::npos;
    return {path + " " + version + ": " + first_paragraph(words),
            is_damaged ? mend_module(root, path, version) : examine_command(root)};
}

}  // namespace

Result unfinished(const Ran& ran, std::chrono::seconds limit) {
    Result result;
    if (ran.timed_out()) {
        result.state = Result::State::kTimedOut;
        result.summary = "it did not end within " + std::to_string(limit.count()) +
                         " s, and was killed; --timeout SECONDS allows more";
    } else if (ran.state == Ran::State::kStopped) {
        result.state = Result::State::kInterrupted;
        result.summary = "it was interrupted, and killed";
    } else {
        result.state = Result::State::kFailed;
        result.summary = "it could not be started: " + first_paragraph(ran.errors);
    }
    return result;
}

Problem failure_of(const Ran& ran, const Root& root) {
    if (const auto mismatch = find_mismatch(ran.errors)) return describe(*mismatch, root);
    std::string words = first_paragraph(ran.errors);
    if (words.empty()) words = "the go command ended with exit code " + std::to_string(ran.code);
    const std::string advised = advised_command(ran.errors);
    return {words, advised.empty() ? examine_command(root) : command_in(root.folder, advised)};
}

Result judge_download(const Ran& ran, const Root& root) {
    Result result;
    std::size_t good = 0;
    ::doctor::each_document(ran.output, [&](const nlohmann::json& one) {
        const std::string error = one.value("Error", "");
        if (error.empty()) {
            ++good;
            return;
        }
        result.problems.push_back(
            download_problem(one.value("Path", ""), one.value("Version", ""), error, root));
    });
    if (!ran.ok() && result.problems.empty()) result.problems.push_back(failure_of(ran, root));
    if (!result.problems.empty()) result.state = Result::State::kFailed;
    result.summary = counted(good, "module is", "modules are") + " in the module cache";
    return result;
}

Result judge_verify(const Ran& ran, const Root& root) {
    Result result;
    if (ran.ok()) {
        result.summary = "all modules in the module cache match their checksums";
        return result;
    }
    result.state = Result::State::kFailed;
    std::vector<std::string> names;
    for (const Damage& damage : damage_in(ran.errors)) {
        const std::string name = damage.path + " " + damage.version;
        const auto known = std::find(names.begin(), names.end(), name);
        if (known != names.end()) {
            // Its archive and its folder: one command mends both.
            result.problems[static_cast<std::size_t>(known - names.begin())].text +=
                "; " + damage.reason;
            continue;
        }
        names.push_back(name);
        result.problems.push_back(
            {name + ": " + damage.reason, mend_module(root, damage.path, damage.version)});
    }
    if (result.problems.empty()) {
        result.problems.push_back(failure_of(ran, root));
        result.summary = "the modules could not be verified";
    } else {
        result.summary = counted(names.size(), "module differs", "modules differ") +
                         " from the checksums of the download";
    }
    return result;
}

Result judge_vendor(const Ran& ran, const Root& root, std::string_view before,
                    std::string_view after) {
    Result result;
    if (!ran.ok()) {
        result.state = Result::State::kFailed;
        result.summary = root.folder + "/vendor may be incomplete";
        result.problems.push_back(failure_of(ran, root));
        return result;
    }
    result.summary = before == after ? "the vendor folder has the same modules as before"
                                     : "the vendor folder has other modules or packages now";
    return result;
}

}  // namespace cli::refresh
