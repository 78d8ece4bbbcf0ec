#include "app/incidents/id.hpp"

#include <algorithm>
#include <cstdio>
#include <ctime>

namespace app::incidents {
namespace {

using std::chrono::system_clock;

/// The limit of ids listed, newest first, when one must be chosen.
constexpr std::size_t kMaxNamed = 10;

std::string stamp(system_clock::time_point time, const char* format) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(time - seconds).count();
    const std::time_t whole = system_clock::to_time_t(seconds);
    std::tm utc{};
    gmtime_r(&whole, &utc);
    char date[32];
    std::strftime(date, sizeof date, format, &utc);
    char text[48];
    std::snprintf(text, sizeof text, "%s.%03dZ", date, static_cast<int>(ms));
    return text;
}

std::string named(const std::vector<std::string>& ids) {
    std::string text;
    const std::size_t count = std::min(ids.size(), kMaxNamed);
    for (std::size_t i = 0; i < count; ++i) text += "\n  " + ids[ids.size() - 1 - i];
    if (ids.size() > count) text += "\n  … and " + std::to_string(ids.size() - count) + " older";
    return text;
}

}  // namespace

std::string make_id(system_clock::time_point time, std::uint16_t random, std::string_view verdict) {
    char telling[8];
    std::snprintf(telling, sizeof telling, "-%04x-", random);
    std::string id = stamp(time, "%Y%m%dT%H%M%S") + telling;
    for (const char c : verdict) id += (c >= 'a' && c <= 'z') ? c : '_';
    return id;
}

bool is_id(std::string_view name) {
    constexpr std::string_view kShape = "ddddddddTdddddd.dddZ-xxxx-";
    const auto fits = [](char c, char shape) {
        const bool digit = c >= '0' && c <= '9';
        if (shape == 'd') return digit;
        return shape == 'x' ? digit || (c >= 'a' && c <= 'f') : c == shape;
    };
    if (name.size() <= kShape.size()) return false;
    const std::string_view verdict = name.substr(kShape.size());
    return std::equal(kShape.begin(), kShape.end(), name.begin(),
                      [&](char shape, char c) { return fits(c, shape); }) &&
           std::all_of(verdict.begin(), verdict.end(),
                       [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; });
}

std::string rfc3339(system_clock::time_point time) {
    return stamp(time, "%Y-%m-%dT%H:%M:%S");
}

std::string when(std::string_view id) {
    if (!is_id(id)) return {};
    const auto part = [id](std::size_t at, std::size_t size) {
        return std::string(id.substr(at, size));
    };
    return part(0, 4) + "-" + part(4, 2) + "-" + part(6, 2) + " " + part(9, 2) + ":" + part(11, 2) +
           ":" + part(13, 2) + " UTC";
}

boost::system::result<std::size_t, NoIncident> choose(const std::vector<std::string>& ids,
                                                      std::string_view wanted) {
    if (ids.empty()) return NoIncident{"no incidents have been saved"};
    if (wanted == "latest") return ids.size() - 1;
    std::vector<std::size_t> meant;
    for (std::size_t i = 0; i < ids.size(); ++i) {
        if (ids[i] == wanted) return i;
        if (!wanted.empty() && (ids[i].starts_with(wanted) || ids[i].ends_with(wanted))) {
            meant.push_back(i);
        }
    }
    if (meant.size() == 1) return meant.front();
    const std::string quoted = "\"" + std::string(wanted) + "\"";
    if (meant.empty()) {
        return NoIncident{"no incident matches " + quoted + "; the newest are:" + named(ids)};
    }
    std::vector<std::string> several;
    for (const std::size_t i : meant) several.push_back(ids[i]);
    return NoIncident{quoted + " matches " + std::to_string(several.size()) +
                      " incidents:" + named(several)};
}

}  // namespace app::incidents
