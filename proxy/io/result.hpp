// Results of this layer.
#pragma once

#include <boost/system/error_code.hpp>
#include <boost/system/result.hpp>
#include <cerrno>
#include <stdexcept>
#include <string>

namespace io {

/// Required by newer versions of Boost, which check a result at each access: throws for an error of
/// this layer. Callers check a result before they take its value, so this is never called.
template <class Error>
[[noreturn]] void throw_exception_from_error(const Error&, const boost::source_location&) {
    throw std::logic_error("an error was taken for a value");
}

/// Returns `errno` as an error code.
inline boost::system::error_code last_error() {
    return {errno, boost::system::generic_category()};
}

}  // namespace io
