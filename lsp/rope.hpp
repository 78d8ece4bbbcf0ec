// The text of an open document, kept so that an edit costs the same in a long
// text as in a short one: a row of leaves of a few KiB, each with its counts.
//
// An edit passes over the counts of the leaves between the last edit and itself:
// mostly none, a few hundred from one end of 1 MiB to the other, less than a
// microsecond. It moves bytes in one leaf. Positions are found, and refused, as
// in text.hpp. Pure.
#pragma once

#include <boost/system/result.hpp>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "lsp/text.hpp"

namespace lsp {

class Rope {
  public:
    static constexpr std::size_t kLeafBytes = 4 << 10;

    /// `text` is UTF-8. `leaf_bytes` is the most that a leaf holds, 8 or more.
    explicit Rope(std::string_view text = {}, std::size_t leaf_bytes = kLeafBytes);

    /// Replaces `range` by `replacement`; where that cannot be done nothing is changed.
    boost::system::result<void, EditError> apply_edit(Range range, std::string_view replacement);

    /// The whole text.
    std::string str() const;
    std::size_t size_bytes() const;
    /// Memory in use for it.
    std::size_t held_bytes() const;

  private:
    struct Leaf {
        std::string text;
        std::uint32_t newlines = 0;
        std::uint32_t units = 0;  ///< UTF-16 code units
    };
    /// Of a byte, or of the end of the text: as early in a leaf as possible.
    struct Place {
        std::size_t leaf = 0;
        std::size_t offset = 0;
        friend auto operator<=>(const Place&, const Place&) = default;
    };

    /// A leaf, and the line ends before it.
    struct Finger {
        std::size_t leaf = 0;
        std::uint32_t line = 0;
    };

    boost::system::result<Place, EditError> find(Position position);
    bool seek(std::uint32_t line);
    Place normal(Place place) const;
    Place end() const;
    void replace(Place from, Place to, std::string_view by);
    void rebuild(std::size_t first, std::size_t last, std::string_view text);

    std::size_t leaf_bytes_;
    std::vector<Leaf> leaves_;  ///< never empty; only the one leaf of an empty text is empty
    Finger finger_;             ///< where a line was looked for last
};

}  // namespace lsp
