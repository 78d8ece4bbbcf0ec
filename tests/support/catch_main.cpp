#if __has_include(<catch2/catch_session.hpp>)
#include <catch2/catch_all.hpp>
int main(int argc, char* argv[]) {
    return Catch::Session().run(argc, argv);
}
using ListenerBase = Catch::EventListenerBase;
using Handled = void;
#else
#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>
using ListenerBase = Catch::TestEventListenerBase;
using Handled = bool;
#endif

#include "support/failed_assertions.hpp"

namespace {

std::size_t failed = 0;

class CountFailures : public ListenerBase {
  public:
    using ListenerBase::ListenerBase;

    Handled assertionEnded(const Catch::AssertionStats& stats) override {
        if (!stats.assertionResult.isOk()) ++failed;
        return Handled();
    }
};

CATCH_REGISTER_LISTENER(CountFailures)

}  // namespace

std::size_t support::failed_assertions() {
    return failed;
}
