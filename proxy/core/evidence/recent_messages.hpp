// The envelopes of the newest messages of a session, for an incident: sender, method, id, size and
// time, but no content. A fixed ring: recording a message does not allocate.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/effect.hpp"
#include "core/base/time.hpp"
#include "lsp/envelope.hpp"

namespace core {

class RecentMessages {
  public:
    static constexpr std::size_t kCapacity = 500;
    /// The generation that stands for the editor.
    static constexpr Generation kEditor = 0;

    void record(Generation from, const lsp::Envelope& envelope, std::size_t bytes, Time now) {
        if (ring_.empty()) ring_.resize(kCapacity);
        Entry& entry = ring_[next_++ % kCapacity];
        entry.at = now;
        entry.from = from;
        entry.bytes = bytes;
        entry.is_error = envelope.is_error;
        entry.method = envelope.method;
        entry.id = envelope.id;
    }

    /// Returns one JSON object per line, the oldest first:
    /// {"at_seconds":-1.25,"from":"editor"|generation, "method":…,"id":…,"bytes":…,"error":true}.
    /// Times are relative to `now`. Fields that do not apply are omitted.
    std::string json_lines(Time now) const;

  private:
    /// The beginning of a text, stored in place.
    template <std::size_t N>
    struct Short {
        std::array<char, N> characters{};
        std::uint8_t size = 0;

        Short& operator=(std::string_view text) {
            size = static_cast<std::uint8_t>(std::min(text.size(), N));
            std::copy_n(text.data(), size, characters.data());
            return *this;
        }
        std::string_view view() const { return {characters.data(), size}; }
    };
    struct Entry {
        Time at{};
        std::size_t bytes = 0;
        Generation from = kEditor;
        bool is_error = false;
        Short<47> method;
        Short<23> id;
    };
    std::vector<Entry> ring_;  ///< empty until the first message, then of kCapacity
    std::uint64_t next_ = 0;
};

}  // namespace core
