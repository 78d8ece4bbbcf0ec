// Reads JSON documents one behind the other, as the go command prints them. Pure.
#pragma once

#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <string_view>

namespace doctor {

/// Calls `visit` for each document. Ends at the first one that cannot be read, or whose members
/// have other types than `visit` expects: the output of a killed command is cut off, and what came
/// before counts.
template <typename Visit>
void each_document(std::string_view text, Visit visit) {
    std::istringstream stream{std::string(text)};
    try {
        for (nlohmann::json one; stream >> std::ws && !stream.eof() && stream >> one;) visit(one);
    } catch (const nlohmann::json::exception&) {
        return;
    }
}

}  // namespace doctor
