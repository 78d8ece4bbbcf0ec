#include "core/base/trace.hpp"

#include <charconv>
#include <string>

namespace core {
namespace {

/// Events that only show or repeat a text.
bool is_text(Event::Name name) {
    return name == Event::kEditorLog || name == Event::kEditorMessage || name == Event::kTiming ||
           name == Event::kNote || name == Event::kLastWords;
}

/// The fields that hold names, numbers and times. Others may quote a message or an argument.
constexpr auto kFields = std::to_array<std::string_view>(
    {"verdict", "remedy",   "head",       "head_age",    "quiet",         "work",        "owed",
     "pid",     "host",     "peer",       "role",        "cache",         "from",        "after",
     "in",      "method",   "id",         "waited",      "dropped",       "left",        "network",
     "code",    "retry_in", "peer_state", "lock_holder", "wait_channel",  "build_cache", "more",
     "trace",   "outcome",  "took",       "queue",       "gopls",         "proxy",       "earlier",
     "editor",  "position", "spawn",      "initialize",  "configuration", "load",        "go_env",
     "go_list"});

}  // namespace

void Trace::start() {
    if (users_++ > 0) return;
    first_ = next_;
    records_.reserve(capacity_);
}

void Trace::stop() {
    if (users_ == 0 || --users_ > 0) return;
    first_ = next_;
    records_ = std::vector<TraceRecord>();  // `= {}` would keep the memory
}

TraceRecord& Trace::add(TraceRecord::Kind kind, Time now) {
    const std::uint64_t number = next_++ - first_;
    if (number < capacity_) records_.emplace_back();
    TraceRecord& record = records_[number % capacity_];
    record = TraceRecord{};
    record.kind = kind;
    record.arrived = record.began = record.ended = now;
    return record;
}

void Trace::add(const Event& event, Time now) {
    if (is_text(event.name)) return;
    TraceRecord& record = add(TraceRecord::Kind::kEvent, now);
    record.event = event.name;
    const std::string_view generation = event.value("generation");
    std::from_chars(generation.data(), generation.data() + generation.size(), record.generation);
    for (const Field& field : event.fields) {
        if (std::find(kFields.begin(), kFields.end(), field.key) == kFields.end()) continue;
        // As in a line of the log, without the name in front.
        const std::string line = to_text({LogLevel::kInfo, event.name, {field}, {}});
        const std::size_t blank = name(event.name).size();
        record.text.append(std::string_view(line).substr(record.text.empty() ? blank + 1 : blank));
    }
}

Trace::Part Trace::read(std::uint64_t from, std::size_t most) const {
    Part part;
    const std::uint64_t begin = std::clamp(from, oldest(), next_);
    part.lost = begin - std::min(from, begin);
    part.next = begin + std::min<std::uint64_t>(next_ - begin, most);
    part.records.reserve(part.next - begin);
    for (std::uint64_t n = begin; n < part.next; ++n)
        part.records.push_back(records_[(n - first_) % capacity_]);
    return part;
}

}  // namespace core
