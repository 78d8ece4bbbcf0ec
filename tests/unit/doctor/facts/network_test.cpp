#include "doctor/facts/gather_network.hpp"

#include "support/catch.hpp"

TEST_CASE("Words of the go command that a version was not found are known") {
    CHECK(doctor::says_not_found(
        "go: module example.com/a: reading http://127.0.0.1/example.com/a/@v/v1.info: 404 Not "
        "Found"));
    CHECK(doctor::says_not_found("go: example.com/a@v1.0.0: invalid version: unknown revision v1"));
    CHECK_FALSE(doctor::says_not_found("go: dial tcp 127.0.0.1:1: connect: connection refused"));
    CHECK_FALSE(doctor::says_not_found(""));
}

TEST_CASE("Capital letters of a module path are escaped, as in the module cache") {
    CHECK(doctor::escaped_module("github.com/Masterminds/SemVer") ==
          "github.com/!masterminds/!sem!ver");
    CHECK(doctor::escaped_module("v1.0.0-RC1") == "v1.0.0-!r!c1");
}
