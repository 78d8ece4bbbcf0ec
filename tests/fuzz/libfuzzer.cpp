// The same targets under libFuzzer, which searches for inputs that reach new code (`make fuzz`).
// GOPLS_PROXY_FUZZ_TARGET selects the target.
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string_view>

#include "fuzz/target.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const fuzz::Target* const kTarget = [] {
        const char* const wanted = std::getenv("GOPLS_PROXY_FUZZ_TARGET");
        for (const auto& target : fuzz::targets()) {
            if (wanted && target.name == wanted) return &target;
        }
        std::fprintf(stderr, "GOPLS_PROXY_FUZZ_TARGET is not set to a fuzz target\n");
        std::exit(2);
    }();
    try {
        kTarget->run({data, size});
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
        std::abort();
    }
    return 0;
}
