#include "app/incidents/go_env.hpp"

#include <chrono>
#include <utility>

#include "app/gopls/executable.hpp"
#include "app/gopls/server_environment.hpp"
#include "app/incidents/document.hpp"
#include "app/incidents/mask.hpp"

namespace app::incidents {
namespace {

using namespace std::chrono_literals;

constexpr auto kTime = 5s;
constexpr std::size_t kRoomBytes = 16 << 10;
constexpr std::size_t kMaxOutputBytes = 1 << 20;

GoEnvAnswer failure(const std::string& sentence, const std::string& errors) {
    Json json{{"error", sentence}};
    if (!errors.empty()) json["stderr"] = errors;
    return {text_of(json), {}};
}

}  // namespace

GoEnvAnswer read_go_env(std::string_view output, const std::string& errors, bool ended_well) {
    if (!ended_well) return failure("`go env -json` failed or did not answer in time", errors);
    const Json told = Json::parse(output, nullptr, false);
    if (!told.is_object()) return failure("`go env -json` printed no JSON object", errors);
    Json masked = Json::object();
    for (const auto& [name, value] : told.items()) {
        if (value.is_string()) masked[name] = masked_value(name, value.get<std::string>());
    }
    return {text_of(masked), masked.value("GOVERSION", "")};
}

GoEnv::GoEnv(io::Loop& loop, std::string mark, std::function<void()> idle)
    : loop_(loop),
      mark_(std::move(mark)),
      idle_(std::move(idle)),
      room_(kRoomBytes),
      time_up_(loop, [this] { answer(false); }),
      let_go_(loop, [this] { gone_.reset(); }),
      background_(loop) {}

GoEnv::~GoEnv() = default;

void GoEnv::run(const Environment& environment, Done done) {
    if (stopped_ || running() || std::exchange(looking_, true)) return;
    background_.run(
        [environment](io::Background::Abandoned) { return find_on_path("go", environment); },
        [this, environment, done = std::move(done)](const std::string& go) {
            looking_ = false;
            if (!stopped_) start(go, environment, done);
        });
}

void GoEnv::start(const std::string& go, const Environment& environment, Done done) {
    if (go.empty()) return done(failure("go was not found on PATH", {}));
    io::ChildOptions child;
    child.program = go;
    child.arguments = {"env", "-json"};
    child.environment = entries(environment, mark_);
    ServerEvents events;
    events.output.room = [this] { return std::span<char>(room_); };
    events.output.received = [this](std::size_t n) {
        if (output_.size() < kMaxOutputBytes) output_.append(room_.data(), n);
    };
    events.stderr_bytes = [](std::string_view) {};
    events.gone = [this](const core::ExitStatus& status) {
        answer(status.code == 0 && status.signal == 0);
    };
    events.ended = [this](const std::vector<std::string>&) { ended(); };
    auto started = ServerProcess::start(loop_, child, mark_, std::move(events));
    if (started.has_error()) return done(failure(started.error().message, {}));
    output_.clear();
    done_ = std::move(done);
    process_ = std::move(*started);
    process_->input().close();
    time_up_.arm(kTime);
}

void GoEnv::answer(bool ended_well) {
    time_up_.disarm();
    const Done done = std::exchange(done_, {});
    if (done) done(read_go_env(output_, process_->stderr_tail(), ended_well));
    process_->end();
}

void GoEnv::ended() {
    gone_ = std::move(process_);
    let_go_.arm(0ns);
    idle_();
}

void GoEnv::stop() {
    stopped_ = true;
    done_ = {};
    time_up_.disarm();
    if (running()) process_->end();
}

}  // namespace app::incidents
