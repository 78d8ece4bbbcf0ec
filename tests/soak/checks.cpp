#include "soak/checks.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "support/editor.hpp"
#include "support/failure.hpp"
#include "support/proxied.hpp"
#include "support/sanitized.hpp"

namespace soak {
namespace {

namespace fs = std::filesystem;
using support::Json;
using support::TestFailure;

/// An allocator need not return freed memory. Growth with the session's length is far above this
/// factor.
constexpr double kGrowth = 1.5;
constexpr std::size_t kSlackBytes = std::size_t{24} << 20;
/// The proxy never deletes generations younger than a minute (io/cache_store). It deletes older
/// ones whenever a server ends.
constexpr std::chrono::minutes kOld{3};
/// The generations of the active server, of a standby, and the newest healthy one may be old.
constexpr std::size_t kOldGenerations = 3;
constexpr std::size_t kIncidents = 50;

std::string without_returns(std::string text) {
    std::erase(text, '\r');  // gofmt drops them, gopls keeps them
    return text;
}

support::Place place_from(const Json& json) {
    return {json["line"].get<std::size_t>(), json["character"].get<std::size_t>()};
}

std::size_t offset_of(const std::string& text, support::Place place) {
    // The size of the text up to the place.
    return support::edited(text, place, support::end_of(text), "").size();
}

void expect_formatting(const std::string& uri, const std::string& text, Requests& requests,
                       const support::Sandbox& sandbox) {
    const Json edits = requests.answer(
        "textDocument/formatting",
        {{"textDocument", {{"uri", uri}}}, {"options", {{"tabSize", 8}, {"insertSpaces", false}}}});
    const support::Completed expected =
        support::run({{"gofmt"}, sandbox.environment, "", ""}, text);
    if (expected.status != support::ExitStatus{0, 0})
        throw TestFailure("gofmt: " + expected.errors + "\n" + text);
    const std::string formatted = without_returns(support::with_edits(text, edits));
    if (formatted != without_returns(expected.output))
        throw TestFailure("the server's text of " + uri +
                          " is not the editor's. Formatted by the server:\n" + formatted +
                          "\nby gofmt:\n" + expected.output + "\n");
}

void expect_symbols(const std::string& uri, const std::string& text, Requests& requests) {
    const Json symbols =
        requests.answer("textDocument/documentSymbol", support::Editor::document(uri));
    std::set<std::string> named;
    for (const Json& symbol : symbols) {
        const std::string name = symbol.at("name").get<std::string>();
        if (!name.starts_with("Mark")) continue;
        named.insert(name);
        const Json& range = symbol.at("selectionRange");
        const std::size_t from = offset_of(text, place_from(range["start"]));
        const std::size_t to = offset_of(text, place_from(range["end"]));
        if (text.substr(from, to - from) != name)
            throw TestFailure("the server has " + name + " elsewhere in " + uri + ": " +
                              symbol.dump() + "\n" + text);
    }
    if (named != marks(text))
        throw TestFailure("the server has other declarations in " + uri + ": " + symbols.dump() +
                          "\n" + text);
}

std::string read(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::string descriptors(pid_t pid) {
    std::string text;
    std::error_code ignored;
    for (const auto& entry :
         fs::directory_iterator("/proc/" + std::to_string(pid) + "/fd", ignored))
        text += "\n  " + entry.path().filename().string() + " -> " +
                fs::read_symlink(entry, ignored).string();
    return text;
}

std::vector<std::string> names_in(const fs::path& folder) {
    std::vector<std::string> names;
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(folder, ignored))
        names.push_back(entry.path().filename().string());
    return names;
}

}  // namespace

void expect_same_texts(const Desk& desk, Requests& requests, const support::Sandbox& sandbox,
                       Tally& tally) {
    ++tally.checks;
    for (const auto& [uri, document] : desk.documents()) {
        try {
            expect_formatting(uri, document.text, requests, sandbox);
            expect_symbols(uri, document.text, requests);
        } catch (const TestFailure& failure) {
            throw TestFailure(std::string(failure.what()) + desk.tail());
        }
        ++tally.texts_compared;
    }
}

Footprint footprint(pid_t pid) {
    const std::string folder = "/proc/" + std::to_string(pid);
    std::istringstream statm(read(folder + "/statm"));
    std::size_t pages = 0;
    statm >> pages >> pages;
    return {pages * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE)),
            names_in(folder + "/fd").size()};
}

void expect_descriptors(Desk& desk, std::size_t at_start) {
    try {
        desk.wait_until([&] { return footprint(desk.pid()).descriptors <= at_start; },
                        "at most the " + std::to_string(at_start) + " descriptors of the start");
    } catch (const TestFailure& failure) {
        throw TestFailure(std::string(failure.what()) +
                          "\nopen descriptors:" + descriptors(desk.pid()));
    }
}

void expect_flat(const Tally& tally) {
    if (support::kSanitized) return;
    const auto most =
        static_cast<std::size_t>(static_cast<double>(tally.at_quarter.resident_bytes) * kGrowth);
    if (tally.at_end.resident_bytes > most + kSlackBytes)
        throw TestFailure("the proxy has grown from " +
                          std::to_string(tally.at_quarter.resident_bytes) + " bytes to " +
                          std::to_string(tally.at_end.resident_bytes));
}

void expect_tidy(const support::Sandbox& sandbox) {
    std::string complaint;
    for (const std::string& name : names_in(sandbox.path("tmp"))) {
        // A killed gopls or go command leaves these (docs/gopls-facts.md, "Caches").
        const bool theirs = name.starts_with("gopls") || name.starts_with("go-") ||
                            name.starts_with("gocommand") || name.starts_with("go.");
        if (!theirs || name.starts_with("gopls-proxy")) complaint += "\n  temporary file " + name;
    }
    const fs::path cache = sandbox.path("cache/gopls-proxy");
    std::size_t old = 0;
    for (const std::string& name : names_in(cache)) {
        if (name.starts_with(".trash")) complaint += "\n  half-removed cache " + name;
        std::error_code ignored;
        const auto made = fs::last_write_time(cache / name / "lock", ignored);
        if (!ignored && fs::file_time_type::clock::now() - made > kOld) ++old;
    }
    if (old > kOldGenerations) complaint += "\n  " + std::to_string(old) + " old cache generations";
    if (const std::size_t n = names_in(sandbox.path("state/gopls-proxy/incidents")).size();
        n > kIncidents)
        complaint += "\n  " + std::to_string(n) + " incidents";
    if (!complaint.empty()) throw TestFailure("left behind:" + complaint);
}

void count_verdicts(const support::Sandbox& sandbox, Tally& tally) {
    for (const std::string& name : names_in(sandbox.path())) {
        if (!name.starts_with("proxy") || name.find(".log") == std::string::npos) continue;
        for (const app::LogLine& line : support::read_log(sandbox.path(name))) {
            if (line.event.name == core::Event::kRemedy) continue;
            const std::string_view verdict = line.event.value("verdict");
            if (!verdict.empty()) ++tally.verdicts[std::string(verdict)];
        }
    }
}

}  // namespace soak
