#include "lsp/uri.hpp"
#include "support/catch.hpp"

using lsp::clean_path;
using lsp::document_key;

TEST_CASE("document_key turns a URI into the path that gopls uses") {
    CHECK(document_key("file:///a/b.go") == "/a/b.go");
    CHECK(document_key("file:///p%40c/%62.go") == "/p@c/b.go");
    CHECK(document_key("file:///p@c/b.go") == "/p@c/b.go");
    CHECK(document_key("file:///a%2Fb.go") == "/a/b.go");
    CHECK(document_key("file:///a+b%2B.go") == "/a+b+.go");
    CHECK(document_key("file:///a?b#c") == "/a?b#c");
    CHECK(document_key("file:///%ff") == "/\xff");
    CHECK(document_key("file:///a//b/../c") == "/a//b/../c");  // not cleaned
    CHECK(document_key("file://a/b.go") == "/a/b.go");
    CHECK(document_key("file://") == "/");
    CHECK(document_key("file:///c:/x") == "/C:/x");
    CHECK(document_key("file:///c%3A/x") == "/C:/x");
    CHECK(document_key("") == "");
}

TEST_CASE("document_key rejects the URIs that gopls rejects") {
    for (const char* uri : {"untitled:Untitled-1", "git:/a.go", "FILE:///a.go", "file:/a.go",
                            "/a.go", "file:///a%", "file:///a%2", "file:///%zz"}) {
        INFO(uri);
        CHECK_FALSE(document_key(uri));
    }
}

TEST_CASE("clean_path behaves like Go's path.Clean") {
    CHECK(clean_path("/a/b/") == "/a/b");
    CHECK(clean_path("//a///b") == "/a/b");
    CHECK(clean_path("/a/./b/../c") == "/a/c");
    CHECK(clean_path("/../a") == "/a");
    CHECK(clean_path("/") == "/");
    CHECK(clean_path("/a/..") == "/");
    CHECK(clean_path("") == ".");
    CHECK(clean_path("a/../../b") == "../b");
    CHECK(clean_path("./a") == "a");
}
