// `gopls-proxy doctor` where a file system does not answer.
#include <filesystem>

#include "support/catch.hpp"
#include "support/doctor_runs.hpp"
#include "support/hanging_folder.hpp"

using support::Examined;
using support::HangingFolder;
using support::Sandbox;
using support::says;

namespace {

Examined examine_with(const HangingFolder& hanging, const Sandbox& sandbox,
                      const std::string& folder) {
    return support::examined(
        hanging.with(support::doctor_options(sandbox, folder, {"--json", "--time-limit", "60"})));
}

}  // namespace

TEST_CASE("a folder that hangs is named, and the doctor ends", "[doctor_hanging_folder][real]") {
    Sandbox sandbox;
    support::prepare_for_doctor(sandbox);
    sandbox.write_module();
    const std::string where = GENERATE("module/net", "path");
    std::filesystem::create_directories(sandbox.path(where));
    if (where == "path") {
        sandbox.environment["PATH"] += ":" + sandbox.path("path").string();
    }
    const HangingFolder hanging(sandbox.path(where).string(), sandbox.environment);
    if (!hanging.refused().empty()) {
        WARN("not run: " << hanging.refused());
        return;
    }
    const Examined result = examine_with(hanging, sandbox, "module");
    INFO(result.describe());
    CHECK(says(result.finding("file-system-hangs")["seen"], sandbox.path(where).string()));
    CHECK(result.code == 1);
    CHECK(hanging.touched());
}

TEST_CASE("an examined folder that hangs itself is a finding", "[doctor_hanging_folder][real]") {
    Sandbox sandbox;
    support::prepare_for_doctor(sandbox);
    std::filesystem::create_directories(sandbox.path("net"));
    const HangingFolder hanging(sandbox.path("net").string(), sandbox.environment);
    if (!hanging.refused().empty()) {
        WARN("not run: " << hanging.refused());
        return;
    }
    const Examined result = examine_with(hanging, sandbox, "net/work");
    CHECK(says(result.finding("file-system-hangs")["seen"], sandbox.path("net").string()));
}
