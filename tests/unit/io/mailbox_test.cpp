#include "io/mailbox.hpp"

#include <thread>

#include "unit/io/support.hpp"

using io_test::TestLoop;

TEST_CASE("A mailbox makes the calls of other threads in the loop and in order", "[io][mailbox]") {
    TestLoop t;
    const io::Mailbox mailbox(t.loop);
    const auto loop_thread = std::this_thread::get_id();
    constexpr int kCalls = 10'000;
    std::vector<int> calls;
    bool elsewhere = false;
    std::thread poster([&, address = mailbox.address()] {
        for (int i = 0; i < kCalls; ++i) {
            address.post([&, i] {
                elsewhere = elsewhere || std::this_thread::get_id() != loop_thread;
                calls.push_back(i);
            });
        }
    });
    t.run_until([&] { return calls.size() == kCalls; });
    poster.join();
    CHECK_FALSE(elsewhere);
    CHECK(std::is_sorted(calls.begin(), calls.end()));
}

TEST_CASE("A mailbox that is gone drops all calls", "[io][mailbox]") {
    io::Mailbox::Address address;
    bool called = false;
    {
        TestLoop t;
        auto mailbox = std::make_unique<io::Mailbox>(t.loop);
        address = mailbox->address();
        address.post([&] { called = true; });
        mailbox.reset();
        t.loop.run();
    }
    address.post([&] { called = true; });
    CHECK_FALSE(called);
}

TEST_CASE("A mailbox does not keep its loop running", "[io][mailbox]") {
    TestLoop t;
    const io::Mailbox mailbox(t.loop);
    t.loop.run();
}

TEST_CASE("A call in a mailbox may destroy the mailbox and may throw", "[io][mailbox]") {
    TestLoop t;
    std::string thrown;
    t.loop.on_exception([&](const char* what) { thrown = what; });
    auto mailbox = std::make_unique<io::Mailbox>(t.loop);
    bool last = false;
    mailbox->address().post([] { throw std::runtime_error("first"); });
    mailbox->address().post([&] { mailbox.reset(); });
    mailbox->address().post([&] { last = true; });
    t.run_until([&] { return last; });
    CHECK(thrown == "first");
}
