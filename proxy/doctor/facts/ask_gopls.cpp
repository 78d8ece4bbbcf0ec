#include "doctor/facts/ask_gopls.hpp"

#include "doctor/facts/scratch_folder.hpp"
#include "io/files.hpp"

namespace doctor {

GoplsApi ask_gopls(Programs& programs, const std::string& gopls,
                   const app::Environment& environment) {
    const ScratchFolder scratch(environment);
    if (scratch.path().empty()) return {};
    const std::string telemetry = scratch.path() + "/go/telemetry";
    if (!io::create_directories(telemetry).has_value() ||
        !io::write_file_atomically(telemetry + "/mode", "off 2020-01-01\n").has_value()) {
        return {};
    }
    app::Environment own = environment;
    own["XDG_CONFIG_HOME"] = scratch.path();
    // Since v0.24, the flags of a session are in the help of `serve`.
    const auto results = programs.run({Program{{gopls, "api-json"}, scratch.path(), own},
                                       Program{{gopls, "-h"}, scratch.path(), own},
                                       Program{{gopls, "serve", "-h"}, scratch.path(), own}});
    if (!results[0].ok()) return {};
    std::string help;
    // Go's flag package writes the help to stderr.
    for (const Ran* asked : {&results[1], &results[2]}) {
        help += asked->output + "\n" + asked->errors + "\n";
    }
    return read_gopls_api(results[0].output, help);
}

}  // namespace doctor
