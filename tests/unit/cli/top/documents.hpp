// Answers of sessions, as proxies give them.
#pragma once

#include <string>
#include <utility>

#include "cli/control/client.hpp"
#include "cli/top/sessions.hpp"

namespace top_test {

using cli::top::Json;

inline Json process(int pid, int parent, const std::string& program, double cpu, double megabytes) {
    return {{"pid", pid},         {"parent", parent},
            {"state", "S"},       {"argv", {"/opt/bin/" + program, "serve"}},
            {"cpu_seconds", cpu}, {"resident_bytes", megabytes * (1 << 20)}};
}

inline Json method(const std::string& name, int count, double p50, double p99, double max) {
    return {{"method", name},         {"count", count},     {"p50_seconds", p50},
            {"p99_seconds", p99},     {"max_seconds", max}, {"queue_p99_seconds", 0},
            {"slow", max > 1 ? 1 : 0}};
}

inline Json healthy(int pid, const std::string& folder) {
    return {{"proxy", {{"pid", pid}, {"version", "0.1.0"}}},
            {"schema", 1},
            {"state", "healthy"},
            {"summary", "gopls works: nothing waits for it."},
            {"mode", "act"},
            {"circuit_open", false},
            {"editor", {{"name", "Neovim"}, {"version", "0.11"}}},
            {"folders", {folder}},
            {"active",
             {{"generation", 1},
              {"phase", "ready"},
              {"pid", pid + 1},
              {"age_seconds", 720.0},
              {"offline", false},
              {"head", nullptr},
              {"stall", nullptr}}},
            {"standby", nullptr},
            {"requests_in_flight", 0},
            {"waiting", Json::array()},
            {"open_documents", 2},
            {"last_incident", nullptr},
            {"stalls_detected", 0},
            {"replacements", 0},
            {"methods", {method("textDocument/hover", 120, 0.003, 0.012, 0.02)}},
            {"processes", {process(pid + 1, pid, "gopls", 10, 300)}}};
}

inline Json stuck(int pid, const std::string& folder) {
    Json status = healthy(pid, folder);
    status["state"] = "stuck";
    status["summary"] =
        "gopls has not moved for 6.1 s while it works on textDocument/hover, and uses no CPU: it "
        "is deadlocked. A fresh gopls is being prepared.";
    status["active"]["head"] = {
        {"method", "textDocument/hover"}, {"age_seconds", 6.1}, {"quiet_seconds", 6.0}};
    status["standby"] = {{"generation", 2},
                         {"phase", "loading"},
                         {"pid", pid + 2},
                         {"age_seconds", 1.5},
                         {"offline", false}};
    status["requests_in_flight"] = 2;
    status["waiting"] = {
        {{"id", 7}, {"method", "textDocument/hover"}, {"waited_seconds", 6.1}, {"generation", 1}},
        {{"id", "b-8"},
         {"method", "textDocument/definition"},
         {"waited_seconds", 2.0},
         {"generation", 0}}};
    status["stalls_detected"] = 1;
    status["replacements"] = 1;
    status["last_incident"] = {
        {"number", 1}, {"sentence", "gopls is deadlocked"}, {"open", true}, {"age_seconds", 5.0}};
    status["processes"] = {
        process(pid + 1, pid, "gopls", 10, 1500), process(pid + 3, pid + 1, "go", 1, 40),
        process(pid + 4, pid + 3, "compile", 1, 60), process(pid + 2, pid, "gopls", 1, 200)};
    return status;
}

/// Sessions that have given these answers, one a second.
class Answers {
  public:
    void give(const Json& status) {
        const int pid = status.at("proxy").at("pid").get<int>();
        const std::filesystem::path socket = "/run/" + std::to_string(pid) + ".sock";
        if (std::find(sockets_.begin(), sockets_.end(), socket) == sockets_.end()) {
            sockets_.push_back(socket);
        }
        now_ += std::chrono::seconds(1);
        sessions.ask(sockets_, now_);
        sessions.answered(socket,
                          cli::Session{pid, socket, {boost::system::in_place_value, status}}, now_);
    }
    const std::vector<std::filesystem::path>& sockets() const { return sockets_; }
    core::Time now() const { return now_; }

    cli::top::Sessions sessions{"/home/me"};

  private:
    std::vector<std::filesystem::path> sockets_;
    core::Time now_{};
};

}  // namespace top_test
