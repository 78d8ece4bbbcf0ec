#include "doctor/kinds.hpp"

#include <regex>
#include <set>

#include "unit/doctor/facts_support.hpp"

using namespace unit_test;

TEST_CASE("Each kind of finding has a name of its own and a meaning") {
    std::set<std::string_view> ids;
    auto area = doctor::Area::kTools;
    for (const doctor::Kind& kind : doctor::kinds()) {
        INFO(kind.id);
        CHECK(ids.insert(kind.id).second);
        CHECK(std::regex_match(std::string(kind.id), std::regex("[a-z0-9]+(-[a-z0-9]+)*")));
        CHECK_FALSE(kind.meaning.empty());
        CHECK(kind.meaning.find('|') == std::string_view::npos);
        CHECK(kind.check != nullptr);
        CHECK(area <= kind.area);
        area = kind.area;
    }
}

TEST_CASE("A healthy set-up has no findings") {
    CHECK(ids_of(healthy_facts()).empty());
    doctor::Facts with_work = healthy_facts();
    add_work(with_work, {"a", "b"});
    CHECK(ids_of(with_work).empty());
}

TEST_CASE("Errors come first, then warnings, then notes") {
    doctor::Facts facts = healthy_facts();
    set(facts, "GOSUMDB", "off");
    set(facts, "GOPROXY", "off");
    set(facts, "GOCACHE", "off");
    CHECK(ids_of(facts) == std::vector<std::string>{"cache-off", "goproxy-off", "gosumdb-off"});
}

TEST_CASE("Only kinds whose row says so have a fix") {
    doctor::Facts facts = healthy_facts();
    facts.tools.gopls.reset();
    facts.tools.goplses.clear();
    facts.tools.gopls_missing = "gopls was not found.";
    add_work(facts, {"a", "b", "a"});
    facts.works[0].uses[1].has_go_mod = false;
    std::set<std::string_view> fixed;
    for (const doctor::Finding& finding : doctor::findings_of(facts)) {
        if (finding.fix) fixed.insert(finding.id);
    }
    CHECK(fixed == std::set<std::string_view>{"gopls-missing", "go-work-lost", "go-work-repeats"});
    for (const doctor::Kind& kind : doctor::kinds()) {
        INFO(kind.id);
        if (fixed.contains(kind.id)) CHECK_FALSE(kind.fix.empty());
    }
}
