#include "cli/clean/plan.hpp"

#include <algorithm>

#include "cli/clean/run.hpp"
#include "cli/clean/stop.hpp"
#include "support/catch.hpp"
#include "unit/cli/clean/model.hpp"

using namespace clean_test;
using namespace cli::clean;
using Decision = Item::Decision;

namespace {

constexpr const char* kCache = "/home/me/.cache/gopls";
constexpr const char* kBuild = "/home/me/.cache/go-build";

bool same_nowhere(const io::UserProcess&, const std::string&, const std::string&) {
    return false;
}

std::vector<Use> uses(const Machine& machine, Kind kind, const std::string& path,
                      const IsSameFile& is_same = &same_nowhere) {
    return uses_of(kind, path, machine.facts, machine.inventory(), is_same);
}

std::vector<int> pids(const std::vector<Use>& list) {
    std::vector<int> found;
    for (const Use& use : list) found.push_back(use.pid);
    return found;
}

Candidate cache(const Machine& machine, Kind kind = Kind::kGoplsCache,
                const std::string& path = kCache) {
    Candidate candidate;
    candidate.kind = kind;
    candidate.path = path;
    candidate.exists = true;
    candidate.size = {10, 1000, true};
    candidate.uses = uses(machine, kind, path);
    return candidate;
}

Plan plan_for(const Candidate& candidate, const Options& options = {}, bool known = true) {
    return make_plan(options, {candidate}, known);
}

Options with(bool kill_others, bool force) {
    Options options;
    options.kill_others = kill_others;
    options.force = force;
    return options;
}

}  // namespace

TEST_CASE("A gopls uses the caches that its environment leads to, and no others", "[clean]") {
    Machine machine;
    machine.add(10, 1, "gopls");
    machine.add(11, 1, "gopls").environment->emplace("GOPLSCACHE", "/own");
    machine.add(12, 1, "gopls").environment.reset();
    machine.add(13, 1, "go").argv = {"go", "build"};
    machine.add(14, 1, "bash");
    CHECK(pids(uses(machine, Kind::kGoplsCache, kCache)) == std::vector<int>{10, 12});
    CHECK(pids(uses(machine, Kind::kGoplsCache, "/own/gopls")) == std::vector<int>{11, 12});
    CHECK(pids(uses(machine, Kind::kBuildCache, kBuild)) == std::vector<int>{10, 11, 12, 13});
    CHECK(pids(uses(machine, Kind::kModCache, "/home/me/go/pkg/mod")) ==
          std::vector<int>{10, 11, 12, 13});
    CHECK(pids(uses(machine, Kind::kModuleIndex, "/home/me/.cache/goimports")) ==
          std::vector<int>{10, 11, 12});
    CHECK(uses(machine, Kind::kTemporary, "/tmp/gopls-tempmod1").empty());
    CHECK(uses(machine, Kind::kGoplsCache, kCache)[1].evidence == "its environment cannot be read");
}

TEST_CASE("A process uses a path below which it holds anything", "[clean]") {
    Machine machine;
    machine.add(10, 1, "tool", "/home/me/go/pkg/mod/golang.org/toolchain@v0.0.1/bin/tool");
    machine.add(11, 1, "less").files = {{"/home/me/go/pkg/mod/x@v1/a.go", false, false}};
    machine.add(12, 1, "bash").working_folder = "/home/me/go/pkg/mod";
    machine.add(13, 1, "cp").files = {{"/home/me/go/pkg/mod/cache/x", true, false}};
    machine.add(14, 1, "flock").files = {{"/home/me/go/pkg/mod/cache/lock", true, true}};
    machine.add(15, 1, "less").files = {{"/home/me/go/pkg/modern", false, false}};
    const auto found = uses(machine, Kind::kModCache, "/home/me/go/pkg/mod");
    REQUIRE(pids(found) == std::vector<int>{10, 11, 12, 13, 14});
    CHECK(found[0].evidence.starts_with("it runs "));
    CHECK(found[1].evidence.starts_with("it has open "));
    CHECK(found[2].evidence.starts_with("its working folder is "));
    CHECK(found[3].evidence.starts_with("it writes "));
    CHECK(found[4].evidence.starts_with("it holds a lock on "));
    CHECK(std::none_of(found.begin(), found.end(), [](const Use& u) { return u.may_be_ended; }));
}

TEST_CASE("Links and containers are seen through", "[clean]") {
    Machine machine;
    machine.add(10, 1, "gopls").environment->emplace("GOPLSCACHE", "/link");
    machine.add(11, 1, "gopls").has_other_mounts = true;  // the same path, another folder
    machine.at(11).files = {{std::string(kCache) + "/x", true, false}};
    CHECK(uses(machine, Kind::kGoplsCache, kCache).empty());
    const auto is_same = [](const io::UserProcess& process, const std::string& there,
                            const std::string& here) {
        return (process.pid == 10 ? there == "/link/gopls" : there == kCache) && here == kCache;
    };
    CHECK(pids(uses(machine, Kind::kGoplsCache, kCache, is_same)) == std::vector<int>{10, 11});
}

TEST_CASE("A cache that nobody uses is deleted", "[clean]") {
    Machine machine;
    machine.add(11, 1, "gopls").environment->emplace("GOPLSCACHE", "/own");
    const Plan plan = plan_for(cache(machine));
    CHECK(plan.items[0].decision == Decision::kDelete);
    CHECK(plan.bytes_to_delete() == 1000);
    CHECK(plan.to_end.empty());
    CHECK_FALSE(plan.has_refusals());
}

TEST_CASE("A cache in use is refused, with the process and the evidence", "[clean]") {
    Machine machine;
    machine.add(10, 1, "gopls");
    const Plan plan = plan_for(cache(machine));
    CHECK(plan.items[0].decision == Decision::kRefuse);
    CHECK(plan.items[0].reason == "gopls (pid 10) uses it: its environment leads to this cache");
    CHECK(plan.has_refusals());
    CHECK_FALSE(plan.deletes_anything());
    CHECK(plan.to_end.empty());
}

TEST_CASE("--kill-others ends a gopls without a proxy and its go commands", "[clean]") {
    Machine machine;
    machine.add(10, 1, "gopls");
    machine.add(11, 10, "go").argv = {"go", "list"};
    machine.add(12, 1, "gopls").environment->emplace("GOPLSCACHE", "/own");
    machine.add(13, 12, "go").argv = {"go", "list"};
    const Plan plan = plan_for(cache(machine), with(true, false));
    CHECK(plan.items[0].decision == Decision::kDelete);
    CHECK(pids(plan.to_end) == std::vector<int>{10});  // not the one with another cache
    CHECK(pids(with_children(plan.to_end, machine.inventory())) == std::vector<int>{10, 11});
}

TEST_CASE("--kill-others ends what gopls left behind, and no work of the user", "[clean]") {
    Machine machine;
    machine.add(10, 1, "go").argv = {"go", "list"};
    CHECK(pids(plan_for(cache(machine, Kind::kBuildCache, kBuild), with(true, false)).to_end) ==
          std::vector<int>{10});

    machine.add(11, 1, "bash");
    machine.add(12, 11, "go").argv = {"go", "test"};
    const Plan plan = plan_for(cache(machine, Kind::kBuildCache, kBuild), with(true, false));
    CHECK(plan.items[0].decision == Decision::kRefuse);
    CHECK(plan.items[0].reason.find("go (pid 12)") == 0);
    CHECK(plan.to_end.empty());  // in vain: the cache stays
}

TEST_CASE("A gopls is not ended on a guess", "[clean]") {
    Machine machine;
    machine.add(10, 1, "gopls").environment.reset();
    const Plan plan = plan_for(cache(machine), with(true, false));
    CHECK(plan.items[0].decision == Decision::kRefuse);
    CHECK(plan_for(cache(machine), with(true, true)).to_end.empty());
}

TEST_CASE("A gopls behind a proxy is never ended", "[clean]") {
    Machine machine;
    machine.add(20, 1, "gopls-proxy");
    machine.add(21, 20, "gopls");
    machine.add(22, 21, "go").argv = {"go", "list"};
    Plan plan = plan_for(cache(machine), with(true, false));
    CHECK(plan.items[0].decision == Decision::kRefuse);
    CHECK(plan.items[0].reason.find("behind gopls-proxy 20") != std::string::npos);

    plan = plan_for(cache(machine), with(true, true));
    CHECK(plan.items[0].decision == Decision::kDelete);
    CHECK_FALSE(plan.items[0].reason.empty());
    CHECK(plan.to_end.empty());
    CHECK(plan.to_park.empty());
    CHECK(plan_for(cache(machine, Kind::kBuildCache, kBuild), with(true, true)).to_end.empty());
}

TEST_CASE("A gopls behind a proxy that answers is parked", "[clean]") {
    Machine machine;
    machine.add(20, 1, "gopls-proxy");
    machine.add(21, 20, "gopls");
    machine.add(22, 21, "go").argv = {"go", "list"};
    const Candidate build = cache(machine, Kind::kBuildCache, kBuild);
    CHECK(build.uses.size() == 2);
    const Plan plan = make_plan({}, {cache(machine), build}, true, {20});
    CHECK(plan.items[0].decision == Decision::kDelete);
    CHECK(plan.items[1].decision == Decision::kDelete);
    CHECK(plan.items[0].reason.empty());
    CHECK(plan.to_end.empty());
    CHECK(plan.to_park == std::vector<int>{20});

    machine.add(30, 1, "gopls");
    const Plan refused = make_plan({}, {cache(machine)}, true, {20});
    CHECK(refused.items[0].decision == Decision::kRefuse);
    CHECK(refused.to_park.empty());  // in vain: the cache stays
}

TEST_CASE("An unsafe path is refused, forced or not", "[clean]") {
    Machine machine;
    Candidate candidate = cache(machine);
    candidate.unsafe = "it is a symbolic link";
    const Plan plan = plan_for(candidate, with(true, true));
    CHECK(plan.items[0].decision == Decision::kRefuse);
    CHECK(plan.items[0].reason == "it is a symbolic link");
}

TEST_CASE("A missing or still needed file is not a failure", "[clean]") {
    Machine machine;
    Candidate absent = cache(machine);
    absent.exists = false;
    Candidate needed = cache(machine, Kind::kTemporary, "/tmp/gopls-tempmod1");
    needed.still_needed = "process 12 has it open";
    const Plan plan = make_plan({}, {absent, needed}, true);
    CHECK(plan.items[0].decision == Decision::kNothing);
    CHECK(plan.items[1].decision == Decision::kKeep);
    CHECK(plan.items[1].reason == "process 12 has it open");
    CHECK_FALSE(plan.has_refusals());
    CHECK_FALSE(plan.deletes_anything());
}

TEST_CASE("A cache is refused unless forced if a use cannot be ruled out", "[clean]") {
    Machine machine;
    CHECK(plan_for(cache(machine), {}, false).items[0].decision == Decision::kRefuse);
    CHECK(plan_for(cache(machine), with(false, true), false).items[0].decision ==
          Decision::kDelete);
    Candidate windows = cache(machine);
    windows.is_on_windows_drive = true;
    CHECK(plan_for(windows).items[0].reason.find("drive of Windows") != std::string::npos);
    CHECK(plan_for(windows, with(false, true)).items[0].decision == Decision::kDelete);
    // The rest of an earlier run belongs to nobody.
    CHECK(plan_for(cache(machine, Kind::kLeftOver, "/x"), {}, false).items[0].decision ==
          Decision::kDelete);
}

TEST_CASE("Remaining processes are counted by source, each once", "[clean]") {
    Machine machine;
    machine.add(10, 1, "gopls");
    machine.add(11, 1, "bash").working_folder = kCache;
    const Plan plan = make_plan({}, {cache(machine), cache(machine)}, true);
    const Remaining remaining = remaining_uses(plan);
    CHECK(remaining.process_table == 1);
    CHECK(remaining.holdings == 2);
    CHECK(remaining.sockets == 0);
}

TEST_CASE("The exit code tells whether everything chosen is gone", "[clean]") {
    Machine machine;
    Run run;
    run.plan = plan_for(cache(machine));
    CHECK(exit_code(run) == 0);
    run.outcomes = {Outcome{.state = Outcome::State::kDeleted}};
    CHECK(exit_code(run) == 0);
    for (const auto state :
         {Outcome::State::kFailed, Outcome::State::kRefused, Outcome::State::kInterrupted}) {
        run.outcomes = {Outcome{.state = state}};
        CHECK(exit_code(run) == 1);
    }
    run.outcomes.clear();
    run.parked = {{.proxy_pid = 12}};
    CHECK(exit_code(run) == 0);
    run.parked[0].problem = "it hangs";
    CHECK(exit_code(run) == 1);
    run.parked.clear();
    run.declined = true;
    CHECK(exit_code(run) == 1);
    run.declined = false;
    machine.add(10, 1, "gopls");
    run.plan = plan_for(cache(machine));
    CHECK(exit_code(run) == 1);
}

TEST_CASE("A chosen cache without a folder is told") {
    CacheFolders folders;
    folders.gopls_cache = kCache;
    CHECK(kinds_without_folder({Kind::kGoplsCache, Kind::kBuildCache, Kind::kModCache,
                                Kind::kTemporary, Kind::kOldGeneration},
                               folders) == std::vector<Kind>{Kind::kBuildCache, Kind::kModCache});
    CHECK(kinds_without_folder({}, {}).empty());
}

TEST_CASE("The cache of a gopls parked by another program stays, although that gopls is gone") {
    Machine machine;
    machine.add(10, 1, "nvim");
    machine.add(11, 10, "gopls-proxy");
    machine.add(12, 11, "gopls");
    machine.add(20, 10, "gopls-proxy");
    machine.add(21, 20, "gopls");
    Candidate candidate = cache(machine);
    const std::vector<Use> earlier = candidate.uses;
    REQUIRE(pids(earlier) == std::vector<int>{12, 21});
    candidate.uses.clear();
    keep_uses_of({{11, "gopls is parked already"}}, earlier, candidate.uses);
    REQUIRE(pids(candidate.uses) == std::vector<int>{12});
    const Plan plan = plan_for(candidate);
    CHECK(plan.items[0].decision == Decision::kRefuse);
    CHECK(plan.items[0].reason.find("gopls is parked already") != std::string::npos);
    // One that still runs is there once.
    keep_uses_of({{11, "gopls is parked already"}}, earlier, candidate.uses);
    CHECK(candidate.uses.size() == 1);
}
