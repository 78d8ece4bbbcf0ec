#include "support/proxied.hpp"

#include <algorithm>
#include <cctype>
#include <sstream>

#include "support/failure.hpp"
#include "support/target.hpp"
#include "support/waiting.hpp"

namespace support {
namespace {

constexpr const char* kLog = "proxy.log";

/// `words` in `line`, and no digit or letter right behind: generation=1 is not generation=12.
bool contains(const std::string& line, const std::string& words) {
    for (std::size_t at = line.find(words); at != std::string::npos;
         at = line.find(words, at + 1)) {
        const std::size_t behind = at + words.size();
        if (behind == line.size() || std::isalnum(static_cast<unsigned char>(line[behind])) == 0)
            return true;
    }
    return false;
}

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

std::vector<std::string> ProxyLog::lines() const {
    std::vector<std::string> lines;
    std::istringstream stream(sandbox_.read(kLog));
    for (std::string line; std::getline(stream, line);) lines.push_back(line);
    return lines;
}

int ProxyLog::count(const std::string& words) const {
    const std::vector<std::string> all = lines();
    return static_cast<int>(std::count_if(
        all.begin(), all.end(), [&](const std::string& line) { return contains(line, words); }));
}

int ProxyLog::first(const std::string& words) const {
    const std::vector<std::string> all = lines();
    for (std::size_t i = 0; i < all.size(); ++i)
        if (contains(all[i], words)) return static_cast<int>(i);
    return -1;
}

void ProxyLog::expect(const std::string& words) const {
    try {
        wait_until([&] { return has(words); }, words);
    } catch (const TestFailure& failure) {
        throw TestFailure(std::string(failure.what()) + " in the log:\n" + sandbox_.read(kLog));
    }
}

void ProxyLog::expect_order(const std::string& words, const std::string& later) const {
    expect(words);
    expect(later);
    if (first(words) > first(later))
        throw TestFailure(later + " comes before " + words + " in the log:\n" +
                          sandbox_.read(kLog));
}

}  // namespace support
