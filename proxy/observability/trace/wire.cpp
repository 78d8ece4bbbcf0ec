#include "observability/trace/wire.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace observability::trace {
namespace {

using core::Time;
using core::TraceRecord;

/// In the order of the enumerators.
constexpr auto kKinds = std::to_array<std::string_view>({"request", "open", "cancel", "event"});
static_assert(static_cast<int>(TraceRecord::Kind::kEvent) == kKinds.size() - 1);

Json nanoseconds(Time time) {
    if (time == Time::max()) return nullptr;
    return time.time_since_epoch().count();
}

std::string text_at(const Json& json, const char* key) {
    const auto found = json.find(key);
    return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}

template <class Number>
Number number_at(const Json& json, const char* key) {
    const auto found = json.find(key);
    // From a fraction, the conversion might not be defined.
    return found != json.end() && found->is_number_integer() ? found->get<Number>() : Number{};
}

Time time_at(const Json& json, const char* key) {
    const auto found = json.find(key);
    if (found == json.end() || !found->is_number_integer()) return Time::max();
    return Time(
        core::Duration(std::max(core::Duration::rep{0}, found->get<core::Duration::rep>())));
}

bool flag_at(const Json& json, const char* key) {
    const auto found = json.find(key);
    return found != json.end() && found->is_boolean() && found->get<bool>();
}

/// Returns the place of a word in `words`, or `otherwise`.
template <class Enum, class Words>
Enum enumerator(const Words& words, std::string_view word, Enum otherwise) {
    const auto found = std::find(words.begin(), words.end(), word);
    return found == words.end() ? otherwise : static_cast<Enum>(found - words.begin());
}

core::Event::Name event_named(std::string_view word) {
    const auto kinds = core::event_kinds();
    for (std::size_t i = 0; i < kinds.size(); ++i) {
        if (kinds[i].name == word) return static_cast<core::Event::Name>(i);
    }
    return core::Event::kNote;
}

Json event_json(const TraceRecord& record) {
    return {{"kind", "event"},
            {"event", core::name(record.event)},
            {"generation", record.generation},
            {"at_ns", nanoseconds(record.arrived)},
            {"fields", record.text.view()}};
}

}  // namespace

Json to_json(const TraceRecord& record) {
    if (record.kind == TraceRecord::Kind::kEvent) return event_json(record);
    Json json = {{"kind", kKinds[static_cast<std::size_t>(record.kind)]},
                 {"method", record.method.view()},
                 {"id", record.id.view()},
                 {"trace_id", core::to_text(record.trace_id)},
                 {"generation", record.generation},
                 {"at_ns", nanoseconds(record.arrived)}};
    if (record.kind == TraceRecord::Kind::kCancel) return json;
    json["began_ns"] = nanoseconds(record.began);
    json["by_proxy"] = record.by_proxy;
    json["aside"] = record.aside;
    json["request_bytes"] = record.request_bytes;
    if (!record.text.empty()) json["document"] = record.text.view();
    if (record.kind == TraceRecord::Kind::kOpen) return json;
    json["ended_ns"] = nanoseconds(record.ended);
    json["outcome"] = name(record.outcome);
    if (record.error_code) json["error_code"] = *record.error_code;
    json["reply_bytes"] = record.reply_bytes;
    return json;
}

Json to_json(const std::vector<TraceRecord>& records) {
    Json list = Json::array();
    for (const TraceRecord& record : records) list.push_back(to_json(record));
    return list;
}

TraceRecord record_of(const Json& json) {
    TraceRecord record;
    if (!json.is_object()) return record;
    record.kind = enumerator(kKinds, text_at(json, "kind"), TraceRecord::Kind::kEvent);
    record.outcome = enumerator(core::kOutcomeNames, text_at(json, "outcome"), core::Outcome::kOk);
    record.by_proxy = flag_at(json, "by_proxy");
    record.aside = flag_at(json, "aside");
    record.event = event_named(text_at(json, "event"));
    record.generation = number_at<core::Generation>(json, "generation");
    record.arrived = time_at(json, "at_ns");
    record.began = time_at(json, "began_ns");
    record.ended = time_at(json, "ended_ns");
    if (json.contains("error_code")) record.error_code = number_at<int>(json, "error_code");
    record.request_bytes = number_at<std::uint64_t>(json, "request_bytes");
    record.reply_bytes = number_at<std::uint64_t>(json, "reply_bytes");
    record.method.set(text_at(json, "method"));
    record.id.set(text_at(json, "id"));
    record.trace_id = core::read_trace_id(text_at(json, "trace_id")).value_or(core::TraceId{});
    const bool is_event = record.kind == TraceRecord::Kind::kEvent;
    record.text.set(text_at(json, is_event ? "fields" : "document"));
    return record;
}

std::vector<TraceRecord> records_of(const Json& json) {
    std::vector<TraceRecord> records;
    if (!json.is_array()) return records;
    for (const Json& record : json) records.push_back(record_of(record));
    return records;
}

std::optional<Sample> sample_of(const Json& reply) {
    const auto listed = reply.is_object() ? reply.find("processes") : reply.end();
    if (listed == reply.end() || !listed->is_array()) return std::nullopt;
    Sample sample;
    const Time at = time_at(reply, "monotonic_ns");
    if (at == Time::max()) return std::nullopt;
    sample.at = at.time_since_epoch();
    const auto servers = reply.find("servers");
    if (servers != reply.end() && servers->is_array()) {
        for (const Json& pid : *servers) {
            if (pid.is_number_integer()) sample.servers.push_back(pid.get<int>());
        }
    }
    for (const Json& json : *listed) {
        if (!json.is_object()) continue;
        Sample::Process& process = sample.processes.emplace_back();
        process.pid = number_at<int>(json, "pid");
        process.parent = number_at<int>(json, "parent");
        process.resident_bytes = number_at<std::uint64_t>(json, "resident_bytes");
        const auto cpu = json.find("cpu_seconds");
        if (cpu != json.end() && cpu->is_number()) process.cpu_seconds = cpu->get<double>();
        const auto argv = json.find("argv");
        if (argv == json.end() || !argv->is_array()) continue;
        for (const Json& word : *argv) {
            if (word.is_string()) process.argv.push_back(word.get<std::string>());
        }
    }
    return sample;
}

std::uint64_t count_at(const Json& json, const char* key) {
    return json.is_object() ? number_at<std::uint64_t>(json, key) : 0;
}

}  // namespace observability::trace
