// Results of this layer.
#pragma once

#include <boost/system/error_code.hpp>
#include <boost/system/result.hpp>
#include <cerrno>
#include <stdexcept>
#include <string>

namespace io {

/// For newer versions of Boost, whose results are checked at each access: what to throw for an
/// error of this layer. Whoever takes a value has looked before, so that it is never called.
template <class Error>
[[noreturn]] void throw_exception_from_error(const Error&, const boost::source_location&) {
    throw std::logic_error("an error was taken for a value");
}

/// What `errno` says.
inline boost::system::error_code last_error() {
    return {errno, boost::system::generic_category()};
}

}  // namespace io
