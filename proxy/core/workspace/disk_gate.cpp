#include "core/workspace/disk_gate.hpp"

#include <utility>

#include "core/mirror/documents.hpp"
#include "core/mirror/session.hpp"
#include "lsp/envelope.hpp"
#include "lsp/message.hpp"
#include "lsp/methods.hpp"
#include "lsp/uri.hpp"

namespace core {
namespace {

using lsp::operator""_method;

/// A check of the disk takes a fraction of a millisecond, unless the disk hangs.
constexpr Duration kLongestLook = 200ms;

}  // namespace

bool DiskGate::hold(lsp::Frame& frame, const WorkspaceMonitor& workspace, Turn& turn) {
    if (!look_answered_ || turn.session.phase != Session::Phase::kRunning) return false;
    const lsp::Envelope envelope = lsp::peek(frame.body);
    const bool opens = envelope.method == "textDocument/didOpen"_method;
    const bool asks = envelope.kind == lsp::Kind::kRequest && envelope.method != "shutdown"_method;
    if (!asks && !opens) return false;
    std::string file;
    if (envelope.method.text().starts_with("textDocument/")) {
        const std::string_view params = opens ? envelope.params : lsp::member(frame.body, "params");
        file = lsp::path_of_uri(document_uri(params));
        if (workspace.is_open(file)) file.clear();
    }
    if (looked_for_input_ && file.empty()) return false;
    held_ = Held{{}, {}, turn.arrived};
    if (frame.owner) {
        held_->frame = std::move(frame);
    } else {
        held_->bytes = frame.bytes;
    }
    look_answered_ = false;
    looked_for_input_ = true;
    turn.out.add(effect::LookAtDisk{++looks_, std::move(file)});
    turn.alarms.set(Alarm::kLook, turn.now + kLongestLook);
    return true;
}

bool DiskGate::looked(std::uint64_t number) {
    if (number != looks_) return false;
    look_answered_ = true;
    return true;
}

std::optional<lsp::Frame> DiskGate::release(Turn& turn) {
    turn.alarms.clear(Alarm::kLook);
    if (!held_) return {};
    if (!look_answered_) {
        turn.log({LogLevel::kWarning,
                  Event::kSlowDisk,
                  {},
                  "did not wait for the disk: it is slow, or files keep changing"});
    }
    Held held = *std::exchange(held_, std::nullopt);
    turn.arrived = held.arrived;
    if (!held.frame.owner) {
        held.frame.bytes = turn.out.copy_for_turn(held.bytes);
        held.frame.body = lsp::body_of(held.frame.bytes);
    }
    return std::move(held.frame);
}

}  // namespace core
