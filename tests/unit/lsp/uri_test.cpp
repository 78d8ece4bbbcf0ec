#include "lsp/uri.hpp"

#include "support/catch.hpp"

using lsp::path_of_uri;
using lsp::uri_of_path;

TEST_CASE("path_of_uri returns the path of a file URI") {
    CHECK(path_of_uri("file:///home/me/a.go") == "/home/me/a.go");
    CHECK(path_of_uri("file:///home/me/a%20b%c3%A9.go") == "/home/me/a b\xc3\xa9.go");
    CHECK(path_of_uri("file:///c%3A/src/a.go") == "c:/src/a.go");
    CHECK(path_of_uri("file:///C:/src/a.go") == "C:/src/a.go");
    CHECK(path_of_uri("file:///") == "/");
}

TEST_CASE("path_of_uri returns nothing for other URIs") {
    CHECK(path_of_uri("").empty());
    CHECK(path_of_uri("untitled:a.go").empty());
    CHECK(path_of_uri("file://host/a.go").empty());
    CHECK(path_of_uri("file:///a%2").empty());
    CHECK(path_of_uri("file:///a%").empty());
    CHECK(path_of_uri("file:///a%zz").empty());
}

TEST_CASE("uri_of_path and path_of_uri are inverse") {
    CHECK(uri_of_path("/home/me/a b#?%.go") == "file:///home/me/a%20b%23%3F%25.go");
    CHECK(uri_of_path("C:/src/a.go") == "file:///C:/src/a.go");
    for (const char* path : {"/a/b.go", "/a b/\xc3\xa9+~.go", "D:/x%41", "/!*'()"})
        CHECK(path_of_uri(uri_of_path(path)) == path);
}
