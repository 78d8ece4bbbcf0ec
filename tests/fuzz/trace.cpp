// Fuzz target: replies of the control socket about a trace. Whatever a proxy sends, the client
// writes a file that readers accept.
//
// Each line is the reply to one `trace_read`, or a request with which gopls sends its spans.
#include <nlohmann/json.hpp>
#include <string>

#include "cli/trace/summary.hpp"
#include "fuzz/target.hpp"
#include "observability/trace/sink.hpp"
#include "observability/trace/wire.hpp"
#include "support/pftrace.hpp"

namespace fuzz {
namespace {

namespace ot = observability::trace;

std::string drawn(std::string_view input, const std::unique_ptr<ot::Sink>& sink) {
    cli::trace::Summary summary;
    sink->clock(ot::Nanoseconds(1), ot::Nanoseconds(2));
    while (!input.empty()) {
        const std::string_view line = input.substr(0, input.find('\n'));
        input.remove_prefix(std::min(input.size(), line.size() + 1));
        for (auto& span : observability::gopls_spans::read_spans(line)) sink->add(std::move(span));
        const ot::Json reply = ot::Json::parse(line, nullptr, false);
        if (!reply.is_object()) continue;
        for (auto& span : observability::gopls_spans::spans_of(reply.value("spans", ot::Json()))) {
            sink->add(std::move(span));
        }
        for (const auto& record : ot::records_of(reply.value("records", ot::Json()))) {
            sink->add(record);
            summary.add(record);
        }
        if (const auto sample = ot::sample_of(reply)) sink->add(*sample);
    }
    sink->end(ot::Nanoseconds(std::chrono::hours(1)));
    check(!summary.text(core::Time()).empty(), "a summary is not empty");
    return sink->take();
}

void check_lines(std::string_view file) {
    while (!file.empty()) {
        const std::string_view line = file.substr(0, file.find('\n'));
        file.remove_prefix(std::min(file.size(), line.size() + 1));
        check(ot::Json::accept(line), "each line is JSON");
    }
}

}  // namespace

void trace(Bytes input) {
    const std::string_view text = text_of(input);
    const auto read =
        support::read_perfetto(drawn(text, ot::timeline_sink(ot::perfetto_writer(1), 1)));
    check(read.is_whole, "a complete file is whole");
    for (const auto& [id, track] : read.tracks) {
        if (track.is_counter) continue;
        (void)read.nested_slices(track.name);
        // Throws if the slices of one track overlap.
        if (!track.name.starts_with("inside gopls")) (void)read.slices(track.name);
    }
    check(ot::Json::accept(drawn(text, ot::timeline_sink(ot::chrome_writer(1), 1))),
          "a Chrome trace is JSON");
    check_lines(drawn(text, ot::json_lines_sink()));
    check_lines(drawn(text, ot::inspector_sink()));
}

}  // namespace fuzz
