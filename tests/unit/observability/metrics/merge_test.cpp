#include "observability/metrics/merge.hpp"

#include "support/catch.hpp"

using observability::metrics::merged;

TEST_CASE("Each family of several texts appears once") {
    const std::string one =
        "# HELP a First.\n# TYPE a counter\na{pid=\"1\"} 1\n"
        "# HELP b Second.\n# TYPE b gauge\nb{pid=\"1\"} 2\n";
    const std::string other =
        "# HELP a First.\n# TYPE a counter\na{pid=\"2\"} 3\n"
        "# HELP c Third.\n# TYPE c gauge\nc{pid=\"2\"} 4\n"
        "# HELP b Second, of another version.\n# TYPE b gauge\nb{pid=\"2\"} 5\n";
    CHECK(merged({one, other}) ==
          "# HELP a First.\n# TYPE a counter\na{pid=\"1\"} 1\na{pid=\"2\"} 3\n"
          "# HELP b Second.\n# TYPE b gauge\nb{pid=\"1\"} 2\nb{pid=\"2\"} 5\n"
          "# HELP c Third.\n# TYPE c gauge\nc{pid=\"2\"} 4\n");
    CHECK(merged({one}) == one);
    CHECK(merged({}).empty());
}

TEST_CASE("Lines without a family, and a missing line end, do no harm") {
    CHECK(merged({"stray 1\n# HELP a A.\na 2"}) == "# HELP a A.\na 2\n");
}
