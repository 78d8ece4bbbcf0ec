#include "demo/session.hpp"

#include <poll.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "app/serve.hpp"
#include "core/detect/verdict.hpp"
#include "demo/marks.hpp"
#include "demo/module.hpp"
#include "demo/words.hpp"
#include "io/environment_mark.hpp"
#include "io/session_end.hpp"
#include "lsp/uri.hpp"

namespace demo {
namespace {

using namespace std::chrono_literals;

constexpr auto kDeadline = 30s;
constexpr auto kTurn = 10ms;
/// For the guardian of a proxy that is gone.
constexpr auto kTidyTime = 3s;

constexpr std::size_t kMethodColumns = 12;

Json initialize_params(const std::string& folder) {
    const std::string uri = lsp::uri_of_path(folder);
    return {{"processId", nullptr},
            {"clientInfo", {{"name", "gopls-proxy demo"}}},
            {"rootUri", uri},
            {"workspaceFolders", {{{"uri", uri}, {"name", "demo"}}}},
            {"capabilities",
             {{"workspace",
               {{"configuration", true},
                {"workspaceFolders", true},
                {"didChangeWatchedFiles", {{"dynamicRegistration", true}}}}},
              {"textDocument",
               {{"hover", {{"contentFormat", {"markdown"}}}},
                {"documentSymbol", {{"hierarchicalDocumentSymbolSupport", true}}}}},
              {"window", {{"workDoneProgress", true}}}}}};
}

app::WallTime wall_now() {
    return std::chrono::time_point_cast<std::chrono::milliseconds>(
        std::chrono::system_clock::now());
}

/// `definition  answered after 5 ms: main.go:7`
std::string told(const Asked& asked) {
    const std::string said =
        !asked.error.empty() ? "an error, " + asked.error : words_for(asked.method, asked.result);
    return app::padded(plain_name(asked.method), kMethodColumns) + "answered after " +
           core::human(std::chrono::duration_cast<core::Duration>(asked.took)) +
           (said.empty() ? "" : ": " + said);
}

int number(std::string_view text) {
    int number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

void add_once(std::vector<std::string>& words, const std::string& word) {
    if (std::find(words.begin(), words.end(), word) == words.end()) words.push_back(word);
}

}  // namespace

Session::Session(const Setup& setup, const std::string& scenario, Timeline& timeline)
    : setup_(setup),
      timeline_(timeline),
      folder_(setup.folder / scenario),
      mark_("demo-" + app::new_mark()),
      log_(path("proxy.log")),
      document_(lsp::uri_of_path(path("module/" + std::string(kMainFile))), "") {
    report_.scenario = scenario;
}

Session::~Session() {
    if (proxy_) proxy_->kill();
    for (const std::string& mark : {server_mark_, mark_}) {
        if (!mark.empty()) io::end_marked(mark);
    }
}

std::string Session::path(std::string_view below) const {
    return folder_ + "/" + std::string(below);
}

bool Session::fail(const std::string& problem) {
    if (report_.problem.empty()) report_.problem = problem;
    return false;
}

bool Session::start(const std::string& first_on_path) {
    const std::string below = report_.scenario + "/module/";
    for (const File& file : module_files()) {
        if (!setup_.folder.write(below + std::string(file.name), file.text)) {
            return fail("cannot write the module to " + path("module"));
        }
        if (file.name == kMainFile) document_ = Document(document_.uri(), std::string(file.text));
    }
    ProcessOptions options{
        .argv = {setup_.tools.self},
        .environment = for_proxy(setup_.environment, setup_.tools.gopls, path("proxy.log")),
        .folder = path("module"),
        .stderr_file = path("proxy.stderr")};
    if (!first_on_path.empty()) {
        std::string& search = options.environment["PATH"];
        search = first_on_path + ":" + search;
    }
    options.environment[std::string(io::kMarkVariable)] = mark_;
    timeline_.say(Who::kEditor, "starts gopls-proxy instead of gopls");
    auto started = Process::start(options);
    if (!started) return fail(started.error().sentence);
    proxy_ = std::move(*started);
    editor_ = std::make_unique<Editor>(proxy_->stdin_fd(), proxy_->stdout_fd());
    connected_ = true;
    return open_module();
}

bool Session::open_module() {
    const int id = editor_->request("initialize", initialize_params(path("module")));
    if (!await({id})) return false;
    timeline_.say(Who::kGopls, server_name(editor_->asked(id).result));
    editor_->notify("initialized", Json::object());
    editor_->notify("textDocument/didOpen", {{"textDocument",
                                              {{"uri", document_.uri()},
                                               {"languageId", "go"},
                                               {"version", document_.version()},
                                               {"text", document_.text()}}}});
    timeline_.say(Who::kEditor, "opens " + std::string(kMainFile));
    return true;
}

void Session::turn() {
    if (!connected_) {
        ::poll(nullptr, 0, static_cast<int>(std::chrono::milliseconds(kTurn).count()));
    } else if (!editor_->pump(kTurn)) {
        connected_ = false;
    }
    for (const app::LogLine& line : log_.read_new()) hear(line);
    if (!editor_) return;
    for (const std::string& seen : editor_->take_seen()) {
        timeline_.say(Who::kEditor, "shows " + shortened(one_line(seen)));
    }
}

bool Session::wait_until(const std::function<bool()>& done, std::string_view what) {
    if (!report_.problem.empty()) return false;
    const auto deadline = Clock::now() + kDeadline;
    for (;;) {
        turn();
        if (done()) return true;
        const std::string waited = " while waiting for " + std::string(what);
        if (setup_.interrupts.pending()) return fail("interrupted" + waited);
        if (!connected_ && !leaving_) return fail("the proxy ended" + waited);
        if (Clock::now() >= deadline) return fail("timed out after 30 s" + waited);
    }
}

int Session::ask(std::string_view method, const Json& params) {
    return editor_->request(method, params);
}

bool Session::await(const std::vector<int>& ids) {
    std::vector<int> open = ids;
    const auto tell_answers = [&] {
        std::erase_if(open, [&](int id) {
            const Asked& asked = editor_->asked(id);
            if (!asked.answered()) return false;
            timeline_.say(Who::kEditor, told(asked));
            return true;
        });
        return open.empty();
    };
    return wait_until(tell_answers, "the answer to " + editor_->asked(ids.front()).method);
}

void Session::type(const std::vector<Json>& changes, std::string_view what) {
    editor_->notify(
        "textDocument/didChange",
        {{"textDocument", {{"uri", document_.uri()}, {"version", document_.next_version()}}},
         {"contentChanges", changes}});
    timeline_.say(Who::kEditor, what);
}

void Session::hang_begins(std::string_view how) {
    hanging_ = true;
    hang_began_ = wall_now();
    timeline_.say(Who::kFault, how);
}

void Session::hear(const app::LogLine& line) {
    using core::Event;
    const Event& event = line.event;
    const int generation = number(event.value("generation"));
    switch (event.name) {
        case Event::kProcess:
            pids_[generation] = number(event.value("pid"));
            if (server_mark_.empty()) server_mark_ = mark_of(pids_[generation]);
            return;
        case Event::kWaiting:
            // A long wait until it is loaded is nothing, and one suspicion is enough.
            if (!hanging_ || std::exchange(suspected_, true)) return;
            break;
        case Event::kStall:
            if (hanging_) add_once(report_.verdicts, std::string(event.value("verdict")));
            break;
        case Event::kRemedy:
            if (hanging_) add_once(report_.remedies, std::string(event.value("remedy")));
            break;
        case Event::kRecovered:
            recovered_ = line.time;
            break;
        case Event::kSwitch:
            switched_ = line.time;
            break;
        case Event::kGone:
            gone_.push_back(generation);
            break;
        default:
            break;
    }
    tell(line);
}

void Session::tell(const app::LogLine& line) {
    const std::string words = words_for(line.event);
    if (words.empty()) return;
    timeline_.say(Who::kProxy, shortened(words), line.time);
    if (line.event.name != core::Event::kStall) return;
    if (const std::string evidence = evidence_in(line.event); !evidence.empty()) {
        timeline_.go_on(shortened(evidence));
    }
}

/// Without the long name of the temporary folder.
std::string Session::shortened(std::string text) const {
    const std::string& name = setup_.folder.path();
    for (std::size_t at = 0; (at = text.find(name, at)) != std::string::npos;) {
        text.replace(at, name.size(), "…");
    }
    return text;
}

int Session::server_pid(int generation) const {
    const auto found = pids_.find(generation);
    return found == pids_.end() ? 0 : found->second;
}

bool Session::gone(int generation) const {
    return std::find(gone_.begin(), gone_.end(), generation) != gone_.end();
}

void Session::close() {
    if (proxy_ && !leave()) proxy_->kill();
    if (editor_) count_requests();
    if (const auto end = switched_ ? switched_ : recovered_; end && hanging_) {
        report_.stalled = *end - hang_began_;
    }
    report_.processes_left = processes_left();
    timeline_.say(Who::kEditor,
                  "exits; processes left: " + std::to_string(*report_.processes_left));
}

/// As an editor does when it is closed.
bool Session::leave() {
    if (!report_.problem.empty() || !await({ask("shutdown", Json())})) return false;
    editor_->notify("exit", Json());
    leaving_ = true;
    const auto ended = [&] { return !connected_ && proxy_->exit_code().has_value(); };
    if (!wait_until(ended, "the end of the proxy")) return false;
    const int code = *proxy_->exit_code();
    return code == 0 || fail("the proxy ended with exit code " + std::to_string(code));
}

void Session::count_requests() {
    for (const auto& [id, asked] : editor_->all()) {
        ++report_.requests;
        if (!asked.well()) ++report_.requests_lost;
    }
}

int Session::processes_left() {
    const auto deadline = Clock::now() + kTidyTime;
    for (;;) {
        const int left = count_marked({mark_, server_mark_});
        if (left == 0 || Clock::now() >= deadline) return left;
        turn();
    }
}

}  // namespace demo
