// Reads the params of the editor's notifications as trees, in memory that is used again.
//
// A tree needs fourteen times the memory of what it is read from. So a long text is taken out
// before, and unescaped piece by piece.
#pragma once

#include <simdjson.h>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace core {

class ParamsReader {
  public:
    /// Of what is larger, its long text is taken out.
    static constexpr std::size_t kKeptBytes = 16 << 10;
    static constexpr std::size_t kPieceBytes = 8 << 10;

    explicit ParamsReader(std::size_t kept_bytes = kKeptBytes,
                          std::size_t piece_bytes = kPieceBytes);

    /// The tree holds until the next call, or until `forget()`. All of `params` has been checked:
    /// read on demand, what is no JSON is undefined behaviour (simdjson 3.0). Throws
    /// simdjson_error.
    simdjson::dom::element read(std::string_view params);
    /// A string of that tree that may be long; holds as long. Throws simdjson_error if it is none.
    std::string_view text_of(simdjson::dom::element value) const;
    /// Gives back the memory that only a large message needs.
    void forget();

  private:
    bool take_out_long_text(std::string_view params);
    void unescape(std::string_view raw);

    std::size_t kept_bytes_;
    std::size_t piece_bytes_;
    simdjson::dom::parser kept_;
    simdjson::dom::parser of_pieces_;
    std::optional<simdjson::dom::parser> large_;
    std::string rest_;                ///< the params with blanks in the place of the long text
    std::size_t stand_in_bytes_ = 0;  ///< of blanks, more than any string there has; 0: none
    std::string text_;                ///< what it stands for, unescaped
};

}  // namespace core
