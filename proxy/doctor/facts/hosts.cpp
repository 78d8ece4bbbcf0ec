#include "doctor/facts/hosts.hpp"

#include <fnmatch.h>

#include <algorithm>
#include <utility>

#include "doctor/words.hpp"

namespace doctor {
namespace {

constexpr std::size_t kMostHosts = 16;

std::size_t slashes_in(std::string_view text) {
    return static_cast<std::size_t>(std::count(text.begin(), text.end(), '/'));
}

bool is_loopback(std::string_view host) {
    return host == "localhost" || host.starts_with("127.") || host == "::1";
}

bool is_exempt(const Url& url, std::string_view no_proxy) {
    for (std::string entry : split_at(no_proxy, ",")) {
        if (entry == "*") return true;
        const std::size_t colon = entry.rfind(':');
        if (colon != std::string::npos && entry.find(':') == colon) {
            if (entry.substr(colon + 1) != url.port) continue;
            entry.resize(colon);
        }
        if (entry == url.host) return true;
        if (!entry.starts_with('.')) entry.insert(0, ".");
        if (url.host.ends_with(entry)) return true;
    }
    return false;
}

std::string value_of_either(const app::Environment& environment, const char* upper,
                            const char* lower) {
    const std::string_view value = app::value_of(environment, upper);
    return std::string(value.empty() ? app::value_of(environment, lower) : value);
}

/// The first element of a module path is a host if it has a dot.
std::string host_of_module(std::string_view module) {
    const std::string_view first = module.substr(0, module.find('/'));
    const bool is_host = first.find('.') != std::string_view::npos &&
                         first.find_first_of("*?[\\") == std::string_view::npos;
    return is_host ? std::string(first) : std::string();
}

class HostList {
  public:
    explicit HostList(const app::Environment& environment) : environment_(environment) {}

    void add(Host::Role role, const UserUrl& given, const std::string& target) {
        Host host{role, given.url, given.user, {}};
        host.url.target = target;
        const bool is_known = std::any_of(hosts_.begin(), hosts_.end(), [&](const Host& other) {
            return other.url.host == host.url.host && other.url.port == host.url.port &&
                   role != Host::Role::kChecksumMirror;
        });
        if (is_known || hosts_.size() >= kMostHosts) return;
        host.via = http_proxy_for(host.url, environment_);
        hosts_.push_back(std::move(host));
    }
    void add_private(const std::string& name, const std::string& module) {
        Url url{true, name, "443", "/"};
        add(Host::Role::kPrivate, {std::move(url), {}},
            module.size() > name.size() ? module.substr(name.size()) + "?go-get=1" : "/?go-get=1");
    }

    std::vector<Host> take() && { return std::move(hosts_); }

  private:
    const app::Environment& environment_;
    std::vector<Host> hosts_;
};

/// Returns the URL of the checksum database: `sum.golang.org`, `NAME+KEY`, `NAME+KEY URL`.
std::string url_of_database(std::string_view setting) {
    const std::size_t blank = setting.find(' ');
    if (blank != std::string_view::npos) return std::string(setting.substr(blank + 1));
    return "https://" + std::string(setting.substr(0, setting.find('+')));
}

std::string without_end_slash(std::string text) {
    while (text.ends_with('/')) text.pop_back();
    return text;
}

}  // namespace

std::string Host::name() const {
    const bool is_usual = url.port == (url.is_secure ? "443" : "80");
    return is_usual ? url.host : observability::otlp::authority(url);
}

std::optional<UserUrl> parse_user_url(std::string_view text) {
    UserUrl parsed;
    std::string plain(text);
    const std::size_t begin = plain.find("://");
    if (begin == std::string::npos) return std::nullopt;
    const std::size_t end = std::min(plain.find_first_of("/?#", begin + 3), plain.size());
    const std::size_t at = plain.rfind('@', end);
    if (at != std::string::npos && at > begin && at < end) {
        const std::string user = plain.substr(begin + 3, at - begin - 3);
        parsed.user = observability::otlp::percent_decoded(user).value_or(user);
        plain.erase(begin + 3, at - begin - 2);
    }
    const auto url = observability::otlp::parse_url(plain);
    if (!url) return std::nullopt;
    parsed.url = *url;
    return parsed;
}

std::optional<UserUrl> http_proxy_for(const Url& url, const app::Environment& environment) {
    if (is_loopback(url.host)) return std::nullopt;
    std::string proxy = url.is_secure ? value_of_either(environment, "HTTPS_PROXY", "https_proxy")
                                      : value_of_either(environment, "HTTP_PROXY", "http_proxy");
    if (proxy.empty()) return std::nullopt;
    if (is_exempt(url, value_of_either(environment, "NO_PROXY", "no_proxy"))) return std::nullopt;
    if (proxy.find("://") == std::string::npos) proxy.insert(0, "http://");
    auto parsed = parse_user_url(proxy);
    if (!parsed || parsed->url.is_secure) return std::nullopt;
    return parsed;
}

bool matches_prefix(std::string_view patterns, std::string_view module) {
    for (const std::string& pattern : split_at(patterns, ",")) {
        std::string_view prefix = module;
        std::size_t slashes = slashes_in(pattern);
        if (slashes_in(module) < slashes) continue;
        std::size_t end = 0;
        for (;; --slashes) {
            end = std::min(module.find('/', end), module.size());
            if (slashes == 0) break;
            ++end;
        }
        prefix = module.substr(0, end);
        if (::fnmatch(pattern.c_str(), std::string(prefix).c_str(), FNM_PATHNAME) == 0) return true;
    }
    return false;
}

std::vector<Host> hosts_to_ask(const GoSettings& settings, const std::vector<Module>& modules,
                               const app::Environment& environment) {
    HostList hosts(environment);
    std::optional<UserUrl> first_proxy;
    for (std::string entry : split_at(settings.value("GOPROXY"), ",|")) {
        if (entry == "direct" || entry == "off" || entry == "noproxy") continue;
        if (entry.find("://") == std::string::npos) entry.insert(0, "https://");
        if (const auto url = parse_user_url(entry)) {
            if (!first_proxy) first_proxy = url;
            hosts.add(Host::Role::kModuleProxy, *url,
                      without_end_slash(url->url.target) + "/golang.org/x/text/@v/list");
        }
    }
    const std::string_view database = settings.value("GOSUMDB");
    if (!database.empty() && database != "off") {
        // As the go command does before it asks the database.
        if (first_proxy) {
            hosts.add(Host::Role::kChecksumMirror, *first_proxy,
                      without_end_slash(first_proxy->url.target) + "/sumdb/" +
                          std::string(database.substr(0, database.find_first_of("+ "))) +
                          "/supported");
        }
        if (const auto url = parse_user_url(url_of_database(database))) {
            hosts.add(Host::Role::kChecksumDatabase, *url,
                      without_end_slash(url->url.target) + "/latest");
        }
    }
    const std::string_view without_proxy = settings.value("GONOPROXY");
    for (const std::string& pattern : split_at(without_proxy, ",")) {
        const std::string host = host_of_module(pattern);
        if (!host.empty()) hosts.add_private(host, host);
    }
    for (const Module& module : modules) {
        for (const Requirement& required : module.requirements) {
            if (!matches_prefix(without_proxy, required.path)) continue;
            const std::string host = host_of_module(required.path);
            if (!host.empty()) hosts.add_private(host, required.path);
        }
    }
    return std::move(hosts).take();
}

}  // namespace doctor
