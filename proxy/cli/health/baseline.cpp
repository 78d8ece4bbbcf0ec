#include "cli/health/baseline.hpp"

#include <chrono>
#include <cstdio>
#include <optional>
#include <utility>

#include "app/size_text.hpp"
#include "cli/incidents/reading.hpp"
#include "io/files.hpp"

namespace cli::health {
namespace {

using app::incidents::Json;
using incidents::list_at;
using incidents::number_at;
using incidents::text_at;

constexpr std::size_t kMostBaselineBytes = std::size_t{16} << 20;

Duration from_seconds(double seconds) {
    return std::chrono::duration_cast<Duration>(std::chrono::duration<double>(seconds));
}

std::optional<std::uint64_t> bytes_at(const Json& json, const char* pointer) {
    const auto number = number_at(json, pointer);
    if (!number || *number < 0) return {};
    return static_cast<std::uint64_t>(*number);
}

std::string factor_text(double factor) {
    char text[32];
    std::snprintf(text, sizeof text, "%.3g", factor);
    return text;
}

/// Returns the check of one figure. `text` writes it for people.
template <typename Value, typename Text>
Check compared(std::string id, const std::string& name, std::optional<Value> now, Value before,
               Value noise, double factor, Text text) {
    const std::string limit = text(before) + " × " + factor_text(factor);
    Check check{"baseline-" + std::move(id), Check::State::kPassed, {}, limit, {}};
    if (!now) {
        check.state = Check::State::kUnmeasured;
        check.measured = "–";
        check.sentence = name + " was not measured, but the baseline has it";
        return check;
    }
    check.measured = text(*now);
    const auto as_number = [](Value value) {
        if constexpr (std::is_same_v<Value, Duration>) {
            return static_cast<double>(value.count());
        } else {
            return static_cast<double>(value);
        }
    };
    if (*now > before && *now - before > noise && as_number(*now) > factor * as_number(before)) {
        check.state = Check::State::kExceeded;
        check.sentence = name + " was " + check.measured + ", and the baseline has " +
                         text(before) + " (allowed: " + factor_text(factor) + " times as much)";
    }
    return check;
}

}  // namespace

boost::system::result<Baseline, app::Failure> parse_baseline(std::string_view text) {
    const Json document = app::incidents::parsed(text);
    if (number_at(document, "/schema") != 1.0 || !document.contains("all_requests")) {
        return app::Failure{"is not the JSON of a run of gopls-proxy health"};
    }
    const auto load = number_at(document, "/load_seconds");
    if (!load || number_at(document, "/all_requests/count").value_or(0) <= 0) {
        return app::Failure{"is of a run that measured nothing"};
    }
    Baseline baseline;
    baseline.gopls_version = text_at(document, "/gopls/version");
    baseline.saves = static_cast<int>(number_at(document, "/saves").value_or(0));
    for (const Json& file : list_at(document, "/files")) {
        baseline.files.push_back(text_at(file, ""));
    }
    baseline.figures.load = from_seconds(*load);
    for (const Json& entry : list_at(document, "/requests")) {
        const auto mean = number_at(entry, "/mean_ms");
        if (!mean) continue;
        baseline.figures.by_kind[text_at(entry, "/kind")].mean = from_seconds(*mean / 1e3);
    }
    const Json& memory = list_at(document, "/memory");
    if (!memory.empty()) {
        baseline.figures.heap_bytes = bytes_at(memory.back(), "/heap_bytes");
    }
    baseline.figures.peak_resident_bytes = bytes_at(document, "/peak_resident_bytes");
    return baseline;
}

boost::system::result<Baseline, app::Failure> read_baseline(const std::string& file) {
    const std::string remedy =
        "; `gopls-proxy health --save-baseline " + file + "` stores a good run there";
    const auto text = io::read_file(file, kMostBaselineBytes);
    if (!text) {
        return app::Failure{"cannot read " + file +
                            " (from --baseline): " + text.error().message() + remedy};
    }
    auto baseline = parse_baseline(*text);
    if (!baseline) {
        return app::Failure{file + " (from --baseline) " + baseline.error().sentence + remedy};
    }
    return baseline;
}

std::vector<Check> compare(const Figures& now, const Baseline& baseline, double factor) {
    const Figures& before = baseline.figures;
    std::vector<Check> checks;
    if (before.load) {
        checks.push_back(
            compared("load", "the load", now.load, *before.load, kLoadNoise, factor, core::human));
    }
    for (const auto& [kind, times] : before.by_kind) {
        const auto found = now.by_kind.find(kind);
        // Only a run with saves has some of the kinds.
        if (found == now.by_kind.end() && kind.starts_with("hover after")) continue;
        const auto mean =
            found == now.by_kind.end() ? std::nullopt : std::optional(found->second.mean);
        std::string id = kind;
        for (char& c : id) c = c == ' ' ? '-' : c;
        checks.push_back(compared(std::move(id), "the mean of " + kind, mean, times.mean,
                                  kRequestNoise, factor, core::human));
    }
    if (before.heap_bytes) {
        checks.push_back(compared("heap", "the heap", now.heap_bytes, *before.heap_bytes,
                                  kMemoryNoiseBytes, factor, app::size_text));
    }
    if (before.peak_resident_bytes) {
        checks.push_back(compared("rss", "the resident memory", now.peak_resident_bytes,
                                  *before.peak_resident_bytes, kMemoryNoiseBytes, factor,
                                  app::size_text));
    }
    return checks;
}

std::vector<std::string> differences(const Results& now, const Baseline& baseline) {
    std::vector<std::string> sentences;
    if (now.gopls_version != baseline.gopls_version) {
        sentences.push_back("the baseline is of gopls " + (baseline.gopls_version.empty()
                                                               ? "of an unknown version"
                                                               : baseline.gopls_version));
    }
    if (now.files != baseline.files) sentences.emplace_back("the baseline opened other files");
    if (now.saves != baseline.saves) {
        sentences.push_back("the baseline has " + std::to_string(baseline.saves) + " saves");
    }
    return sentences;
}

}  // namespace cli::health
