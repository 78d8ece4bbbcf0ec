#include "cli/refresh/result.hpp"

namespace cli::refresh {

std::string_view name_of(Result::State state) {
    switch (state) {
        case Result::State::kDone:
            return "done";
        case Result::State::kFailed:
            return "failed";
        case Result::State::kTimedOut:
            return "timed_out";
        case Result::State::kInterrupted:
            return "interrupted";
        case Result::State::kRefused:
            return "refused";
        case Result::State::kDeclined:
            break;
    }
    return "declined";
}

bool is_trouble(const Result& result) {
    return result.state != Result::State::kDone;
}

}  // namespace cli::refresh
