// The one way in which the support code says that a test has failed.
//
// It is an exception and not a Catch2 assertion, so that the support code can be
// used from any thread of a test and from programs that do not link Catch2.
#pragma once

#include <stdexcept>
#include <string>

namespace support {

/// What went wrong, with the evidence (transcript, log, standard error) in the text.
class TestFailure : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

}  // namespace support
