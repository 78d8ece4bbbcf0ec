#include "app/incidents/cut.hpp"

namespace app::incidents {
namespace {

/// Reserved for the line between the two halves.
constexpr std::size_t kNoteBytes = 80;

bool inside_character(char c) {
    return (static_cast<unsigned char>(c) & 0xc0) == 0x80;
}

}  // namespace

std::string cut_middle(std::string_view text, std::size_t max_bytes) {
    if (text.size() <= max_bytes) return std::string(text);
    const std::size_t half = (max_bytes - kNoteBytes) / 2;
    std::string_view head = text.substr(0, half);
    std::string_view tail = text.substr(text.size() - half);
    // Cut at line ends; a single endless line is cut between characters.
    if (const std::size_t end = head.rfind('\n'); end != std::string_view::npos) {
        head = head.substr(0, end + 1);
    } else {
        while (!head.empty() && inside_character(text[head.size()])) head.remove_suffix(1);
    }
    const std::size_t end = tail.find('\n');
    if (end != std::string_view::npos && end + 1 < tail.size()) {
        tail.remove_prefix(end + 1);
    } else {
        while (!tail.empty() && inside_character(tail.front())) tail.remove_prefix(1);
    }
    const std::size_t missing = text.size() - head.size() - tail.size();
    return std::string(head) + (head.ends_with('\n') ? "" : "\n") + "[… " +
           std::to_string(missing) + " bytes left out …]\n" + std::string(tail);
}

}  // namespace app::incidents
