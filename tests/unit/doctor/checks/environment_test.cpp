#include "unit/doctor/facts_support.hpp"

using namespace unit_test;
using doctor::Confidence;
using doctor::NamedFolder;
using doctor::Source;

namespace {

doctor::CgoPackage cgo_package() {
    return {"example.com/w/c", "/w/c", {"c.go"}, {}, {}};
}

}  // namespace

TEST_CASE("Folders that cannot be used are named with their setting and its source") {
    struct Row {
        const char* setting;
        NamedFolder::State state;
        std::string words;
    };
    for (const Row& row : {
             Row{"GOCACHE", NamedFolder::State::kReadOnly, "is not writable"},
             Row{"GOMODCACHE", NamedFolder::State::kNotAFolder, "is not a folder"},
             Row{"GOPATH", NamedFolder::State::kUncreatable, "cannot be created"},
             Row{"GOCACHE", NamedFolder::State::kNoAnswer, "does not answer"},
         }) {
        doctor::Facts facts = healthy_facts();
        set(facts, row.setting, "/x", Source::kEnvFile);
        facts.settings.folders = {{row.setting, "/x", row.state}};
        const auto finding = only(facts, "folder-unusable");
        CHECK(contains(finding.seen, row.words));
        CHECK(contains(finding.seen, "(from go env -w)"));
        CHECK(contains(finding.mend.back(), std::string("go env -u ") + row.setting));
    }
    doctor::Facts facts = healthy_facts();
    facts.settings.folders = {{"GOCACHE", "/x", NamedFolder::State::kMissing},
                              {"GOMODCACHE", "/y", NamedFolder::State::kUsable}};
    CHECK(ids_of(facts).empty());
}

TEST_CASE("Relative folders and caches that are off are errors") {
    doctor::Facts facts = healthy_facts();
    set(facts, "GOPATH", "go");
    CHECK(contains(only(facts, "folder-relative").seen, "GOPATH (from the environment) is go"));
    doctor::Facts off = healthy_facts();
    set(off, "GOCACHE", "off");
    CHECK(only(off, "cache-off").mend == std::vector<std::string>{"unset GOCACHE"});
}

TEST_CASE("A GOROOT that is not the Go in use is an error") {
    doctor::Facts facts = healthy_facts();
    set(facts, "GOROOT", "/usr/local/go");
    CHECK(ids_of(facts).empty());
    set(facts, "GOROOT", "/opt/go1.22");
    CHECK(only(facts, "goroot-wrong").confidence == Confidence::kLikely);
    facts.settings.goroot_has_go = false;
    CHECK(only(facts, "goroot-wrong").confidence == Confidence::kCertain);
}

TEST_CASE("GOPATH must not be GOROOT, nor a module") {
    doctor::Facts facts = healthy_facts();
    facts.settings.gopaths_with_module = {"/home/u/go"};
    CHECK(only(facts, "gopath-wrong").place->file == "/home/u/go/go.mod");
    doctor::Facts same = healthy_facts();
    set(same, "GOPATH", "/usr/local/go");
    CHECK(contains(only(same, "gopath-wrong").seen, "equals GOROOT"));
}

TEST_CASE("A file system that hangs is an error") {
    doctor::Facts facts = healthy_facts();
    facts.tools.hanging = {"/net/bin"};
    CHECK(contains(only(facts, "file-system-hangs").seen, "/net/bin, a folder of PATH"));
    facts.tools.hanging.clear();
    facts.tree = {};
    facts.tree.hanging = "/w/net";
    CHECK(contains(only(facts, "file-system-hangs").seen, "/w/net, in the workspace"));
}

TEST_CASE("GOFLAGS has only flags, and -mod=mod and -mod=vendor are warnings") {
    doctor::Facts facts = healthy_facts();
    set(facts, "GOFLAGS", "-buildvcs=false '-ldflags=-s -w'");
    CHECK(ids_of(facts).empty());
    set(facts, "GOFLAGS", "-v tags=a");
    CHECK(contains(only(facts, "goflags-invalid").seen, "`tags=a`"));
    set(facts, "GOFLAGS", "-mod=mod");
    only(facts, "goflags-mod");
    set(facts, "GOFLAGS", "--mod=vendor");
    only(facts, "goflags-mod");
    facts.modules[0].has_vendor = true;
    CHECK(ids_of(facts).empty());
}

TEST_CASE("A GOFLAGS that the go command refuses is said in its words, and loses that word") {
    struct Row {
        std::string flags;
        std::string refusal;
        std::string mend;
    };
    for (const Row& row : {
             Row{"-v trimpath", "go: parsing $GOFLAGS: non-flag \"trimpath\"", "export GOFLAGS=-v"},
             Row{"-bogus", "go: parsing $GOFLAGS: unknown flag -bogus", "unset GOFLAGS"},
             Row{"-tags -v", "go: flag needs an argument: -tags (from $GOFLAGS)",
                 "export GOFLAGS=-v"},
             Row{"-v -mod=foo",
                 "-mod=foo not supported (can be '', 'mod', 'readonly', or 'vendor')",
                 "export GOFLAGS=-v"},
         }) {
        INFO(row.flags);
        doctor::Facts facts = healthy_facts();
        set(facts, "GOFLAGS", row.flags);
        facts.settings.flags_refusal = row.refusal;
        const auto finding = only(facts, "goflags-invalid");
        CHECK(contains(finding.seen, row.refusal));
        CHECK(finding.mend == std::vector<std::string>{row.mend});
    }
}

TEST_CASE("-mod=vendor without a vendor folder is an error once the go command refuses it") {
    doctor::Facts facts = healthy_facts();
    set(facts, "GOFLAGS", "-v -mod=vendor");
    const std::vector<std::string> mend = {"export GOFLAGS=-v", "cd /w && go mod vendor"};
    CHECK(only(facts, "goflags-mod").mend == mend);
    facts.settings.vendor_refusal = "go: inconsistent vendoring in /w:";
    const auto finding = only(facts, "goflags-vendor");
    CHECK(finding.severity == doctor::Severity::kError);
    CHECK(finding.mend == mend);
}

TEST_CASE("Build tags are added to the other words of GOFLAGS") {
    doctor::Facts facts = healthy_facts();
    facts.editor_tags = {{"go.buildTags", "integration", "/w/.vscode/settings.json"}};
    set(facts, "GOFLAGS", "-v -tags=old -buildvcs=false");
    CHECK(contains(only(facts, "build-tags-differ").mend.front(),
                   "-v -buildvcs=false -tags=integration"));
}

TEST_CASE("GO111MODULE, GOWORK and GOTOOLCHAIN have few values") {
    doctor::Facts facts = healthy_facts();
    set(facts, "GO111MODULE", "off");
    CHECK(only(facts, "go111module").confidence == Confidence::kCertain);
    set(facts, "GO111MODULE", "yes");
    CHECK(contains(only(facts, "go111module").seen, "allowed: on, off or auto"));
    set(facts, "GO111MODULE", "on");
    CHECK(ids_of(facts).empty());

    set(facts, "GOTOOLCHAIN", "go1.26");
    CHECK(ids_of(facts).empty());
    set(facts, "GOTOOLCHAIN", "go1.25.1+auto");
    CHECK(ids_of(facts).empty());
    set(facts, "GOTOOLCHAIN", "1.25");
    only(facts, "gotoolchain-invalid");
    set(facts, "GOTOOLCHAIN", "auto", Source::kDefault);

    set(facts, "GOWORK", "off");
    CHECK(ids_of(facts).empty());
    facts.work_above = "/w/go.work";
    CHECK(only(facts, "gowork-off").place->file == "/w/go.work");
    set(facts, "GOWORK", "/nowhere/go.work");
    CHECK(contains(only(facts, "gowork-missing").seen, "cannot be read"));
    set(facts, "GOWORK", "go.work");
    CHECK(contains(only(facts, "gowork-missing").seen, "not an absolute path"));
}

TEST_CASE("A GOWORK of another project is a warning") {
    doctor::Facts facts = healthy_facts();
    doctor::WorkFile work;
    work.file = "/other/go.work";
    work.text = "go 1.26\nuse ./a\n";
    work.uses = {{"./a", "/other/a", true}};
    facts.works = {work};
    set(facts, "GOWORK", work.file);
    CHECK(contains(only(facts, "gowork-elsewhere").seen, "/other/go.work"));
    facts.works[0].uses.push_back({"/w", "/w", true});
    CHECK(ids_of(facts).empty());
}

TEST_CASE("GOPROXY needs URLs, and direct at its end") {
    doctor::Facts facts = healthy_facts();
    set(facts, "GOPROXY", "https://a.example,https://b.example|direct");
    CHECK(ids_of(facts).empty());
    set(facts, "GOPROXY", "https://user:hunter2@a.example");
    const auto finding = only(facts, "goproxy-without-direct");
    CHECK(contains(finding.seen, "https://***@a.example"));
    CHECK_FALSE(contains(finding.seen + finding.mend[0], "hunter2"));
    set(facts, "GOPROXY", "file:///proxy");
    CHECK(ids_of(facts).empty());
    set(facts, "GOPROXY", "off", Source::kEnvFile);
    CHECK(only(facts, "goproxy-off").mend[0] == "go env -u GOPROXY");
    set(facts, "GOPROXY", "drect");
    CHECK(ids_of(facts) == std::vector<std::string>{"goproxy-invalid", "goproxy-without-direct"});
}

TEST_CASE("Private patterns are module paths") {
    doctor::Facts facts = healthy_facts();
    set(facts, "GOPRIVATE", "git.example.com/*,*.corp.example");
    CHECK(ids_of(facts).empty());
    for (const char* pattern : {"https://git.example.com", "git@git.example.com:team", "a.b c.d"}) {
        INFO(pattern);
        set(facts, "GOPRIVATE", pattern);
        CHECK(ids_of(facts) == std::vector<std::string>{"private-pattern"});
    }
}

TEST_CASE("GONOPROXY replaces GOPRIVATE") {
    doctor::Facts facts = healthy_facts();
    set(facts, "GOPRIVATE", "a.example,b.example", Source::kEnvFile);
    set(facts, "GONOPROXY", "a.example,b.example", Source::kDefault);
    CHECK(ids_of(facts).empty());
    set(facts, "GONOPROXY", "a.example");
    CHECK(contains(only(facts, "private-overridden").seen, "without b.example of GOPRIVATE"));
    set(facts, "GONOPROXY", "b.example,c.example,a.example");
    CHECK(ids_of(facts).empty());
    set(facts, "GONOSUMDB", "none");
    CHECK(contains(only(facts, "private-overridden").why, "checksum database"));
}

TEST_CASE("A checksum database that is off, and an overridden setting, are notes") {
    doctor::Facts facts = healthy_facts();
    set(facts, "GOSUMDB", "off");
    CHECK(only(facts, "gosumdb-off").severity == doctor::Severity::kNote);
    doctor::Facts both = healthy_facts();
    both.settings.values["GOFLAGS"] = {"-v", Source::kEnvironment, "-x"};
    CHECK(contains(only(both, "setting-overridden").seen, "go env -w set it to -x"));
}

TEST_CASE("Build tags of the editor and of GOFLAGS are compared") {
    doctor::Facts facts = healthy_facts();
    facts.editor_tags = {{"go.buildTags", "a,b", "/w/.vscode/settings.json"}};
    const auto finding = only(facts, "build-tags-differ");
    CHECK(finding.mend[0] == "go env -w GOFLAGS=-tags=a,b");
    CHECK(finding.place->file == "/w/.vscode/settings.json");
    set(facts, "GOFLAGS", "-tags=b,a");
    CHECK(ids_of(facts).empty());
}

TEST_CASE("cgo without a compiler, and cgo that is off") {
    doctor::Facts facts = healthy_facts();
    facts.packages.cgo = {cgo_package()};
    facts.packages.compiler = "gcc";
    facts.packages.compiler_path = "/usr/bin/gcc";
    CHECK(ids_of(facts).empty());
    set(facts, "CGO_ENABLED", "0");
    only(facts, "cgo-disabled");
    set(facts, "CGO_ENABLED", "1", Source::kDefault);
    facts.packages.compiler_path.clear();
    CHECK(contains(only(facts, "cgo-compiler").seen, "`gcc`, CC (the default)"));
    set(facts, "CGO_ENABLED", "0", Source::kDefault);
    CHECK(contains(only(facts, "cgo-compiler").why, "left out"));
}

TEST_CASE("What a package with cgo misses is named with its place") {
    doctor::Facts facts = healthy_facts();
    facts.packages.cgo = {cgo_package()};
    facts.packages.compiler_path = "/usr/bin/gcc";
    facts.packages.missing_headers = {{"example.com/w/c", "/w/c/c.go", 7, "<zlib.h>"}};
    const auto header = only(facts, "cgo-header");
    CHECK(contains(header.seen, "<zlib.h>"));
    CHECK(header.place->line == 7);
    facts.packages.missing_headers.clear();
    facts.packages.missing_folders = {{"CGO_CFLAGS", "/opt/include"}};
    set(facts, "CGO_CFLAGS", "-I/opt/include");
    CHECK(contains(only(facts, "cgo-folder").seen, "-I/opt/include"));
    facts.packages.missing_folders.clear();
    facts.packages.missing_libraries = {{"example.com/w/c", "zlib", "not found"}};
    CHECK(contains(only(facts, "cgo-library").seen, "zlib"));
}

TEST_CASE("The offline gopls of a proxy is not reported") {
    doctor::Facts facts = healthy_facts();
    doctor::RunningGopls gopls;
    gopls.pid = 4711;
    gopls.folder = "/w";
    gopls.go = "/usr/local/go/bin/go";
    gopls.environment = {{"GOPROXY", "off"},
                         {"GONOPROXY", "none"},
                         {"GOVCS", "*:off"},
                         {"GOTOOLCHAIN", "local"},
                         {"GOPLS_PROXY_SESSION", "1.2"}};
    facts.servers = {gopls};
    CHECK(ids_of(facts).empty());
    facts.servers[0].environment["GOFLAGS"] = "-tags=b";
    const auto finding = only(facts, "gopls-environment");
    CHECK_FALSE(contains(finding.seen, "GOPROXY"));
    facts.servers[0].environment = {{"GOPROXY", "off"}};
    CHECK(contains(only(facts, "gopls-environment").seen, "GOPROXY is off there"));
}

TEST_CASE("The environment of a running gopls is compared by the names that matter to Go") {
    doctor::Facts facts = healthy_facts();
    facts.environment = {{"GOFLAGS", "-tags=a"}, {"PATH", "/usr/bin"}, {"GOAUTH", "same"}};
    doctor::RunningGopls gopls;
    gopls.pid = 4711;
    gopls.folder = "/w";
    gopls.go = "/usr/local/go/bin/go";
    gopls.environment = {{"GOFLAGS", "-tags=a"}, {"GOAUTH", "same"}, {"PATH", "/bin"},
                         {"GOPLSCACHE", "/x"},   {"EDITOR", "vi"},   {"GOOGLE_KEY", "x"}};
    facts.servers = {gopls};
    CHECK(ids_of(facts).empty());

    facts.servers[0].environment["GOFLAGS"] = "-tags=b";
    facts.servers[0].environment["GOSECRET_TOKEN"] = "hunter2";
    const auto finding = only(facts, "gopls-environment");
    CHECK(contains(finding.seen, "gopls 4711 in /w"));
    CHECK(contains(finding.seen, "GOFLAGS is -tags=b there and -tags=a here"));
    CHECK(contains(finding.seen, "GOSECRET_TOKEN is *** there and unset here"));

    facts.servers[0].environment = facts.environment;
    facts.servers[0].go = "/usr/bin/go";
    CHECK(contains(only(facts, "gopls-other-go").seen, "/usr/bin/go"));
    facts.servers[0].go.clear();
    CHECK(contains(only(facts, "gopls-other-go").seen, "no go command"));
}
