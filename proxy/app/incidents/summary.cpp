#include "app/incidents/summary.hpp"

#include <algorithm>
#include <utility>

namespace app::incidents {

Json document_of(const Store& store, const std::string& id) {
    const auto text = store.read(id, std::string(Store::kDocument));
    return parsed(text.has_value() ? *text : std::string());
}

Json newest_of(const Store& store, int proxy_pid, std::size_t most) {
    const std::vector<std::string> ids = store.ids();
    Json list = Json::array();
    for (auto id = ids.rbegin(); id != ids.rend() && list.size() < most; ++id) {
        const Json document = document_of(store, *id);
        if (document.value("proxy", Json::object()).value("pid", 0) != proxy_pid) continue;
        list.push_back(summary_of(*id, store.folder(*id), document));
    }
    return list;
}

}  // namespace app::incidents
