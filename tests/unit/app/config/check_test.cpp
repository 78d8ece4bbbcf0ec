#include "app/config/check.hpp"

#include "app/config/config.hpp"
#include "support/catch.hpp"

namespace {

using Catch::Matchers::StartsWith;

/// Returns the problems as lines: `3 error stall.window: SENTENCE`.
std::vector<std::string> problems_in(const std::string& text) {
    std::vector<std::string> lines;
    for (const app::Problem& one : app::check_config(text)) {
        lines.push_back(std::to_string(one.line) + (one.is_error ? " error " : " warning ") +
                        one.key + ": " + one.sentence);
    }
    return lines;
}

}  // namespace

TEST_CASE("A valid configuration file has no problems") {
    CHECK(problems_in("").empty());
    CHECK(problems_in("# nothing\n\nmode = \"observe\"\n[slow.methods]\n"
                      "\"textDocument/hover\" = \"300ms\"\n")
              .empty());
    CHECK(problems_in(app::to_toml(app::Configured())).empty());
}

TEST_CASE("Every mistake is reported with its line, its key and the allowed values") {
    const auto problems = problems_in(
        "mode = \"obsrve\"\n"
        "modes = \"act\"\n"
        "[stall]\n"
        "windwo = \"5s\"\n"
        "window = \"5\"\n"
        "load_window = [\"5s\"]\n"
        "[slow.methods]\n"
        "\"textDocument/hoover\" = \"1s\"\n"
        "\"textDocument/hover\" = \"1\"\n");
    REQUIRE(problems.size() == 7);
    CHECK(problems[0] ==
          "1 error mode: invalid value \"obsrve\" for mode; allowed: act, observe or off; did you "
          "mean \"observe\"?");
    CHECK(problems[1] == "2 error modes: unknown setting modes; did you mean \"mode\"?");
    CHECK(problems[2] ==
          "4 error stall.windwo: unknown setting stall.windwo; did you mean \"stall.window\"?");
    CHECK_THAT(problems[3],
               StartsWith("5 error stall.window: invalid value \"5\" for stall.window: not a"));
    CHECK(problems[4] ==
          "6 error stall.load_window: invalid value for stall.load_window: not a single value; "
          "allowed: 50ms to 24h");
    CHECK(problems[5] ==
          "8 warning slow.methods.textDocument/hoover: unknown method textDocument/hoover in "
          "slow.methods; did you mean \"textDocument/hover\"?");
    CHECK_THAT(problems[6], StartsWith("9 error slow.methods.textDocument/hover: invalid value"));
}

TEST_CASE("The check goes on behind lines that are not TOML") {
    const auto problems = problems_in(
        "[stall]\n"
        "window = 5s  # no quotes\n"
        "load_window = \"1h\n"
        "[budget]\n"
        "replacements = many\n"
        "perod = \"10m\"\n");
    REQUIRE(problems.size() == 4);
    CHECK_THAT(problems[0], StartsWith("2 error stall.window: not TOML: "));
    CHECK_THAT(problems[0], Catch::Matchers::EndsWith(
                                "; write the value in quotes: \"5s\"; allowed: 50ms to 24h"));
    CHECK_THAT(problems[1], StartsWith("3 error stall.load_window: not TOML: "));
    CHECK_THAT(problems[2], StartsWith("5 error budget.replacements: not TOML: "));
    CHECK_THAT(problems[2], Catch::Matchers::EndsWith("; allowed: 0 to 1000"));
    CHECK(problems[3] ==
          "6 error budget.perod: unknown setting budget.perod; did you mean \"budget.period\"?");
}

TEST_CASE("The keys below a broken head are not taken for those of the table above") {
    const auto problems =
        problems_in("mode = \"act\"\n[stall\nwindow = \"1\"\n[log]\nlevels = 1\n");
    REQUIRE(problems.size() == 2);
    CHECK_THAT(problems[0], StartsWith("2 error : not TOML: "));
    CHECK_THAT(problems[1],
               StartsWith("5 error log.levels: unknown setting log.levels; did you mean"));
}

TEST_CASE("The check ends for texts that are not TOML at all") {
    for (const std::string& text :
         {std::string("x = '''abc\nfoo\n"), std::string("a = [1,\n2\n"), std::string("\xff\xfe"),
          std::string(200, '='), std::string("=\n=\n=\n"), std::string("\0\0\0", 3)}) {
        INFO(text);
        CHECK_FALSE(app::check_config(text).empty());
    }
    std::string many;
    for (int i = 0; i < 300; ++i) many += "= \n";
    CHECK(app::check_config(many).size() == 50);
}

TEST_CASE("A setting that is given twice is an error at the second place") {
    const auto problems = problems_in("mode = \"act\"\nmode = \"off\"\n");
    REQUIRE(problems.size() == 1);
    CHECK_THAT(problems[0], StartsWith("2 error mode: not TOML: "));
}
