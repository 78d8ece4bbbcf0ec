// Like support/catch_main.cpp, but prints the table of the corpus after Catch2's output.
#if __has_include(<catch2/catch_session.hpp>)
#include <catch2/catch_session.hpp>
#else
#define CATCH_CONFIG_RUNNER
#include <catch2/catch.hpp>
#endif

#include "corpus/table.hpp"

int main(int argc, char* argv[]) {
    const int result = Catch::Session().run(argc, argv);
    corpus::print_own();
    return result;
}
