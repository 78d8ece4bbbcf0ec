#include "core/evidence/recent_messages.hpp"

#include <nlohmann/json.hpp>

namespace core {

std::string RecentMessages::json_lines(Time now) const {
    using nlohmann::ordered_json;
    std::string lines;
    const std::uint64_t oldest = next_ > kCapacity ? next_ - kCapacity : 0;
    for (std::uint64_t i = oldest; i < next_; ++i) {
        const Entry& entry = ring_[i % kCapacity];
        ordered_json line{{"at_seconds", seconds(entry.at - now)}};
        if (entry.from == kEditor) {
            line["from"] = "editor";
        } else {
            line["from"] = entry.from;
        }
        if (entry.method.size > 0) line["method"] = entry.method.view();
        if (entry.id.size > 0) line["id"] = entry.id.view();
        line["bytes"] = entry.bytes;
        if (entry.is_error) line["error"] = true;
        lines += line.dump(-1, ' ', false, ordered_json::error_handler_t::replace) + '\n';
    }
    return lines;
}

}  // namespace core
