#include "cli/refresh/checksums.hpp"

#include <algorithm>
#include <sstream>

#include "doctor/words.hpp"

namespace cli::refresh {
namespace {

using ::doctor::shell_word;

constexpr std::string_view kMismatch = ": checksum mismatch";
constexpr std::string_view kVerifying = "verifying ";
constexpr std::string_view kGoMod = "/go.mod";

/// Splits "example.com/a@v1.0.0" into the two.
bool split_version(std::string_view text, Mismatch& mismatch) {
    const std::size_t at = text.rfind('@');
    if (at == std::string_view::npos || at == 0 || at + 1 == text.size()) return false;
    mismatch.path = text.substr(0, at);
    mismatch.version = text.substr(at + 1);
    return true;
}

std::string_view last_word(std::string_view text) {
    while (text.ends_with(' ')) text.remove_suffix(1);
    const std::size_t blank = text.find_last_of(" \t");
    return blank == std::string_view::npos ? text : text.substr(blank + 1);
}

/// Reads the module of "verifying PATH@VERSION[/go.mod]" or "PATH@VERSION: verifying module".
bool read_subject(std::string_view line, Mismatch& mismatch) {
    const std::size_t verifying = line.rfind(kVerifying);
    if (verifying == std::string_view::npos) return false;
    std::string_view subject = line.substr(verifying + kVerifying.size());
    if (subject == "module" || subject == "go.mod") {
        mismatch.is_of_go_mod = subject == "go.mod";
        std::string_view before = line.substr(0, verifying);
        while (before.ends_with(' ') || before.ends_with(':')) before.remove_suffix(1);
        return split_version(last_word(before), mismatch);
    }
    mismatch.is_of_go_mod = subject.ends_with(kGoMod);
    if (mismatch.is_of_go_mod) subject.remove_suffix(kGoMod.size());
    return split_version(subject, mismatch);
}

/// Reads the two lines "\tdownloaded: h1:…" and "\tgo.sum:     h1:…".
void read_hashes(std::string_view text, Mismatch& mismatch) {
    std::istringstream lines{std::string(text)};
    std::string line;
    std::getline(lines, line);  // the rest of the first line
    while (std::getline(lines, line) && line.starts_with('\t')) {
        const std::size_t hash = line.find(": ");
        if (hash == std::string::npos) break;
        const std::string label = line.substr(1, hash - 1);
        const std::string value(last_word(line));
        if (label == "downloaded") {
            mismatch.found = value;
        } else {
            mismatch.recorded = value;
            mismatch.recorded_in = label;
        }
    }
}

}  // namespace

std::optional<Mismatch> find_mismatch(std::string_view words) {
    for (std::size_t at = words.find(kMismatch); at != std::string_view::npos;
         at = words.find(kMismatch, at + 1)) {
        const std::size_t newline = words.substr(0, at).rfind('\n');
        const std::size_t begin = newline == std::string_view::npos ? 0 : newline + 1;
        Mismatch mismatch;
        if (!read_subject(words.substr(begin, at - begin), mismatch)) continue;
        read_hashes(words.substr(at), mismatch);
        return mismatch;
    }
    return std::nullopt;
}

std::vector<Damage> damage_in(std::string_view errors) {
    std::vector<Damage> all;
    std::istringstream lines{std::string(errors)};
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("go: ")) continue;
        const std::size_t blank = line.find(' ');
        const std::size_t colon = line.find(": ");
        if (blank == std::string::npos || colon == std::string::npos || blank > colon ||
            line[blank + 1] != 'v') {
            continue;
        }
        Damage damage{line.substr(0, blank), line.substr(blank + 1, colon - blank - 1),
                      line.substr(colon + 2)};
        if (damage.version.find(' ') == std::string::npos) all.push_back(std::move(damage));
    }
    return all;
}

std::string escaped(std::string_view path) {
    std::string text;
    for (const char c : path) {
        if (c >= 'A' && c <= 'Z') {
            text += '!';
            text += static_cast<char>(c - 'A' + 'a');
        } else {
            text += c;
        }
    }
    return text;
}

std::string redownload_command(const std::string& mod_cache, const std::string& path,
                               const std::string& version) {
    // go checks names of modules, but a command that deletes must not rely on it.
    const bool is_odd = path.empty() || path.starts_with('/') || version.empty() ||
                        path.find("..") != std::string::npos ||
                        version.find('/') != std::string::npos;
    if (mod_cache.empty() || is_odd) return {};
    const std::string folder = shell_word(mod_cache + "/" + escaped(path) + "@" + escaped(version));
    const std::string archives =
        shell_word(mod_cache + "/cache/download/" + escaped(path) + "/@v/" + escaped(version));
    return "chmod -Rf u+w " + folder + "; rm -rf " + folder + " " + archives +
           ".*; go mod download " + shell_word(path + "@" + version);
}

}  // namespace cli::refresh
