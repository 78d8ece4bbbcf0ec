#include "cli/top/program.hpp"

#include <csignal>
#include <stdexcept>
#include <utility>

#include "app/control/folders.hpp"
#include "cli/control/client.hpp"
#include "cli/incidents/reading.hpp"
#include "cli/top/layout.hpp"

namespace cli::top {

Program::Program(Terminal& terminal, const app::Environment& environment, const Options& options)
    : terminal_(terminal),
      interval_(options.interval),
      letters_(options.charset),
      folders_(app::control::folders(environment)),
      sessions_(options.home) {
    loop_.on_exception([this](const char* what) {
        failure_ = what;
        loop_.stop();
    });
}

int Program::run() {
    for (const int signum : {SIGINT, SIGTERM, SIGHUP, SIGQUIT}) watch(signum);
    for (const int signum : {SIGWINCH, SIGCONT}) {
        signals_.emplace_back(loop_, signum, [this] {
            terminal_.resume();
            show();
        });
    }
    watch_stop();
    auto keys = io::ReadableWatch::open(loop_, terminal_.input(), [this] { read_keys(); });
    if (!keys) throw std::runtime_error("cannot read the keyboard: " + keys.error().message());
    keys_.emplace(std::move(*keys));
    show();
    list_sessions();
    loop_.run();
    keys_.reset();  // before the terminal closes its descriptor
    if (!failure_.empty()) throw std::runtime_error(failure_);
    return signal_;
}

void Program::watch(int signum) {
    if (io::is_ignored(signum)) return;
    signals_.emplace_back(loop_, signum, [this, signum] {
        // Ctrl-C is one of the keys that quit.
        if (signum != SIGINT) signal_ = signum;
        loop_.stop();
    });
}

void Program::watch_stop() {
    if (io::is_ignored(SIGTSTP)) return;
    stop_watch_.emplace(loop_, SIGTSTP, [this] { stop(); });
}

/// Stops the process, as Ctrl-Z does without a full screen, and continues after SIGCONT.
void Program::stop() {
    terminal_.suspend();
    stop_watch_.reset();  // the default action again
    std::raise(SIGTSTP);
    watch_stop();
    terminal_.resume();
    show();
}

void Program::read_keys() {
    auto key = terminal_.next_key();
    if (!key && terminal_.is_gone()) {
        loop_.stop();
        return;
    }
    for (; key; key = terminal_.next_key()) handle(*key);
    show();
}

void Program::handle(Key key) {
    const auto rows = sorted_rows();
    const Step step = controls_.press(key, rows, sessions_shown(rows.size(), terminal_.size()));
    if (step.redraw_all) terminal_.adapt();
    if (step.request) send(*step.request);
    if (step.quit) loop_.stop();
}

void Program::list_sessions() {
    next_.arm(interval_);
    if (listing_) return;
    listing_ = true;
    background_.run(
        [folders = folders_](io::Background::Abandoned) { return app::control::sockets(folders); },
        [this](const std::vector<std::filesystem::path>& sockets) {
            listing_ = false;
            for (const auto& socket : sessions_.ask(sockets, now())) ask(socket);
            show();
        });
}

void Program::ask(const std::filesystem::path& socket) {
    background_.run(
        [socket](io::Background::Abandoned) {
            return ask_if_listening(socket, app::control::Command::kStatus);
        },
        [this, socket](const std::optional<Session>& answer) {
            sessions_.answered(socket, answer, now());
            show();
        });
}

void Program::send(const Request& request) {
    background_.run(
        [request](io::Background::Abandoned) {
            const auto reply = cli::ask(request.socket, request.command);
            return reply ? std::string() : incidents::printable(reply.error().message);
        },
        [this, request](const std::string& problem) {
            controls_.answered(request, problem);
            list_sessions();
            show();
        });
}

std::vector<const Row*> Program::sorted_rows() const {
    auto rows = sessions_.rows();
    sort(rows, controls_.order());
    return rows;
}

void Program::show() {
    View view;
    view.rows = sorted_rows();
    view.selected = controls_.selected(view.rows);
    view.order = controls_.order();
    view.listed = sessions_.listed();
    view.help = controls_.shows_help();
    view.question = controls_.question();
    view.notice = controls_.notice();
    for (const auto& folder : folders_) view.folders.push_back(folder.string());
    terminal_.show(layout(view, terminal_.size(), letters_));
}

}  // namespace cli::top
