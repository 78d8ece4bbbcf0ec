#include "app/gopls/module_proxies.hpp"

#include <algorithm>
#include <utility>

#include "app/gopls/cache_folders.hpp"
#include "core/detect/network_wait.hpp"
#include "io/files.hpp"

namespace app {
namespace {

/// The default of GOPROXY in cmd/go/internal/cfg.
constexpr std::string_view kDefault = "https://proxy.golang.org,direct";
constexpr std::size_t kMaxFileBytes = 64 << 10;

std::string value_in_file(const std::string& path, std::string_view name) {
    const auto text = path.empty() ? boost::system::result<std::string>(std::string())
                                   : io::read_file(path, kMaxFileBytes);
    std::string_view rest = text ? std::string_view(*text) : std::string_view();
    while (!rest.empty()) {
        std::string_view line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(rest.size(), line.size() + 1));
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (!line.starts_with(name)) continue;
        line.remove_prefix(name.size());
        if (line.starts_with('=')) return std::string(line.substr(1));
    }
    return {};
}

}  // namespace

std::vector<std::string> hosts_of_proxy_list(std::string_view goproxy) {
    std::vector<std::string> hosts;
    while (!goproxy.empty()) {
        const std::string_view entry = goproxy.substr(0, goproxy.find_first_of(",|"));
        goproxy.remove_prefix(std::min(goproxy.size(), entry.size() + 1));
        if (!entry.starts_with("http://") && !entry.starts_with("https://")) continue;
        if (std::string host = core::host_of_url(entry); !host.empty())
            hosts.push_back(std::move(host));
    }
    return hosts;
}

std::vector<std::string> module_proxies(const Environment& environment) {
    std::string list(value_of(environment, "GOPROXY"));
    if (list.empty()) list = value_in_file(go_env_file(environment), "GOPROXY");
    return hosts_of_proxy_list(list.empty() ? kDefault : list);
}

}  // namespace app
