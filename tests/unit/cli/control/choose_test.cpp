#include "cli/control/choose.hpp"

#include "support/catch.hpp"

using app::control::Json;
using cli::choose_session;
using cli::Session;

namespace {

Session session(int pid, const std::string& folder) {
    const Json status = {{"editor", {{"name", "Vim"}}}, {"folders", {folder}}};
    return {pid, {}, {boost::system::in_place_value, status}};
}

}  // namespace

TEST_CASE("a command about one session finds it") {
    const std::vector<Session> one{session(7, "/src/a")};
    const std::vector<Session> two{session(7, "/src/a"), session(8, "/src/b")};
    CHECK(choose_session(one, 0, "/elsewhere")->pid == 7);
    CHECK(choose_session(two, 8, "/elsewhere")->pid == 8);
    CHECK(choose_session(two, 0, "/src/b")->pid == 8);
    CHECK(choose_session(two, 0, "/src/b/internal")->pid == 8);
    CHECK(choose_session({}, 0, "/").error().text.find("no gopls-proxy") == 0);
    CHECK(choose_session(two, 9, "/src/a").error().text ==
          "no gopls-proxy with the process id 9 is running; running are\n"
          "  --pid 7  Vim  /src/a\n"
          "  --pid 8  Vim  /src/b\n");
    for (const char* here : {"/", "/src", "/src/bb", ""}) {
        INFO(here);
        CHECK(choose_session(two, 0, here).error().text.find("several proxies") == 0);
    }
    const std::vector<Session> same{session(7, "/src/a"), session(8, "/src/a")};
    CHECK(choose_session(same, 0, "/src/a").has_error());
}
