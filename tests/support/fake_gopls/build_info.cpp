// Go build information that names gopls, by which the proxy knows a gopls among the processes. The
// format is described in proxy/app/build_info.cpp.
#include <string_view>

namespace {

#define SIXTEEN_BYTES "----------------"
#define LINES "path\tgolang.org/x/tools/gopls\nmod\tgolang.org/x/tools/gopls\tfake\t\n"

static_assert(std::string_view(SIXTEEN_BYTES LINES SIXTEEN_BYTES).size() == 97,
              "its length stands in front of it, a varint");

alignas(16)
#if defined(__ELF__)
    [[gnu::used, gnu::section(".go.buildinfo")]]
#endif
    constexpr char kBuildInfo[] =
        "\xff Go buildinf:\x08\x02\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
        "\6"
        "go1.26"
        "\x61" SIXTEEN_BYTES LINES SIXTEEN_BYTES;

}  // namespace
