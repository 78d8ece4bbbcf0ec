#include "support/sandbox.hpp"

namespace support {

std::string main_go() {
    return R"(package main

import (
	"fmt"
)

// greeting is what main says.
func greeting(name string) string {
	return "hello " + name
}

func main() {
	square := Square{Side: 2}
	fmt.Println(greeting("world"), square.Area())
}
)";
}

std::string shapes_go() {
    return R"(package main

// Square is a shape.
type Square struct {
	Side int
}

// Area is side times side.
func (s Square) Area() int {
	return s.Side * s.Side
}
)";
}

void Sandbox::write_module() const {
    write("module/go.mod", "module example.com/sandbox\n\ngo 1.21\n");
    write("module/main.go", main_go());
    write("module/shapes.go", shapes_go());
    write("module/shapes_test.go", R"(package main

import "testing"

func TestArea(t *testing.T) {
	if (Square{Side: 3}).Area() != 9 {
		t.Fail()
	}
}
)");
}

void Sandbox::require_module(const std::string& module_path) const {
    require_modules({module_path});
}

void Sandbox::require_modules(const std::vector<std::string>& module_paths) const {
    // With sums, or the go command would refuse before it asks anybody.
    const std::string sum = "h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n";
    std::string mod = "module example.com/sandbox\n\ngo 1.21\n\nrequire (\n";
    std::string sums;
    std::string imports = "package main\n\nimport (\n";
    for (const std::string& path : module_paths) {
        mod += "\t" + path + " v1.0.0\n";
        sums += path + " v1.0.0 " + sum;
        sums += path + " v1.0.0/go.mod " + sum;
        imports += "\t_ \"" + path + "\"\n";
    }
    write("module/go.mod", mod + ")\n");
    write("module/go.sum", sums);
    write("module/needs.go", imports + ")\n");
}

}  // namespace support
