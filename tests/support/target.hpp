// The programs under test: where they are comes from the build and from the
// environment, never from a path written here.
#pragma once

#include <string>

namespace support {

struct Target {
    /// The proxy: `GOPLS_PROXY_TEST_BINARY` in the environment, or the one just built.
    static std::string proxy();
    /// The fake gopls just built (support/fake_gopls).
    static std::string fake_gopls();
    /// The real gopls: `GOPLS_PROXY_TEST_GOPLS`. Throws TestFailure when it is not set.
    static std::string real_gopls();
    /// A gopls cache that all tests of a build share, so that only the first pays for it.
    static std::string shared_gopls_cache();
};

}  // namespace support
