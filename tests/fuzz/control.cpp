// Fuzz target: a line on the control socket, as a request, as a reply, and as the status of a
// session for a terminal.
#include <string>

#include "app/control/protocol.hpp"
#include "cli/status/report.hpp"
#include "fuzz/target.hpp"

namespace fuzz {
namespace {

using app::control::Json;
using app::control::Refusal;

void check_line(const std::string& line) {
    check(line.find('\n') == line.size() - 1, "a reply is one line");
    check(Json::accept(line), "a reply is JSON");
}

bool is_control(char c) {
    return (static_cast<unsigned char>(c) < 0x20 && c != '\n') || c == 0x7f;
}

}  // namespace

void control(Bytes input) {
    const std::string_view line = text_of(input);
    const auto request = app::control::parse_request(line);
    if (!request) {
        check(!request.error().message.empty(), "a refused request has a reason");
        check_line(app::control::refusal_line(request.error()));
    }
    auto reply = app::control::parse_reply(line);
    if (reply) check_line(app::control::result_line(*reply));
    const std::vector<cli::Session> sessions{{1, "/run/1.sock", std::move(reply)}};
    const std::string text = cli::status_text(sessions, "/home/me", false);
    check(std::none_of(text.begin(), text.end(), is_control), "a terminal obeys nothing in it");
    check(Json::accept(cli::status_json(sessions)), "the status is JSON");
}

}  // namespace fuzz
