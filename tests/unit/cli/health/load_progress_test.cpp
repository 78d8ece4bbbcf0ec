#include "cli/health/load_progress.hpp"

#include "support/catch.hpp"

using cli::health::LoadProgress;
using nlohmann::json;

namespace {

void progress(LoadProgress& load, const json& token, const json& value) {
    load.read("$/progress", {{"token", token}, {"value", value}});
}

void begin(LoadProgress& load, const json& token, const char* title, const char* message = "") {
    progress(load, token, {{"kind", "begin"}, {"title", title}, {"message", message}});
}

void end(LoadProgress& load, const json& token, const char* message) {
    progress(load, token, {{"kind", "end"}, {"message", message}});
}

}  // namespace

TEST_CASE("the load has ended once gopls has set up every folder") {
    LoadProgress load;
    CHECK_FALSE(load.has_ended());
    begin(load, "1", "Setting up workspace", "Loading packages...");
    begin(load, 1, "Setting up workspace", "Loading packages...");
    CHECK_FALSE(load.has_ended());
    end(load, "1", "Finished loading packages.");
    CHECK_FALSE(load.has_ended());
    end(load, 1, "Finished loading packages.");
    CHECK(load.has_ended());
    CHECK(load.error().empty());
}

TEST_CASE("other progress is not the load") {
    LoadProgress load;
    begin(load, "9", "Running tests");
    end(load, "9", "Done.");
    CHECK_FALSE(load.has_ended());
    load.read("window/logMessage", {{"message", "Finished loading packages."}});
    load.read("$/progress", nullptr);
    CHECK_FALSE(load.has_ended());
}

TEST_CASE("gopls's error about the workspace counts until gopls withdraws it") {
    LoadProgress load;
    begin(load, "1", "Setting up workspace");
    end(load, "1", "Finished loading packages.");
    begin(load, "2", "Error loading workspace", "go.mod:1: unknown directive");
    CHECK(load.error() == "go.mod:1: unknown directive");
    CHECK(load.has_diagnosed());
    progress(load, "2", {{"kind", "report"}, {"message", "go.mod:2: another"}});
    CHECK(load.error() == "go.mod:2: another");
    end(load, "2", "Done.");
    CHECK(load.error().empty());
}

TEST_CASE("a folder that gopls cannot open is an error") {
    LoadProgress load;
    begin(load, "1", "Setting up workspace");
    end(load, "1", "Error loading packages: no such folder");
    CHECK(load.has_ended());
    CHECK(load.error() == "Error loading packages: no such folder");
}

TEST_CASE("diagnostics of an open document show that gopls has examined it") {
    LoadProgress load;
    load.read("textDocument/publishDiagnostics", {{"uri", "file:///a"}, {"diagnostics", {}}});
    CHECK_FALSE(load.has_diagnosed());
    load.read("textDocument/publishDiagnostics",
              {{"uri", "file:///a"}, {"version", 1}, {"diagnostics", {}}});
    CHECK(load.has_diagnosed());
}
