// The noteworthy of a session for an observer who comes later: slow requests, faults, and the lives
// of the servers. Always on, and written to when something of it happens, which is seldom.
#pragma once

#include <cstddef>

#include "core/base/trace.hpp"

namespace core {

class History {
  public:
    static constexpr std::size_t kRecords = 512;

    History() { records_.start(); }

    /// Keeps an event that belongs on a timeline; ignores the others.
    void add(const Event& event, Time now);
    /// Returns a fresh record for a request.
    TraceRecord& add_request(Time now) { return records_.add(TraceRecord::Kind::kRequest, now); }
    const Trace& records() const { return records_; }

  private:
    Trace records_{kRecords};
};

}  // namespace core
