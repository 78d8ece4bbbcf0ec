#include "io/side_thread.hpp"

#include <atomic>
#include <future>
#include <stdexcept>
#include <thread>

#include "io/timer.hpp"
#include "support/catch.hpp"

namespace {

struct Seen {
    std::promise<void> called;  ///< from the thread's loop
    std::promise<std::thread::id> ran;
    std::promise<std::string> failed;
    std::promise<void> released;  ///< a hanging body goes on
    std::atomic<bool> cleaned_up{false};
};

struct Body : io::SideThread::LoopBody {
    explicit Body(Seen& everything, std::function<void()> first = {})
        : seen(everything), begins(std::move(first)) {}
    void run() override {
        seen.ran.set_value(std::this_thread::get_id());
        if (begins) begins();
        // A mailbox does not keep its loop running.
        io::Timer stays(loop, [] {});
        stays.arm(std::chrono::hours(1));
        loop.run();
        seen.cleaned_up = true;
    }
    void failed(const std::string& why) override { seen.failed.set_value(why); }

    Seen& seen;
    std::function<void()> begins;
};

}  // namespace

TEST_CASE("A side thread runs its loop until its owner goes", "[io][side_thread]") {
    Seen seen;
    {
        const auto body = std::make_shared<Body>(seen);
        const io::SideThread thread(body);
        REQUIRE(thread.is_running());
        CHECK(seen.ran.get_future().get() != std::this_thread::get_id());
        body->mailbox.address().post([&] { seen.called.set_value(); });
        seen.called.get_future().get();
        CHECK_FALSE(seen.cleaned_up);
    }
    CHECK(seen.cleaned_up);
}

TEST_CASE("A side thread reports an exception and ends", "[io][side_thread]") {
    Seen seen;
    const auto body =
        std::make_shared<Body>(seen, [] { throw std::runtime_error("no such folder"); });
    const io::SideThread thread(body);
    CHECK(seen.failed.get_future().get() == "no such folder");
}

TEST_CASE("The owner of a side thread that hangs goes on", "[io][side_thread]") {
    Seen seen;
    std::weak_ptr<Body> left;
    {
        auto body = std::make_shared<Body>(
            seen, [hangs = seen.released.get_future().share()] { hangs.wait(); });
        left = body;
        const io::SideThread thread(std::move(body));
        seen.ran.get_future().wait();
    }
    CHECK_FALSE(seen.cleaned_up);
    CHECK_FALSE(left.expired());
    seen.released.set_value();
    while (!left.expired()) std::this_thread::yield();
    CHECK(seen.cleaned_up);  // the stop was not lost
}
