// Collects the effects of one turn. Adjacent ranges are merged into one write.
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <utility>

#include "core/base/effect.hpp"

namespace core {

class Outbox {
  public:
    /// Discards the effects of the previous turn and the messages built for it.
    void begin_turn() {
        effects_.clear();
        built_.clear();
        kept_.clear();
    }
    Effects& effects() { return effects_; }

    /// Forwards ranges of a read buffer unchanged.
    void forward_to_editor(lsp::Frame frame) {
        if (!frame.owner && !effects_.empty()) {
            auto* last = std::get_if<effect::WriteEditor>(&effects_.back());
            if (last && !last->owner && extends(last->bytes, frame.bytes)) return;
        }
        effects_.push_back(effect::WriteEditor{frame.bytes, std::move(frame.owner)});
    }
    void forward_to_server(Generation generation, std::string_view bytes) {
        if (!effects_.empty()) {
            auto* last = std::get_if<effect::WriteServer>(&effects_.back());
            if (last && last->generation == generation && !last->owner &&
                extends(last->bytes, bytes))
                return;
        }
        effects_.push_back(effect::WriteServer{generation, bytes});
    }

    /// Sends messages of the proxy itself, which are kept until the next turn.
    void send_to_editor(std::string message) {
        effects_.push_back(effect::WriteEditor{store(std::move(message)), nullptr});
    }
    void send_to_server(Generation generation, std::string message) {
        if (message.size() >= kOwnedBytes) {
            auto owner = std::make_unique_for_overwrite<char[]>(message.size());
            message.copy(owner.get(), message.size());
            const std::string_view bytes(owner.get(), message.size());
            effects_.push_back(effect::WriteServer{generation, bytes, std::move(owner)});
            return;
        }
        effects_.push_back(effect::WriteServer{generation, store(std::move(message))});
    }

    /// Attaches the memory of a large frame to the last write of its bytes, so that a queue can
    /// keep it without a copy. If none of it is written, the memory is kept for this turn.
    void attach_owner(lsp::Frame& frame) {
        if (!frame.owner) return;
        for (auto effect = effects_.rbegin(); effect != effects_.rend(); ++effect) {
            auto* write = std::get_if<effect::WriteServer>(&*effect);
            if (!write || write->owner || !ends_with(write->bytes, frame.bytes)) continue;
            write->owner = std::move(frame.owner);
            return;
        }
        kept_.push_back(std::move(frame.owner));
    }

    /// Returns a copy of `bytes` that is valid as long as the effects of this turn.
    std::string_view copy_for_turn(std::string_view bytes) { return store(std::string(bytes)); }

    void log(Event event) { effects_.push_back(effect::Log{std::move(event)}); }
    template <class E>
    void add(E effect) {
        effects_.push_back(std::move(effect));
    }

  private:
    /// From this size a message moves into the write queue. A replay of a thousand documents would
    /// otherwise hold them in memory twice.
    static constexpr std::size_t kOwnedBytes = std::size_t{64} << 10;

    static bool extends(std::string_view& range, std::string_view next) {
        if (range.data() + range.size() != next.data()) return false;
        range = {range.data(), range.size() + next.size()};
        return true;
    }
    /// A write of a frame, whole or the rest of it, ends where the frame ends.
    static bool ends_with(std::string_view range, std::string_view frame) {
        return range.data() + range.size() == frame.data() + frame.size();
    }
    std::string_view store(std::string message) { return built_.emplace_back(std::move(message)); }

    Effects effects_;
    std::deque<std::string> built_;  // a deque: views into short strings must not move
    std::vector<lsp::Buffer> kept_;
};

}  // namespace core
