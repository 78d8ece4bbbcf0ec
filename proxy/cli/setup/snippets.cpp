#include "cli/setup/snippets.hpp"

#include "cli/setup/snippet_files.hpp"

namespace cli::setup {

std::string_view snippet(std::string_view path) {
    for (const SnippetFile& file : kSnippetFiles) {
        if (file.path == path) return file.text;
    }
    return {};
}

}  // namespace cli::setup
