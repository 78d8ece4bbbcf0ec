// Slow requests: which are reported, and what gopls did meanwhile (docs/log.md, "Slow requests").
#include <utility>

#include "core/engine.hpp"

namespace core {

void Engine::report_slow() {
    const auto head = pool_.active() ? pool_.active()->queue.head() : std::nullopt;
    for (const Pending* pending :
         requests_.report_slow(head ? head->method : std::string_view(), turn_)) {
        Event event{LogLevel::kWarning,
                    Event::kWaiting,
                    {{"method", pending->method->name},
                     {"id", pending->id.raw()},
                     {"trace", to_text(TraceId{turn_.session_id, pending->order})},
                     {"waited", turn_.now - pending->received}}};
        if (head) {
            event.fields.emplace_back("head", head->method);
            event.fields.emplace_back("work", pool_.active()->activity.last_work());
        }
        slow_log_.still_waiting(std::move(event), turn_);
    }
}

/// Hands the requests of this turn that took long to the slow log.
void Engine::collect_slow() {
    RequestTable::ForSlowLog found = requests_.take_for_slow_log();
    for (SlowRequest& request : found.requests) {
        request.meanwhile = meanwhile(request);
        slow_log_.replied(std::move(request));
    }
    slow_log_.replied_more(found.more);
}

/// Returns what gopls did while the request was open. Empty if the samples do not tell, or if that
/// gopls is gone.
std::string Engine::meanwhile(const SlowRequest& request) {
    const Server* server = pool_.find(request.generation);
    if (!server) return {};
    const Time ended = request.replied.ended;
    const Time arrived = ended - request.spent.total();
    const auto& loaded = server->start_times.loaded;
    const bool was_loading = loaded ? server->spawned + *loaded > arrived : server->loading();
    std::string words = server->phase < Server::Phase::kLoading ? "starting"
                        : was_loading                           ? "loading the workspace"
                                                                : "";
    const std::string work = server->recent_work.in_words(arrived, ended);
    if (!work.empty()) words.append(words.empty() ? "" : "; ").append(work);
    return words;
}

/// Handles the bytes that the editor has not read. `written`: when the last of them were written.
void Engine::editor_reads(std::size_t queued_bytes, Time written) {
    requests_.editor_reads(queued_bytes == 0, written, turn_);
    if (requests_.has_for_slow_log()) collect_slow();
    if (queued_bytes == 0) slow_log_.editor_read_all(turn_);
}

}  // namespace core
