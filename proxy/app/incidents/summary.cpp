#include "app/incidents/summary.hpp"

#include <algorithm>
#include <utility>

namespace app::incidents {

Json document_of(const Store& store, const std::string& id) {
    const auto text = store.read(id, std::string(Store::kDocument));
    return parsed(text.has_value() ? *text : std::string());
}

Json newest(const Store& store, std::size_t most) {
    const std::vector<std::string> ids = store.ids();
    Json list = Json::array();
    for (auto id = ids.rbegin(); id != ids.rend() && list.size() < most; ++id) {
        list.push_back(summary_of(*id, store.folder(*id), document_of(store, *id)));
    }
    return list;
}

}  // namespace app::incidents
