#include "soak/module.hpp"

#include <cctype>
#include <utility>

namespace soak {
namespace {

namespace fs = std::filesystem;

constexpr const char* kMain = R"(package main

import (
	"fmt"

	"example.com/soak/shapes"
	"example.com/soak/words"
)

// -- 0

func main() {
	square := shapes.Square{Side: 2}
	fmt.Println(words.Grüßen("wörld 😀"), square.Area(), words.Länge)
}

// -- 1
)";

constexpr const char* kGreet = R"(package words

import "strings"

// -- 0 said: "𝄞 👩‍💻"

// Grüßen greets 😀 in more than one byte a letter.
func Grüßen(wen string) string {
	return strings.Repeat("hallo 漢字 ", 2) + wen + emoji
}

// -- 1
)";

constexpr const char* kNames = R"(package words

// -- 0

// emoji is a pair of surrogates in UTF-16, and then some: 👩‍💻.
const emoji = "😀👩‍💻"

var Länge = len(emoji)

// -- 1
)";

constexpr const char* kTest = R"(package words

import "testing"

// -- 0

func TestGrüßen(t *testing.T) {
	if Grüßen("𝄞") == "" {
		t.Fatal("😀")
	}
}

// -- 1
)";

constexpr const char* kShapes = R"(package shapes

// -- 0

// Square is a shape.
type Square struct {
	Side int // 😀
}

// -- 1
)";

constexpr const char* kArea = R"(package shapes

// -- 0

// Area is side times side.
func (s Square) Area() int {
	return s.Side * s.Side
}

// -- 1
)";

std::string with_crlf(const std::string& text) {
    std::string result;
    for (const char c : text) {
        if (c == '\n') result += '\r';
        result += c;
    }
    return result;
}

Module written(const support::Sandbox& sandbox, const std::string& folder,
               const std::vector<std::pair<std::string, std::string>>& files) {
    Module module{sandbox.path(folder), {}};
    for (const auto& [name, text] : files) {
        sandbox.write(folder + "/" + name, text);
        module.files.push_back(module.folder / name);
    }
    return module;
}

}  // namespace

Module write_main_module(const support::Sandbox& sandbox) {
    sandbox.write("module/go.mod", module_file(0));
    return written(sandbox, "module",
                   {{"main.go", kMain},
                    {"words/grüße 100%.go", kGreet},
                    {"words/names.go", kNames},
                    {"words/words_test.go", kTest},
                    {"shapes/shapes.go", with_crlf(kShapes)},
                    {"shapes/area.go", kArea}});
}

Module write_second_module(const support::Sandbox& sandbox) {
    sandbox.write("second/go.mod", "module example.com/second\n\ngo 1.21\n");
    return written(sandbox, "second", {{"second.go", "package second\n\n// -- 0\n"}});
}

std::string module_file(std::size_t revision) {
    return "// revision " + std::to_string(revision) + "\nmodule example.com/soak\n\ngo 1.21\n";
}

std::string uri_of(const fs::path& path) {
    constexpr const char* kDigits = "0123456789ABCDEF";
    std::string uri = "file://";
    for (const char c : path.string()) {
        const auto byte = static_cast<unsigned char>(c);
        if (std::isalnum(byte) != 0 ||
            std::string_view("/-._~").find(c) != std::string_view::npos) {
            uri += c;
        } else {
            uri += '%';
            uri += kDigits[byte >> 4];
            uri += kDigits[byte & 15];
        }
    }
    return uri;
}

}  // namespace soak
