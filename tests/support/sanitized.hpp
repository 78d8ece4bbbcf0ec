// Whether this is a build with a sanitizer. What it was built to find it finds; but it keeps what
// was freed, notes every access, and needs /proc and descriptors of its own.
#pragma once

namespace support {

#ifdef GOPLS_PROXY_TEST_SANITIZED
inline constexpr bool kSanitized = true;
#else
inline constexpr bool kSanitized = false;
#endif

}  // namespace support
