#include "support/proxied.hpp"

#include <algorithm>
#include <fstream>
#include <utility>

#include "support/failure.hpp"
#include "support/target.hpp"
#include "support/waiting.hpp"

namespace support {
namespace {

constexpr const char* kLog = "proxy.log";

}  // namespace

ChildOptions direct(const Sandbox& sandbox, const std::string& server,
                    const std::vector<std::string>& arguments) {
    ChildOptions options{{server}, sandbox.environment, sandbox.path().string(), "", false};
    options.argv.insert(options.argv.end(), arguments.begin(), arguments.end());
    if (std::filesystem::exists(sandbox.module()))
        options.working_directory = sandbox.module().string();
    return options;
}

ChildOptions proxied(const Sandbox& sandbox, const std::string& server,
                     const std::vector<std::string>& arguments) {
    ChildOptions options = direct(sandbox, Target::proxy(), arguments);
    options.environment.merge(Environment{
        {"GOPLS_PROXY_GOPLS", server},
        {"GOPLS_PROXY_STALL_WINDOW", "1s"},
        {"GOPLS_PROXY_STALL_LOAD_WINDOW", "3s"},
        {"GOPLS_PROXY_STALL_NETWORK_WINDOW", "4s"},
        {"GOPLS_PROXY_STALL_EDITOR_WINDOW", "2s"},
        {"GOPLS_PROXY_STALL_SAMPLE_INTERVAL", "200ms"},
        {"GOPLS_PROXY_STALE_WINDOW", "1s"},
        {"GOPLS_PROXY_BUDGET_MAX_SPACING", "0s"},
        {"GOPLS_PROXY_LOG_FILE", sandbox.path(kLog).string()},
        {"GOPLS_PROXY_LOG_LEVEL", "debug"},
    });
    options.ends_whole = true;
    options.log_file = sandbox.path(kLog).string();
    return options;
}

ChildOptions proxied_by_default(const Sandbox& sandbox, const std::string& server) {
    ChildOptions options = proxied(sandbox, server);
    std::erase_if(options.environment, [](const auto& variable) {
        return variable.first.starts_with("GOPLS_PROXY_STALL_") ||
               variable.first.starts_with("GOPLS_PROXY_BUDGET_");
    });
    return options;
}

std::vector<app::LogLine> read_log(const std::filesystem::path& path) {
    std::vector<app::LogLine> lines;
    std::ifstream file(path, std::ios::binary);
    for (std::string text; std::getline(file, text);) {
        if (auto line = app::read_log_line(text)) lines.push_back(std::move(*line));
    }
    return lines;
}

std::vector<app::LogLine> ProxyLog::lines() const {
    return read_log(sandbox_.path(kLog));
}

int ProxyLog::count(const Logged& wanted) const {
    const auto all = lines();
    return static_cast<int>(std::count_if(all.begin(), all.end(), [&](const app::LogLine& line) {
        return wanted.matches(line.event);
    }));
}

int ProxyLog::first(const Logged& wanted) const {
    const auto all = lines();
    for (std::size_t i = 0; i < all.size(); ++i)
        if (wanted.matches(all[i].event)) return static_cast<int>(i);
    return -1;
}

bool ProxyLog::is_without(const std::string& words) const {
    return sandbox_.read(kLog).find(words) == std::string::npos;
}

void ProxyLog::expect(const Logged& wanted) const {
    try {
        wait_until([&] { return has(wanted); }, described(wanted));
    } catch (const TestFailure& failure) {
        throw TestFailure(std::string(failure.what()) + " in the log:\n" + sandbox_.read(kLog));
    }
}

void ProxyLog::expect_order(const Logged& wanted, const Logged& later) const {
    expect(wanted);
    expect(later);
    if (first(wanted) > first(later))
        throw TestFailure(described(later) + " comes before " + described(wanted) +
                          " in the log:\n" + sandbox_.read(kLog));
}

}  // namespace support
