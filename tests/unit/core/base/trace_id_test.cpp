#include "core/base/trace_id.hpp"

#include "support/catch.hpp"

using core::TraceId;

TEST_CASE("a trace id is 32 hexadecimal digits and can be read back") {
    const TraceId id{0xfedcba9876543210, 17};
    CHECK(core::to_text(id) == "fedcba98765432100000000000000011");
    CHECK(core::read_trace_id(core::to_text(id)) == id);
    CHECK(core::read_trace_id(core::to_text(TraceId{})) == TraceId{});
}

TEST_CASE("read_trace_id rejects any other text") {
    for (const char* text :
         {"", "17", "fedcba9876543210000000000000001", "-edcba98765432100000000000000011",
          "fedcba98765432100000000000000011 ", "gedcba98765432100000000000000011"}) {
        CAPTURE(text);
        CHECK_FALSE(core::read_trace_id(text));
    }
}
