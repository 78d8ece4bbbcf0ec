// The life of a model gopls: reading, acting, faults, processes.
#include "simulation/gopls.hpp"

#include <algorithm>
#include <utility>

#include "simulation/violation.hpp"

namespace simulation {
namespace {

/// A working process uses one core divided by this.
constexpr int kShare = 2;

std::string raw(const json& value) {
    return value.dump();
}

core::Process process(int pid, int parent, std::vector<std::string> argv) {
    core::Process p;
    p.ref = {pid, static_cast<std::uint64_t>(pid) * 10};
    p.parent = parent;
    p.state = 'S';
    p.argv = std::move(argv);
    p.is_gopls = core::IsGopls::kNo;
    return p;
}

/// Returns the pid of the script that starts gopls, if there is one.
int script_of(const core::effect::Spawn& start) {
    return start.generation * 1000 + 999;
}

std::vector<std::string> argv_of(Child child) {
    if (child == Child::kDriver) return {"gopackagesdriver", "./..."};
    if (child == Child::kAskpass) return {"git", "fetch"};
    return {"go", "list", "-e", "-json", "./..."};
}

}  // namespace

Gopls::Gopls(const core::effect::Spawn& how, Choices choices, Surroundings& around, Time now)
    : start(how), choices_(choices), around_(around), lived_(now) {}

void Gopls::write(std::string_view body) {
    const auto first = static_cast<std::uint64_t>(start.generation) * kNumbersEach;
    said_.push_back(numbered(body, first + said_.size()));
    output += said_.back();
}

void Gopls::says(std::string_view method, const json& params) {
    write(notification(method, params));
}

void Gopls::asks(std::string_view method, const json& params) {
    write(request(++asked_, method, params));
}

void Gopls::works_aside(Duration begins_in, Duration takes) {
    const json token = new_token();
    asks("window/workDoneProgress/create", {{"token", token}});
    announced_[json(asked_).dump()] = {token, begins_in, takes};
}

void Gopls::asks_for_a_while(Duration takes) {
    asks("window/showMessageRequest", {{"type", 3}, {"message", "?"}});
    aside_.push_back({lived_ + takes, notification("$/cancelRequest", {{"id", asked_}})});
}

void Gopls::floods(std::size_t messages) {
    for (std::size_t i = 0; i < messages; ++i) {
        says("window/logMessage", {{"type", 4}, {"message", std::to_string(i)}});
    }
}

void Gopls::receive(Message m, Time now) {
    if (ended || exit_status) return;
    if (!reads()) {
        unread_bytes_ += m.bytes.size();
        unread_.push_back(std::move(m));
        return;
    }
    advance(now);
    take(m);
    advance(now);
}

/// Takes a message in. Answers and cancellations take effect at once, beside the queue.
void Gopls::take(const Message& m) {
    read_bytes_ += m.bytes.size();
    if (m.is_reply()) return answered(m);
    if (m.method == "$/cancelRequest") return cancel(m.params().value("id", json()));
    if (m.method.empty()) return;
    take_in(texts, m);
    if (m.method == "textDocument/diagnostic") return pulled(m);
    const auto text = texts.find(m.uri());
    queue_.push_back({m, text == texts.end() ? 0 : fingerprint(text->second.text)});
}

void Gopls::answered(const Message& m) {
    const bool first = answers_.emplace(raw(m.id), m.body).second;
    demand(first, "a request of gopls was answered twice: ", m.bytes);
    auto node = announced_.extract(raw(m.id));
    if (node.empty() || m.is_error()) return;
    const auto& [token, begins_in, takes] = node.mapped();
    const auto progress = [&of = token](const char* kind) {
        return notification("$/progress",
                            {{"token", of}, {"value", {{"kind", kind}, {"title", "Working"}}}});
    };
    const Time begins = lived_ + begins_in;
    aside_.push_back({begins, progress("begin"), token.dump()});
    aside_.push_back({begins + takes, progress("end"), {}, token.dump()});
}

void Gopls::cancel(const json& id) {
    cancelled_.insert(raw(id));
}

void Gopls::gets(Act act) {
    if (act.what != Act::What::kCompute || (acts_.empty() && queue_.empty())) {
        fault_ = std::move(act);
        return;
    }
    act_began_.reset();
    acts_.push_front(std::move(act));
}

void Gopls::stops(bool stopped, Time now) {
    if (stopped) advance(now);
    was_stopped_ = was_stopped_ || stopped;
    if (!stopped && stopped_) skips(std::max(Duration{}, now - lived_));
    stopped_ = stopped;
}

void Gopls::calms_down(bool wakes, Time now) {
    fault_.reset();
    keeps_stopped = false;
    if (wakes) {
        reads_input = true;
        stops(false, now);
        beside_.reset();
        for (Aside& aside : aside_) aside.due = std::min(aside.due, lived_);
    }
    next_load_.reset();
    next_pull_hangs_ = false;
    for (Act& act : acts_) {
        const bool of_others = act.child == Child::kDriver || act.child == Child::kAskpass;
        if (act.takes == Act::kForEver && (wakes || of_others)) act.takes = {};
    }
}

void Gopls::skips(Duration gap) {
    lived_ += gap;
    if (act_began_) act_began_ = *act_began_ + gap;
}

void Gopls::gets_signal(const core::effect::SignalProcesses& signal, Time now) {
    for (const core::ProcessRef& ref : signal.processes) {
        const bool leader = ref.pid == start.generation * 1000;
        if (signal.signal == core::ProcessSignal::kContinue) {
            if (leader && !keeps_stopped) stops(false, now);
            continue;
        }
        demand(!leader, "gopls itself was signalled");
        demand(ref.pid != script_of(start), "the script that starts gopls was signalled");
        const bool interrupt = signal.signal == core::ProcessSignal::kInterrupt;
        if (beside_ && ref.pid == beside_->pid && !(beside_->stubborn && interrupt)) {
            beside_.reset();
            continue;
        }
        if (acts_.empty() || acts_.front().child == Child::kNone || !act_began_) continue;
        const auto children = child_pids();
        if (children.empty() || ref.pid != children.front()) continue;
        demand(std::all_of(children.begin(), children.end(),
                           [&](int pid) {
                               return std::any_of(
                                   signal.processes.begin(), signal.processes.end(),
                                   [&](const core::ProcessRef& other) { return other.pid == pid; });
                           }),
               "only one of two hanging commands was ended");
        if (acts_.front().stubborn && interrupt) continue;
        acts_.pop_front();
        act_began_.reset();
    }
    advance(now);
}

bool Gopls::idle() const {
    return queue_.empty() && acts_.empty() &&
           std::none_of(unread_.begin(), unread_.end(), [](const Message& m) {
               return !m.method.empty() && m.method != "$/cancelRequest";
           });
}

bool Gopls::owes_aside() const {
    return std::any_of(aside_.begin(), aside_.end(), [](const Aside& aside) {
        return aside.what == Aside::What::kPull || aside.what == Aside::What::kHungPull ||
               aside.what == Aside::What::kTests;
    });
}

/// Runs a pull for diagnostics beside the queue. A hung pull does nothing.
void Gopls::pulled(const Message& m) {
    const bool hangs = std::exchange(next_pull_hangs_, false) && !around_.calm;
    const auto text = texts.find(m.uri());
    const std::uint64_t seen = text == texts.end() ? 0 : fingerprint(text->second.text);
    const json result = {{"from", start.generation}, {"to", m.n}, {"text", seen}};
    aside_.push_back({hangs ? Time::max() : lived_ + choices_.between(1ms, 3s),
                      reply(m.id, result),
                      {},
                      {},
                      hangs ? Aside::What::kHungPull : Aside::What::kPull});
}

/// Advances the work beside the queue.
void Gopls::live_aside(Time now) {
    const auto worked = [&](Time due) {
        return std::max(Duration{}, std::min(due, now) - lived_) / kShare;
    };
    for (const Aside& aside : aside_) {
        if (aside.what == Aside::What::kPull) cpu_ += worked(aside.due);
    }
    if (!beside_) return;
    if (beside_->works) beside_->cpu += worked(beside_->due);
    if (beside_->due <= now) beside_.reset();
}

std::vector<int> Gopls::child_pids() const {
    std::vector<int> pids;
    if (acts_.empty() || acts_.front().child == Child::kNone || !act_began_) return pids;
    for (int i = 0; i < acts_.front().children; ++i) {
        pids.push_back(start.generation * 1000 + children_ + 300 * i);
    }
    return pids;
}

bool Gopls::stuck() const {
    if (stopped_ || !reads_input) return true;
    return !acts_.empty() && acts_.front().what == Act::What::kCompute &&
           acts_.front().takes == Act::kForEver;
}

std::optional<Time> Gopls::next_event() const {
    if (!alive() || stopped_) return {};
    std::optional<Time> next;
    const auto earlier = [&](Time at) { next = next ? std::min(*next, at) : at; };
    for (const Aside& aside : aside_) {
        if (aside.due != Time::max()) earlier(aside.due);
    }
    if (beside_ && beside_->due != Time::max()) earlier(beside_->due);
    if (!acts_.empty() && acts_.front().what == Act::What::kCompute &&
        acts_.front().takes != Act::kForEver) {
        earlier(act_began_.value_or(lived_) + acts_.front().takes);
    }
    return next;
}

void Gopls::advance(Time now) {
    if (!alive() || stopped_) return;
    while (reads_input && !unread_.empty()) {
        const Message m = std::move(unread_.front());
        unread_.pop_front();
        take(m);
    }
    if (reads_input) unread_bytes_ = 0;
    live_aside(now);
    for (std::size_t i = 0; i < aside_.size();) {
        if (aside_[i].due > now) {
            ++i;
            continue;
        }
        if (!aside_[i].begun_token.empty()) progress_open.insert(aside_[i].begun_token);
        progress_open.erase(aside_[i].ended_token);
        write(std::exchange(aside_[i].body, {}));
        aside_.erase(aside_.begin() + static_cast<std::ptrdiff_t>(i));
    }
    while (alive()) {
        if (acts_.empty()) {
            if (queue_.empty()) break;
            const Queued next = std::move(queue_.front());
            queue_.pop_front();
            if (next.message.tells()) {
                begin_notification(next.message);
                if (next.message.has_id) reply_to(next.message, nullptr);
            } else {
                begin_request(next.message, next.text);
            }
            if (fault_) acts_.push_front(*std::exchange(fault_, std::nullopt));
            continue;
        }
        if (!perform(acts_.front(), now)) break;
        acts_.pop_front();
        act_began_.reset();
    }
    lived_ = std::max(lived_, now);
}

/// Performs an act until `now`. Returns false if it is not over.
bool Gopls::perform(Act& act, Time now) {
    if (act.what == Act::What::kSay) {
        if (act.begins && created_.erase(act.token) == 1) progress_open.insert(act.token);
        if (!act.token.empty() && !progress_open.contains(act.token)) return true;
        if (act.ends) progress_open.erase(act.token);
        if (!act.uri.empty()) published[act.uri] = act.finding;
        write(act.body);
        return true;
    }
    if (act.what == Act::What::kAsk) {
        if (!act.body.empty()) write(std::exchange(act.body, {}));
        const auto answer = answers_.find(raw(act.id));
        if (answer == answers_.end()) return false;
        const json result = answer->second.value("result", json());
        if (act.method == "workspace/configuration" && result.is_array() && !result.empty()) {
            settings = result.front();
        }
        const bool refused = answer->second.contains("error");
        if (!act.token.empty() && !refused) created_.insert(act.token);
        if (refused) registrations.erase(act.registers);
        return true;
    }
    if (!act_began_) {
        act_began_ = lived_;
        if (act.child != Child::kNone) {
            ++children_;
            child_cpu_ = {};
        }
    }
    const bool endless = act.takes == Act::kForEver;
    const Time end = endless ? Time::max() : *act_began_ + act.takes;
    const Time until = std::min(end, now);
    if (act.works && until > lived_) {
        (act.child == Child::kNone ? cpu_ : child_cpu_) += (until - lived_) / kShare;
    }
    if (act.gopls_works && until > lived_) cpu_ += (until - lived_) / kShare;
    lived_ = std::max(lived_, until);
    return now >= end;
}

core::Snapshot Gopls::look() const {
    core::Snapshot snapshot;
    snapshot.known = true;
    if (!alive()) return snapshot;
    const int pid = start.generation * 1000;
    core::Process leader = process(pid, 1, {"gopls", "serve"});
    leader.is_gopls = core::IsGopls::kYes;
    leader.cpu = cpu_;
    leader.read_chars = read_bytes_;
    if (stopped_) leader.state = 'T';
    snapshot.processes.push_back(leader);
    if (beside_) {
        core::Process list = process(beside_->pid, pid, argv_of(Child::kGoList));
        list.cpu = beside_->cpu;
        snapshot.processes.push_back(list);
    }
    if (std::any_of(aside_.begin(), aside_.end(),
                    [](const Aside& aside) { return aside.what == Aside::What::kTests; })) {
        snapshot.processes.push_back(process(pid + 900, pid, {"go", "test", "./..."}));
    }
    const auto children = child_pids();
    if (children.empty()) return snapshot;
    const Child child = acts_.front().child;
    for (std::size_t i = 1; i < children.size(); ++i) {
        snapshot.processes.push_back(process(children[i], pid, argv_of(child)));
    }
    core::Process p = process(children.front(), pid, argv_of(child));
    p.cpu = child_cpu_;
    if (child == Child::kGoListSilent) {
        p.sockets.push_back({.state = core::Socket::State::kEstablished,
                             .remote = "192.0.2.1:443",
                             .received_bytes = 10});
    }
    snapshot.processes.push_back(p);
    if (child == Child::kAskpass) {
        snapshot.processes.push_back(process(pid + 500 + children_, p.ref.pid, {"git-askpass"}));
    }
    return snapshot;
}

core::Snapshot Gopls::seen() const {
    core::Snapshot snapshot = look();
    if (snapshot.processes.empty() || around_.place == Place::kSpawned) return snapshot;
    core::Process script = process(script_of(start), 1, {"/bin/sh", "/usr/local/bin/gopls"});
    // The script's work must not count.
    script.cpu = lived_.time_since_epoch() / kShare;
    snapshot.processes.front().parent = script.ref.pid;
    if (around_.place == Place::kElsewhere) snapshot.processes.clear();
    snapshot.processes.insert(snapshot.processes.begin(), std::move(script));
    return snapshot;
}

void Gopls::ask(std::string_view method, const json& params, std::string token) {
    Act act{.what = Act::What::kAsk};
    act.id = ++asked_;
    act.method = method;
    act.token = std::move(token);
    act.body = request(act.id, method, params);
    add(std::move(act));
}

}  // namespace simulation
