#include "cli/health/junit.hpp"

#include <boost/property_tree/ptree.hpp>
#include <boost/property_tree/xml_parser.hpp>
#include <sstream>

#include "support/catch.hpp"
#include "unit/cli/health/model.hpp"

using namespace health_test;
using Tree = boost::property_tree::ptree;

namespace {

Tree suite_of(const Outcome& outcome) {
    std::istringstream text(cli::health::junit_of(outcome));
    Tree tree;
    boost::property_tree::read_xml(text, tree);
    return tree.get_child("testsuites.testsuite");
}

std::size_t cases_with(const Tree& suite, const std::string& tag) {
    std::size_t count = 0;
    for (const auto& [name, child] : suite) {
        if (name == "testcase" && (tag.empty() || child.count(tag) > 0)) ++count;
    }
    return count;
}

}  // namespace

TEST_CASE("each check is a test case, and its sentence the message of a failure") {
    const Outcome outcome = slow_load();
    const Tree suite = suite_of(outcome);
    CHECK(suite.get<std::string>("<xmlattr>.name") == "gopls-proxy health");
    CHECK(suite.get<std::size_t>("<xmlattr>.tests") == outcome.checks.size());
    CHECK(suite.get<int>("<xmlattr>.failures") == 1);
    CHECK(suite.get<int>("<xmlattr>.errors") == 0);
    CHECK(suite.get<std::string>("<xmlattr>.timestamp") == "2026-12-01T10:00:00");
    CHECK(cases_with(suite, "") == outcome.checks.size());
    CHECK(cases_with(suite, "failure") == 1);
    for (const auto& [name, child] : suite) {
        if (name != "testcase" || child.count("failure") == 0) continue;
        CHECK(child.get<std::string>("<xmlattr>.name") == "load (limit 1.0 s)");
        CHECK(child.get<std::string>("<xmlattr>.time") == "2.000");
        CHECK(child.get<std::string>("failure.<xmlattr>.message") ==
              "the load was 2.0 s, and the limit is 1.0 s");
    }
}

TEST_CASE("a run that could not be measured is an error") {
    const Tree suite = suite_of(failed_run());
    CHECK(suite.get<int>("<xmlattr>.errors") == static_cast<int>(cases_with(suite, "error")));
    CHECK(suite.get<int>("<xmlattr>.tests") == static_cast<int>(cases_with(suite, "")));
    CHECK(cases_with(suite, "error") == 5);  // the four checks and the problem itself
}

TEST_CASE("gopls's words stay well-formed XML") {
    Outcome outcome = slow_load();
    outcome.results.folder = "/a<b>&\"c\"\x01\xff";
    outcome.checks[2].sentence = "]]> <x y='1'> & \"z\"\n\x1b[31m";
    const Tree suite = suite_of(outcome);
    CHECK(suite.get_child("properties").front().second.get<std::string>("<xmlattr>.value") ==
          "/a<b>&\"c\"\xef\xbf\xbd\xef\xbf\xbd");
    CHECK(cases_with(suite, "failure") == 1);
}
