#include "doctor/facts/load.hpp"

#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>
#include <optional>

#include "doctor/facts/json_stream.hpp"

namespace doctor {
namespace {

/// Returns the step in the line that reports its end: "# get URL: 200 OK (0.1s)", "0.1s # cd …".
std::optional<std::string_view> step_that_ended(std::string_view line) {
    if (line.starts_with("# get ")) {
        const std::size_t end = line.find(": ", 6);
        if (end != std::string_view::npos) return line.substr(2, end - 2);
        return std::nullopt;
    }
    const std::size_t mark = line.find("s # ");
    const bool has_time =
        mark != std::string_view::npos && mark > 0 &&
        line.substr(0, mark).find_first_not_of("0123456789.") == std::string_view::npos;
    return has_time ? std::optional(line.substr(mark + 4)) : std::nullopt;
}

/// Returns the step that begins with this line and reports its end.
std::optional<std::string_view> step_that_began(std::string_view line) {
    if (line.starts_with("# get ")) return line.substr(2);
    if (line.starts_with("cd ") && line.find("; ") != std::string_view::npos) return line;
    return std::nullopt;
}

}  // namespace

std::vector<std::string> unfinished_steps(std::string_view text) {
    std::vector<std::string> pending;
    std::string last;
    while (!text.empty()) {
        const std::string_view line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        if (line.empty()) continue;
        if (const auto ended = step_that_ended(line)) {
            std::erase(pending, std::string(*ended));
            if (last == *ended) last.clear();
        } else if (const auto began = step_that_began(line)) {
            pending.emplace_back(*began);
        } else if (!line.starts_with("WORK=") && !line.starts_with("go: ") &&
                   !line.starts_with("#")) {
            last = line;
        }
    }
    // Steps of a build do not report their end.
    if (pending.empty() && !last.empty()) pending.push_back(std::move(last));
    return pending;
}

std::string error_words(std::string_view text) {
    std::string first;
    while (!text.empty()) {
        const std::string_view line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        const bool is_message = line.starts_with("go: ") && !line.starts_with("go: downloading ");
        // "./a.go:3:8: undefined: x", and "# example.com/a" in front of it
        const std::size_t place = line.find(".go:");
        const bool is_place = place != std::string_view::npos && place + 4 < line.size() &&
                              std::isdigit(static_cast<unsigned char>(line[place + 4])) != 0;
        if (is_message || is_place || line.starts_with("cgo: ")) return std::string(line);
        if (!line.empty()) first = line;
    }
    return first;
}

std::string wait_of(const io::Process& process) {
    if (process.waits_for_lock_of != 0) {
        const std::string file = process.lock_file.empty() ? "a file" : process.lock_file;
        std::string words = "the lock of " + file;
        if (process.waits_for_lock_of > 0) {
            words += ", which process " + std::to_string(process.waits_for_lock_of) + " holds";
            if (!process.lock_holder.empty()) words += " (" + process.lock_holder + ")";
        }
        return words;
    }
    for (const io::Socket& socket : process.sockets) {
        if (socket.state == io::Socket::State::kConnecting) {
            return "a connection to " + socket.remote;
        }
    }
    for (const io::Socket& socket : process.sockets) {
        if (socket.state == io::Socket::State::kEstablished) {
            return "an answer from " + socket.remote;
        }
    }
    if (process.state == 'T' || process.state == 't') return "SIGCONT: it is stopped";
    if (process.state == 'D') return "a disk";
    return {};
}

void count_packages(std::string_view json, GoRun& run) {
    each_document(json, [&run](const nlohmann::json& package) {
        ++run.packages;
        const auto error = package.find("Error");
        if (error == package.end() || !error->is_object()) return;
        ++run.faulty_packages;
        const auto words = error->find("Err");
        if (run.first_error.empty() && words != error->end() && words->is_string()) {
            run.first_error = words->get<std::string>();
        }
    });
}

}  // namespace doctor
