#include "cli/clean/safety.hpp"

#include "support/catch.hpp"

using cli::clean::is_within;
using cli::clean::Protected;
using cli::clean::unsafe_to_delete;
using io::EntryFacts;

namespace {

constexpr uid_t kMe = 1000;
const Protected kProtected{"/home/me", {"/home/me/src/app", "/srv/work"}};

EntryFacts folder() {
    EntryFacts facts;
    facts.type = EntryFacts::Type::kFolder;
    facts.owner = kMe;
    facts.parent_owner = kMe;
    return facts;
}

std::string refusal(const std::string& path, const EntryFacts& facts = folder()) {
    return unsafe_to_delete(path, facts, kMe, kProtected);
}

}  // namespace

TEST_CASE("A path is within a folder by its components") {
    CHECK(is_within("/a/b", "/a/b"));
    CHECK(is_within("/a/b/c", "/a/b"));
    CHECK(is_within("/a", "/"));
    CHECK_FALSE(is_within("/a/bc", "/a/b"));
    CHECK_FALSE(is_within("/a", "/a/b"));
    CHECK_FALSE(is_within("/a", ""));
}

TEST_CASE("Ordinary caches may be deleted") {
    CHECK(refusal("/home/me/.cache/gopls").empty());
    CHECK(refusal("/home/me/src/appendix").empty());
    EntryFacts facts = folder();
    facts.parent_owner = 0;  // a cache in /var/cache
    CHECK(refusal("/var/cache/go-build", facts).empty());
}

TEST_CASE("The home, workspaces and everything above them are refused") {
    for (const char* path :
         {"/", "", "/home", "/home/me", "/home/me/src", "/home/me/src/app", "/srv", "/srv/work"}) {
        INFO(path);
        CHECK_FALSE(refusal(path).empty());
    }
    // Unknown folders protect nothing, but do not refuse everything either.
    CHECK(unsafe_to_delete("/x/go-build", folder(), kMe, {}).empty());
}

TEST_CASE("Links, mounts, and folders of others are refused with the reason") {
    const auto with = [](auto change) {
        EntryFacts facts = folder();
        change(facts);
        return refusal("/home/me/.cache/go-build", facts);
    };
    CHECK(with([](EntryFacts& f) { f.type = EntryFacts::Type::kSymlink; }) ==
          "it is a symbolic link");
    CHECK(with([](EntryFacts& f) { f.owner = 1001; }) == "it belongs to another user (1001)");
    CHECK(with([](EntryFacts& f) { f.owner = 0; }) == "it belongs to another user (0)");
    CHECK(with([](EntryFacts& f) { f.is_mount_point = true; }) ==
          "another file system is mounted there");
    CHECK(with([](EntryFacts& f) { f.parent_is_open = true; }) ==
          "every user may change the folder that it is in");
    CHECK(with([](EntryFacts& f) { f.parent_owner = 1001; }) ==
          "the folder that it is in belongs to another user (1001)");
}
