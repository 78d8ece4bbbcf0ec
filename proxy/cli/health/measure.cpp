#include "cli/health/measure.hpp"

#include <unistd.h>

#include <algorithm>
#include <memory>
#include <sstream>
#include <utility>

#include "cli/health/messages.hpp"

namespace cli::health {
namespace {

using namespace std::chrono_literals;
using app::client::Asked;

/// For the first diagnostics, with which gopls reports that a load has failed. In a large workspace
/// they take longer; the error is read again at the end of the run.
constexpr auto kDiagnosisTime = 10s;
/// gopls.mem_stats collects garbage three times.
constexpr auto kMemoryTime = 60s;

std::string last_line(const std::string& text) {
    std::string last;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        if (line.find_first_not_of(" \t\r") != std::string::npos) last = line;
    }
    return last;
}

class Run {
  public:
    Run(const std::vector<PlannedFile>& files, const MeasureOptions& options, Results results,
        const OnProgress& on_progress)
        : files_(files),
          options_(options),
          on_progress_(on_progress),
          results_(std::move(results)),
          all_(requests_in(files.size(), options.rounds, options.saves)) {
        for (const PlannedFile& file : files) documents_.push_back({file.uri, file.text});
    }

    Measured measured(const GoplsStart& start) {
        auto session = GoplsSession::start(start);
        if (!session) {
            results_.problem = session.error().sentence;
            return {std::move(results_), {}};
        }
        session_ = std::move(*session);
        note("started gopls");
        const bool is_whole = initialize(start) && load() && all_rounds();
        results_.peak_resident_bytes = session_->peak_resident_bytes();
        results_.load_error = session_->load().error();
        if (!is_whole && hangs_) {
            note("gopls does not answer: asking for its goroutines");
            session_->dump_and_close();
        } else {
            session_->close();
        }
        return {std::move(results_), {session_->stderr_tail(), session_->dump()}};
    }

  private:
    bool initialize(const GoplsStart& start) {
        say("starting gopls");
        const int id = session_->request(
            "initialize", initialize_params(start.folder, ::getpid(), start.settings));
        const auto limit = std::min(options_.request_limit, options_.time_limit);
        const Waited waited = session_->wait_for_reply(id, limit);
        const Asked asked = session_->take(id);
        if (waited == Waited::kTimedOut) {
            return fails_hanging("gopls did not answer initialize within " + core::human(limit) +
                                 ": " + start.gopls + " may be a wrapper that waits, or not gopls");
        }
        if (waited != Waited::kDone) return ends_early(waited, "before it answered initialize");
        if (!asked.well()) return fails("gopls refused initialize: " + asked.error);
        results_.initialize = session_->age();
        note("gopls answered initialize");
        session_->notify("initialized", nlohmann::json::object());
        for (const Document& document : documents_) {
            session_->notify("textDocument/didOpen", open_params(document));
        }
        return true;
    }

    bool load() {
        say("waiting until gopls has loaded the workspace");
        const auto has_loaded = [this] { return session_->load().has_ended(); };
        const auto wanted = options_.load_limit.value_or(options_.time_limit);
        const auto limit = std::min(wanted, options_.time_limit) - session_->age();
        const Waited waited = session_->wait_until(has_loaded, limit);
        const core::Duration age = session_->age();
        if (waited == Waited::kDone) {
            results_.load = age;
            note("gopls has loaded the workspace");
            const auto diagnosed = [this] { return session_->load().has_diagnosed(); };
            session_->wait_until(diagnosed, std::min<core::Duration>(kDiagnosisTime, left()));
            return true;
        }
        if (waited != Waited::kTimedOut) return ends_early(waited, "while it loaded the workspace");
        results_.load_waited = age;
        hangs_ = true;
        note("gopls has not loaded the workspace");
        if (age >= options_.time_limit) {
            return fails("gopls had not loaded the workspace after " + core::human(age) +
                         " (--time-limit)");
        }
        return false;
    }

    bool all_rounds() {
        for (int round = 0; round <= options_.rounds; ++round) {
            for (const Step& step : steps_of(files_, round, options_.rounds, options_.saves)) {
                const bool goes_on =
                    step.kind == Kind::kAfterEdit ? edit_and_save(step, round) : ask(step, round);
                if (!goes_on) return false;
            }
            if (!sample_memory(round)) return false;
            note(round == 0 ? "warmed up" : "round " + std::to_string(round) + " done");
        }
        return true;
    }

    bool edit_and_save(const Step& step, int round) {
        Document& document = documents_[step.file];
        session_->notify("textDocument/didChange", edit_params(document));
        const bool answered = ask(step, round);
        if (!answered) return false;
        session_->notify("textDocument/didChange", undo_params(document));
        session_->notify("textDocument/didSave", {{"textDocument", {{"uri", document.uri}}}});
        return ask({Kind::kAfterSave, step.file, step.probe}, round);
    }

    /// Returns false if the run must end.
    bool ask(const Step& step, int round) {
        const PlannedFile& file = files_[step.file];
        const lsp::Position place = file.probes[step.probe];
        Request request{step.kind, file.path, place.line + 1, round};
        say((round == 0 ? "warm-up" : "round " + std::to_string(round)) + ": " +
            std::string(name_of(step.kind)) + " in " + file.path);
        const auto limit = std::min(options_.request_limit, left());
        const int id =
            session_->request(method_of(step.kind), request_params(step.kind, file.uri, place));
        const Waited waited = session_->wait_for_reply(id, limit);
        const Asked asked = session_->take(id);
        const std::string where = std::string(name_of(step.kind)) + " at " + file.path + ":" +
                                  std::to_string(request.line);
        if (waited == Waited::kTimedOut && limit < options_.request_limit) {
            return fails("the run reached its time limit of " + core::human(options_.time_limit) +
                         " (--time-limit) at " + where);
        }
        if (waited == Waited::kTimedOut) {
            hangs_ = true;
            request.fate = Request::Fate::kUnanswered;
            request.took = limit;
            results_.requests.push_back(std::move(request));
            note("no reply to " + where);
            return false;
        }
        if (waited != Waited::kDone) return ends_early(waited, "during " + where);
        request.took = asked.took;
        if (!asked.error.empty()) {
            request.fate = Request::Fate::kFailed;
            request.error = app::client::text_at(nlohmann::json::parse(asked.error, nullptr, false),
                                                 "/message");
            note("error for " + where + ": " + request.error);
        }
        results_.requests.push_back(std::move(request));
        ++done_;
        return true;
    }

    bool sample_memory(int round) {
        say("measuring memory");
        Memory memory;
        memory.round = round;
        const int id = session_->request(
            "workspace/executeCommand",
            {{"command", "gopls.mem_stats"}, {"arguments", nlohmann::json::array()}});
        const Waited waited =
            session_->wait_for_reply(id, std::min<core::Duration>(kMemoryTime, left()));
        const Asked asked = session_->take(id);
        if (waited == Waited::kInterrupted || waited == Waited::kGoplsEnded) {
            return ends_early(waited, "while it measured its heap");
        }
        if (waited == Waited::kTimedOut) {
            return fails_hanging("gopls did not answer gopls.mem_stats in time");
        }
        if (asked.well()) memory.heap_bytes = heap_in(asked.result);
        memory.resident_bytes = session_->resident_bytes();
        results_.memory.push_back(memory);
        return true;
    }

    /// gopls ended, or the user does not want to wait.
    bool ends_early(Waited waited, const std::string& when) {
        if (waited == Waited::kInterrupted) {
            results_.interrupted = true;
            return fails("interrupted " + when);
        }
        const std::string how = session_->end_text();
        if (results_.load) {
            results_.gopls_ended = how;
            note("gopls ended " + when + ": " + how);
            return false;
        }
        session_->close();
        const std::string words = last_line(session_->stderr_tail());
        return fails("gopls ended " + when + " (" + how + ")" +
                     (words.empty() ? "" : ": " + words));
    }

    bool fails(std::string sentence) {
        note(sentence);
        results_.problem = std::move(sentence);
        return false;
    }
    bool fails_hanging(std::string sentence) {
        hangs_ = true;
        return fails(std::move(sentence));
    }

    core::Duration left() const {
        return std::max<core::Duration>(options_.time_limit - session_->age(), 0ns);
    }
    void note(std::string text) { results_.log.push_back({session_->age(), std::move(text)}); }
    void say(const std::string& step) { on_progress_(done_, all_, step); }

    const std::vector<PlannedFile>& files_;
    const MeasureOptions& options_;
    const OnProgress& on_progress_;
    Results results_;
    std::vector<Document> documents_;
    std::unique_ptr<GoplsSession> session_;
    std::size_t done_ = 0;
    std::size_t all_;
    bool hangs_ = false;
};

}  // namespace

Measured measure(const GoplsStart& start, const std::vector<PlannedFile>& files,
                 const MeasureOptions& options, Results results, const OnProgress& on_progress) {
    return Run(files, options, std::move(results), on_progress).measured(start);
}

}  // namespace cli::health
