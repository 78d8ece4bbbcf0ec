#include "bench/recovery_workspace.hpp"

#include <fstream>
#include <iterator>

#include "support/failure.hpp"

namespace bench {

using support::Editor;
using support::Json;
using support::Sandbox;
using support::TestFailure;

namespace {

std::string read(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    if (text.empty()) throw TestFailure("cannot read " + path.string());
    return text;
}

std::filesystem::path go_root(const Sandbox& sandbox) {
    auto answer = support::run({{"go", "env", "GOROOT"}, sandbox.environment, "", ""});
    std::string path = answer.output;
    while (path.ends_with('\n')) path.pop_back();
    if (path.empty()) throw TestFailure("go env GOROOT: " + answer.errors);
    return std::filesystem::canonical(path);
}

/// Returns the place of `name` in the first `line_part` of the text.
support::Place place_in(const std::string& text, const std::string& line_part,
                        const std::string& name) {
    auto place = support::place_of(text, line_part);
    place.character += line_part.find(name);
    return place;
}

}  // namespace

Json Workspace::ask(Editor& editor) const {
    return editor.request("textDocument/definition",
                          {{"textDocument", {{"uri", uri}}},
                           {"position", {{"line", asked.line}, {"character", asked.character}}}});
}

void Workspace::expect_answer(Editor& editor, const Json& id) const {
    const Json result = editor.result(id);
    if (!result.is_array() || result.size() != 1 ||
        !result[0]["uri"].get<std::string>().ends_with(answer))
        throw TestFailure("expected the definition in " + answer + ", got " + result.dump() + "\n" +
                          editor.tail());
}

Workspace small_workspace(const Sandbox& sandbox) {
    const std::string text = support::main_go();
    return {"a small module",
            sandbox.module(),
            Sandbox::uri(sandbox.module() / "main.go"),
            text,
            place_in(text, "Square{Side", "Square"),
            "/shapes.go"};
}

Workspace large_workspace(const Sandbox& sandbox) {
    const auto folder = go_root(sandbox) / "src";
    const auto file = folder / "net/http/server.go";
    const std::string text = read(file);
    return {"Go's standard library",
            folder,
            Sandbox::uri(file),
            text,
            place_in(text, "Serve(l net.Listener) error", "Listener"),
            "/net/net.go"};
}

}  // namespace bench
