// File URIs and the paths they name (LSP 3.17, "URI"), and the authority of other URLs.
//
// Editors spell the same file in several ways (VS Code writes `file:///c%3A/x`), so URIs
// are compared as paths. Pure; never reads the disk.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace lsp {

/// The path that a `file` URI names, percent-encoding undone; `C:/x` for a Windows one. Empty for
/// any other scheme, and where the encoding is broken.
std::string path_of_uri(std::string_view uri);

/// What tells one document from another for gopls (protocol.ParseDocumentURI): the path with all
/// percent-encoding undone and the letter of a drive in upper case, a slash in front. `file://a` is
/// `file:///a`; the empty URI is a document of its own, with the key "". Nothing where gopls
/// refuses the URI: another scheme, broken encoding.
std::optional<std::string> document_key(std::string_view uri);

/// `path` without needless parts, as Go's path.Clean leaves it.
std::string clean_path(std::string_view path);

/// The `file` URI of an absolute path, spelled as gopls spells it.
std::string uri_of_path(std::string_view path);

/// The part of a URL between its `://` and its path, query or fragment (RFC 3986, 3.2), a user
/// and password included; empty if it has none.
std::string_view url_authority(std::string_view url);

/// `url` without the user and password of its authority: "https://user:password@host" becomes
/// "https://host".
std::string without_password(std::string url);

}  // namespace lsp
