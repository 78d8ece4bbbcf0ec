// Tests that messages the proxy cannot handle pass through unchanged.
#include <algorithm>
#include <cstring>
#include <stdexcept>
#include <string>

#include "core/engine.hpp"
#include "lsp/message.hpp"
#include "support/catch.hpp"

namespace {

std::string to_editor(const core::Effects& effects) {
    std::string bytes;
    for (const core::Effect& effect : effects) {
        if (const auto* write = std::get_if<core::effect::WriteEditor>(&effect)) {
            bytes += write->bytes;
        }
    }
    return bytes;
}

}  // namespace

TEST_CASE("An invalid registration passes unchanged and is not an error", "[core]") {
    core::Engine engine({}, 1);
    engine.start(core::Time{});
    const std::string message = lsp::request("7", "client/registerCapability",
                                             R"({"registrations":[{"id":5,"method":[]}]})");
    const auto room = engine.server_room(1);
    REQUIRE(room.size() >= message.size());
    std::memcpy(room.data(), message.data(), message.size());
    core::Effects& effects = engine.server_read(1, message.size(), core::Time{});
    CHECK(to_editor(effects) == message);
    CHECK(engine.metrics().counters.internal_errors == 0);
    CHECK_FALSE(std::any_of(effects.begin(), effects.end(), [](const core::Effect& effect) {
        return std::holds_alternative<core::effect::Exit>(effect);
    }));
}

TEST_CASE("Effects before a failure are carried out and no text is logged", "[core]") {
    core::Engine engine({}, 1);
    engine.set_fault_hook([step = 0]() mutable {
        if (++step < 2) return;
        throw std::runtime_error(
            "syntax error while parsing value - invalid literal; last read: '\"text of a "
            "document'");
    });
    const core::Effects& effects = engine.start(core::Time{});
    CHECK(std::any_of(effects.begin(), effects.end(), [](const core::Effect& effect) {
        return std::holds_alternative<core::effect::Spawn>(effect);
    }));
    const auto* log = std::get_if<core::effect::Log>(&effects.back());
    REQUIRE(log);
    CHECK(log->event.name == core::Event::kInternalError);
    CHECK(log->event.sentence.starts_with("syntax error"));
    CHECK(core::to_text(log->event).find("document") == std::string::npos);
    CHECK(engine.metrics().counters.internal_errors == 1);
}
