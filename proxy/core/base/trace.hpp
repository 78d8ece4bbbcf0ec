// The trace of a session: requests and events as records with their times (docs/tracing.md).
//
// A ring of fixed size that keeps the newest records. It records, and has memory, only while it is
// on. Recording a request allocates nothing. A record holds names, sizes and times: never the text
// of a message or of a document.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <type_traits>
#include <vector>

#include "core/base/effect.hpp"
#include "core/base/event.hpp"
#include "core/base/metrics.hpp"
#include "core/base/time.hpp"
#include "core/base/trace_id.hpp"

namespace core {

/// A text of at most `N` bytes, without memory of its own.
template <std::size_t N>
class ShortText {
  public:
    static_assert(N < 256);
    std::string_view view() const { return {bytes_.data(), size_}; }
    bool empty() const { return size_ == 0; }

    /// Keeps the first bytes of `text`.
    void set(std::string_view text) { copy(text.substr(0, N)); }
    /// Keeps the last bytes of `text`: of a path, those that tell it from others.
    void set_end(std::string_view text) {
        copy(text.substr(text.size() - std::min(text.size(), N)));
    }
    /// Appends `text`, or returns false if it does not fit.
    bool append(std::string_view text) {
        if (text.size() > N - size_) return false;
        text.copy(bytes_.data() + size_, text.size());
        size_ = static_cast<std::uint8_t>(size_ + text.size());
        return true;
    }

  private:
    void copy(std::string_view text) {
        size_ = 0;
        append(text);
    }
    std::array<char, N> bytes_;
    std::uint8_t size_ = 0;
};

struct TraceRecord {
    enum class Kind : std::uint8_t {
        kRequest,  ///< a request of the editor with its reply
        kOpen,     ///< a request of the editor without a reply yet; only in `Engine::open_requests`
        kCancel,   ///< a `$/cancelRequest` of the editor
        kEvent,    ///< an event of the log
    };

    Kind kind = Kind::kEvent;
    Outcome outcome = Outcome::kOk;
    bool by_proxy = false;  ///< the proxy answered the request itself
    bool aside = false;     ///< gopls handled the request beside its queue
    bool slow = false;      ///< it took longer than its threshold (`slow.*`)
    Event::Name event = Event::kNote;
    Generation generation = 0;  ///< the server that answered, or that an event is about; or 0
    Time arrived{};             ///< when the request arrived; of all others, when it happened
    Time began{};               ///< when gopls began to work on it; max() if it has not begun
    Time ended{};               ///< when the reply was sent
    std::uint64_t request_bytes = 0;
    std::uint64_t reply_bytes = 0;
    TraceId trace_id;  ///< of a request, and of the request that a `$/cancelRequest` names
    std::optional<int> error_code;  ///< of the reply, if it is an error
    ShortText<48> method;
    ShortText<28> id;  ///< raw JSON, cut
    /// The end of the URI of the request's document, or the fields of an event, `key=value` with
    /// blanks between.
    ShortText<120> text;
};
static_assert(std::is_trivially_copyable_v<TraceRecord>);

class Trace {
  public:
    /// What a recorded session keeps.
    static constexpr std::size_t kRecords = 8192;

    explicit Trace(std::size_t capacity = kRecords) : capacity_(capacity) {}

    /// A copy of some records, for another thread.
    struct Part {
        std::vector<TraceRecord> records;
        std::uint64_t next = 0;  ///< where to continue
        std::uint64_t lost = 0;  ///< records that were overwritten before they were read
    };

    bool on() const { return users_ > 0; }
    /// Starts recording, if nobody else has. Each start needs a stop.
    void start();
    /// Stops recording, if nobody else needs it, and frees the records.
    void stop();

    /// Returns a fresh record to fill in. Only while it is on.
    TraceRecord& add(TraceRecord::Kind kind, Time now);
    /// Records an event without its sentence, and with those fields that can hold no text of a
    /// message. Ignores events that only show a text. Only while it is on.
    void add(const Event& event, Time now);

    /// Returns the number of the next record. Numbers count from 0 and are never reused.
    std::uint64_t next() const { return next_; }
    /// Returns the number of the oldest record.
    std::uint64_t oldest() const {
        return next_ - std::min(next_ - first_, std::uint64_t{capacity_});
    }
    /// Returns at most `most` records, from the number `from` on.
    Part read(std::uint64_t from, std::size_t most) const;

  private:
    std::size_t capacity_;
    int users_ = 0;
    std::uint64_t first_ = 0;  ///< the first record since it is on
    std::uint64_t next_ = 0;
    std::vector<TraceRecord> records_;  ///< record n is at (n - first_) % capacity_
};

}  // namespace core
