// Required by newer versions of Boost, which check a result at each access: throws for an error of
// this layer, or of a layer above that says `using app::throw_exception_from_error`. Callers check
// a result before they take its value, so this is never called.
#pragma once

#include <boost/system/result.hpp>
#include <stdexcept>
#include <string>

namespace app {

template <class Error>
[[noreturn]] void throw_exception_from_error(const Error&, const boost::source_location&) {
    throw std::logic_error("an error was taken for a value");
}

/// An error as one sentence for a person.
struct Failure {
    std::string sentence;
};

namespace incidents {
using app::throw_exception_from_error;
}

}  // namespace app
