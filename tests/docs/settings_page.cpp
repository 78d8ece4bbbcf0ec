// Writes or checks the table of settings in docs/settings.md.
#include "app/config/table.hpp"
#include "docs/page.hpp"

namespace {

using docs::code;
using docs::row;

std::string table() {
    std::string text = row({"setting", "default", "allowed", "meaning"}) + "|---|---|---|---|\n";
    for (const app::Setting& setting : app::settings_table()) {
        text +=
            row({code(std::string(setting.name)), code(app::value_text(setting, app::Configured{})),
                 app::allowed_text(setting), std::string(setting.help)});
    }
    return text + row({code(std::string(app::kMethodPrefix) + "<method>"), "", "",
                       std::string(app::kMethodHelp)});
}

}  // namespace

int main(int argc, char* argv[]) {
    return docs::keep({"settings", "proxy/app/config/table.cpp", table()}, argc, argv);
}
