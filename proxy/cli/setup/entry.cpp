#include "cli/setup/entry.hpp"

namespace cli::setup {

Entry entry_of(Way way, const Program& program) {
    switch (way) {
        case Way::kAlternateTools:
            // The Go extension does less for a program of another name (editors/vscode/README.md).
            return {Format::kJson, {{"go.alternateTools", "gopls"}}, program.as_gopls};
        case Way::kZed:
            return {Format::kJson, {{"lsp", "gopls", "binary", "path"}}, program.path};
        case Way::kHelix:
            return {Format::kToml, {{"language-server", "gopls", "command"}}, program.path};
        case Way::kOpencode:
            return {Format::kJson,
                    {{"lsp", "gopls"}},
                    {{"command", Json::array({program.path})}},
                    {"command"}};
        case Way::kCrush:
            return {Format::kJson,
                    {{"lsp", "go"}, {"lsp", "gopls"}},
                    {{"command", program.path}},
                    {"command"}};
        case Way::kCopilot:
            return {Format::kJson,
                    {{"lspServers", "go"}, {"lspServers", "gopls"}},
                    {{"command", program.path},
                     {"args", Json::array()},
                     {"fileExtensions", {{".go", "go"}}}},
                    {"command"}};
        case Way::kByHand:
            break;
    }
    return {};
}

}  // namespace cli::setup
