#include "io/thread.hpp"

#include <pthread.h>
#include <sys/resource.h>

#include <cstddef>
#include <memory>
#include <optional>
#include <utility>

namespace io {
namespace {

using Work = std::function<void()>;

constexpr std::size_t kStackBytes = 1 << 20;
constexpr std::size_t kMainStackBytes = 8 << 20;
/// The proxy is known to work with a main stack of this size, without the other thread.
constexpr rlim_t kLeastMainStackBytes = 1 << 20;

void* call(void* argument) {
    const std::unique_ptr<Work> work(static_cast<Work*>(argument));
    (*work)();
    return nullptr;
}

std::optional<pthread_t> start(Work work, std::size_t stack_bytes) {
    auto owned = std::make_unique<Work>(std::move(work));
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, stack_bytes);
    pthread_t thread;
    const bool made = pthread_create(&thread, &attributes, call, owned.get()) == 0;
    pthread_attr_destroy(&attributes);
    if (!made) return {};
    (void)owned.release();
    return thread;
}

}  // namespace

bool start_thread(Work work) {
    const auto thread = start(std::move(work), kStackBytes);
    return thread && pthread_detach(*thread) == 0;
}

void with_enough_stack(const Work& work) {
    rlimit limit{};
    const bool is_small =
        ::getrlimit(RLIMIT_STACK, &limit) == 0 && limit.rlim_cur < kLeastMainStackBytes;
    const auto thread = is_small ? start(work, kMainStackBytes) : std::nullopt;
    if (thread) {
        pthread_join(*thread, nullptr);
    } else {
        work();
    }
}

}  // namespace io
