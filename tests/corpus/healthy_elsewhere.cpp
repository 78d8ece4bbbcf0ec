// gopls in a container or on another machine: the local program only relays bytes.
#include <sys/stat.h>

#include "corpus/case.hpp"
#include "support/catch.hpp"
#include "support/go_wrapper.hpp"
#include "support/steps.hpp"

using core::Event;
using corpus::Case;
using support::GoWrapper;
using support::Json;
using support::Sandbox;
using support::Target;

namespace {

/// The remote side: a real gopls at two named pipes, not a descendant of the proxy. `relay` is the
/// program that the proxy starts instead of it.
class FarGopls {
  public:
    explicit FarGopls(const Sandbox& sandbox) : sandbox_(sandbox) {
        for (const std::string& pipe : {in(), out()}) REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
        sandbox.write_script("bin/gopls",
                             "#!/bin/sh\ncat <'" + out() + "' &\nexec cat >'" + in() + "'\n");
        support::ChildOptions options = support::direct(sandbox, "/bin/sh");
        options.argv = {"/bin/sh", "-c",
                        "exec '" + Target::real_gopls() + "' <'" + in() + "' >'" + out() + "'"};
        gopls_ = std::make_unique<support::ChildProcess>(options);
    }
    std::string relay() const { return sandbox_.path("bin/gopls").string(); }

  private:
    std::string in() const { return sandbox_.path("far.in").string(); }
    std::string out() const { return sandbox_.path("far.out").string(); }

    const Sandbox& sandbox_;
    std::unique_ptr<support::ChildProcess> gopls_;
};

/// More samples than fit into any window.
constexpr int kManyLooks = 40;

}  // namespace

TEST_CASE("gopls on another machine is not judged however long it takes",
          "[healthy_network][healthy][quick]") {
    Sandbox sandbox;
    sandbox.write_module();
    const GoWrapper go(sandbox);
    const FarGopls far(sandbox);
    Case healthy("gopls behind a relay, quiet for a long time", {"", {}, {}}, sandbox);
    support::Editor& editor = healthy.settle(support::proxied(sandbox, far.relay()));
    go.block_next_list();
    sandbox.write("module/go.mod", "module example.com/sandbox\n\ngo 1.22\n");
    editor.file_changed(Sandbox::uri(sandbox.module() / "go.mod"), 2);
    const Json id = healthy.ask();
    editor.wait_until(
        [&] {
            return healthy.log().count({Event::kLook, {{"verdict", "unknown"}}}) > kManyLooks;
        },
        "many samples of the relay");
    CHECK(healthy.log().count({Event::kUnseen, {}, "gopls runs elsewhere"}) == 1);
    go.release();
    healthy.expect_answer(id);
    healthy.finish();
}
