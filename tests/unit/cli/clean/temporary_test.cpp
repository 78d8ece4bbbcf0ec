#include "cli/clean/temporary.hpp"

#include "support/catch.hpp"

using cli::clean::living_owner;
using cli::clean::Owners;
using cli::clean::parse_home_name;
using cli::clean::parse_temporary_name;
using cli::clean::Temporary;
using cli::clean::TemporaryName;
using Type = io::EntryFacts::Type;
using std::chrono::seconds;

TEST_CASE("Only names that gopls and the doctor make are taken for temporary files") {
    for (const char* name : {"gopls-tempmod123", "gopls-profile-99", "gopls-test-1",
                             "gopls-sandbox-22", "gocommand-3141592653"}) {
        INFO(name);
        const auto parsed = parse_temporary_name(name);
        REQUIRE(parsed.has_value());
        CHECK(parsed->pid == 0);
        CHECK_FALSE(parsed->is_socket);
    }
    for (const char* name : {"gopls-4711.log", "gopls-daemon-4711.log", "gopls-4711.details99",
                             "gopls-proxy-doctor-4711-a1B2c3"}) {
        INFO(name);
        const auto parsed = parse_temporary_name(name);
        REQUIRE(parsed.has_value());
        CHECK(parsed->pid == 4711);
    }
    for (const char* name : {"gopls-a1b2c3-daemon.me", "gopls-a1b2c3-daemon.shared-id"}) {
        INFO(name);
        REQUIRE(parse_temporary_name(name).has_value());
        CHECK(parse_temporary_name(name)->is_socket);
    }
    for (const char* name : {"gopls-proxy-1000",
                             "gopls-proxy-test-abc",
                             "gopls-proxy-doctor-4711",
                             "gopls-proxy-doctor-4711-a1B2c",
                             "gopls-proxy-doctor-a1B2c3",
                             "gopls-proxy-doctor-4711-a1B.c3",
                             "gopls-src",
                             "gopls",
                             "gopls-",
                             "gopls.1",
                             "gopls-notes.txt",
                             "gopls-4711",
                             "gopls-4711.logs",
                             "gopls--1.log",
                             "gopls-tempmod",
                             "gopls-tempmod12x",
                             "gopls-A1B2C3-daemon.me",
                             "gopls-a1b2c3-daemon.",
                             "gocommand-",
                             "gocommand-x",
                             "my-gopls-4711.log",
                             "gopls-99999999999999999999.log"}) {
        INFO(name);
        CHECK_FALSE(parse_temporary_name(name).has_value());
    }
}

TEST_CASE("In the home folder a name must have a pid") {
    CHECK(parse_home_name(".gopls-12")->pid == 12);
    CHECK(parse_home_name(".gopls-12.log")->pid == 12);
    CHECK(parse_home_name(".gopls-12-trace")->pid == 12);
    for (const char* name :
         {".gopls-local", ".gopls-goroot", ".gopls-12x", ".gopls-", "gopls-12"}) {
        INFO(name);
        CHECK_FALSE(parse_home_name(name).has_value());
    }
}

TEST_CASE("A temporary file stays while its owner lives") {
    Owners owners;
    owners.known = true;
    const Temporary log{{false, 4711}, Type::kFile, seconds(60)};
    CHECK(living_owner(log, owners).empty());
    owners.pid_is_alive = true;
    CHECK(living_owner(log, owners) == "process 4711 is running");
    owners.pid_is_alive = false;
    owners.holder = 12;
    CHECK(living_owner(log, owners) == "process 12 has it open");
    owners.holder = 0;
    owners.known = false;
    CHECK_FALSE(living_owner(log, owners).empty());
}

TEST_CASE("A file without a pid belongs to any gopls that is as old as it") {
    Owners owners;
    owners.known = true;
    const Temporary folder{{}, Type::kFolder, seconds(60)};
    CHECK(living_owner(folder, owners).empty());
    owners.gopls = {{5, seconds(20)}};
    CHECK(living_owner(folder, owners).empty());  // younger than the folder
    owners.gopls.push_back({6, seconds(59)});     // as old as it, within a second
    CHECK(living_owner(folder, owners).find("gopls 6") != std::string::npos);
}

TEST_CASE("A socket stays while somebody listens") {
    Owners owners;
    const Temporary socket{{true, 0}, Type::kSocket, seconds(60)};
    CHECK(living_owner(socket, owners).empty());
    owners.is_listened_to = true;
    CHECK(living_owner(socket, owners) == "a gopls daemon listens there");
    CHECK(living_owner({{true, 0}, Type::kFile, seconds(60)}, {}) == "it is not a socket");
    CHECK_FALSE(living_owner({{}, Type::kSymlink, seconds(60)}, {}).empty());
}
