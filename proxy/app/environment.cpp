#include "app/environment.hpp"

#include <uv.h>

#include <charconv>

namespace app {

Environment current_environment() {
    Environment environment;
    uv_env_item_t* items = nullptr;
    int count = 0;
    if (uv_os_environ(&items, &count) != 0) return environment;
    for (int i = 0; i < count; ++i) environment.emplace(items[i].name, items[i].value);
    uv_os_free_environ(items, count);
    return environment;
}

std::string_view value_of(const Environment& environment, std::string_view name) {
    const auto found = environment.find(name);
    return found == environment.end() ? std::string_view() : std::string_view(found->second);
}

int depth_from(const Environment& environment) {
    const std::string_view text = value_of(environment, kDepthVariable);
    int depth = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), depth);
    if (error != std::errc() || end != text.data() + text.size() || depth < 0) return 0;
    return depth;
}

}  // namespace app
