#include "observability/gopls_spans/span.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>

namespace observability::gopls_spans {
namespace {

using std::chrono::nanoseconds;
using namespace std::chrono_literals;

/// A load of a large workspace makes hundreds of thousands of spans. What takes less is dropped,
/// unless it is a message.
constexpr nanoseconds kShortest = 100us;
constexpr std::size_t kMaxText = 200;
/// gopls quotes texts of files in the others, such as an error.
constexpr auto kShown =
    std::to_array<std::string_view>({"method", "direction", "id", "status.code", "URI", "file",
                                     "directory", "package", "packages", "query", "verb"});
constexpr std::size_t kMaxAttributes = 16;
/// Of objects in a request: {"resourceSpans":[{"scopeSpans":[{"spans":[{…}]}]}]}.
constexpr int kResourceDepth = 2;
constexpr int kSpanDepth = 6;
constexpr int kMostDepth = 12;
constexpr int kError = 2;  ///< STATUS_CODE_ERROR

const Json* find(const Json& json, const char* key) {
    if (!json.is_object()) return nullptr;
    const auto found = json.find(key);
    return found == json.end() ? nullptr : &*found;
}

/// Returns the elements of a member that is an array; else none.
const Json& list(const Json& json, const char* key) {
    static const Json kNone = Json::array();
    const Json* found = find(json, key);
    return found && found->is_array() ? *found : kNone;
}

std::string text(const Json& json, const char* key) {
    const Json* found = find(json, key);
    return found && found->is_string() ? found->get_ref<const std::string&>().substr(0, kMaxText)
                                       : std::string();
}

/// Returns a number, which may be written as a text.
std::int64_t number(const Json& json, const char* key) {
    const Json* found = find(json, key);
    if (!found) return 0;
    if (found->is_number_integer()) return found->get<std::int64_t>();
    const std::string digits = text(json, key);
    std::int64_t value = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return value;
}

/// Returns a time since 1970, so far from the limits that another can be subtracted.
nanoseconds time(const Json& json, const char* key) {
    constexpr std::int64_t kMost = std::int64_t{1} << 61;
    return nanoseconds(std::clamp<std::int64_t>(number(json, key), 0, kMost));
}

/// Returns an attribute's value as text.
std::string value_of(const Json& attribute) {
    const Json* value = find(attribute, "value");
    if (!value) return {};
    if (const std::string given = text(*value, "stringValue"); !given.empty()) return given;
    return find(*value, "intValue") ? std::to_string(number(*value, "intValue")) : std::string();
}

int pid_of(const Json& resource) {
    const Json* described = find(resource, "resource");
    if (!described) return 0;
    for (const Json& attribute : list(*described, "attributes")) {
        if (text(attribute, "key") != "process.pid") continue;
        const std::string digits = value_of(attribute);
        int pid = 0;
        std::from_chars(digits.data(), digits.data() + digits.size(), pid);
        return pid;
    }
    return 0;
}

Span read_span(const Json& json) {
    Span span{.trace = text(json, "traceId"),
              .id = text(json, "spanId"),
              .parent = text(json, "parentSpanId"),
              .name = text(json, "name"),
              .began = time(json, "startTimeUnixNano"),
              .ended = time(json, "endTimeUnixNano")};
    if (const Json* status = find(json, "status")) span.failed = number(*status, "code") == kError;
    for (const Json& attribute : list(json, "attributes")) {
        if (span.attributes.size() == kMaxAttributes) break;
        std::string key = text(attribute, "key");
        if (std::find(kShown.begin(), kShown.end(), key) == kShown.end()) continue;
        std::string value = value_of(attribute);
        if (!value.empty()) span.attributes.emplace_back(std::move(key), std::move(value));
    }
    return span;
}

bool is_worth_keeping(const Span& span) {
    if (span.name.empty() || span.began.count() <= 0 || span.ended < span.began) return false;
    return span.ended - span.began >= kShortest || !value_of(span, "method").empty();
}

}  // namespace

std::string_view value_of(const Span& span, std::string_view key) {
    const auto found = std::find_if(span.attributes.begin(), span.attributes.end(),
                                    [&](const auto& attribute) { return attribute.first == key; });
    return found == span.attributes.end() ? std::string_view() : found->second;
}

std::string request_id_of(const Span& span) {
    if (value_of(span, "direction") != "in") return {};
    std::string_view id = value_of(span, "id");
    if (id.starts_with('#')) id.remove_prefix(1);  // so gopls writes a number
    return std::string(id);
}

std::vector<Span> read_spans(std::string_view body) {
    std::vector<Span> spans;
    std::size_t of_resource = 0;  // where the spans of the current resource begin
    // Each span is taken out as soon as it has been read: as a document, a large request would take
    // ten times its size.
    const auto take = [&](int depth, Json::parse_event_t event, Json& value) {
        if (depth > kMostDepth) return false;
        if (event != Json::parse_event_t::object_end) return true;
        if (depth == kSpanDepth && value.contains("spanId")) {
            Span span = read_span(value);
            if (is_worth_keeping(span)) spans.push_back(std::move(span));
            return false;
        }
        if (depth == kResourceDepth) {
            const int pid = pid_of(value);
            for (; of_resource < spans.size(); ++of_resource) spans[of_resource].pid = pid;
            return false;
        }
        return true;
    };
    const Json request = Json::parse(body, take, false);
    if (request.is_discarded()) spans.clear();
    return spans;
}

Json to_json(const std::vector<Span>& spans) {
    Json all = Json::array();
    for (const Span& span : spans) {
        Json attributes = Json::object();
        for (const auto& [key, value] : span.attributes) attributes[key] = value;
        all.push_back({{"trace", span.trace},
                       {"id", span.id},
                       {"parent", span.parent},
                       {"name", span.name},
                       {"pid", span.pid},
                       {"began_since_1970_ns", span.began.count()},
                       {"ended_since_1970_ns", span.ended.count()},
                       {"failed", span.failed},
                       {"attributes", std::move(attributes)}});
    }
    return all;
}

std::vector<Span> spans_of(const Json& json) {
    std::vector<Span> spans;
    if (!json.is_array()) return spans;
    for (const Json& each : json) {
        Span span{.trace = text(each, "trace"),
                  .id = text(each, "id"),
                  .parent = text(each, "parent"),
                  .name = text(each, "name"),
                  .pid = static_cast<int>(number(each, "pid")),
                  .began = time(each, "began_since_1970_ns"),
                  .ended = time(each, "ended_since_1970_ns")};
        const Json* failed = find(each, "failed");
        span.failed = failed && failed->is_boolean() && failed->get<bool>();
        if (const Json* attributes = find(each, "attributes"); attributes) {
            for (const auto& [key, value] : attributes->items()) {
                if (value.is_string()) span.attributes.emplace_back(key, value.get<std::string>());
            }
        }
        spans.push_back(std::move(span));
    }
    return spans;
}

}  // namespace observability::gopls_spans
