// Peeking at a JSON-RPC message: id, method and kind, without a DOM and
// without a copy, touching as few bytes as it can.
//
// It does not validate: what it cannot make sense of is `kOpaque` and is
// forwarded as it came. Pure; never throws.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "lsp/methods.hpp"

namespace lsp {

/// What a message is, by its members (JSON-RPC 2.0, sections 4 to 6).
enum class Kind {
    kRequest,       ///< method and id
    kNotification,  ///< method, no id
    kResponse,      ///< id, no method (gopls takes one without result and error as null)
    kBatch,         ///< a top-level array
    kOpaque,        ///< not JSON, or none of the above
};

/// The envelope of one message. The views are ranges of the body that was peeked at.
struct Envelope {
    Kind kind = Kind::kOpaque;
    /// The id as it stands in the message, quotes included (`7`, `"7"`, `null`); empty if none.
    std::string_view id;
    /// The method without its quotes; empty if none. One written with escapes (Neovim 0.7.2
    /// sends `textDocument\/hover`) is given as `known_method` spells it, a static string; an
    /// unknown one with escapes stays as it stands in the message.
    MethodName method;
    /// A response that carries an `error` (other than null).
    bool is_error = false;
    /// The raw params of a notification; empty if it has none, and of all other messages, where
    /// looking for them may cost more than they are worth.
    std::string_view params = {};
};

/// Looks at `body` (the content part of a frame), which gopls wrote.
///
/// gopls writes the id last (docs/gopls-facts.md, "Protocol"): in its responses and requests
/// the id is read from the end, in constant time, without the bytes between. All others are read
/// like those of an editor.
Envelope peek(std::string_view body);

/// Looks at a message of the editor, which is read as Go reads it (go_json.hpp): the last of equal
/// members counts, case is folded, an empty or null method is none, and a method with the id null
/// is a notification. One that has id and method in front and nothing but params behind is read
/// fast: its params are only skipped.
Envelope peek_of_editor(std::string_view body);

/// The method of a message of which only the front is here, or empty where it is not among the
/// first bytes, before anything long.
std::string_view method_in_front(std::string_view front_of_body);

/// The raw value of a top-level member (`params`, `result`, `error`), or empty. Reads all of the
/// message, by Go's rules (go_json.hpp).
std::string_view member(std::string_view body, std::string_view name);

/// The code of the error in a response, or nothing if there is none. Reads all of the message.
std::optional<int> error_code(std::string_view body);

/// The raw elements of an array; those in front of the first broken place. Nothing of any other
/// text.
std::vector<std::string_view> elements(std::string_view array);

}  // namespace lsp
