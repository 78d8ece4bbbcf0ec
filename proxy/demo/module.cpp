#include "demo/module.hpp"

namespace demo {

std::array<File, 2> module_files() {
    return {
        {{"go.mod", "module example.com/demo\n\ngo 1.20\n"}, {kMainFile, R"(// Command demo greets.
package main

import "fmt"

func main() {
	fmt.Println(greeting("world"))
}

// greeting says hello.
func greeting(name string) string {
	return "hello, " + name
}
)"}}};
}

std::array<Typed, 3> unsaved_edits() {
    return {{{R"(
// greeting says hello.
func greeting(name string) string {
	return "hello, " + name
}
)",
              ""},
             {"func main() {\n", R"(// greeting was moved up here and never saved 👋
func greeting(name string) string {
	return "hello, " + name
}

func main() {
)"},
             {"fmt.Println(", "fmt.Println(\"🚀🌍\","}}};
}

Typed late_edit() {
    return {"// Command demo", "// This line was typed while gopls hung 🧊\n\n// Command demo"};
}

Typed formatting() {
    return {"\"🚀🌍\",greeting", "\"🚀🌍\", greeting"};
}

}  // namespace demo
