#include "cli/health/results.hpp"

namespace cli::health {

std::string_view name_of(Kind kind) {
    switch (kind) {
        case Kind::kDefinition:
            return "definition";
        case Kind::kHover:
            return "hover";
        case Kind::kReferences:
            return "references";
        case Kind::kCompletion:
            return "completion";
        case Kind::kAfterEdit:
            return "hover after edit";
        case Kind::kAfterSave:
            break;
    }
    return "hover after save";
}

}  // namespace cli::health
