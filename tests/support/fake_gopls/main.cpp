// fake_gopls: a small language server that behaves like gopls until its script says otherwise.
//
// FAKE_GOPLS_SCRIPT: a file of rules (script.hpp). FAKE_GOPLS_LOG: where the fakes of one test
// note what they are told (journal.hpp).
#include <unistd.h>

#include <cstdlib>
#include <exception>
#include <iostream>
#include <string>
#include <vector>

#include "support/fake_gopls/arguments.hpp"
#include "support/fake_gopls/server.hpp"

namespace {

std::string variable(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? "" : value;
}

int serve(const std::vector<std::string>& argv) {
    fake_gopls::Journal journal(variable("FAKE_GOPLS_LOG"));
    journal.note_start(argv);
    fake_gopls::Script script(variable("FAKE_GOPLS_SCRIPT"), journal.process());
    fake_gopls::Wire wire;
    fake_gopls::Misbehaviour misbehaviour(wire);
    misbehaviour.watch_quit();
    wire.start();
    const int code = fake_gopls::Server(wire, journal, script, misbehaviour).run();
    journal.record("end", {{"code", code}});
    ::_exit(code);  // the threads that still read and wait need no ceremony
}

}  // namespace

int main(int argc, char** argv) {
    const std::vector<std::string> words(argv, argv + argc);
    const fake_gopls::Arguments arguments = fake_gopls::parse(words);
    switch (arguments.action) {
        case fake_gopls::Arguments::Action::kVersion:
            std::cout << "golang.org/x/tools/gopls fake\n";
            return 0;
        case fake_gopls::Arguments::Action::kVersionJson:
            std::cout << R"({"GoVersion":"go1.26","Main":{"Version":"fake"}})" << '\n';
            return 0;
        case fake_gopls::Arguments::Action::kRefused:
            std::cerr << arguments.complaint;
            return 2;
        case fake_gopls::Arguments::Action::kServe:
            break;
    }
    try {
        return serve(words);
    } catch (const std::exception& error) {
        std::cerr << error.what() << '\n';
        return 3;
    }
}
