#include "doctor/facts/gather_deep.hpp"

#include <memory>
#include <utility>

#include "doctor/facts/in_thread.hpp"

namespace doctor {
namespace {

constexpr auto kStopOfVerification = std::chrono::seconds(1);

std::future<VerifiedCache> verify_in_thread(const std::string& name, const std::string& path,
                                            std::string suffix,
                                            const std::shared_ptr<std::atomic<bool>>& stop) {
    return in_thread([name, path, suffix = std::move(suffix), stop] {
        return verify_cache(name, path, suffix, *stop);
    });
}

}  // namespace

Verification verify_caches(Commands& commands, const app::CacheFolders& folders,
                           const std::string& folder, std::chrono::milliseconds limit) {
    Verification result;
    result.done = true;
    const Deadline deadline = std::chrono::steady_clock::now() + limit;
    const auto stop = std::make_shared<std::atomic<bool>>(false);
    auto gopls = verify_in_thread("the gopls cache", folders.gopls_cache, "-cas", stop);
    auto build = verify_in_thread("GOCACHE", folders.build_cache, "-d", stop);
    const Ran ran = commands.programs().run(commands.go({"mod", "verify"}, folder, ""), limit);
    result.modules = modified_modules(ran.errors);
    for (ModifiedModule& module : modified_modules(ran.output)) {
        result.modules.push_back(std::move(module));
    }
    if (!ran.ok() && result.modules.empty()) {
        result.error = ran.timed_out() ? "it did not end in time" : first_words(ran);
    }
    gopls.wait_until(deadline);
    build.wait_until(deadline);
    *stop = true;
    const Deadline stopped =
        std::max(deadline, std::chrono::steady_clock::now()) + kStopOfVerification;
    for (auto* cache : {&gopls, &build}) {
        if (auto verified = result_by(*cache, stopped)) {
            result.caches.push_back(std::move(*verified));
        }
    }
    return result;
}

}  // namespace doctor
