#include "cli/health/report.hpp"

#include <algorithm>
#include <array>

#include "app/incidents/mask.hpp"
#include "app/paint.hpp"
#include "app/size_text.hpp"
#include "cli/incidents/reading.hpp"

namespace cli::health {
namespace {

using app::padded;
using app::Paint;
using app::painted;
using app::size_text;
using core::human;
using State = Check::State;

constexpr std::size_t kNameColumns = 20;
constexpr std::size_t kNumberColumns = 9;
constexpr std::size_t kValueColumns = 18;

/// Returns a text from the workspace or gopls as it may be shown, on one line.
std::string shown_line(std::string_view text) {
    std::string line(text);
    std::replace(line.begin(), line.end(), '\n', ' ');
    return incidents::printable(app::incidents::mask_secrets(line));
}

std::string shown_path(const std::string& path, const Style& style) {
    std::string text = shown_line(path);
    if (style.home.size() > 1 && text.starts_with(style.home + "/")) {
        text.replace(0, style.home.size(), "~");
    }
    return text;
}

std::string table_row(const std::string& name, const std::array<std::string, 5>& cells) {
    std::string text = padded(name, kNameColumns);
    for (std::size_t i = 0; i < cells.size(); ++i) {
        text += i + 1 == cells.size() ? cells[i] : padded(cells[i], kNumberColumns);
    }
    return text + "\n";
}

std::string times_row(const std::string& name, const Times& times) {
    return table_row(name, {std::to_string(times.count), std::to_string(times.answered),
                            human(times.mean), human(times.p95), human(times.max)});
}

std::string requests_text(const Figures& figures, bool colours) {
    if (figures.all.count == 0 && figures.warm_up.count == 0) return {};
    std::string head = table_row("REQUEST", {"COUNT", "GOOD", "MEAN", "P95", "MAX"});
    head.pop_back();
    std::string text = painted(head, Paint::kStrong, colours) + "\n";
    for (const auto& [kind, times] : figures.by_kind) text += times_row(kind, times);
    if (figures.all.count > 0) text += times_row("all", figures.all);
    text += painted(times_row("warm-up, not judged", figures.warm_up), Paint::kDim, colours);
    return text + "\n";
}

std::string memory_text(const Results& results) {
    std::string text;
    const auto add = [&](const char* name, const std::string& value) {
        text += padded(name, kNameColumns) + value + "\n";
    };
    if (results.load) add("load", human(*results.load));
    if (!results.memory.empty()) {
        const Memory& last = results.memory.back();
        const Memory& first = results.memory.front();
        if (first.heap_bytes && last.heap_bytes) {
            add("heap", size_text(*first.heap_bytes) + " after the warm-up, " +
                            size_text(*last.heap_bytes) + " at the end");
        }
    }
    if (results.peak_resident_bytes) {
        add("resident", size_text(*results.peak_resident_bytes) + " at its peak");
    }
    return text.empty() ? text : text + "\n";
}

std::string checks_text(const Outcome& outcome, bool colours) {
    std::string text = painted(padded("CHECK", kNameColumns) + padded("MEASURED", kValueColumns) +
                                   padded("LIMIT", kValueColumns) + "RESULT",
                               Paint::kStrong, colours) +
                       "\n";
    for (const Check& check : outcome.checks) {
        const bool good = check.state == State::kPassed;
        const Paint paint = good                              ? Paint::kGood
                            : check.state == State::kExceeded ? Paint::kBad
                                                              : Paint::kYellow;
        text += padded(check.id, kNameColumns) + padded(check.measured, kValueColumns) +
                padded(check.limit, kValueColumns) + painted(name_of(check.state), paint, colours) +
                "\n";
    }
    for (const Check& check : outcome.checks) {
        // A problem explains the checks that were not measured.
        const bool is_explained =
            check.state == State::kUnmeasured && !outcome.results.problem.empty();
        if (!check.sentence.empty() && !is_explained)
            text += "  " + check.id + ": " + shown_line(check.sentence) + "\n";
    }
    return text + "\n";
}

}  // namespace

std::string report_text(const Outcome& outcome, const std::vector<std::string>& hints,
                        const Style& style) {
    const Results& results = outcome.results;
    std::string text = padded("folder", kNameColumns) + shown_path(results.folder, style) + "\n" +
                       padded("gopls", kNameColumns) +
                       (results.gopls_version.empty() ? "unknown version" : results.gopls_version) +
                       " (" + shown_path(results.gopls_path, style) + ")\n" +
                       padded("files", kNameColumns);
    for (std::size_t i = 0; i < results.files.size(); ++i) {
        if (i > 0) text += std::string(kNameColumns, ' ');
        text += shown_line(results.files[i]) + "\n";
    }
    text += "\n" + requests_text(outcome.figures, style.colours) + memory_text(results) +
            checks_text(outcome, style.colours);
    for (const std::string& hint : hints) text += shown_line(hint) + ".\n";
    const bool good = outcome.verdict == Verdict::kHealthy;
    text += painted(shown_line(outcome.summary) + ".", good ? Paint::kGood : Paint::kBad,
                    style.colours) +
            "\n";
    if (!outcome.incident.empty()) {
        text += "The evidence is in " + shown_path(outcome.incident, style) + "\n";
    }
    return text;
}

std::string progress_text(std::size_t done, std::size_t all, const std::string& step,
                          std::size_t columns) {
    constexpr std::size_t kBarColumns = 20;
    const std::size_t filled = all == 0 ? 0 : std::min(done, all) * kBarColumns / all;
    const std::string percent =
        std::to_string(all == 0 ? 0 : std::min(done, all) * 100 / all) + "%";
    std::string text = "[" + std::string(filled, '#') + std::string(kBarColumns - filled, '.') +
                       "] " + padded(percent, 5) + shown_line(step);
    if (text.size() > columns) text.resize(columns);
    return text;
}

}  // namespace cli::health
