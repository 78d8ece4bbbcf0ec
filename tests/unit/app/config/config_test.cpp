#include "app/config/config.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "app/config/table.hpp"
#include "support/catch.hpp"
#include "unit/temp_folder.hpp"

using namespace std::chrono_literals;

namespace {

using Flags = std::vector<app::ProxyFlag>;

std::string error_of(const Flags& flags, const app::Environment& environment = {}) {
    const auto loaded = app::load_settings(flags, environment, {});
    return loaded ? "" : loaded.error().sentence;
}

/// Returns the notes about invalid settings of variables and file. Checks that the editor gets them
/// too.
std::vector<std::string> left_out(const app::Environment& environment,
                                  const std::string& file = {}) {
    const auto loaded = app::load_settings({}, environment, file);
    REQUIRE(loaded.has_value());
    CHECK(loaded->settings.notices == loaded->notes);
    return loaded->notes;
}

}  // namespace

TEST_CASE("load_settings returns the defaults without any configuration") {
    const auto loaded = app::load_settings({}, {}, "/nonexistent/config.toml");
    REQUIRE(loaded.has_value());
    CHECK(loaded->settings.stall.window == 5s);
    CHECK(loaded->settings.mode == core::Mode::kAct);
    CHECK(loaded->log_level == app::LogLevel::kInfo);
    CHECK(loaded->gopls.empty());
    CHECK(loaded->sources.empty());
    CHECK(loaded->config_file.empty());
    CHECK(loaded->notes.empty());
}

TEST_CASE("Every setting works as a flag and a variable and a file entry") {
    const unit_test::TempFolder folder;
    for (const app::Setting& setting : app::settings_table()) {
        INFO(setting.name);
        app::Configured defaults;
        std::string text = app::value_text(setting, defaults);
        if (std::holds_alternative<app::PathKind>(setting.kind)) text = "/somewhere/else";
        if (std::holds_alternative<app::AddressKind>(setting.kind)) text = "[::1]:9464";
        if (const auto* choice = std::get_if<app::ChoiceKind>(&setting.kind)) {
            text = choice->words.back();
        }
        if (const auto* time = std::get_if<app::DurationKind>(&setting.kind)) {
            text = "59s";
            CHECK(time->at(defaults) != 59s);
        }
        if (app::is_number(setting)) text = "7";

        const std::string flag = app::flag_name(setting.name);
        const auto by_flag =
            app::load_settings({{flag.substr(std::string("--proxy-").size()), text}}, {}, "");
        REQUIRE(by_flag.has_value());
        CHECK(app::value_text(setting, *by_flag) == text);
        CHECK(by_flag->sources.at(std::string(setting.name)) == flag);

        const std::string variable = app::variable_name(setting.name);
        const auto by_variable = app::load_settings({}, {{variable, text}}, "");
        REQUIRE(by_variable.has_value());
        CHECK(app::value_text(setting, *by_variable) == text);
        CHECK(by_variable->sources.at(std::string(setting.name)) == variable);
        CHECK(by_variable->notes.empty());

        const std::string quote = app::is_number(setting) ? "" : "\"";
        std::string content = "# first\n";
        content.append(setting.name).append(" = ").append(quote).append(text).append(quote);
        const std::string file = folder.write("config.toml", content);
        const auto by_file = app::load_settings({}, {}, file);
        REQUIRE(by_file.has_value());
        CHECK(app::value_text(setting, *by_file) == text);
        CHECK(by_file->sources.at(std::string(setting.name)) == file + ":2");
        CHECK(by_file->config_file == file);
    }
}

TEST_CASE("Flags override variables and variables override the file") {
    const unit_test::TempFolder folder;
    const std::string file = folder.write("config.toml",
                                          "mode = \"off\"\n[stall]\nwindow = \"1s\"\n"
                                          "load_window = \"2s\"\nnetwork_window = \"3s\"\n");
    const app::Environment environment = {{"GOPLS_PROXY_STALL_WINDOW", "11s"},
                                          {"GOPLS_PROXY_STALL_LOAD_WINDOW", "12s"}};
    const auto loaded =
        app::load_settings({{"stall-window", "20s"}, {"stall-window", "21s"}}, environment, file);
    REQUIRE(loaded.has_value());
    CHECK(loaded->settings.mode == core::Mode::kOff);
    CHECK(loaded->settings.stall.window == 21s);
    CHECK(loaded->settings.stall.load_window == 12s);
    CHECK(loaded->settings.stall.network_window == 3s);
    CHECK(loaded->sources.at("mode") == file + ":1");
    CHECK(loaded->sources.at("stall.window") == "--proxy-stall-window");
    CHECK(loaded->sources.at("stall.load_window") == "GOPLS_PROXY_STALL_LOAD_WINDOW");
    CHECK(loaded->sources.at("stall.network_window") == file + ":5");
    CHECK(loaded->sources.count("spin") == 0);
}

TEST_CASE("A flag may keep the dots and underscores of its setting") {
    for (const std::string name : {"stall-load-window", "stall.load_window", "stall-load_window"}) {
        const auto loaded = app::load_settings({{name, "9s"}}, {}, "");
        REQUIRE(loaded.has_value());
        CHECK(loaded->settings.stall.load_window == 9s);
    }
}

TEST_CASE("slow.methods sets thresholds of single methods") {
    const unit_test::TempFolder folder;
    const std::string file =
        folder.write("config.toml",
                     "[slow.methods]\n\"textDocument/hover\" = \"300ms\"\n\"$/x.y-z\" = \"2s\"\n"
                     "\"\" = \"1s\"\n\"gopls.tidy\" = \"1s\"\n");
    const auto loaded = app::load_settings(
        {{"slow.methods.textDocument/rename", "4s"}, {"slow-methods-textDocument/hover", "5s"}}, {},
        file);
    REQUIRE(loaded.has_value());
    const auto& methods = loaded->settings.slow.methods;
    REQUIRE(methods.size() == 4);
    CHECK(methods.at("textDocument/hover") == 5s);
    CHECK(methods.at("textDocument/rename") == 4s);
    CHECK(methods.at("$/x.y-z") == 2s);
    CHECK(loaded->sources.at("slow.methods.$/x.y-z") == file + ":3");
    const std::string allowed =
        "; allowed: a method such as textDocument/hover, or workspace/executeCommand for all "
        "commands";
    REQUIRE(loaded->notes.size() == 3);
    std::set<std::string> notes(loaded->notes.begin(), loaded->notes.end());
    CHECK(notes.contains("unknown method $/x.y-z in slow.methods (from " + file + ":3)" + allowed));
    CHECK(
        notes.contains("ignored: missing method in slow.methods (from " + file + ":4)" + allowed));
    CHECK(notes.contains("unknown method gopls.tidy in slow.methods (from " + file + ":5)" +
                         allowed));
    CHECK(loaded->settings.notices.size() == 1);  // only about the ignored setting
    const auto mistyped = app::load_settings({{"slow.methods.textDocument/hoover", "4s"}}, {}, {});
    REQUIRE(mistyped.has_value());
    CHECK(mistyped->notes.at(0).find("did you mean \"textDocument/hover\"?") != std::string::npos);
    CHECK(error_of({{"slow.methods.textDocument/hover", "5"}}, {}) ==
          "invalid value \"5\" for slow.methods.textDocument/hover (from "
          "--proxy-slow.methods.textDocument/hover): not a duration, which is a number with a "
          "unit: 5s, 300ms, 1m30s; allowed: 1ms to 1h");
}

TEST_CASE("An invalid value is reported with its source and the allowed values") {
    struct {
        std::string setting, value, complaint;
    } const rows[] = {
        {"stall.window", "5",
         ": not a duration, which is a number with a unit: 5s, 300ms, 1m30s; allowed: 50ms to 24h"},
        {"stall.window", "1ms", ": too short; allowed: 50ms to 24h"},
        {"budget.max_spacing", "2h", ": too long; allowed: 0s to 1h"},
        {"mode", "obsrve", "; allowed: act, observe or off; did you mean \"observe\"?"},
        {"mode", "ac", "; allowed: act, observe or off; did you mean \"act\"?"},
        {"spin", "yes", "; allowed: tell or act"},
        {"budget.replacements", "many", ": not a whole number; allowed: 0 to 1000"},
        {"budget.replacements", "-1", ": too small; allowed: 0 to 1000"},
        {"budget.replacements", "1001", ": too large; allowed: 0 to 1000"},
        {"limits.frame", "64MB",
         ": not a size, which is a number of bytes, or one with KiB, MiB or GiB: 64MiB; allowed: "
         "64KiB to 4GiB"},
        {"limits.queue", "1", ": too small; allowed: 64KiB to 4GiB"},
        {"log.file", "proxy.log",
         ": not an absolute path; allowed: an absolute path or a path that begins with ~/"},
        {"gopls", "bin/gopls",
         ": not an absolute path; allowed: a name, an absolute path or a path that begins with ~/"},
    };
    const unit_test::TempFolder folder;
    for (const auto& row : rows) {
        const auto expected = [&](const std::string& source) {
            return "invalid value \"" + row.value + "\" for " + row.setting + " (from " + source +
                   ")" + row.complaint;
        };
        const std::string variable = app::variable_name(row.setting);
        CHECK(left_out({{variable, row.value}}) ==
              std::vector<std::string>{"ignored: " + expected(variable)});
        const std::string flag = app::flag_name(row.setting);
        CHECK(error_of({{flag.substr(8), row.value}}) == expected(flag));
        const std::string file =
            folder.write("config.toml", row.setting + " = \"" + row.value + "\"\n");
        CHECK(left_out({}, file) == std::vector<std::string>{"ignored: " + expected(file + ":1")});
    }
    const std::string relative =
        ": not an absolute path; allowed: an absolute path or a path that begins with ~/";
    CHECK(left_out({{"GOPLS_PROXY_CONFIG", "config.toml"}}) ==
          std::vector<std::string>{
              "ignored: invalid value \"config.toml\" for config (from GOPLS_PROXY_CONFIG)" +
              relative});
    CHECK(error_of({{"config", "config.toml"}}) ==
          "invalid value \"config.toml\" for config (from --proxy-config)" + relative);
    // The valid settings still apply.
    const auto loaded = app::load_settings(
        {}, {{"GOPLS_PROXY_MODE", "off"}, {"GOPLS_PROXY_STALL_WINDOW", "5"}}, {});
    REQUIRE(loaded.has_value());
    CHECK(loaded->settings.mode == core::Mode::kOff);
    CHECK(loaded->settings.stall.window == core::Settings().stall.window);
}

TEST_CASE("An unknown name is an error in a flag and a note in the file or environment") {
    CHECK(error_of({{"stal-window", "5s"}}) ==
          "unknown setting --proxy-stal-window (from the command line); did you mean "
          "\"--proxy-stall-window\"?");
    CHECK(error_of({{"frobnication", "5s"}}) ==
          "unknown setting --proxy-frobnication (from the command line); `gopls-proxy config` "
          "lists the settings");

    const unit_test::TempFolder folder;
    const std::string file = folder.write("config.toml", "mode = \"act\"\n[stall]\nwindwo = 5\n");
    const auto misspelled = app::load_settings({}, {}, file);
    REQUIRE(misspelled.has_value());
    CHECK(misspelled->notes ==
          std::vector<std::string>{"ignored: unknown setting stall.windwo (from " + file +
                                   ":3); did you mean \"stall.window\"?"});
    CHECK(misspelled->settings.notices == misspelled->notes);
    folder.write("config.toml", "stall = \"5s\"\nmode = \"observe\"\n");
    const auto table = app::load_settings({}, {}, file);
    REQUIRE(table.has_value());
    CHECK_THAT(table->notes.at(0),
               Catch::Matchers::StartsWith("ignored: unknown setting stall (from " + file + ":1)"));
    CHECK(table->settings.mode == core::Mode::kObserve);  // the other settings still apply

    const auto loaded = app::load_settings({},
                                           {{"GOPLS_PROXY_STAL_WINDOW", "x"},
                                            {"GOPLS_PROXY_SESSION", "1"},
                                            {"GOPLS_PROXY_DEPTH", "1"},
                                            {"GOPLS_PROXYX", "x"},
                                            {"GOPLS_PROXY_MODE", ""}},
                                           "");
    REQUIRE(loaded.has_value());
    REQUIRE(loaded->notes.size() == 1);
    CHECK(loaded->settings.notices.empty());
    CHECK(loaded->notes[0] ==
          "ignored: unknown setting GOPLS_PROXY_STAL_WINDOW (from the environment); did you mean "
          "\"GOPLS_PROXY_STALL_WINDOW\"?");
}

TEST_CASE("The types in the file are checked") {
    const unit_test::TempFolder folder;
    struct {
        std::string content, complaint;
    } const rows[] = {
        {"stall.window = 5",
         "ignored: invalid value \"5\" for stall.window (from @:1): not a duration"},
        {"stall.window = 5.5", "ignored: invalid value \"5.5"},
        {"mode = true", "ignored: invalid value \"true\" for mode (from @:1); allowed: act"},
        {"gopls = 3", "ignored: invalid value \"3\" for gopls (from @:1): not a string in quotes"},
        {"mode = [\"act\"]",
         "ignored: invalid value for mode (from @:1): not a single value; allowed: act"},
        {"mode = 2024-01-01",
         "ignored: invalid value for mode (from @:1): not a single value; allowed: act"},
        {"mode = \"act\"\nmode = \"off\"", "ignored: @:2 is not TOML: "},
        {"[stall\nwindow = 1", "ignored: @:1 is not TOML: "},
        {"x = \"\xff\"", "ignored: @:1 is not TOML: "},
        {"\n\n=", "ignored: @:3 is not TOML: "},
    };
    for (const auto& row : rows) {
        INFO(row.content);
        const std::string file = folder.write("c.toml", row.content);
        std::string expected = row.complaint;
        if (const auto at = expected.find('@'); at != std::string::npos) {
            expected.replace(at, 1, file);
        }
        const auto sentences = left_out({}, file);
        REQUIRE(sentences.size() == 1);
        CHECK_THAT(sentences[0], Catch::Matchers::StartsWith(expected));
    }
    const std::string sizes = folder.write("c.toml", "limits.frame = 65536\n[log]\nfile = \"\"\n");
    const auto loaded = app::load_settings({}, {}, sizes);
    REQUIRE(loaded.has_value());
    CHECK(loaded->settings.max_frame_bytes == 65536);
}

TEST_CASE("The configuration file may be missing unless it is named") {
    const unit_test::TempFolder folder;
    const std::string other = folder.write("other.toml", "mode = \"off\"");
    const std::string usual = folder.write("usual.toml", "mode = \"observe\"");

    CHECK(left_out({}, folder / "none.toml").empty());
    CHECK(error_of({{"config", folder / "none.toml"}}) ==
          "the configuration file " + folder / "none.toml" + " does not exist");
    CHECK(left_out({{"GOPLS_PROXY_CONFIG", folder / "none.toml"}}, usual) ==
          std::vector<std::string>{"ignored: the configuration file " + folder / "none.toml" +
                                   " does not exist"});
    const std::string not_a_file =
        "the configuration file " + folder.path().string() + " cannot be read: not a regular file";
    CHECK(error_of({{"config", folder.path().string()}}) == not_a_file);
    const auto unreachable = app::load_settings({}, {}, folder.path().string());
    REQUIRE(unreachable.has_value());
    CHECK(unreachable->notes == std::vector<std::string>{"ignored: " + not_a_file});
    CHECK(unreachable->settings.notices.empty());
    const auto too_long = app::load_settings({}, {}, "/" + std::string(5000, 'x'));
    REQUIRE(too_long.has_value());
    CHECK(too_long->notes.size() == 1);

    const auto by_flag =
        app::load_settings({{"config", other}}, {{"GOPLS_PROXY_CONFIG", folder / "none"}}, usual);
    REQUIRE(by_flag.has_value());
    CHECK(by_flag->settings.mode == core::Mode::kOff);
    CHECK(by_flag->config_file == other);
    const auto home = app::load_settings(
        {}, {{"GOPLS_PROXY_CONFIG", "~/other.toml"}, {"HOME", folder.path().string()}}, usual);
    REQUIRE(home.has_value());
    CHECK(home->settings.mode == core::Mode::kOff);
    const auto nothing = app::load_settings({{"config", "/dev/null"}}, {}, usual);
    REQUIRE(nothing.has_value());
    CHECK(nothing->settings.mode == core::Mode::kAct);

    folder.write("big.toml", std::string((1 << 20) + 1, '#'));
    CHECK(left_out({}, folder / "big.toml") ==
          std::vector<std::string>{"ignored: the configuration file " + folder / "big.toml" +
                                   " is over 1MiB"});
}

TEST_CASE("A leading ~ in log.file is replaced with the home folder") {
    const auto loaded =
        app::load_settings({}, {{"GOPLS_PROXY_LOG_FILE", "~/x.log"}, {"HOME", "/home/me"}}, "");
    REQUIRE(loaded.has_value());
    CHECK(loaded->log_file == "/home/me/x.log");
}

TEST_CASE("to_toml writes a configuration file with the same settings") {
    const unit_test::TempFolder folder;
    const auto first = app::load_settings({{"stall-window", "1.5s"},
                                           {"mode", "observe"},
                                           {"gopls", "/opt/we\"ird\\\tgopls"},
                                           {"budget-replacements", "0"},
                                           {"slow.methods.textDocument/hover", "2s"},
                                           {"slow.methods.x/\f\x7f\x1b\"", "3s"}},
                                          {{"GOPLS_PROXY_LIMITS_QUEUE", "100000"}}, "");
    REQUIRE(first.has_value());
    const std::string printed = app::to_toml(*first);
    const std::string file = folder.write("printed.toml", printed);
    const auto second = app::load_settings({}, {}, file);
    REQUIRE(second.has_value());
    for (const app::Setting& setting : app::settings_table()) {
        INFO(setting.name);
        CHECK(app::value_text(setting, *second) == app::value_text(setting, *first));
    }
    CHECK(second->settings.slow.methods == first->settings.slow.methods);
    const auto has = [&](const std::string& line) {
        INFO(line << "\nin\n" << printed);
        CHECK(printed.find(line) != std::string::npos);
    };
    CHECK(std::none_of(printed.begin(), printed.end(),
                       [](char c) { return c == '\f' || c == '\x1b' || c == '\x7f'; }));
    has("mode = \"observe\"  # --proxy-mode\n");
    has("[stall]\nwindow = \"1.5s\"  # --proxy-stall-window\nload_window = \"20s\"  # default\n");
    has("queue = \"100000\"  # GOPLS_PROXY_LIMITS_QUEUE\n");
    has("replacements = 0  # --proxy-budget-replacements\n");
    has("[slow.methods]\n\"textDocument/hover\" = \"2s\"  # "
        "--proxy-slow.methods.textDocument/hover\n");
}

TEST_CASE("to_json includes the sources of the settings") {
    const auto loaded = app::load_settings({{"stall-window", "7s"}}, {}, "");
    REQUIRE(loaded.has_value());
    const std::string json = app::to_json(*loaded);
    const auto has = [&](const std::string& part) {
        INFO(part << "\nin\n" << json);
        CHECK(json.find(part) != std::string::npos);
    };
    has("\"stall.window\": {\n    \"value\": \"7s\",\n    \"source\": \"--proxy-stall-window\"\n  "
        "}");
    has("\"budget.replacements\": {\n    \"value\": 3,\n    \"source\": \"default\"\n  }");
}

TEST_CASE("Only addresses of the loopback are accepted for the metrics") {
    for (const std::string bad : {"0.0.0.0:9464", "9464", "192.0.2.1:9464", "[::]:9464"}) {
        INFO(bad);
        const auto loaded =
            app::load_settings({{"metrics-address", bad}}, app::Environment{}, std::string());
        REQUIRE(loaded.has_error());
        CHECK(loaded.error().sentence.find("not a loopback address") != std::string::npos);
    }
}
