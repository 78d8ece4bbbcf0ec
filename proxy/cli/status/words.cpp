#include "cli/status/words.hpp"

#include <algorithm>
#include <cmath>

#include "cli/incidents/reading.hpp"
#include "core/base/time.hpp"

namespace cli {

using incidents::list_at;
using incidents::number_at;
using incidents::text_at;

namespace {

/// Returns the whole number at `pointer`; 0 if there is none.
long long count(const Json& status, const char* pointer) {
    const double value = number_at(status, pointer).value_or(0);
    return std::isfinite(value) ? static_cast<long long>(std::clamp(value, 0.0, 1e15)) : 0;
}

/// Returns how many documents are open, unless the mode is one in which nobody counts them.
std::string open_documents(const Json& status) {
    if (text_at(status, "/mode") != "act") return {};
    return "; " + counted(count(status, "/open_documents"), "open document", "open documents");
}

}  // namespace

std::string duration_at(const Json& status, const char* pointer) {
    const auto value = number_at(status, pointer);
    if (!value || !std::isfinite(*value)) return "–";
    return core::human(std::chrono::duration_cast<core::Duration>(
        std::chrono::duration<double>(std::clamp(*value, 0.0, 1e9))));
}

std::string count_at(const Json& status, const char* pointer) {
    return std::to_string(count(status, pointer));
}

std::string counted(long long count, const std::string& one, const std::string& many) {
    return std::to_string(count) + " " + (count == 1 ? one : many);
}

std::string megabytes(double bytes) {
    return std::to_string(std::llround(std::clamp(bytes, 0.0, 1e15) / (1 << 20))) + " MB";
}

app::Paint paint_of(const std::string& state) {
    if (state == "healthy") return app::Paint::kGood;
    if (state == "stuck" || state == "ended") return app::Paint::kBad;
    return app::Paint::kYellow;
}

std::string shortened(const std::string& path, const std::string& home) {
    const bool below = !home.empty() && path.starts_with(home) &&
                       (path.size() == home.size() || path[home.size()] == '/');
    return below ? "~" + path.substr(home.size()) : path;
}

std::string folders_of(const Json& status, const std::string& home) {
    std::string text;
    for (const Json& folder : list_at(status, "/folders")) {
        if (!folder.is_string()) continue;
        if (!text.empty()) text += ", ";
        text += shortened(incidents::printable(folder.get_ref<const std::string&>()), home);
    }
    return text.empty() ? "no folder" : text;
}

std::string editor_of(const Json& status) {
    const std::string name = text_at(status, "/editor/name");
    if (name.empty()) return "unnamed editor";
    const std::string version = text_at(status, "/editor/version");
    return version.empty() ? name : name + " " + version;
}

std::string memory_of(const Json& status) {
    const auto gopls = number_at(status, "/active/pid");
    double of_gopls = 0;
    double of_others = 0;
    long long others = 0;
    for (const Json& process : list_at(status, "/processes")) {
        const double bytes = number_at(process, "/resident_bytes").value_or(0);
        if (gopls && number_at(process, "/pid") == gopls) {
            of_gopls = bytes;
        } else {
            of_others += bytes;
            ++others;
        }
    }
    std::string text;
    if (of_gopls > 0) text += ", " + megabytes(of_gopls);
    if (others > 0) {
        text += "; " + counted(others, "other process", "other processes") + ", " +
                megabytes(of_others);
    }
    return text;
}

std::string server_line(const Json& status, const std::string& which) {
    const std::string at = "/" + which;
    const auto pointer = [&](const char* member) { return at + member; };
    if (text_at(status, pointer("/generation").c_str()).empty()) return {};
    std::string text = "generation " + text_at(status, pointer("/generation").c_str());
    const std::string pid = count_at(status, pointer("/pid").c_str());
    if (pid != "0") text += ", pid " + pid;
    text += ", " + text_at(status, pointer("/phase").c_str()) + ", up " +
            duration_at(status, pointer("/age_seconds").c_str());
    if (text_at(status, pointer("/offline").c_str()) == "true") text += ", offline";
    return text;
}

std::string requests_line(const Json& status) {
    long long answered = 0;
    long long slow = 0;
    for (const Json& method : list_at(status, "/methods")) {
        answered += count(method, "/count");
        slow += count(method, "/slow");
    }
    const std::string recent =
        count(status, "/recent/requests") == 0
            ? ""
            : ", p99 " + duration_at(status, "/recent/p99_seconds") + " in the last 5 min";
    return count_at(status, "/requests_in_flight") + " waiting, " + std::to_string(answered) +
           " answered, " + std::to_string(slow) + " slow" + recent + open_documents(status);
}

std::string counts_of_faults(const Json& status) {
    return counted(count(status, "/stalls_detected"), "fault", "faults") + ", " +
           counted(count(status, "/replacements"), "replacement", "replacements");
}

std::string incidents_line(const Json& status) {
    const std::string text = counts_of_faults(status);
    const std::string sentence = text_at(status, "/last_incident/sentence");
    if (sentence.empty()) return text;
    return text + "; the last " + duration_at(status, "/last_incident/age_seconds") +
           " ago: " + sentence;
}

}  // namespace cli
