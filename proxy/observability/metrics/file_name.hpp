// The name of the metrics file of one proxy: several proxies share the setting. Pure.
#pragma once

#include <string>

namespace observability::metrics {

/// Returns the path with `%p` replaced by the pid. Without a `%p`, the pid is inserted before the
/// extension: `/x/gopls-proxy.prom` becomes `/x/gopls-proxy.4711.prom`.
std::string file_of(const std::string& setting, int pid);

}  // namespace observability::metrics
