// A request that has ended, as the slow log describes it: where its time went, and what it was
// about. Values; only the slow log and the functions here know the words.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/event.hpp"
#include "core/base/metrics.hpp"
#include "core/base/time.hpp"
#include "core/base/trace_id.hpp"
#include "core/relay/pending.hpp"

namespace core {

/// Names the document of a request, by the end of its URI, and the position in it. Empty without.
struct RequestSubject {
    std::string document;
    std::string position;  ///< "line:character", counted from 0 as in LSP
};
/// Reads both from the body of a request.
RequestSubject subject_of(std::string_view body);

/// How the time of a request was spent until its reply was written. The parts add up to the whole.
struct TimeSpent {
    Duration proxy{};    ///< held by the proxy: it waited for the disk, or for a gopls
    Duration queue{};    ///< in gopls's queue
    Duration gopls{};    ///< from the moment when gopls began to work on it
    Duration earlier{};  ///< with the old gopls, which did not answer it
    Duration total() const { return proxy + queue + gopls + earlier; }
};

/// How a reply came about.
struct Replied {
    Time began{};  ///< when gopls began to work on the request; unused if the proxy answered
    Time ended{};  ///< when the reply was written
    Outcome outcome = Outcome::kOk;
    bool by_proxy = false;
};

/// Splits the time of a request that was replied to like this.
TimeSpent time_spent(const Pending& pending, const Replied& replied);

struct SlowRequest {
    /// Requests described at a time. Further ones are only counted.
    static constexpr std::size_t kMost = 100;

    std::string_view method;  ///< as in `Method::name`
    std::string id;           ///< raw JSON
    TraceId trace;
    Generation generation = 0;  ///< the server that had it last, or 0
    RequestSubject subject;
    TimeSpent spent;
    Replied replied;
    std::string_view head;        ///< the head of gopls's queue when it became slow, if another
    std::string meanwhile = {};   ///< what gopls did, in words
    bool over_threshold = false;  ///< else only the editor may have been slow
};

/// Describes a request that has been replied to. `head` is the head of gopls's queue when it became
/// slow, or empty.
SlowRequest describe(const Pending& pending, const Replied& replied, std::string_view head,
                     std::uint64_t session);

/// Returns the event for the log. `editor`: the time until the editor had read the reply.
Event slow_event(const SlowRequest& request, Duration editor);

}  // namespace core
