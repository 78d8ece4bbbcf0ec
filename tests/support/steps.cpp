#include "support/steps.hpp"

#include "support/failure.hpp"

namespace steps {

using support::TestFailure;

std::string main_uri(const Sandbox& sandbox) {
    return Sandbox::uri(sandbox.module() / "main.go");
}

std::unique_ptr<Editor> open_main(const Sandbox& sandbox, const support::ChildOptions& options) {
    auto editor = std::make_unique<Editor>(options);
    editor->start(sandbox.module());
    editor->open(main_uri(sandbox), support::main_go());
    return editor;
}

std::unique_ptr<Editor> settle(const Sandbox& sandbox, const support::ChildOptions& options) {
    auto editor = open_main(sandbox, options);
    const std::string uri = main_uri(sandbox);
    expect_definition(*editor, uri, ask_definition(*editor, uri));
    return editor;
}

Json ask_definition(Editor& editor, const std::string& uri) {
    return editor.request("textDocument/definition", editor.at(uri, "greeting(\"world"));
}

void expect_definition(Editor& editor, const std::string& uri, const Json& id) {
    const Json answer = editor.result(id);
    const std::size_t line = support::place_of(editor.text(uri), "func greeting").line;
    if (!answer.is_array() || answer.size() != 1 || answer[0]["range"]["start"]["line"] != line)
        throw TestFailure("definition should be in line " + std::to_string(line) + ", is " +
                          answer.dump() + "\n" + editor.tail());
}

Json edit_and_ask(Editor& editor, const std::string& uri) {
    editor.insert(uri, "// greeting", "// These lines\n// are not on disk: 😀\n\n");
    return ask_definition(editor, uri);
}

void expect_same_text(Editor& editor, const Sandbox& sandbox, const std::string& uri) {
    const Json edits = editor.call(
        "textDocument/formatting",
        {{"textDocument", {{"uri", uri}}}, {"options", {{"tabSize", 8}, {"insertSpaces", false}}}});
    std::string answer = support::with_edits(editor.text(uri), edits);
    std::erase(answer, '\r');  // gofmt drops them, gopls leaves them
    const support::Completed expected =
        support::run({{"gofmt"}, sandbox.environment, "", ""}, editor.text(uri));
    if (expected.status != support::ExitStatus{0, 0})
        throw TestFailure("gofmt: " + expected.errors);
    if (answer != expected.output)
        throw TestFailure("the server's text is not the editor's.\nIt gives:\n" + answer +
                          "\nexpected:\n" + expected.output + "\n" + editor.tail());
}

std::string fake_uri(const Sandbox& sandbox) {
    return Sandbox::uri(sandbox.path("a.go"));
}

std::unique_ptr<Editor> settle_fake(const Sandbox& sandbox, const support::ChildOptions& options) {
    auto editor = std::make_unique<Editor>(options);
    editor->start(sandbox.path());
    editor->open(fake_uri(sandbox), "package a\n\nfunc target() {}\n");
    editor->call("textDocument/hover", editor->at(fake_uri(sandbox), "target"));
    return editor;
}

void finish(Editor& editor) {
    const support::ExitStatus status = editor.shut_down();
    if (status != support::ExitStatus{0, 0})
        throw TestFailure("exit code " + std::to_string(status.code) + ", signal " +
                          std::to_string(status.signal) + "\n" + editor.tail());
    editor.expect_conforming();
}

pid_t only_gopls(const Sandbox& sandbox) {
    const auto servers = sandbox.servers(support::Target::real_gopls());
    if (servers.size() != 1) {
        throw support::TestFailure("not one gopls, but " + std::to_string(servers.size()));
    }
    return servers[0].pid;
}

Json ask_hover(Editor& editor, const Sandbox& sandbox) {
    return editor.request("textDocument/hover", editor.at(fake_uri(sandbox), "target"));
}

int process_of(const Json& hover) {
    return Json::parse(hover["contents"]["value"].get<std::string>())["process"].get<int>();
}

}  // namespace steps
