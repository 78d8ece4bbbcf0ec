// Changes to the text of a settings file: one setting is added, and later exactly that is removed.
//
// The text is edited in place and never written anew from its values, so that comments, order,
// indentation and line ends stay. After each edit the text is read again; one that does not have
// exactly the wanted values is refused. Pure.
#pragma once

#include <boost/system/result.hpp>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "editors/jsonc.hpp"

namespace editors {

using app::Failure;

enum class Format { kJson, kToml };

/// What was added to a text; enough to remove it again, also after other edits.
struct Addition {
    Keys keys;               ///< where the setting is
    Json value;              ///< its value
    std::size_t made = 0;    ///< how many of the last keys were made
    bool made_root = false;  ///< the text had no value before
    std::string piece;       ///< the text that was inserted, but for the comma before it
    bool comma = false;      ///< a comma was inserted behind the previous setting
};

/// A text, or why there is none.
using TextResult = boost::system::result<std::string, Failure>;

struct Edited {
    std::string text;
    Addition addition;
};

/// Returns the text with the setting `keys` added, which must not exist. Missing objects or tables
/// are added with it.
boost::system::result<Edited, Failure> add_setting(Format format, std::string_view text,
                                                   const Keys& keys, const Json& value);

/// Returns the text without what was added. Fails if it is gone, or has another value by now. If
/// nothing else was changed since, the text is the one before the addition, byte for byte.
TextResult remove_setting(Format format, std::string_view text, const Addition& addition);

/// A setting in a text.
struct Setting {
    Json value;
    std::size_t line = 1;
};

/// Returns the setting at `keys`, or without keys the whole value; nothing if it does not exist; an
/// error if the text is broken.
boost::system::result<std::optional<Setting>, TextError> setting_at(Format format,
                                                                    std::string_view text,
                                                                    const Keys& keys);

/// Returns `line 3, column 14: this comment is not closed`.
std::string describe(const TextError& error);

/// Returns `go.alternateTools.gopls`.
std::string joined(const Keys& keys);

/// Returns the error of a text that has a value of another kind where keys should be.
Failure not_an_object(const Keys& keys, std::size_t depth);

/// Returns the line end that the text uses, from its first line.
std::string line_end_of(std::string_view text);

}  // namespace editors
