#include "app/control/folders.hpp"

#include <sys/stat.h>

#include "support/catch.hpp"
#include "unit/temp_folder.hpp"

using namespace app::control;
using Paths = std::vector<std::filesystem::path>;

TEST_CASE("Control sockets are in the runtime folder, else in the state folder") {
    CHECK(folders({{"HOME", "/home/me"}, {"XDG_RUNTIME_DIR", "/run/user/7"}}) ==
          Paths{"/run/user/7/gopls-proxy", "/home/me/.local/state/gopls-proxy/run"});
    CHECK(folders({{"HOME", "/home/me"}}) == Paths{"/home/me/.local/state/gopls-proxy/run"});
    // A relative path is ignored (XDG Base Directory Specification 0.8).
    CHECK(folders({{"HOME", "/home/me"}, {"XDG_RUNTIME_DIR", "run"}}).size() == 1);
}

TEST_CASE("pid_of reads the names of sockets only") {
    CHECK(pid_of("/run/" + socket_name(4711)) == 4711);
    for (const char* other :
         {"x.sock", "-1.sock", "0.sock", "12a.sock", "12", ".sock", "12.sock~"}) {
        INFO(other);
        CHECK(pid_of(other) == 0);
    }
}

TEST_CASE("Sockets are found by pid in all folders that are this user's alone") {
    const unit_test::TempFolder first;
    const unit_test::TempFolder second;
    const unit_test::TempFolder open;
    for (const auto* folder : {&first, &second, &open}) ::chmod(folder->path().c_str(), 0700);
    const std::string a = first.write("30.sock", "");
    const std::string b = second.write("7.sock", "");
    first.write("notes", "");
    open.write("8.sock", "");
    ::chmod(open.path().c_str(), 0755);
    CHECK(sockets({first.path(), second.path(), open.path(), "/nowhere"}) == Paths{b, a});
    CHECK(distrust(first.path()).empty());
    CHECK(distrust(open.path()).ends_with("is open to others"));
    CHECK(distrust(a).ends_with("is not a folder"));
    CHECK(distrust("/nowhere").ends_with("does not exist"));
}
