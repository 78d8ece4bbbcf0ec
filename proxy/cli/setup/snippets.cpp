#include "cli/setup/snippets.hpp"

#include "cli/setup/embedded.hpp"

namespace cli::setup {

std::string_view snippet(std::string_view path) {
    return embedded(path);
}

}  // namespace cli::setup
