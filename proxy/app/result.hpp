// For newer versions of Boost, whose results are checked at each access: what to throw for an error
// of this layer, or of one above it that says `using app::throw_exception_from_error`. Whoever
// takes a value has looked before, so that it is never called.
#pragma once

#include <boost/system/result.hpp>
#include <stdexcept>
#include <string>

namespace app {

template <class Error>
[[noreturn]] void throw_exception_from_error(const Error&, const boost::source_location&) {
    throw std::logic_error("an error was taken for a value");
}

/// What went wrong, in one sentence for a person.
struct Failure {
    std::string sentence;
};

namespace incidents {
using app::throw_exception_from_error;
}

}  // namespace app
