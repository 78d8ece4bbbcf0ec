#include "app/printable.hpp"

#include <nlohmann/json.hpp>

namespace app {
namespace {

using Json = nlohmann::json;

constexpr std::string_view kReplacement = "\xef\xbf\xbd";

bool is_control(unsigned char c) {
    return (c < 0x20 && c != '\n' && c != '\t') || c == 0x7f;
}

}  // namespace

std::string printable(std::string_view text) {
    // nlohmann/json replaces invalid UTF-8 as it writes.
    const Json quoted =
        Json::parse(Json(text).dump(-1, ' ', false, Json::error_handler_t::replace));
    const auto& valid = quoted.get_ref<const std::string&>();
    std::string shown;
    shown.reserve(valid.size());
    for (std::size_t i = 0; i < valid.size(); ++i) {
        const auto c = static_cast<unsigned char>(valid[i]);
        // U+0080 to U+009F: C2 and 80 to 9F.
        const bool c1 = c == 0xc2 && static_cast<unsigned char>(valid[i + 1]) < 0xa0;
        if (c1) ++i;
        if (c1 || is_control(c)) {
            shown += kReplacement;
        } else {
            shown += valid[i];
        }
    }
    return shown;
}

std::string printable_line(std::string_view text) {
    std::string line;
    for (const char c : printable(text)) {
        if (c == '\n' || c == '\t') {
            line += kReplacement;
        } else {
            line += c;
        }
    }
    return line;
}

}  // namespace app
