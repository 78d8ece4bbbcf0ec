#include "support/target.hpp"

#include <stdlib.h>
#include <unistd.h>

#include "support/failure.hpp"

// Given by tests/integration/CMakeLists.txt.
#if !defined(GOPLS_PROXY_TEST_DEFAULT_BINARY) || !defined(GOPLS_PROXY_TEST_FAKE) || \
    !defined(GOPLS_PROXY_TEST_CACHE)
#error "the build has to say where the programs under test are"
#endif

namespace support {
namespace {

std::string executable(const std::string& path, const std::string& what) {
    if (::access(path.c_str(), X_OK) != 0)
        throw TestFailure(what + " is not an executable: \"" + path + "\"");
    return path;
}

}  // namespace

std::string Target::proxy() {
    const char* path = ::getenv("GOPLS_PROXY_TEST_BINARY");
    return executable(path == nullptr ? GOPLS_PROXY_TEST_DEFAULT_BINARY : path, "the proxy");
}

std::string Target::fake_gopls() {
    return executable(GOPLS_PROXY_TEST_FAKE, "the fake gopls");
}

std::string Target::real_gopls() {
    const char* path = ::getenv("GOPLS_PROXY_TEST_GOPLS");
    if (path == nullptr)
        throw TestFailure(
            "GOPLS_PROXY_TEST_GOPLS names no gopls; `make test` gets one and sets it");
    return executable(path, "GOPLS_PROXY_TEST_GOPLS");
}

std::string Target::shared_gopls_cache() {
    return GOPLS_PROXY_TEST_CACHE;
}

}  // namespace support
