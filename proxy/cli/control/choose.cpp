#include "cli/control/choose.hpp"

#include <algorithm>

#include "cli/incidents/reading.hpp"

namespace cli {
namespace {

using app::control::Json;

std::vector<std::string> folders_of(const Session& session) {
    std::vector<std::string> folders;
    if (!session.reply) return folders;
    for (const Json& folder : incidents::list_at(*session.reply, "/folders")) {
        if (folder.is_string()) folders.push_back(folder.get<std::string>());
    }
    return folders;
}

std::string described(const Session& session) {
    std::string text = "  --pid " + std::to_string(session.pid) + "  ";
    if (!session.reply) return text + incidents::printable(session.reply.error().message) + "\n";
    const std::string editor = incidents::text_at(*session.reply, "/editor/name");
    text += editor.empty() ? "unnamed editor" : editor;
    for (const std::string& folder : folders_of(session)) {
        text += "  " + incidents::printable(folder);
    }
    return text + "\n";
}

bool has_folder(const Session& session, const std::string& here) {
    const auto folders = folders_of(session);
    return std::any_of(folders.begin(), folders.end(), [&](const std::string& folder) {
        return here == folder || here.starts_with(folder + "/");
    });
}

}  // namespace

boost::system::result<Session, NoSession> choose_session(std::vector<Session> sessions, int pid,
                                                         const std::string& here) {
    if (sessions.empty()) {
        return NoSession{"no gopls-proxy is running; editors start one with the first Go file"};
    }
    std::string list;
    for (const Session& session : sessions) list += described(session);
    if (pid != 0) {
        std::erase_if(sessions, [&](const Session& session) { return session.pid != pid; });
        if (sessions.empty()) {
            return NoSession{"no gopls-proxy with the process id " + std::to_string(pid) +
                             " is running; running are\n" + list};
        }
    }
    if (sessions.size() > 1) {
        std::vector<Session> near;
        std::copy_if(sessions.begin(), sessions.end(), std::back_inserter(near),
                     [&](const Session& session) { return has_folder(session, here); });
        if (near.size() != 1) {
            return NoSession{"several proxies are running; choose one of\n" + list};
        }
        return near.front();
    }
    return sessions.front();
}

}  // namespace cli
