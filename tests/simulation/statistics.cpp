#include "simulation/statistics.hpp"

#include <cstdio>

namespace simulation {
namespace {

void line(std::string& to, const char* what, std::uint64_t count) {
    char text[120];
    std::snprintf(text, sizeof text, "  %-34s %12llu\n", what,
                  static_cast<unsigned long long>(count));
    to += text;
}

void add_all(std::map<std::string, std::uint64_t>& to,
             const std::map<std::string, std::uint64_t>& from) {
    for (const auto& [key, count] : from) to[key] += count;
}

}  // namespace

void Statistics::add(const Statistics& other) {
    for (const auto member :
         {&Statistics::sessions, &Statistics::long_sessions, &Statistics::with_replacement,
          &Statistics::steps, &Statistics::turns, &Statistics::requests, &Statistics::replies,
          &Statistics::replies_of_proxy, &Statistics::spawns, &Statistics::replacements,
          &Statistics::averted, &Statistics::messages_checked, &Statistics::texts_compared}) {
        this->*member += other.*member;
    }
    add_all(faults, other.faults);
    add_all(ends, other.ends);
}

std::string Statistics::table() const {
    std::string text;
    line(text, "sessions", sessions);
    line(text, ("  of " + std::to_string(kLongSession) + " steps or more").c_str(), long_sessions);
    line(text, "  with a replacement", with_replacement);
    line(text, "steps", steps);
    line(text, "turns of the engine", turns);
    line(text, "messages checked", messages_checked);
    line(text, "texts compared", texts_compared);
    line(text, "requests sent", requests);
    line(text, "  answered by a server", replies);
    line(text, "  answered by the proxy", replies_of_proxy);
    line(text, "servers started", spawns);
    line(text, "replacements", replacements);
    line(text, "replacements averted", averted);
    text += "faults injected\n";
    for (const auto& [kind, count] : faults) line(text, ("  " + kind).c_str(), count);
    text += "sessions ended by\n";
    for (const auto& [end, count] : ends) line(text, ("  " + end).c_str(), count);
    return text;
}

}  // namespace simulation
