#include "observability/trace/timeline.hpp"

#include <algorithm>
#include <set>

#include "observability/trace/wire.hpp"

namespace observability::trace {
namespace {

using core::Event;
using core::TraceRecord;

enum Rank {
    kRequests,
    kQueue,
    kByProxy,
    kCancellations,
    kVerdicts,
    kServers,
    kLoads,
    kCommands,
    kMemory,
    kCpu,
    kServices
};

constexpr std::size_t kMaxCommandBytes = 200;
/// Cancellations of requests that never get a reply are forgotten beyond this number.
constexpr std::size_t kMaxCancellations = 10'000;

Nanoseconds at(core::Time time) {
    return time.time_since_epoch();
}

std::string name_of(const TraceRecord& record) {
    return record.method.empty() ? "unknown" : std::string(record.method.view());
}

std::string with_generation(std::string text, const TraceRecord& record) {
    return record.generation == 0 ? text : text + " " + std::to_string(record.generation);
}

int rank_of(core::Generation generation) {
    return kServices + std::clamp(generation, 0, 1000);
}

std::int64_t number(std::uint64_t value) {
    return static_cast<std::int64_t>(value);
}

std::vector<Argument> arguments_of(const TraceRecord& record) {
    std::vector<Argument> arguments{{"id", std::string(record.id.view())},
                                    {"generation", std::int64_t{record.generation}},
                                    {"request_bytes", number(record.request_bytes)}};
    if (record.trace_id.number != 0) arguments.push_back({"trace_id", to_text(record.trace_id)});
    if (!record.text.empty()) arguments.push_back({"document", std::string(record.text.view())});
    if (record.kind == TraceRecord::Kind::kOpen) {
        arguments.push_back({"outcome", "none yet"});
        return arguments;
    }
    arguments.push_back({"outcome", std::string(name(record.outcome))});
    arguments.push_back({"reply_bytes", number(record.reply_bytes)});
    return arguments;
}

core::Fields fields_of(const TraceRecord& record) {
    const std::string line =
        std::string(core::name(record.event)) + " " + std::string(record.text.view());
    const auto read = core::read_event(line, core::LogLevel::kInfo);
    return read ? read->fields : core::Fields{};
}

std::string value_of(const core::Fields& fields, std::string_view key) {
    const auto found = std::find_if(fields.begin(), fields.end(),
                                    [&](const core::Field& field) { return field.key == key; });
    return found == fields.end() ? std::string() : found->value;
}

/// Events about the health of a server. All others are about its life.
bool is_verdict(Event::Name name) {
    switch (name) {
        case Event::kSlow:
        case Event::kWaiting:
        case Event::kLook:
        case Event::kStall:
        case Event::kRemedy:
        case Event::kStacks:
        case Event::kRecovered:
        case Event::kReplacementPlanned:
        case Event::kNoReplacement:
        case Event::kAftermathOver:
        case Event::kUnseen:
            return true;
        default:
            return false;
    }
}

std::string base_name(const std::string& path) {
    return path.substr(path.rfind('/') + 1);  // npos + 1 is 0
}

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
    return text.substr(0, kMaxCommandBytes);
}

/// Returns the pid of the server that is the process, or one of its ancestors; else 0.
int server_of(const Sample::Process& process, const Sample& sample) {
    int pid = process.pid;
    int parent = process.parent;
    // The parents may form a circle: processes end, and others get their pids.
    for (std::size_t step = 0; step <= sample.processes.size(); ++step) {
        if (std::find(sample.servers.begin(), sample.servers.end(), pid) != sample.servers.end()) {
            return pid;
        }
        pid = parent;
        const auto found = std::find_if(sample.processes.begin(), sample.processes.end(),
                                        [&](const auto& other) { return other.pid == pid; });
        parent = found == sample.processes.end() ? 0 : found->parent;
    }
    return 0;
}

}  // namespace

bool is_go_command(const std::vector<std::string>& argv) {
    return !argv.empty() && base_name(argv[0]) == "go";
}

Timeline::Timeline(Writer& writer, int pid)
    : writer_(writer), first_id_(static_cast<std::uint64_t>(pid) << 32) {
    declare(Track::Kind::kProcess, "gopls-proxy " + std::to_string(pid), 0);
}

std::uint64_t Timeline::declare(Track::Kind kind, const std::string& name, int rank,
                                std::string_view unit) {
    const bool is_process = kind == Track::Kind::kProcess;
    const std::uint64_t id = first_id_ + ++ids_;
    writer_.declare({kind, id, is_process ? 0 : first_id_ + 1, name, rank, unit});
    return id;
}

Timeline::Row& Timeline::row(const std::string& name, int rank) {
    Row& row = rows_[name];
    row.name = name;
    row.rank = rank;
    return row;
}

std::size_t Timeline::lane_from(Row& row, Nanoseconds at) {
    auto lane = std::find_if(row.lanes.begin(), row.lanes.end(),
                             [&](const Row::Lane& free) { return free.free_from <= at; });
    if (lane == row.lanes.end()) {
        lane = row.lanes.insert(lane, {declare(Track::Kind::kSlices, row.name, row.rank)});
    }
    return static_cast<std::size_t>(lane - row.lanes.begin());
}

Timeline::OpenSlice Timeline::begin(Row& row, Mark mark) {
    const std::size_t lane = lane_from(row, mark.at);
    row.lanes[lane].free_from = Nanoseconds::max();
    mark.track = row.lanes[lane].track;
    writer_.begin(mark);
    return {&row, lane, mark.at};
}

void Timeline::end(const OpenSlice& slice, Nanoseconds at) {
    Row::Lane& lane = slice.row->lanes[slice.lane];
    lane.free_from = std::max(at, slice.began);
    writer_.end(lane.track, lane.free_from);
}

void Timeline::slice(Row& row, Mark mark, Nanoseconds until) {
    end(begin(row, std::move(mark)), until);
}

void Timeline::instant(Row& row, Mark mark) {
    if (row.lanes.empty()) row.lanes.push_back({declare(Track::Kind::kSlices, row.name, row.rank)});
    mark.track = row.lanes.front().track;
    writer_.instant(mark);
}

void Timeline::add(const TraceRecord& record) {
    if (record.arrived == core::Time::max()) return;
    switch (record.kind) {
        case TraceRecord::Kind::kRequest:
            return request(record);
        case TraceRecord::Kind::kOpen:
            return open_request(record);
        case TraceRecord::Kind::kCancel:
            return cancel(record);
        case TraceRecord::Kind::kEvent:
            return event(record);
    }
}

void Timeline::request(const TraceRecord& record) {
    answered(record);
    const Mark mark{0, at(record.arrived), name_of(record), "request", arguments_of(record)};
    const Nanoseconds ended = at(record.ended);
    slice(row("requests", kRequests), mark, ended);
    if (record.by_proxy) {
        slice(row("answered by the proxy", kByProxy), mark, ended);
    } else {
        const Nanoseconds began = std::clamp(at(record.began), mark.at, std::max(mark.at, ended));
        if (began > mark.at) slice(row("queue", kQueue), mark, began);
        Mark service = mark;
        service.at = began;
        slice(row(with_generation("gopls", record), rank_of(record.generation)), service, ended);
    }
    const auto cancelled = cancellations_.extract(std::string(record.id.view()));
    if (cancelled.empty()) return;
    instant(row("cancellations", kCancellations), {0, ended, "reply to " + mark.name, "cancel",
                                                   mark.arguments, cancelled.mapped(), true});
}

void Timeline::open_request(const TraceRecord& record) {
    Mark mark{0, at(record.arrived), name_of(record), "request", arguments_of(record)};
    begin(row("requests", kRequests), mark);
    if (record.began == core::Time::max()) {
        begin(row("queue", kQueue), std::move(mark));
        return;
    }
    const Nanoseconds began = std::max(at(record.began), mark.at);
    if (began > mark.at) slice(row("queue", kQueue), mark, began);
    mark.at = began;
    begin(row(with_generation("gopls", record), rank_of(record.generation)), std::move(mark));
}

void Timeline::cancel(const TraceRecord& record) {
    if (cancellations_.size() >= kMaxCancellations) cancellations_.clear();
    const std::uint64_t flow = first_id_ + ++flows_;
    cancellations_[std::string(record.id.view())] = flow;
    instant(row("cancellations", kCancellations), {0,
                                                   at(record.arrived),
                                                   "cancel " + name_of(record),
                                                   "cancel",
                                                   {{"id", std::string(record.id.view())}},
                                                   flow});
}

void Timeline::event(const TraceRecord& record) {
    const core::Fields fields = fields_of(record);
    const std::string verdict = value_of(fields, "verdict");
    if (record.event == Event::kLook &&
        std::exchange(looks_[record.generation], verdict) == verdict) {
        return;
    }
    std::string text(core::name(record.event));
    const std::string remedy = value_of(fields, "remedy");
    if (!verdict.empty()) text += " " + verdict;
    if (!remedy.empty()) text += " " + remedy;
    Mark mark{
        0, at(record.arrived), text, "event", {{"generation", std::int64_t{record.generation}}}};
    for (const core::Field& field : fields) mark.arguments.push_back({field.key, field.value});
    if (is_verdict(record.event)) {
        mark.category = "verdict";
        return instant(row("verdicts", kVerdicts), std::move(mark));
    }
    mark.name = with_generation(mark.name, record);
    instant(row("servers", kServers), std::move(mark));
    life_of_server(record);
}

/// Adds the slices of a server's start and load.
void Timeline::life_of_server(const TraceRecord& record) {
    switch (record.event) {
        case Event::kSpawn:
        case Event::kInitialized:
        case Event::kLoaded:
        case Event::kStartFailed:
        case Event::kLost:
        case Event::kEnded:
        case Event::kStandbyLost:
            break;
        default:
            return;
    }
    auto open = loads_.extract(record.generation);
    if (!open.empty()) end(open.mapped(), at(record.arrived));
    const bool spawned = record.event == Event::kSpawn;
    if (!spawned && record.event != Event::kInitialized) return;
    const std::string text = with_generation(spawned ? "start of gopls" : "load of gopls", record);
    loads_[record.generation] = begin(
        row("loads", kLoads),
        {0, at(record.arrived), text, "load", {{"generation", std::int64_t{record.generation}}}});
}

void Timeline::add(const Sample& sample) {
    go_commands(sample);
    struct Sum {
        double cpu_seconds = 0;
        std::uint64_t resident_bytes = 0;
    };
    std::map<int, Sum> servers;
    for (const Sample::Process& process : sample.processes) {
        const int server = server_of(process, sample);
        // The server itself, or the gopls below a wrapper.
        const bool is_gopls = process.pid == server ||
                              (!process.argv.empty() && base_name(process.argv[0]) == "gopls");
        if (server == 0 || !is_gopls) continue;
        servers[server].cpu_seconds += process.cpu_seconds;
        servers[server].resident_bytes += process.resident_bytes;
    }
    for (const auto& [server, sum] : servers) {
        count(server, sample.at, sum.cpu_seconds, sum.resident_bytes);
    }
}

void Timeline::go_commands(const Sample& sample) {
    std::set<int> running;
    for (const Sample::Process& process : sample.processes) {
        if (!is_go_command(process.argv)) continue;
        running.insert(process.pid);
        if (go_commands_.contains(process.pid)) continue;
        const std::string text = process.argv.size() > 1 ? "go " + process.argv[1] : "go";
        go_commands_[process.pid] =
            begin(row("go commands", kCommands),
                  {0,
                   sample.at,
                   text,
                   "go",
                   {{"pid", std::int64_t{process.pid}}, {"command", joined(process.argv)}}});
    }
    for (auto it = go_commands_.begin(); it != go_commands_.end();) {
        if (running.contains(it->first)) {
            ++it;
            continue;
        }
        end(it->second, sample.at);
        it = go_commands_.erase(it);
    }
}

void Timeline::count(int server, Nanoseconds at, double cpu_seconds, std::uint64_t resident_bytes) {
    Counters& counters = counters_[server];
    if (counters.memory == 0) {
        const std::string of = " of gopls, pid " + std::to_string(server);
        counters.memory = declare(Track::Kind::kCounter, "memory" + of, kMemory, "bytes");
        counters.cpu = declare(Track::Kind::kCounter, "CPU" + of, kCpu, "%");
    }
    writer_.counter(counters.memory, at, static_cast<double>(resident_bytes));
    const auto before = std::exchange(counters.before, std::pair(at, cpu_seconds));
    if (!before || at <= before->first) return;
    const double elapsed = std::chrono::duration<double>(at - before->first).count();
    writer_.counter(counters.cpu, at, 100 * std::max(0.0, cpu_seconds - before->second) / elapsed);
}

void Timeline::end(Nanoseconds at) {
    all_spans();
    for (const auto& [generation, open] : std::exchange(loads_, {})) end(open, at);
    for (const auto& [pid, open] : std::exchange(go_commands_, {})) end(open, at);
}

}  // namespace observability::trace
