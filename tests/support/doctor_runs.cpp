#include "support/doctor_runs.hpp"

#include <algorithm>
#include <filesystem>

#include "support/failure.hpp"
#include "support/proxied.hpp"
#include "support/schema.hpp"
#include "support/stored_zip.hpp"
#include "support/target.hpp"

namespace support {

namespace fs = std::filesystem;

bool Examined::has(const std::string& id) const {
    const Json& findings = json.at("findings");
    return std::any_of(findings.begin(), findings.end(),
                       [&](const Json& one) { return one.at("id") == id; });
}

const Json& Examined::finding(const std::string& id) const {
    for (const Json& one : json.at("findings")) {
        if (one.at("id") == id) return one;
    }
    throw TestFailure("no finding " + id + "; there are:\n" + describe());
}

int Examined::line(const std::string& id) const {
    const Json& place = finding(id).at("place");
    return place.is_null() || place.at("line").is_null() ? 0 : place.at("line").get<int>();
}

std::string Examined::describe() const {
    std::string text;
    for (const Json& one : json.at("findings")) {
        text += one.at("severity").get<std::string>() + " " + one.at("id").get<std::string>() +
                ": " + one.at("seen").get<std::string>() + "\n";
    }
    return text;
}

bool says(const std::string& text, const std::string& words) {
    return text.find(words) != std::string::npos;
}

void prepare_for_doctor(Sandbox& sandbox) {
    sandbox.environment["GOPLS_PROXY_GOPLS"] = Target::real_gopls();
    fs::create_directories(sandbox.path("proxy"));
    sandbox.environment["GOPROXY"] = "file://" + sandbox.path("proxy").string() + ",off";
}

ChildOptions doctor_options(const Sandbox& sandbox, const std::string& folder,
                            const std::vector<std::string>& more) {
    ChildOptions options =
        direct(sandbox, Target::proxy(), {"doctor", sandbox.path(folder).string()});
    options.working_directory = sandbox.path().string();
    const auto is_limit = [](const std::string& word) { return word == "--time-limit"; };
    if (std::none_of(more.begin(), more.end(), is_limit)) {
        options.argv.insert(options.argv.end(), {"--time-limit", "60"});
    }
    options.argv.insert(options.argv.end(), more.begin(), more.end());
    return options;
}

Examined examined(const ChildOptions& options) {
    const Completed completed = run(options);
    Examined result{completed.status.code, Json::parse(completed.output, nullptr, false),
                    completed.errors};
    if (!result.json.is_object()) {
        throw TestFailure("doctor printed no JSON: " + completed.output + completed.errors);
    }
    const std::string violation = schema_violation("doctor", result.json);
    if (!violation.empty()) throw TestFailure(violation);
    return result;
}

Examined examine(const Sandbox& sandbox, const std::string& folder,
                 const std::vector<std::string>& more) {
    ChildOptions options = doctor_options(sandbox, folder, more);
    options.argv.emplace_back("--json");
    return examined(options);
}

void publish(const Sandbox& sandbox, const std::string& module, const std::string& version,
             const std::map<std::string, std::string>& files) {
    const std::string at = "proxy/" + module + "/@v/";
    std::map<std::string, std::string> archive;
    for (const auto& [name, text] : files) archive[module + "@" + version + "/" + name] = text;
    sandbox.write(at + version + ".info",
                  R"({"Version":")" + version + R"(","Time":"2026-01-01T00:00:00Z"})");
    sandbox.write(at + version + ".mod", files.at("go.mod"));
    sandbox.write(at + version + ".zip", stored_zip(archive));
    sandbox.write(at + "list", sandbox.read(at + "list") + version + "\n");
}

std::string run_in(const Sandbox& sandbox, const std::string& folder,
                   const std::vector<std::string>& argv) {
    ChildOptions options{argv, sandbox.environment, sandbox.path(folder).string(), "", false};
    const Completed completed = run(options);
    if (completed.status.code != 0) {
        std::string line;
        for (const std::string& word : argv) line += word + " ";
        throw TestFailure(line + "failed: " + completed.output + completed.errors);
    }
    return completed.output;
}

std::map<std::string, std::string> files_in(const Sandbox& sandbox, const std::string& folder) {
    std::map<std::string, std::string> files;
    for (const auto& entry : fs::recursive_directory_iterator(sandbox.path(folder))) {
        if (!entry.is_regular_file()) continue;
        const std::string name = fs::relative(entry.path(), sandbox.path()).string();
        files[name] = sandbox.read(name);
    }
    return files;
}

}  // namespace support
