// Goroutine dumps recorded from real stalls (data/goroutines), for the tests that read them.
//
// The dumps of gopls (v0.23.0 unless the name contains another version) come from SIGQUIT; only
// prefixes of paths were replaced. type_checking and promise come from the debug server.
// http_vulncheck_child comes from the child process of `gopls vulncheck`, and go_file_lock and
// similar names from go commands (Go 1.26).
#pragma once

#include <algorithm>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "core/evidence/goroutines.hpp"
#include "support/catch.hpp"

namespace goroutine_dumps {

inline std::string load(const std::string& name) {
    std::ifstream in(GOPLS_PROXY_TEST_DATA "/goroutines/" + name + ".txt", std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    REQUIRE(text.str().size() > 1000);
    return text.str();
}

inline std::vector<core::Goroutine> goroutines_of(const std::string& name) {
    return core::parse_goroutines(load(name)).goroutines;
}

inline std::vector<core::Goroutine> parse(const std::string& text) {
    return core::parse_goroutines(text).goroutines;
}

inline bool has_frame(const core::Goroutine& goroutine, const std::string& part) {
    return std::any_of(
        goroutine.frames.begin(), goroutine.frames.end(),
        [&](const core::StackFrame& f) { return f.function.find(part) != std::string::npos; });
}

}  // namespace goroutine_dumps
