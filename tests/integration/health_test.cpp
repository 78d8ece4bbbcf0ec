// `gopls-proxy health` with the real gopls, and with some that do not work.
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/property_tree/ptree.hpp>
#include <boost/property_tree/xml_parser.hpp>
#include <sstream>

#include "integration/measuring.hpp"
#include "support/fake_servers.hpp"
#include "support/go_wrapper.hpp"
#include "support/pseudo_terminal.hpp"

using namespace measuring;
using support::ChildProcess;
using support::FakeServers;
using support::GoWrapper;

TEST_CASE("a healthy workspace is measured, and not a byte of it is written", "[health][real]") {
    const Measuring m(Target::real_gopls());
    const auto before = m.module();
    const Json run = m.measure({"--rounds", "2", "--saves", "3", "--max-load", "80s", "--max-rss",
                                "8GiB", "--max-heap", "4GiB", "--max-growth", "4GiB"});
    INFO(run.dump(2));
    CHECK(run.at("verdict") == "healthy");
    CHECK(run.at("folder") == m.sandbox.module().string());
    CHECK(run.at("gopls").at("path") == Target::real_gopls());
    CHECK(run.at("load_seconds") > 0);
    CHECK(run.at("load_error").is_null());
    const std::size_t files = run.at("files").size();
    CHECK(files == 3);  // main.go, shapes.go and its test
    CHECK(run.at("all_requests").at("count") == 2 * 4 * files + 2 * 3);
    CHECK(run.at("all_requests").at("answered") == run.at("all_requests").at("count"));
    CHECK(run.at("warm_up").at("count") == 4 * files);
    CHECK(run.at("requests").size() == 6);
    CHECK(run.at("memory").size() == 3);
    for (const Json& memory : run.at("memory")) {
        CHECK(memory.at("heap_bytes") > steps::kMiB);
        CHECK(memory.at("resident_bytes") > steps::kMiB);
    }
    CHECK(run.at("peak_resident_bytes") > steps::kMiB);
    CHECK(run.at("incident").is_null());
    CHECK(m.module() == before);
    m.sandbox.expect_nothing_left();
}

TEST_CASE("health measures the files and settings that it is given", "[health][real]") {
    const Measuring m(Target::real_gopls());
    m.sandbox.write("settings.json", R"({"staticcheck": true})");
    const Json run = m.measure({"--file", "shapes.go", "--rounds", "1", "--settings",
                                m.sandbox.path("settings.json").string()});
    CHECK(run.at("verdict") == "healthy");
    CHECK(run.at("files") == Json::array({"shapes.go"}));
    CHECK(run.at("all_requests").at("count") == 4);
}

TEST_CASE("a limit that cannot be held is exit code 1, with an incident", "[health][real]") {
    const Measuring m(Target::real_gopls());
    const Json run = m.measure({"--rounds", "1", "--max-heap", "1KB", "--max-p95", "1m"});
    CHECK(run.at("exit_code") == 1);
    CHECK(state_of(run, "heap") == "exceeded");
    CHECK(state_of(run, "p95") == "passed");
    CHECK(Json::parse(m.evidence(run, "health.json")).at("checks") == run.at("checks"));
    CHECK(says(m.evidence(run, "report.txt"), "heap"));
    const Completed listed =
        support::run(support::direct(m.sandbox, Target::proxy(), {"incidents", "--json"}));
    const Json incidents = Json::parse(listed.output);
    REQUIRE(incidents.size() == 1);
    CHECK(incidents[0].at("verdict") == "unhealthy");
    CHECK(incidents[0].at("folder") == run.at("incident"));
    CHECK(support::run(support::direct(m.sandbox, Target::proxy(), {"incidents", "show", "latest"}))
              .status.code == 0);
}

TEST_CASE("a workspace with a broken go.mod is not healthy, in gopls's words", "[health][real]") {
    const Measuring m(Target::real_gopls());
    m.sandbox.write("module/go.mod", "module example.com/sandbox\n\ngo 1.21\n\nreplacing x v1\n");
    const Json run = m.measure({"--rounds", "1"});
    INFO(run.dump(2));
    CHECK(run.at("exit_code") == 1);
    CHECK(state_of(run, "workspace") == "exceeded");
    CHECK(says(run.at("load_error").get<std::string>(), "replacing"));
}

TEST_CASE("a load that hangs is ended, and gopls's goroutines are saved", "[health][real]") {
    Measuring m(Target::real_gopls());
    const GoWrapper wrapper(m.sandbox);
    wrapper.block_every_list();
    const Json run = m.measure({"--max-load", "3s", "--incidents", m.sandbox.path("ci").string()});
    INFO(run.dump(2));
    CHECK(run.at("exit_code") == 1);
    CHECK(state_of(run, "load") == "exceeded");
    CHECK(run.at("load_seconds").is_null());
    CHECK(run.at("all_requests").at("count") == 0);
    CHECK(run.at("incident").get<std::string>().starts_with(m.sandbox.path("ci").string()));
    CHECK(says(m.evidence(run, "stacks.txt"), "goroutine "));
    m.sandbox.expect_nothing_left();
}

TEST_CASE("a load without a limit that hangs cannot be measured", "[health][real]") {
    Measuring m(Target::real_gopls());
    const GoWrapper wrapper(m.sandbox);
    wrapper.block_every_list();
    const Json run = m.measure({"--time-limit", "3s"});
    CHECK(run.at("exit_code") == 2);
    CHECK(says(run.at("problem").get<std::string>(), "--time-limit"));
    m.sandbox.expect_nothing_left();
}

TEST_CASE("a wrapper that hangs is exit code 2, with the reason", "[health]") {
    Measuring m(Target::fake_gopls());
    m.use_script("sleep 1000\n");
    const Json run = m.measure({"--request-limit", "1s"});
    CHECK(run.at("exit_code") == 2);
    CHECK(says(run.at("problem").get<std::string>(), "gopls did not answer initialize within"));
    CHECK(says(run.at("problem").get<std::string>(), m.sandbox.path("bin/gopls").string()));
    m.sandbox.expect_nothing_left();
}

TEST_CASE("if gopls does not start, the exit code is 2, with its last words", "[health]") {
    Measuring m(Target::fake_gopls());
    m.use_script("echo 'flag provided but not defined: -x' >&2; exit 2\n");
    const Json run = m.measure({});
    CHECK(run.at("exit_code") == 2);
    CHECK(says(run.at("problem").get<std::string>(), "exit code 2"));
    CHECK(says(run.at("problem").get<std::string>(), "flag provided but not defined"));
    CHECK(says(m.evidence(run, "stderr.txt"), "flag provided but not defined"));

    m.use_script("echo 'Usage: something else'\n");
    CHECK(m.measure({}).at("exit_code") == 2);
}

TEST_CASE("a request without an answer is exit code 1, and names its place", "[health][fake]") {
    Measuring m(Target::fake_gopls());
    FakeServers fakes(m.sandbox);
    fakes.rule(
        {{"on", "textDocument/references"}, {"nth", 4}, {"do", "hang"}, {"ignores_end", true}});
    const Json run = m.measure({"--rounds", "1", "--request-limit", "1s"});
    INFO(run.dump(2));
    CHECK(run.at("exit_code") == 1);
    CHECK(state_of(run, "answers") == "exceeded");
    REQUIRE(run.at("failures").size() == 1);
    CHECK(run.at("failures")[0].at("kind") == "references");
    CHECK(run.at("failures")[0].at("answered") == false);
    CHECK(says(m.evidence(run, "stacks.txt"), "goroutine "));
    m.sandbox.expect_nothing_left();
}

TEST_CASE("if gopls ends during the run, the exit code is 1", "[health][fake]") {
    Measuring m(Target::fake_gopls());
    FakeServers fakes(m.sandbox);
    fakes.rule({{"on", "textDocument/hover"}, {"nth", 2}, {"do", "crash"}, {"text", "panic: no"}});
    const Json run = m.measure({"--rounds", "1"});
    CHECK(run.at("exit_code") == 1);
    CHECK(state_of(run, "process") == "exceeded");
    CHECK(run.at("gopls_ended") == "exit code 2");
    CHECK(says(m.evidence(run, "stderr.txt"), "panic: no"));
}

TEST_CASE("a heap that gopls does not report cannot be judged", "[health][fake]") {
    Measuring m(Target::fake_gopls());
    const FakeServers fakes(m.sandbox);
    CHECK(m.measure({"--rounds", "1"}).at("exit_code") == 0);
    const Json run = m.measure({"--rounds", "1", "--max-heap", "1GiB"});
    CHECK(run.at("exit_code") == 2);
    CHECK(state_of(run, "heap") == "unmeasured");
}

TEST_CASE("what cannot be measured at all is refused before gopls starts", "[health][fake]") {
    Measuring m(Target::fake_gopls());
    const FakeServers fakes(m.sandbox);
    m.sandbox.write("empty/readme.md", "");
    m.sandbox.write("list.json", "[]");
    const auto refused = [&](const std::vector<std::string>& words, const std::string& reason) {
        const Completed done = m.run(words);
        INFO(done.errors);
        CHECK(done.status.code == 2);
        CHECK(done.output.empty());
        CHECK(says(done.errors, reason));
    };
    refused({"nonexistent"}, "cannot open the folder nonexistent");
    refused({m.sandbox.path("empty").string()}, "there is no Go file to ask about");
    refused({"main.go"}, "main.go is not a folder");
    refused({"--file", "none.go"}, "none.go (from --file)");
    refused({"--settings", m.sandbox.path("list.json").string()}, "is not a JSON object");
    refused({"--baseline", m.sandbox.path("list.json").string()}, "(from --baseline)");
    m.use("/nonexistent/gopls");
    refused({}, "/nonexistent/gopls");
    CHECK(fakes.started() == 0);
}

TEST_CASE("Ctrl-C ends the run and gopls", "[health][real]") {
    const Measuring m(Target::real_gopls());
    for (const int signal : {SIGINT, SIGTERM}) {
        ChildProcess health(m.command({"--rounds", "10000"}));
        support::wait_until([&] { return !m.sandbox.servers(Target::real_gopls()).empty(); },
                            "gopls");
        health.kill(signal);
        std::optional<support::ExitStatus> status;
        support::wait_until([&] { return (status = health.status()).has_value(); }, "the end");
        CHECK(*status == support::ExitStatus{2, 0});
        m.sandbox.expect_nothing_left();
    }
}

TEST_CASE("killing health ends gopls too", "[health][real]") {
    const Measuring m(Target::real_gopls());
    ChildProcess health(m.command({"--rounds", "10000"}));
    support::wait_until([&] { return !m.sandbox.servers(Target::real_gopls()).empty(); }, "gopls");
    health.kill(SIGKILL);
    support::wait_until([&] { return health.status().has_value(); }, "the end");
    m.sandbox.expect_nothing_left();
}

TEST_CASE("a stored run is the baseline of the next", "[health][real]") {
    const Measuring m(Target::real_gopls());
    const std::string file = m.sandbox.path("base.json").string();
    const Json first = m.measure({"--rounds", "1", "--save-baseline", file});
    CHECK(Json::parse(m.sandbox.read("base.json")) == first);

    const Json same = m.measure({"--rounds", "1", "--baseline", file, "--factor", "100"});
    CHECK(same.at("exit_code") == 0);
    CHECK(state_of(same, "baseline-load") == "passed");
    CHECK(state_of(same, "baseline-hover") == "passed");

    Json better = first;
    better["peak_resident_bytes"] = 1;
    m.sandbox.write("base.json", better.dump());
    const Json worse = m.measure({"--rounds", "1", "--baseline", file, "--save-baseline",
                                  m.sandbox.path("never.json").string()});
    CHECK(worse.at("exit_code") == 1);
    CHECK(state_of(worse, "baseline-rss") == "exceeded");
    CHECK(m.sandbox.read("never.json").empty());
}

TEST_CASE("JUnit and annotations carry the verdict into CI", "[health][fake]") {
    Measuring m(Target::fake_gopls());
    const FakeServers fakes(m.sandbox);
    m.sandbox.environment["GITHUB_ACTIONS"] = "true";
    const std::string file = m.sandbox.path("health.xml").string();
    const Completed done = m.run({"--rounds", "1", "--max-rss", "1KB", "--junit", file});
    CHECK(done.status.code == 1);
    CHECK(says(done.output, "\n::error title=gopls health%3A rss::the resident memory was "));
    CHECK_FALSE(says(done.output, "\x1b"));
    CHECK(done.errors.empty());

    std::istringstream text(m.sandbox.read("health.xml"));
    boost::property_tree::ptree tree;
    boost::property_tree::read_xml(text, tree);
    CHECK(tree.get<int>("testsuites.testsuite.<xmlattr>.failures") == 1);

    const Completed json = m.run({"--rounds", "1", "--json"});
    CHECK(Json::parse(json.output).at("verdict") == "healthy");
    CHECK(json.errors == "::notice title=gopls health::All 4 checks passed\n");

    const Completed unwritten = m.run({"--rounds", "1", "--junit", "/nonexistent/health.xml"});
    CHECK(unwritten.status.code == 2);
    CHECK(says(unwritten.errors, "cannot write /nonexistent/health.xml (from --junit)"));
}

TEST_CASE("files that health is told to write stay links and FIFOs", "[health][fake]") {
    Measuring m(Target::fake_gopls());
    const FakeServers fakes(m.sandbox);
    namespace fs = std::filesystem;
    const fs::path fifo = m.sandbox.path("fifo");
    const fs::path link = m.sandbox.path("link");
    REQUIRE(::mkfifo(fifo.c_str(), 0600) == 0);
    fs::create_symlink("base.json", link);
    const support::FileDescriptor reader(::open(fifo.c_str(), O_RDONLY | O_NONBLOCK));
    REQUIRE(reader.get() >= 0);
    const Completed done =
        m.run({"--rounds", "1", "--junit", fifo.string(), "--save-baseline", link.string()});
    INFO(done.output << done.errors);
    CHECK(done.status == support::ExitStatus{0, 0});
    CHECK(fs::is_fifo(fifo));
    CHECK(fs::is_symlink(link));
    CHECK(Json::parse(m.sandbox.read("base.json")).at("verdict") == "healthy");
    std::string junit(std::size_t{64} << 10, '\0');
    const ssize_t n = ::read(reader.get(), junit.data(), junit.size());
    CHECK(n > 0);
    CHECK(says(junit, "<testsuites"));
}

TEST_CASE("results that nobody can read are not a verdict", "[health][fake]") {
    Measuring m(Target::fake_gopls());
    const FakeServers fakes(m.sandbox);
    for (const std::vector<std::string>& words :
         std::vector<std::vector<std::string>>{{"--rounds", "1"},
                                               {"--rounds", "1", "--json"},
                                               {"--rounds", "1", "--max-rss", "1KB"}}) {
        ChildProcess health(m.command(words));
        health.close_stdout();
        std::optional<support::ExitStatus> status;
        support::wait_until([&] { return (status = health.status()).has_value(); }, "the end");
        CHECK(*status == support::ExitStatus{2, 0});
    }
}

TEST_CASE("a terminal shows how far the run is, and a coloured report", "[health][fake]") {
    Measuring m(Target::fake_gopls());
    const FakeServers fakes(m.sandbox);
    m.sandbox.environment["TERM"] = "xterm";
    support::PseudoTerminal terminal(m.command({"--rounds", "1"}));
    CHECK(terminal.await_end() == support::ExitStatus{0, 0});
    CHECK(says(terminal.output(), "waiting until gopls has loaded"));
    CHECK(says(terminal.output(), "round 1: definition in "));
    CHECK(says(terminal.output(), "\x1b[K[##"));
    CHECK(says(terminal.output(), "All 4 checks passed."));
}
