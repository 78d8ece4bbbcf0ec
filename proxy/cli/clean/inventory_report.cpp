#include "cli/clean/inventory_report.hpp"

#include <algorithm>

#include "app/incidents/mask.hpp"
#include "app/paint.hpp"
#include "app/size_text.hpp"
#include "cli/clean/report.hpp"
#include "cli/incidents/reading.hpp"
#include "cli/status/words.hpp"
#include "core/base/time.hpp"

namespace cli::clean {
namespace {

using incidents::printable_line;

/// Rows beyond these are left to `--json`.
constexpr std::size_t kMostProcesses = 20;
constexpr std::size_t kMaxCommandBytes = 120;

std::string sources_text(const Sources& sources) {
    std::string text;
    const auto add = [&](bool is_seen, const char* name) {
        if (is_seen) text += (text.empty() ? "" : ", ") + std::string(name);
    };
    add(sources.process_table, "process table");
    add(sources.holdings, "holdings");
    add(sources.sockets, "sockets");
    return text;
}

std::string role_text(const Gopls& gopls) {
    std::string text = gopls.editor.empty() ? "no editor" : printable_line(gopls.editor);
    if (gopls.role == Role::kDaemon) text = "daemon of several editors";
    if (gopls.role == Role::kForwarder) text += ", client of a daemon";
    if (gopls.role == Role::kHelper) text = "telemetry of gopls";
    if (gopls.proxy_pid == 0) return text;
    const std::string proxy = proxy_text(gopls.proxy_pid, gopls.proxy_run);
    const bool is_alone = !gopls.proxy_run.empty() && gopls.role == Role::kBehindProxy;
    return is_alone ? proxy : text + ", " + proxy;
}

std::string gopls_text(const Gopls& gopls, const Style& style) {
    const io::UserProcess& process = gopls.process;
    std::string text = "  " + app::padded(std::to_string(process.pid), 8) +
                       app::padded(core::human(process.age), 10) +
                       app::padded(app::size_text(process.resident_bytes), 10) +
                       path_text(gopls.folder, style) + "  " + role_text(gopls) + "\n";
    const std::string indent(10, ' ');
    const std::string& cache = gopls.caches.gopls_cache;
    text += indent + "cache " + (cache.empty() ? "unknown" : path_text(cache, style)) +
            "; seen in: " + sources_text(gopls.sources) + "\n";
    for (const std::string& address : process.listens) {
        text += indent + "listens on " + path_text(address, style) + "\n";
    }
    return text;
}

std::string command_text(const io::UserProcess& process) {
    std::string text;
    for (const std::string& word : app::incidents::masked_arguments(process.argv)) {
        text += (text.empty() ? "" : " ") + word;
    }
    if (text.empty()) text = process.name;
    const bool is_long = text.size() > kMaxCommandBytes;
    return printable_line(text.substr(0, kMaxCommandBytes)) + (is_long ? "…" : "");
}

std::string companion_text(const Companion& companion, const Style& style) {
    std::string text = "  " + app::padded(std::to_string(companion.process.pid), 8) +
                       command_text(companion.process) + "\n";
    text += std::string(10, ' ') + path_text(companion.process.working_folder, style);
    if (companion.gopls_pid != 0) {
        text += ", below gopls " + std::to_string(companion.gopls_pid);
    } else if (companion.is_orphan) {
        text += ", left over: the process that started it is gone";
    }
    return text + "\n";
}

std::string file_text(const FileUse& use, const Style& style) {
    return "  " + app::padded(std::to_string(use.pid), 8) +
           app::padded(printable_line(use.name), 16) + path_text(use.path, style) + "\n";
}

template <typename Values, typename Text>
std::string section(const std::string& title, const Values& values, const Style& style, Text text) {
    if (values.empty()) return {};
    std::string result = heading(title, style);
    for (std::size_t i = 0; i < std::min(values.size(), kMostProcesses); ++i) {
        result += text(values[i], style);
    }
    if (values.size() > kMostProcesses) {
        result += "  " + std::to_string(values.size() - kMostProcesses) + " more (--json)\n";
    }
    return result + "\n";
}

}  // namespace

std::string heading(const std::string& text, const Style& style) {
    return app::painted(text, app::Paint::kStrong, style.colours) + "\n";
}

std::string path_text(const std::string& path, const Style& style) {
    return printable_line(shortened(path, style.home));
}

std::string inventory_text(const Inventory& inventory, const Style& style) {
    std::string text;
    if (!inventory.known) {
        text += "Processes cannot be seen on this system, so no gopls is listed.\n\n";
    } else if (inventory.gopls.empty()) {
        text += "No gopls of yours is running.\n\n";
    }
    text += section("gopls: pid, age, memory, folder, editor", inventory.gopls, style, &gopls_text);
    text += section("go commands and debuggers", inventory.companions, style, &companion_text);
    text += section("Held locks", inventory.locks, style, &file_text);
    text += section("Files open for writing in a workspace", inventory.writers, style, &file_text);
    return text;
}

}  // namespace cli::clean
