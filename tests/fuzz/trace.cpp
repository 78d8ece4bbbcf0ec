// Fuzz target: replies of the control socket about a trace. Whatever a proxy sends, the client
// writes a file that readers accept.
//
// Each line is the reply to one `trace_read`.
#include <nlohmann/json.hpp>
#include <string>

#include "cli/trace/summary.hpp"
#include "fuzz/target.hpp"
#include "observability/trace/timeline.hpp"
#include "observability/trace/wire.hpp"
#include "support/pftrace.hpp"

namespace fuzz {
namespace {

namespace ot = observability::trace;

std::string drawn(std::string_view input, std::unique_ptr<ot::Writer> writer) {
    ot::Timeline timeline(*writer, 1);
    cli::trace::Summary summary;
    while (!input.empty()) {
        const std::string_view line = input.substr(0, input.find('\n'));
        input.remove_prefix(std::min(input.size(), line.size() + 1));
        const ot::Json reply = ot::Json::parse(line, nullptr, false);
        if (!reply.is_object()) continue;
        for (const auto& record : ot::records_of(reply.value("records", ot::Json()))) {
            timeline.add(record);
            summary.add(record);
        }
        if (const auto sample = ot::sample_of(reply)) timeline.add(*sample);
    }
    timeline.end(ot::Nanoseconds(std::chrono::hours(1)));
    writer->finish();
    check(!summary.text(core::Time()).empty(), "a summary is not empty");
    return writer->take();
}

}  // namespace

void trace(Bytes input) {
    const auto read = support::read_perfetto(drawn(text_of(input), ot::perfetto_writer(1)));
    check(read.is_whole, "a complete file is whole");
    for (const auto& [id, track] : read.tracks) {
        // Throws if the slices of one track overlap.
        if (!track.is_counter) (void)read.slices(track.name);
    }
    check(ot::Json::accept(drawn(text_of(input), ot::chrome_writer(1))), "a Chrome trace is JSON");
}

}  // namespace fuzz
