// Model processes for the tests of `gopls-proxy clean`.
#pragma once

#include <string>
#include <vector>

#include "cli/clean/facts.hpp"
#include "cli/clean/inventory.hpp"

namespace clean_test {

using cli::clean::Facts;
using cli::clean::Inventory;

/// A machine: each process that is added has a home of its own unless the test says otherwise.
class Machine {
  public:
    Machine() {
        facts.processes.known = true;
        facts.generations = "/home/me/.cache/gopls-proxy";
        facts.processes.all.push_back({1, 0, "systemd"});
    }

    /// Adds a process of this user. The reference holds until the next one is added.
    io::UserProcess& add(int pid, int ppid, const std::string& name,
                         const std::string& executable = "") {
        io::UserProcess process;
        process.pid = pid;
        process.ppid = ppid;
        process.name = name;
        process.executable = executable.empty() ? "/usr/bin/" + name : executable;
        process.argv = {name};
        process.start_ticks = static_cast<std::uint64_t>(pid) * 100;
        process.environment.emplace();
        (*process.environment)["HOME"] = "/home/me";
        process.working_folder = "/home/me/src/app";
        process.is_known = true;
        facts.processes.all.push_back({pid, ppid, name});
        facts.processes.processes.push_back(process);
        return facts.processes.processes.back();
    }
    io::UserProcess& at(int pid) {
        for (io::UserProcess& process : facts.processes.processes) {
            if (process.pid == pid) return process;
        }
        throw std::logic_error("no such process");
    }
    void connect(int one, int other) {
        facts.peers[one].push_back(other);
        facts.peers[other].push_back(one);
    }
    Inventory inventory() const {
        return cli::clean::make_inventory(facts, "/home/me", {"/home/me/.cache"},
                                          [](const std::string&) { return std::string(); });
    }

    Facts facts;
};

inline const cli::clean::Gopls* gopls_at(const Inventory& inventory, int pid) {
    for (const auto& gopls : inventory.gopls) {
        if (gopls.process.pid == pid) return &gopls;
    }
    return nullptr;
}

}  // namespace clean_test
