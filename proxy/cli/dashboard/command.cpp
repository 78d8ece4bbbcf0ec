#include "cli/dashboard/command.hpp"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <utility>

#include "app/result.hpp"
#include "app/subcommand.hpp"
#include "cli/control/choose.hpp"
#include "cli/control/client.hpp"
#include "cli/dashboard/browser.hpp"
#include "cli/incidents/reading.hpp"
#include "io/stderr_sink.hpp"

namespace cli {

using app::throw_exception_from_error;

namespace {

constexpr const char* kDashboardFooter =
    "The proxy serves the page itself, on 127.0.0.1 and only for you. The link works once, within\n"
    "five minutes; the page stays open in that browser. After ten minutes without a visitor the\n"
    "proxy closes it (docs/dashboard.md).\n"
    "\n"
    "Examples:\n"
    "  gopls-proxy dashboard                     open the page of the running proxy\n"
    "  gopls-proxy dashboard --print             print the link, for a browser of your choice\n"
    "  gopls-proxy dashboard --print --port 8080 the same at a known port, for ssh -L "
    "8080:127.0.0.1:8080\n"
    "\n"
    "Exit codes:\n"
    "  0  the page was opened, or its link printed\n"
    "  1  no proxy was found, or it refused\n"
    "  2  invalid command line";

struct DashboardOptions {
    app::control::DashboardRequest request;
    int pid = 0;
    bool only_prints = false;
};

boost::system::result<DashboardOptions, app::Instead> parse_dashboard(
    std::vector<std::string> words) {
    DashboardOptions options;
    int port = 0;
    CLI::App line("Opens the web page of a running proxy: what gopls does, and why it is stuck.\n",
                  "gopls-proxy dashboard");
    app::add_number(line, "--pid", options.pid, "PID", kPidChooses);
    app::add_number(line, "--port", port, "PORT", "port on 127.0.0.1; else a free one", 65'535);
    line.add_flag("--hide-paths", options.request.hides_paths,
                  "show only the last part of paths, for a screen that others see");
    line.add_flag("--print", options.only_prints, "print the link and open no browser");
    line.footer(kDashboardFooter);
    if (auto instead = app::parse_words(line, std::move(words))) return *std::move(instead);
    options.request.port = static_cast<std::uint16_t>(port);
    return options;
}

int refuse_dashboard(const std::string& sentence) {
    io::say("gopls-proxy dashboard: " + sentence);
    return 1;
}

}  // namespace

int run_dashboard(const std::vector<std::string>& arguments, const app::Environment& environment) {
    const auto options = parse_dashboard(arguments);
    if (options.has_error()) return app::print(options.error());
    std::error_code ignored;
    const auto session =
        choose_session(ask_all(environment, app::control::Command::kStatus), options->pid,
                       std::filesystem::current_path(ignored).string());
    if (!session) return refuse_dashboard(session.error().text);
    if (!session->reply) return refuse_dashboard(session->reply.error().message);
    auto connection = Connection::open(session->socket);
    if (!connection) return refuse_dashboard(connection.error().message);
    const auto reply = connection->ask(options->request);
    if (!reply) return refuse_dashboard(reply.error().message);
    const std::string url = incidents::text_at(*reply, "/url");
    if (options->only_prints) {
        std::printf("%s\n", url.c_str());
        return 0;
    }
    if (dashboard::open_browser(dashboard::browser_commands(environment, url))) {
        std::printf(
            "Opened in your browser. If it shows nothing, run gopls-proxy dashboard --print.\n");
        return 0;
    }
    std::printf("No browser was found here. Open this link, which works once:\n%s\n", url.c_str());
    return 0;
}

}  // namespace cli
