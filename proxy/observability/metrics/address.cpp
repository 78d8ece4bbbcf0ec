#include "observability/metrics/address.hpp"

#include <charconv>

namespace observability::metrics {

std::optional<Address> parse_address(std::string_view text) {
    const std::size_t colon = text.rfind(':');
    if (colon == std::string_view::npos) return {};
    const std::string_view host = text.substr(0, colon);
    const std::string_view digits = text.substr(colon + 1);
    Address address{.is_v6 = host == "[::1]"};
    if (!address.is_v6 && host != "127.0.0.1" && host != "localhost") return {};
    const char* const end = digits.data() + digits.size();
    const auto [at, error] = std::from_chars(digits.data(), end, address.port);
    if (error != std::errc() || at != end) return {};
    return address;
}

std::string to_text(const Address& address) {
    return (address.is_v6 ? "[::1]:" : "127.0.0.1:") + std::to_string(address.port);
}

}  // namespace observability::metrics
