#include "app/control/processes.hpp"

#include <chrono>
#include <string>

#include "app/incidents/mask.hpp"
#include "io/processes.hpp"

namespace app::control {
namespace {

Json json_of(const io::Process& process) {
    return {{"pid", process.pid},
            {"parent", process.ppid},
            {"state", std::string(1, process.state)},
            {"argv", incidents::masked_arguments(process.argv)},
            {"cpu_seconds", std::chrono::duration<double>(process.cpu).count()},
            {"resident_bytes", process.resident_bytes}};
}

}  // namespace

Json processes_of(const std::vector<int>& leaders) {
    Json list = Json::array();
    for (const int leader : leaders) {
        for (const io::Process& process : io::observe_session(leader).processes) {
            list.push_back(json_of(process));
        }
    }
    return list;
}

}  // namespace app::control
