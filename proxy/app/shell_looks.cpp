#include "app/shell_looks.hpp"

#include <utility>

#include "app/incidents/mask.hpp"

namespace app {
namespace {

using namespace std::chrono_literals;

/// The limit of threads that may be lost to file systems that hang; there are only a few.
constexpr int kMostReading = 2;
/// A sample normally takes milliseconds.
constexpr auto kLate = 10s;

/// Masks command lines, because they go to the log, to the editor and into incidents.
io::Snapshot look_at(int pid) {
    io::Snapshot snapshot = io::observe_session(pid);
    for (io::Process& process : snapshot.processes) {
        process.argv = incidents::masked_arguments(std::move(process.argv));
        process.lock_holder = incidents::mask_secrets(process.lock_holder);
    }
    return snapshot;
}

}  // namespace

Looks::Looks(io::Loop& loop, Events events, ReadProgram read)
    : loop_(loop), events_(std::move(events)), read_(std::move(read)), background_(loop) {}

void Looks::look(core::Generation generation, int pid) {
    Server& server = servers_[generation];
    say_if_late(generation, server);
    if (server.paused > 0 || server.looking) return;
    server.looking = now();
    background_.run([pid](io::Background::Abandoned) { return look_at(pid); },
                    [this, generation, number = ++server.number](io::Snapshot snapshot) {
                        looked(generation, number, std::move(snapshot));
                    });
}

void Looks::pause(core::Generation generation) {
    Server& server = servers_[generation];
    ++server.paused;
    ++server.number;
}

void Looks::resume(core::Generation generation) {
    const auto it = servers_.find(generation);
    if (it != servers_.end()) --it->second.paused;
}

void Looks::looked(core::Generation generation, std::uint64_t number, io::Snapshot snapshot) {
    const auto it = servers_.find(generation);
    if (it == servers_.end()) return;
    Server& server = it->second;
    server.looking.reset();
    if (number != server.number) return;
    auto unknown = programs_.fill_in(snapshot);
    if (unknown.empty() || server.reading || reading_ >= kMostReading) {
        return events_.seen(generation, std::move(snapshot));
    }
    server.reading = now();
    read_programs(generation, number, std::move(snapshot), std::move(unknown));
}

void Looks::read_programs(core::Generation generation, std::uint64_t number, io::Snapshot snapshot,
                          std::vector<io::ProcessImage> unknown) {
    ++reading_;
    using Programs = std::vector<std::pair<io::ProcessImage, io::GoProgram>>;
    background_.run(
        [unknown = std::move(unknown), read = read_](io::Background::Abandoned) {
            Programs programs;
            for (const io::ProcessImage& image : unknown) {
                if (auto program = read(image)) programs.emplace_back(image, std::move(*program));
            }
            return programs;
        },
        [this, generation, number, snapshot = std::move(snapshot)](Programs programs) mutable {
            --reading_;
            for (auto& [image, program] : programs) programs_.add(image, std::move(program));
            const auto it = servers_.find(generation);
            if (it == servers_.end()) return;
            it->second.reading.reset();
            if (number != it->second.number) return;
            programs_.fill_in(snapshot);
            events_.seen(generation, std::move(snapshot));
        });
}

void Looks::say_if_late(core::Generation generation, Server& server) {
    const auto is_late = [&](const auto& since) { return since && now() - *since >= kLate; };
    if (server.said_incomplete || (!is_late(server.looking) && !is_late(server.reading))) return;
    server.said_incomplete = true;
    if (background_.starved()) {
        events_.incomplete(generation,
                           "cannot sample its processes: the system has no threads left");
    } else if (is_late(server.looking)) {
        events_.incomplete(generation, "cannot sample its processes: /proc does not respond");
    } else {
        events_.incomplete(generation,
                           "cannot identify the programs of its processes: a file system does not "
                           "respond");
    }
}

}  // namespace app
