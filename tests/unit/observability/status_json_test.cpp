#include "observability/status_json.hpp"

#include "support/catch.hpp"

using Json = nlohmann::ordered_json;
using core::Status;
using namespace std::chrono_literals;

namespace {

Status ready(int pid) {
    Status status;
    status.running = true;
    status.active = Status::Server{};
    status.active->generation = 1;
    status.active->phase = "ready";
    status.active->pid = pid;
    return status;
}

Json with(const Status& status, const Json& processes) {
    Json json = observability::status_json({{"proxy", {{"pid", 1}}}}, status);
    observability::add_processes(json, processes);
    return json;
}

Json process(int pid, const char* state) {
    return Json::array({{{"pid", pid}, {"state", state}}});
}

}  // namespace

TEST_CASE("the status has the facts about the proxy, and the processes") {
    const Json json = with(ready(42), process(42, "S"));
    CHECK(json["proxy"]["pid"] == 1);
    CHECK(json["state"] == "healthy");
    CHECK(json["processes"].size() == 1);
    CHECK(with(ready(42), nullptr)["processes"].is_null());
}

TEST_CASE("gopls is not healthy while it is stopped, though nothing waits for it") {
    CHECK(with(ready(42), process(42, "T"))["state"] == "quiet");
    CHECK(with(ready(42), process(42, "T"))["summary"] ==
          "gopls is stopped by a signal (state T), and nothing waits for it yet.");
    Status asked = ready(42);
    asked.waiting.push_back({"1", "textDocument/hover", 1s, 1});
    CHECK(with(asked, process(42, "T"))["summary"] ==
          "gopls is stopped by a signal (state T), and requests wait for it.");
    // Another process; and gopls before a sample has seen it.
    CHECK(with(ready(42), process(43, "T"))["state"] == "healthy");
    CHECK(with(ready(0), process(0, "T"))["state"] == "healthy");
}

TEST_CASE("a verdict says more than the state of a process") {
    Status stuck = ready(42);
    stuck.active->stall = Status::Stall{core::VerdictKind::kStopped, "gopls was stopped"};
    CHECK(with(stuck, process(42, "T"))["state"] == "stuck");
    CHECK(with({}, process(42, "T"))["state"] == "new");
}
