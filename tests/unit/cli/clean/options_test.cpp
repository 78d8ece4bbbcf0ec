#include "cli/clean/options.hpp"

#include "support/catch.hpp"

using cli::clean::Consent;
using cli::clean::Kind;
using cli::clean::Kinds;
using cli::clean::Options;

namespace {

Options parsed(std::vector<std::string> words) {
    const auto options = cli::clean::parse_options(std::move(words));
    REQUIRE(options.has_value());
    return *options;
}

}  // namespace

TEST_CASE("clean deletes gopls's cache unless something else is chosen") {
    CHECK(parsed({}).kinds == Kinds{Kind::kGoplsCache});
    CHECK(parsed({"--temp"}).kinds == Kinds{Kind::kTemporary});
    CHECK(parsed({"--gopls-cache", "--build-cache", "--mod-cache", "--module-index", "--temp",
                  "--old-generations"})
              .kinds == Kinds{Kind::kGoplsCache, Kind::kBuildCache, Kind::kModCache,
                              Kind::kModuleIndex, Kind::kTemporary, Kind::kOldGeneration});
    const Options options = parsed({"--kill-others", "--force", "-y", "--json"});
    CHECK(options.kill_others);
    CHECK(options.force);
    CHECK(options.yes);
    CHECK(options.json);
    CHECK_FALSE(options.dry_run);
}

TEST_CASE("go commands are chosen by name, and delete nothing by themselves") {
    using cli::refresh::Task;
    using cli::refresh::Tasks;
    CHECK(parsed({}).tasks.empty());
    CHECK(parsed({"--refresh"}).tasks == Tasks{Task::kDownload, Task::kVerify});
    CHECK(parsed({"--refresh"}).kinds.empty());
    CHECK(parsed({"--gopls-cache", "--refresh"}).kinds == Kinds{Kind::kGoplsCache});
    CHECK(parsed({"--download", "--verify", "--tidy", "--vendor", "--list", "--updates"}).tasks ==
          Tasks{Task::kDownload, Task::kVerify, Task::kTidy, Task::kVendor, Task::kList,
                Task::kUpdates});
    const Options options = parsed({"--tidy", "--timeout", "7", "/a", "b"});
    CHECK(options.timeout_seconds == 7);
    CHECK(options.folders == std::vector<std::string>{"/a", "b"});
    CHECK(parsed({"--tidy"}).timeout_seconds == 300);
}

TEST_CASE("clean changes nothing without consent") {
    const auto consent = [](std::vector<std::string> words, bool on_terminal) {
        return cli::clean::consent_of(parsed(std::move(words)), on_terminal);
    };
    CHECK(consent({}, true) == Consent::kAsk);
    CHECK(consent({}, false) == Consent::kShowOnly);
    CHECK(consent({"--kill-others", "--force"}, false) == Consent::kShowOnly);
    CHECK(consent({"--json"}, true) == Consent::kShowOnly);
    CHECK(consent({"--dry-run"}, true) == Consent::kShowOnly);
    CHECK(consent({"--yes"}, true) == Consent::kGiven);
    CHECK(consent({"--yes", "--json"}, false) == Consent::kGiven);
}

TEST_CASE("clean refuses contradictions and unknown words") {
    for (const std::vector<std::string>& words :
         std::vector<std::vector<std::string>>{{"--dry-run", "--yes"},
                                               {"--frce"},
                                               {"all"},
                                               {"--temp=yes"},
                                               {"--timeout", "5"},
                                               {"--verify", "--timeout", "0"},
                                               {"--verify", "--timeout", "soon"},
                                               {"--verify", ""}}) {
        CAPTURE(words);
        const auto options = cli::clean::parse_options(words);
        REQUIRE(options.has_error());
        CHECK(options.error().exit_code == 2);
        CHECK(options.error().text.starts_with("gopls-proxy clean: "));
    }
    const auto help = cli::clean::parse_options({"--help"});
    REQUIRE(help.has_error());
    CHECK(help.error().exit_code == 0);
    CHECK(help.error().text.find("Examples:") != std::string::npos);
}
