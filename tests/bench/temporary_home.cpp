#include "bench/temporary_home.hpp"

#include <stdlib.h>  // NOLINT(modernize-deprecated-headers): setenv, mkdtemp are not in <cstdlib>

#include <string>

#include "bench/frames.hpp"

namespace bench {

TemporaryHome::TemporaryHome() {
    auto name = (std::filesystem::temp_directory_path() / "gopls-proxy-bench-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw Failure("cannot make a temporary folder");
    path_ = name;
    for (const char* variable :
         {"HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR"})
        ::setenv(variable, name.c_str(), 1);
}

TemporaryHome::~TemporaryHome() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

}  // namespace bench
