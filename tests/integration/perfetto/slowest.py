"""Reads a trace with Perfetto's own library, and prints one JSON object.

    build/perfetto/bin/python3 tests/integration/perfetto/slowest.py FILE

"schema" holds what its generated protocol buffers say: the number of packets, and whether a field
is unknown. "sql" is the slowest slice of the track "requests" that the trace processor finds, or
null with the reason in "not_run": the library downloads the trace processor when it is first used.
"""

import json
import subprocess
import sys

from perfetto.protos.perfetto.trace import perfetto_trace_pb2
from perfetto.trace_processor import TraceProcessor

SLOWEST = """
    select slice.name, slice.dur, extract_arg(slice.arg_set_id, 'debug.outcome') as outcome
    from slice join track on slice.track_id = track.id
    where track.name = 'requests' order by slice.dur desc limit 1
"""


def by_schema(path):
    trace = perfetto_trace_pb2.Trace()
    with open(path, "rb") as file:
        content = file.read()
    trace.ParseFromString(content)
    with_known_fields = perfetto_trace_pb2.Trace()
    with_known_fields.CopyFrom(trace)
    with_known_fields.DiscardUnknownFields()
    return {
        "packets": len(trace.packet),
        "requests": sum(packet.track_event.type == packet.track_event.TYPE_SLICE_BEGIN
                        and "request" in packet.track_event.categories for packet in trace.packet),
        "all_known": with_known_fields.SerializeToString() == trace.SerializeToString(),
    }


def by_sql(path):
    with TraceProcessor(trace=path) as processor:
        for row in processor.query(SLOWEST):
            return {"name": row.name, "dur": row.dur, "outcome": row.outcome}
    return {}


def main():
    report = {"schema": by_schema(sys.argv[1]), "sql": None, "not_run": ""}
    try:
        report["sql"] = by_sql(sys.argv[1])
    except (OSError, subprocess.CalledProcessError) as error:
        report["not_run"] = str(error)
    print(json.dumps(report))


main()
