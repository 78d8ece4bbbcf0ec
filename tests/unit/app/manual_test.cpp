#include "app/manual.hpp"

#include <CLI/CLI.hpp>
#include <string>

#include "support/catch.hpp"

TEST_CASE("what man(7) would read as a request is escaped") {
    CHECK(app::roff("a-b") == "a\\-b");
    CHECK(app::roff("C:\\x") == "C:\\ex");
    CHECK(app::roff(".PP\n'x\n.y") == "\\&.PP\n\\&'x\n\\&.y");
    CHECK(app::roff("a.b 'c'") == "a.b 'c'");
}

TEST_CASE("a list keeps its lines, a paragraph is filled") {
    CHECK(app::roff_paragraphs("One\n  two.\n\nExamples:\n  a   b\n  c\n") ==
          ".PP\nOne\ntwo.\n.PP\n\\fBExamples:\\fR\n.PP\n.nf\n  a   b\n  c\n.fi\n");
    CHECK(app::roff_paragraphs("It is one of:").find(".nf") == std::string::npos);
    CHECK(app::roff_paragraphs("").empty());
}

TEST_CASE("the manual of a command has its options, subcommands and examples") {
    CLI::App line("Does it.\n", "gopls-proxy do");
    std::string file;
    bool yes = false;
    line.add_option("-o,--output", file, "the file")->type_name("FILE");
    line.add_flag("--yes", yes, "do not ask");
    line.add_subcommand("show", "show one");
    line.footer("Examples:\n  gopls-proxy do\n");
    const std::string text = app::manual_of(line);
    CHECK(text.starts_with(".SS gopls\\-proxy do\n.PP\nDoes it.\n"));
    CHECK(text.find(".TP\n\\fB\\-o\\fR, \\fB\\-\\-output\\fR \\fIFILE\\fR\nthe file\n") !=
          std::string::npos);
    CHECK(text.find(".TP\n\\fB\\-\\-yes\\fR\ndo not ask\n") != std::string::npos);
    CHECK(text.find(".TP\n\\fBshow\\fR\nshow one\n") != std::string::npos);
    CHECK(text.ends_with(".nf\n  gopls\\-proxy do\n.fi\n"));
}
