#include "doctor/facts/modules.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>
#include <utility>

namespace doctor {
namespace {

namespace fs = std::filesystem;
using ModuleJson = nlohmann::json;

constexpr std::size_t kMostErrors = 20;

/// Returns the text of a member, and of a member of a member: `New/Path`.
std::string member(const ModuleJson& json, const char* pointer) {
    const ModuleJson::json_pointer where(pointer);
    if (!json.is_object() || !json.contains(where)) return {};
    const ModuleJson& value = json.at(where);
    return value.is_string() ? value.get<std::string>() : std::string();
}

/// Returns the elements of a list; null is an empty list.
std::vector<ModuleJson> elements(const ModuleJson& json, const char* name) {
    if (!json.is_object() || !json.contains(name) || !json.at(name).is_array()) return {};
    return json.at(name).get<std::vector<ModuleJson>>();
}

std::vector<Replacement> replacements_in(const ModuleJson& json) {
    std::vector<Replacement> list;
    for (const ModuleJson& one : elements(json, "Replace")) {
        list.push_back({member(one, "/Old/Path"), member(one, "/Old/Version"),
                        member(one, "/New/Path"), member(one, "/New/Version")});
    }
    return list;
}

std::string absolute_below(const std::string& folder, const std::string& path) {
    std::string text = (fs::path(folder) / path).lexically_normal().string();
    while (text.size() > 1 && text.ends_with('/')) text.pop_back();
    return text;
}

/// Splits `FILE:LINE[:COLUMN]: words`; line 0 if it is not one for a file of this name.
SyntaxError split_error(const std::string& text, const std::string& name) {
    for (std::size_t at = text.find(name + ":"); at != std::string::npos;
         at = text.find(name + ":", at + 1)) {
        const char* begin = text.data() + at + name.size() + 1;
        const char* end = text.data() + text.size();
        int line = 0;
        const auto [after, failure] = std::from_chars(begin, end, line);
        if (failure != std::errc() || after == end || *after != ':' || line <= 0) continue;
        const std::size_t space = text.find(' ', static_cast<std::size_t>(after - text.data()));
        return {{"", line}, space == std::string::npos ? text : text.substr(space + 1)};
    }
    return {{"", 0}, text};
}

std::string first_of(const std::vector<std::string>& lines) {
    return lines.empty() ? "the file does not parse" : lines.front();
}

bool is_conflict_marker(std::string_view line) {
    return line.starts_with("<<<<<<< ") || line == "=======" || line.starts_with(">>>>>>> ") ||
           line.starts_with("||||||| ");
}

}  // namespace

bool Replacement::is_local() const {
    // As the go command: a path that begins with `.` or `/`.
    return new_version.empty() && (new_path.starts_with('.') || new_path.starts_with('/'));
}

std::string WorkFile::folder() const {
    return fs::path(file).parent_path().string();
}

bool WorkFile::is_complete() const {
    std::set<std::string> folders;
    return std::all_of(uses.begin(), uses.end(), [&](const WorkUse& use) {
        return use.has_go_mod && folders.insert(use.folder).second;
    });
}

std::vector<SyntaxError> syntax_errors(std::string_view words, const std::string& file) {
    const std::string name = fs::path(file).filename().string();
    std::vector<SyntaxError> errors;
    std::vector<std::string> others;
    std::istringstream lines{std::string(words)};
    for (std::string line; std::getline(lines, line);) {
        if (line.empty()) continue;
        SyntaxError error = split_error(line, name);
        error.place.file = file;
        if (error.place.line > 0 && errors.size() < kMostErrors) {
            errors.push_back(std::move(error));
        } else {
            others.push_back(line.starts_with("go: ") ? line.substr(4) : line);
        }
    }
    if (errors.empty()) errors.push_back({{file, 0}, first_of(others)});
    return errors;
}

std::vector<SyntaxError> errors_in_sum(std::string_view text, const std::string& file) {
    std::vector<SyntaxError> errors;
    std::map<std::string, std::pair<std::string, int>> hashes;
    std::istringstream lines{std::string(text)};
    int number = 0;
    for (std::string line; std::getline(lines, line) && errors.size() < kMostErrors;) {
        ++number;
        if (line.ends_with('\r')) line.pop_back();
        std::istringstream fields(line);
        std::vector<std::string> words;
        for (std::string word; fields >> word;) words.push_back(word);
        if (words.empty()) continue;
        if (is_conflict_marker(line)) {
            errors.push_back({{file, number}, "a conflict marker: " + line.substr(0, 60)});
        } else if (words.size() != 3) {
            errors.push_back({{file, number},
                              "malformed line: " + std::to_string(words.size()) +
                                  (words.size() == 1 ? " word" : " words") + " instead of 3"});
        } else {
            // Unknown kinds of hashes are ignored by the go command.
            if (!words[2].starts_with("h1:")) continue;
            const auto [known, added] =
                hashes.try_emplace(words[0] + " " + words[1], words[2], number);
            if (!added && known->second.first != words[2]) {
                errors.push_back({{file, number},
                                  known->first + " has another hash than on line " +
                                      std::to_string(known->second.second)});
            }
        }
    }
    return errors;
}

Module read_module(std::string_view json, const std::string& folder) {
    Module module;
    module.folder = folder;
    const auto read = ModuleJson::parse(json, nullptr, false);
    module.path = member(read, "/Module/Path");
    module.go = member(read, "/Go");
    module.toolchain = member(read, "/Toolchain");
    for (const ModuleJson& one : elements(read, "Require")) {
        module.requirements.push_back(
            {member(one, "/Path"), member(one, "/Version"), one.value("Indirect", false)});
    }
    module.replacements = replacements_in(read);
    return module;
}

WorkFile read_work_file(std::string_view json, const std::string& file) {
    WorkFile work;
    work.file = file;
    const auto read = ModuleJson::parse(json, nullptr, false);
    work.go = member(read, "/Go");
    work.toolchain = member(read, "/Toolchain");
    for (const ModuleJson& one : elements(read, "Use")) {
        const std::string written = member(one, "/DiskPath");
        work.uses.push_back({written, absolute_below(work.folder(), written), false});
    }
    work.replacements = replacements_in(read);
    return work;
}

int line_of(std::string_view text, std::string_view needle, int from) {
    constexpr std::string_view kAround = " \t\r\n\"`()";
    int number = 0;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view whole = text.substr(0, end);
        const std::string_view line = whole.substr(0, std::min(whole.find("//"), whole.size()));
        ++number;
        for (std::size_t at = line.find(needle); number > from && at != line.npos;
             at = line.find(needle, at + 1)) {
            const std::size_t after = at + needle.size();
            const bool begins = at == 0 || kAround.find(line[at - 1]) != kAround.npos;
            const bool ends = after == line.size() || kAround.find(line[after]) != kAround.npos;
            if (begins && ends) return number;
        }
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return 0;
}

}  // namespace doctor
