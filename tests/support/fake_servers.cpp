#include "support/fake_servers.hpp"

#include <sstream>

namespace support {
namespace {

constexpr const char* kFakeScript = "fake/script.json";
constexpr const char* kFakeLog = "fake/log";

}  // namespace

FakeServers::FakeServers(Sandbox& sandbox) : sandbox_(sandbox) {
    sandbox.environment["FAKE_GOPLS_SCRIPT"] = sandbox.path(kFakeScript).string();
    sandbox.environment["FAKE_GOPLS_LOG"] = sandbox.path(kFakeLog).string();
    sandbox.write(kFakeScript, R"({"rules": []})");
}

FakeServers& FakeServers::rule(const nlohmann::json& rule) {
    rules_.push_back(rule);
    sandbox_.write(kFakeScript, nlohmann::json{{"rules", rules_}}.dump());
    return *this;
}

std::string FakeServers::gate(const std::string& name) const {
    return sandbox_.path("fake/gate-" + name).string();
}

void FakeServers::open_gate(const std::string& name) const {
    sandbox_.write("fake/gate-" + name, "");
}

std::vector<nlohmann::json> FakeServers::notes() const {
    std::vector<nlohmann::json> notes;
    std::istringstream stream(sandbox_.read(kFakeLog));
    for (std::string line; std::getline(stream, line);) {
        nlohmann::json note = nlohmann::json::parse(line, nullptr, false);
        if (!note.is_discarded()) notes.push_back(std::move(note));
    }
    return notes;
}

int FakeServers::started() const {
    int count = 0;
    for (const nlohmann::json& note : notes()) count += note["event"] == "start" ? 1 : 0;
    return count;
}

nlohmann::json FakeServers::start_of(int process) const {
    for (const nlohmann::json& note : notes())
        if (note["event"] == "start" && note["process"] == process) return note;
    return nullptr;
}

int FakeServers::told(int process, const std::string& method) const {
    int count = 0;
    for (const nlohmann::json& note : notes())
        if (note["event"] == "message" && note["process"] == process && note["method"] == method)
            ++count;
    return count;
}

bool FakeServers::does(int process, const std::string& what) const {
    for (const nlohmann::json& note : notes())
        if (note["event"] == "rule" && note["process"] == process && note["do"] == what)
            return true;
    return false;
}

}  // namespace support
