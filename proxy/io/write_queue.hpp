// Bytes that wait to be written, in order: copies gathered in larger pieces, and memory handed over
// without a copy.
//
// It does no I/O and has no limit. Bytes returned by `peek` stay where they are until consumed,
// even if more are appended.
#pragma once

#include <cstddef>
#include <deque>
#include <memory>
#include <span>
#include <string_view>

namespace io {

class WriteQueue {
  public:
    void append_copy(std::string_view bytes);
    /// `bytes` points into `owner`, which the queue keeps until they are consumed.
    void append_owned(std::string_view bytes, std::unique_ptr<char[]> owner);

    /// Fills `pieces` with the first bytes of the queue, at most `max_bytes`. Returns the number of
    /// pieces filled.
    std::size_t peek(std::span<std::string_view> pieces, std::size_t max_bytes) const;
    /// Removes the first `bytes` bytes.
    void consume(std::size_t bytes);
    /// Removes everything but the first `bytes` bytes.
    void truncate(std::size_t bytes);

    std::size_t size_bytes() const { return size_bytes_; }
    bool empty() const { return size_bytes_ == 0; }

  private:
    struct Chunk {
        std::unique_ptr<char[]> owner;
        std::string_view bytes;
        /// Room behind `bytes` for more copies; 0 in memory that was handed over.
        std::size_t spare_bytes = 0;
    };
    std::deque<Chunk> chunks_;
    std::size_t size_bytes_ = 0;
};

}  // namespace io
