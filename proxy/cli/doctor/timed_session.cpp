#include "cli/doctor/timed_session.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <functional>
#include <memory>
#include <utility>

#include "demo/editor.hpp"
#include "demo/process.hpp"
#include "io/files.hpp"
#include "lsp/uri.hpp"

namespace cli::doctor {
namespace {

using Json = nlohmann::json;
using Clock = std::chrono::steady_clock;

constexpr auto kRunLimit = std::chrono::minutes(2);
constexpr auto kPumpTime = std::chrono::milliseconds(20);
constexpr auto kEndTime = std::chrono::seconds(5);
constexpr std::size_t kEdits = 3;
/// The last message of gopls's progress "Setting up workspace".
constexpr std::string_view kLoaded = "Finished loading packages.";

double seconds_since(Clock::time_point then) {
    return std::chrono::duration<double>(Clock::now() - then).count();
}

class Run {
  public:
    Run(const TimedSession& session, std::string text, demo::Process& process)
        : session_(session),
          text_(std::move(text)),
          uri_(lsp::uri_of_path(session.file)),
          editor_(process.stdin_fd(), process.stdout_fd()),
          process_(process) {}

    TimedRun measure() {
        const auto start = Clock::now();
        if (!initialize()) return failed();
        open();
        const int diagnosed = ask_for_diagnostics();
        double load = 0;
        const auto see_load = [&] {
            for (const std::string& seen : editor_.take_seen()) {
                if (seen.find(kLoaded) != std::string::npos) load = seconds_since(start);
            }
            return editor_.asked(diagnosed).answered();
        };
        if (!wait_until(see_load)) return failed();
        const double all = seconds_since(start);
        if (load == 0) load = all;
        TimedRun run;
        run.times = {load, all - load, 0};
        std::array<double, kEdits> edits{};
        for (std::size_t i = 0; i < kEdits; ++i) {
            const auto edited = Clock::now();
            edit(static_cast<int>(i) + 2);
            if (!wait_for_all(requests_after_edit())) return failed();
            edits[i] = seconds_since(edited);
        }
        std::sort(edits.begin(), edits.end());
        run.times.edit = edits[kEdits / 2];
        close();
        return run;
    }

  private:
    bool initialize() {
        const std::string root = lsp::uri_of_path(session_.folder);
        const Json folders = Json::array({{{"uri", root}, {"name", "doctor"}}});
        const Json tokens = {{"requests", {{"full", true}}},
                             {"tokenTypes", {"type", "function", "variable", "keyword", "comment"}},
                             {"tokenModifiers", Json::array()},
                             {"formats", {"relative"}}};
        const int id = editor_.request(
            "initialize",
            {{"processId", nullptr},
             {"rootUri", root},
             {"workspaceFolders", folders},
             {"initializationOptions", session_.settings},
             {"capabilities",
              {{"window", {{"workDoneProgress", true}}},
               {"textDocument", {{"semanticTokens", tokens}, {"inlayHint", Json::object()}}}}}});
        if (!wait_for_all({id})) return false;
        editor_.notify("initialized", Json::object());
        return true;
    }

    void open() {
        editor_.notify("textDocument/didOpen",
                       {{"textDocument",
                         {{"uri", uri_}, {"languageId", "go"}, {"version", 1}, {"text", text_}}}});
    }

    void edit(int version) {
        text_ += "\n// gopls-proxy doctor\n";
        editor_.notify("textDocument/didChange",
                       {{"textDocument", {{"uri", uri_}, {"version", version}}},
                        {"contentChanges", Json::array({{{"text", text_}}})}});
    }

    int ask_for_diagnostics() {
        return editor_.request("workspace/executeCommand",
                               {{"command", "gopls.diagnose_files"},
                                {"arguments", Json::array({{{"Files", Json::array({uri_})}}})}});
    }

    std::vector<int> requests_after_edit() {
        std::vector<int> ids = {ask_for_diagnostics()};
        const Json document = {{"uri", uri_}};
        if (session_.asks_tokens) {
            ids.push_back(
                editor_.request("textDocument/semanticTokens/full", {{"textDocument", document}}));
        }
        if (session_.asks_hints) {
            const auto lines = std::count(text_.begin(), text_.end(), '\n');
            ids.push_back(editor_.request("textDocument/inlayHint",
                                          {{"textDocument", document},
                                           {"range",
                                            {{"start", {{"line", 0}, {"character", 0}}},
                                             {"end", {{"line", lines}, {"character", 0}}}}}}));
        }
        return ids;
    }

    bool wait_for_all(const std::vector<int>& ids) {
        return wait_until([&] {
            return std::all_of(ids.begin(), ids.end(),
                               [&](int id) { return editor_.asked(id).answered(); });
        });
    }

    bool wait_until(const std::function<bool()>& done) {
        while (!done()) {
            if (!session_.keep_going()) {
                failure_ = "it was interrupted";
                return false;
            }
            if (Clock::now() > deadline_) {
                failure_ = "gopls took longer than two minutes";
                return false;
            }
            if (!editor_.pump(kPumpTime)) {
                failure_ = "gopls ended";
                return false;
            }
        }
        for (const auto& [id, asked] : editor_.all()) {
            if (!asked.answered() || asked.error.empty()) continue;
            failure_ = asked.method + " failed";
            return false;
        }
        return true;
    }

    void close() {
        const int id = editor_.request("shutdown", Json());
        if (!wait_for_all({id})) return;
        editor_.notify("exit", Json());
        const auto end = Clock::now() + kEndTime;
        while (!process_.exit_code() && Clock::now() < end && editor_.pump(kPumpTime)) {
        }
    }

    /// Kills gopls and its go commands, which are in its process group.
    TimedRun failed() {
        if (!process_.exit_code()) ::kill(-process_.pid(), SIGKILL);
        return {{}, failure_};
    }

    const TimedSession& session_;
    std::string text_;
    std::string uri_;
    demo::Editor editor_;
    demo::Process& process_;
    Clock::time_point deadline_ = Clock::now() + kRunLimit;
    std::string failure_;
};

}  // namespace

TimedRun run_timed(const TimedSession& session) {
    auto text = io::read_file(session.file);
    if (!text) return {{}, session.file + " cannot be read"};
    auto process = demo::Process::start(
        {.argv = {session.gopls}, .environment = session.environment, .folder = session.folder});
    if (!process) return {{}, process.error().sentence};
    return Run(session, *std::move(text), **process).measure();
}

}  // namespace cli::doctor
