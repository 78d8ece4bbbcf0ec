#include "cli/refresh/tasks.hpp"

namespace cli::refresh {

std::string_view name_of(Task task) {
    switch (task) {
        case Task::kDownload:
            return "download";
        case Task::kVerify:
            return "verify";
        case Task::kTidy:
            return "tidy";
        case Task::kVendor:
            return "vendor";
        case Task::kList:
            return "list";
        case Task::kUpdates:
            break;
    }
    return "updates";
}

bool writes(Task task) {
    return task == Task::kDownload || task == Task::kTidy || task == Task::kVendor;
}

}  // namespace cli::refresh
