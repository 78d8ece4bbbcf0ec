#include "cli/clean/kinds.hpp"

namespace cli::clean {

std::string_view name_of(Kind kind) {
    switch (kind) {
        case Kind::kGoplsCache:
            return "gopls_cache";
        case Kind::kBuildCache:
            return "build_cache";
        case Kind::kModCache:
            return "mod_cache";
        case Kind::kModuleIndex:
            return "module_index";
        case Kind::kTemporary:
            return "temporary";
        case Kind::kOldGeneration:
            return "old_generation";
        case Kind::kLeftOver:
            break;
    }
    return "left_over";
}

std::string_view words_of(Kind kind) {
    switch (kind) {
        case Kind::kGoplsCache:
            return "gopls cache";
        case Kind::kBuildCache:
            return "build cache";
        case Kind::kModCache:
            return "module cache";
        case Kind::kModuleIndex:
            return "module index";
        case Kind::kTemporary:
            return "temporary";
        case Kind::kOldGeneration:
            return "old cache";
        case Kind::kLeftOver:
            break;
    }
    return "left over";
}

bool can_be_in_use(Kind kind) {
    return kind != Kind::kTemporary && kind != Kind::kLeftOver;
}

}  // namespace cli::clean
