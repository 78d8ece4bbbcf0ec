#include "cli/refresh/checksums.hpp"

#include "support/catch.hpp"

using namespace cli::refresh;

TEST_CASE("A checksum that differs from go.sum is found in the words of go") {
    // go1.26.8 mod tidy -diff, with an empty module cache
    const auto mismatch = find_mismatch(
        "go: downloading example.com/other v0.3.0\n"
        "verifying example.com/other@v0.3.0: checksum mismatch\n"
        "\tdownloaded: h1:k07ZydUNZhxwPuKYQUAiQ40KMbFLXjiMhYiUrM3WJvU=\n"
        "\tgo.sum:     h1:AAAAydUNZhxwPuKYQUAiQ40KMbFLXjiMhYiUrM3WJvU=\n"
        "\n"
        "SECURITY ERROR\n"
        "This download does NOT match an earlier download recorded in go.sum.\n"
        "The bits may have been replaced on the origin server, or an attacker may\n"
        "have intercepted the download attempt.\n"
        "\n"
        "For more information, see 'go help module-auth'.\n");
    REQUIRE(mismatch);
    CHECK(mismatch->path == "example.com/other");
    CHECK(mismatch->version == "v0.3.0");
    CHECK_FALSE(mismatch->is_of_go_mod);
    CHECK(mismatch->found == "h1:k07ZydUNZhxwPuKYQUAiQ40KMbFLXjiMhYiUrM3WJvU=");
    CHECK(mismatch->recorded == "h1:AAAAydUNZhxwPuKYQUAiQ40KMbFLXjiMhYiUrM3WJvU=");
    CHECK(mismatch->recorded_in == "go.sum");
}

TEST_CASE("A mismatch of a go.mod, and one with the checksum database") {
    const auto of_mod = find_mismatch(
        "verifying example.com/a@v1.0.0/go.mod: checksum mismatch\n"
        "\tdownloaded: h1:a=\n"
        "\tgo.sum:     h1:b=\n");
    REQUIRE(of_mod);
    CHECK(of_mod->path == "example.com/a");
    CHECK(of_mod->version == "v1.0.0");
    CHECK(of_mod->is_of_go_mod);
    const auto of_database = find_mismatch(
        "go: example.com/b@v1.2.0: verifying module: checksum mismatch\n"
        "\tdownloaded: h1:a=\n"
        "\tsum.example.org: h1:b=\n");
    REQUIRE(of_database);
    CHECK(of_database->path == "example.com/b");
    CHECK(of_database->version == "v1.2.0");
    CHECK(of_database->recorded_in == "sum.example.org");
    CHECK_FALSE(find_mismatch("checksum mismatch"));
    CHECK_FALSE(find_mismatch("verifying nothing: checksum mismatch\n"));
    CHECK_FALSE(find_mismatch("all modules verified\n"));
}

TEST_CASE("The damage that go mod verify reports is read line by line") {
    // go1.26.8 mod verify
    const auto damage = damage_in(
        "example.com/needed v1.0.0: dir has been modified (/c/example.com/needed@v1.0.0)\n"
        "example.com/other v0.3.0: zip: checksum error\n"
        "example.com/third v0.1.0: missing ziphash: open "
        "/c/cache/download/example.com/third/@v/v0.1.0.ziphash: no such file or directory\n"
        "go: errors parsing go.mod:\n"
        "go.mod:13: unknown directive: <<<<<<<\n");
    REQUIRE(damage.size() == 3);
    CHECK(damage[0].path == "example.com/needed");
    CHECK(damage[0].version == "v1.0.0");
    CHECK(damage[0].reason == "dir has been modified (/c/example.com/needed@v1.0.0)");
    CHECK(damage[1].reason == "zip: checksum error");
    CHECK(damage[2].path == "example.com/third");
    CHECK(damage_in("").empty());
}

TEST_CASE("The command that downloads a module again spells paths as the module cache does") {
    CHECK(escaped("example.com/BurntSushi") == "example.com/!burnt!sushi");
    CHECK(redownload_command("/c", "example.com/Upper", "v1.0.0") ==
          "chmod -Rf u+w '/c/example.com/!upper@v1.0.0'; rm -rf '/c/example.com/!upper@v1.0.0' "
          "'/c/cache/download/example.com/!upper/@v/v1.0.0'.*; "
          "go mod download example.com/Upper@v1.0.0");
    CHECK(redownload_command("", "example.com/a", "v1.0.0").empty());
    CHECK(redownload_command("/c", "example.com/../../home", "v1.0.0").empty());
    CHECK(redownload_command("/c", "/home", "v1.0.0").empty());
    CHECK(redownload_command("/c", "example.com/a", "v1/../../..").empty());
    CHECK(redownload_command("/c", "", "").empty());
}
