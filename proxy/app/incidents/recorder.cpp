#include "app/incidents/recorder.hpp"

#include <filesystem>
#include <random>
#include <utility>

#include "app/build_info.hpp"
#include "app/incidents/id.hpp"
#include "app/incidents/module_files.hpp"
#include "app/snapshot.hpp"
#include "io/go_programs.hpp"

namespace app::incidents {
namespace {

std::string working_folder() {
    std::error_code gone;
    return std::filesystem::current_path(gone).string();
}

/// Returns the build information of the running process. Its executable may differ from the file
/// that was started, which may be a script, or may have been replaced by an upgrade.
io::GoBuildInfo build_info_of(int pid, const std::string& path) {
    const std::string running = "/proc/" + std::to_string(pid) + "/exe";
    for (const std::string& file : {running, path}) {
        const auto section = io::go_build_section(file);
        const auto info = io::parse_go_build_info(section.value_or(""));
        if (info && io::main_package(*info) == kGoplsPackage) return *info;
    }
    return {};
}

/// Delayed, because the go command would take processors from the gopls that is starting.
constexpr auto kAskGoAfter = std::chrono::seconds(2);

}  // namespace

Recorder::Recorder(io::Loop& loop, RecorderOptions options, const Configured& configured,
                   RecorderEvents events)
    : options_(std::move(options)),
      configured_(configured),
      events_(std::move(events)),
      writer_(loop, Store(below_state("/incidents")),
              {events_.warning,
               [this] {
                   if (idle()) events_.idle();
               }}),
      go_env_(loop, options_.mark + ".goenv",
              [this] {
                  if (idle()) events_.idle();
              }),
      go_timer_(loop, [this] { ask_go(facts_.environment); }),
      background_(loop) {
    facts_.proxy_version = version_number();
    facts_.proxy_pid = ::getpid();
    facts_.gopls_path = options_.gopls;
    facts_.folder = working_folder();
    facts_.platform = platform();
}

bool Recorder::record(const core::effect::Incident& incident, const Subject& subject) {
    core_json_ = incident.json;
    open_ = incident.open;
    const bool is_new = incident.number != number_;
    if (is_new) {
        begin(incident, subject);
    } else {
        write_document();
    }
    return is_new;
}

void Recorder::begin(const core::effect::Incident& incident, const Subject& subject) {
    number_ = incident.number;
    generation_ = incident.generation;
    if (facts_.settings.is_null()) facts_.settings = changed_settings(configured_);
    const auto now = std::chrono::system_clock::now();
    facts_.id = make_id(now, static_cast<std::uint16_t>(std::random_device{}()), incident.verdict);
    facts_.time = rfc3339(now);
    facts_.environment = subject.environment;
    facts_.gopls_version.clear();
    facts_.gopls_built_with.clear();
    facts_.gopls_debug_port = subject.debug_port;
    facts_.go_version.clear();
    events_.begun(writer_.store().folder(facts_.id));

    writer_.begin(facts_.id);
    write_document();
    writer_.write(facts_.id, "messages.jsonl", [text = incident.messages] { return text; });
    write_stderr("stderr.txt", subject.stderr_tail);
    writer_.write(facts_.id, "modules.diff", [root = modules_root(), folder = facts_.folder] {
        return module_changes(root, folder);
    });
    find_version(subject.pid);
    go_timer_.arm(kAskGoAfter);
}

void Recorder::write_document() {
    writer_.write(facts_.id, std::string(Store::kDocument),
                  [json = core_json_, facts = facts_, most = writer_.store().limits().file_bytes] {
                      return document(json, facts, most);
                  });
}

void Recorder::add_stderr(core::Generation generation, std::string tail) {
    if (!open_) return;
    const bool of_subject = generation == generation_;
    write_stderr(of_subject ? "stderr.txt" : "stderr-" + std::to_string(generation) + ".txt",
                 std::move(tail));
}

void Recorder::write_stderr(const std::string& name, std::string tail) {
    if (!options_.keeps_stderr || tail.empty()) return;
    writer_.write(facts_.id, name, [text = std::move(tail)] { return text; });
}

void Recorder::add_stacks(const std::string& id, std::string stacks) {
    writer_.add(id, "stacks.txt", std::move(stacks));
}

void Recorder::add_go_stacks(const std::string& id, std::string stacks) {
    writer_.add(id, "go-stacks.txt", std::move(stacks));
}

void Recorder::find_version(int pid) {
    background_.run([pid, path = options_.gopls](
                        io::Background::Abandoned) { return build_info_of(pid, path); },
                    [this, id = facts_.id](io::GoBuildInfo info) {
                        if (id != facts_.id) return;
                        facts_.gopls_version = std::move(info.version);
                        facts_.gopls_built_with = std::move(info.go);
                        write_document();
                    });
}

void Recorder::ask_go(const Environment& environment) {
    go_env_.run(environment, [this, id = facts_.id](const GoEnvAnswer& answer) {
        writer_.write(id, "go-env.json", [json = answer.json] { return json; });
        if (id != facts_.id) return;
        facts_.go_version = answer.go_version;
        write_document();
    });
}

void Recorder::loaded_well() {
    background_.run(
        [root = modules_root(), folder = facts_.folder](io::Background::Abandoned abandoned) {
            const auto kept = keep_module_files(root, folder, abandoned);
            return kept.has_error() ? kept.error().message() : std::string();
        },
        [this](const std::string& problem) {
            if (!problem.empty()) events_.warning("cannot copy go.mod: " + problem);
        });
}

}  // namespace app::incidents
