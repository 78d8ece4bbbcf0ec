// Fuzz target: lsp/uri. A path converted to a URI and back is unchanged, and only file URIs have a
// path.
#include "lsp/uri.hpp"

#include <string>

#include "fuzz/target.hpp"

namespace fuzz {

void uris(Bytes input) {
    const std::string_view text = text_of(input);
    const std::string path = lsp::path_of_uri(text);
    check(path.empty() || text.starts_with("file:///"), "only a file URI has a path");
    check(path.size() <= text.size(), "a path is not longer than its URI");
    if (!path.empty()) check_same(lsp::path_of_uri(lsp::uri_of_path(path)), path, "the path");
    const std::string rooted = "/" + std::string(text);
    const std::string uri = lsp::uri_of_path(rooted);
    for (const char c : uri) check(c > ' ' && c < '\x7f', "a URI is printable ASCII");
    // "/c:/x" names a drive; its path has no slash in front.
    const std::string back = lsp::path_of_uri(uri);
    check(back == rooted || "/" + back == rooted,
          "a path converted to a URI and back is unchanged");
}

}  // namespace fuzz
