// `gopls-proxy doctor` with the real go: Go's settings and their sources, cgo, running servers.
#include <unistd.h>

#include <filesystem>

#include "support/catch.hpp"
#include "support/doctor_runs.hpp"
#include "support/proxied.hpp"
#include "support/steps.hpp"
#include "support/target.hpp"

using support::examine;
using support::Examined;
using support::Sandbox;
using support::says;

namespace fs = std::filesystem;

namespace {

/// A sandbox with a module in which the doctor finds nothing.
struct ModuleForDoctor : Sandbox {
    ModuleForDoctor() {
        support::prepare_for_doctor(*this);
        write_module();
    }
    /// Examines the module with a variable, which is unset again.
    Examined with(const std::string& name, const std::string& value) {
        environment[name] = value;
        Examined result = examine(*this, "module");
        environment.erase(name);
        return result;
    }
};

}  // namespace

TEST_CASE("each setting has its source, and one that is overridden is named",
          "[doctor_environment][real]") {
    ModuleForDoctor sandbox;
    support::run_in(sandbox, "", {"go", "env", "-w", "GOFLAGS=-buildvcs=false", "GOSUMDB=off"});
    const Examined written = examine(sandbox, "module");
    CHECK(written.json["settings"]["GOFLAGS"]["source"] == "go env -w");
    CHECK(written.json["settings"]["GOFLAGS"]["value"] == "-buildvcs=false");
    CHECK(written.json["settings"]["GOCACHE"]["source"] == "environment");
    CHECK(written.json["settings"]["GOARCH"]["source"] == "default");
    const Examined both = sandbox.with("GOFLAGS", "-trimpath");
    CHECK(both.json["settings"]["GOFLAGS"]["source"] == "environment");
    CHECK(says(both.finding("setting-overridden")["seen"], "-buildvcs=false"));
    CHECK(says(both.finding("setting-overridden")["mend"][0], "go env -u GOFLAGS"));
}

TEST_CASE("values of Go's settings that are wrong are found", "[doctor_environment][real]") {
    ModuleForDoctor sandbox;
    struct Row {
        const char* name;
        std::string value;
        const char* id;
    };
    sandbox.write("file", "");
    const std::string in_file = sandbox.path("file/below").string();
    for (const Row& row : {
             Row{"GOFLAGS", "-mod=mod", "goflags-mod"},
             Row{"GOFLAGS", "-mod=vendor", "goflags-mod"},
             Row{"GO111MODULE", "off", "go111module"},
             Row{"GOTOOLCHAIN", "nonsense", "gotoolchain-invalid"},
             Row{"GOPROXY", "drect", "goproxy-invalid"},
             Row{"GOPROXY", "off", "goproxy-off"},
             Row{"GOPROXY", "https://proxy.example", "goproxy-without-direct"},
             Row{"GOPRIVATE", "https://git.example", "private-pattern"},
             Row{"GOROOT", sandbox.path("home").string(), "goroot-wrong"},
             Row{"GOBIN", in_file, "folder-unusable"},
             Row{"GOMODCACHE", sandbox.path("file").string(), "folder-unusable"},
             Row{"GOWORK", "/nonexistent/go.work", "gowork-missing"},
         }) {
        INFO(row.name << "=" << row.value);
        const support::Environment kept = sandbox.environment;
        sandbox.environment[row.name] = row.value;
        const Examined result = examine(sandbox, "module");
        INFO(result.describe());
        CHECK(result.has(row.id));
        CHECK(says(result.finding(row.id)["seen"], row.name));
        sandbox.environment = kept;
        CHECK_FALSE(examine(sandbox, "module").has(row.id));
    }
}

TEST_CASE("values that keep go env itself from running are errors", "[doctor_environment][real]") {
    ModuleForDoctor sandbox;
    struct Row {
        const char* name;
        std::string value;
    };
    sandbox.write("file", "");
    for (const Row& row :
         {Row{"GOFLAGS", "nonsense"}, Row{"GO111MODULE", "nonsense"}, Row{"GOPATH", "relative"},
          Row{"GOCACHE", "relative"}, Row{"GOCACHE", "off"},
          Row{"GOTMPDIR", sandbox.path("file/below").string()}}) {
        INFO(row.name << "=" << row.value);
        const support::Environment kept = sandbox.environment;
        sandbox.environment[row.name] = row.value;
        const Examined result = examine(sandbox, "module");
        INFO(result.describe());
        CHECK(result.code == 1);
        bool named = false;
        for (const auto& one : result.json["findings"]) {
            const std::string remedy = one["mend"][0];
            named = named || (one["severity"] == "error" && says(remedy, row.name));
        }
        CHECK(named);
        sandbox.environment = kept;
    }
}

TEST_CASE("a GOFLAGS that the go command refuses is one finding, and no file is blamed",
          "[doctor_environment][real]") {
    ModuleForDoctor sandbox;
    sandbox.write("go.work", "go 1.21\n\nuse ./module\n");
    for (const char* flags :
         {"trimpath", "-bogus", "-tags", "-race=maybe", "-ldflags=x", "-mod=foo"}) {
        INFO("GOFLAGS=" << flags);
        const Examined result = sandbox.with("GOFLAGS", flags);
        INFO(result.describe());
        CHECK(result.code == 1);
        CHECK(says(result.finding("goflags-invalid")["seen"], "refuses GOFLAGS"));
        int errors = 0;
        for (const auto& one : result.json["findings"]) {
            errors += one["severity"] == "error" ? 1 : 0;
        }
        CHECK(errors == 1);
    }
}

TEST_CASE("modules that are off are one error", "[doctor_environment][real]") {
    ModuleForDoctor sandbox;
    const Examined result = sandbox.with("GO111MODULE", "off");
    INFO(result.describe());
    int errors = 0;
    for (const auto& one : result.json["findings"]) errors += one["severity"] == "error" ? 1 : 0;
    CHECK(errors == 1);
    CHECK(result.has("go111module"));
}

TEST_CASE("-mod=vendor without the required modules is an error", "[doctor_environment][real]") {
    ModuleForDoctor sandbox;
    sandbox.write("module/go.mod",
                  "module example.com/m\n\ngo 1.20\n\nrequire example.com/other v1.0.0\n");
    const Examined result = sandbox.with("GOFLAGS", "-mod=vendor");
    INFO(result.describe());
    CHECK(result.code == 1);
    CHECK(says(result.finding("goflags-vendor")["mend"][1], "/module && go mod vendor"));
}

TEST_CASE("GONOPROXY that replaces GOPRIVATE, with both in different places",
          "[doctor_environment][real]") {
    ModuleForDoctor sandbox;
    support::run_in(sandbox, "", {"go", "env", "-w", "GOPRIVATE=git.example,corp.example"});
    CHECK_FALSE(examine(sandbox, "module").has("private-overridden"));
    const Examined result = sandbox.with("GONOPROXY", "git.example");
    CHECK(says(result.finding("private-overridden")["seen"], "corp.example"));
}

TEST_CASE("GOWORK that is off or elsewhere is found", "[doctor_environment][real]") {
    ModuleForDoctor sandbox;
    sandbox.write("go.work", "go 1.20\n\nuse ./module\n");
    sandbox.write("other/go.mod", "module example.com/other\n\ngo 1.20\n");
    sandbox.write("other/go.work", "go 1.20\n\nuse .\n");
    CHECK(says(sandbox.with("GOWORK", "off").finding("gowork-off")["seen"], "/go.work"));
    const std::string elsewhere = sandbox.path("other/go.work").string();
    CHECK(says(sandbox.with("GOWORK", elsewhere).finding("gowork-elsewhere")["seen"], elsewhere));
    CHECK_FALSE(examine(sandbox, "module").has("gowork-off"));
}

TEST_CASE("a go.mod in the root of GOPATH is found", "[doctor_environment][real]") {
    ModuleForDoctor sandbox;
    sandbox.write("gopath/go.mod", "module example.com/stray\n");
    CHECK(says(examine(sandbox, "module").finding("gopath-wrong")["seen"], "gopath/go.mod"));
}

TEST_CASE("a cache that is not writable is found", "[doctor_environment][real]") {
    ModuleForDoctor sandbox;
    if (::geteuid() == 0) return;  // everything is writable for root
    fs::create_directories(sandbox.path("locked"));
    fs::permissions(sandbox.path("locked"), fs::perms::owner_read | fs::perms::owner_exec);
    CHECK(says(sandbox.with("GOMODCACHE", sandbox.path("locked").string())
                   .finding("folder-unusable")["seen"],
               "is not writable"));
    fs::permissions(sandbox.path("locked"), fs::perms::owner_all);
}

TEST_CASE("secrets in settings are masked", "[doctor_environment][real]") {
    ModuleForDoctor sandbox;
    const Examined result = sandbox.with("GOPROXY", "https://me:hunter2@proxy.example");
    CHECK_FALSE(says(result.json.dump(), "hunter2"));
    CHECK(says(result.finding("goproxy-without-direct")["seen"], "***@proxy.example"));
    sandbox.environment["GOPROXY"] = "https://me:hunter2@proxy.example";
    const auto text = support::run(support::doctor_options(sandbox, "module"));
    CHECK_FALSE(says(text.output + text.errors, "hunter2"));
}

TEST_CASE("cgo without a compiler, switched off, or with something missing",
          "[doctor_environment][real]") {
    ModuleForDoctor sandbox;
    sandbox.write("module/c/c.go",
                  "package c\n\n/*\n#cgo CFLAGS: -I/nonexistent/include -Iinc\n"
                  "#include <stddef.h>\n#include <gopls_proxy_none.h>\n#include \"own.h\"\n*/\n"
                  "import \"C\"\n");
    sandbox.write("module/c/inc/own.h", "\n");
    sandbox.write("module/p/p.go",
                  "package p\n\n// #cgo pkg-config: gopls-proxy-none\nimport \"C\"\n");
    if (support::find_on_path("cc", sandbox.environment["PATH"]).empty()) {
        WARN("not run: no C compiler");
        return;
    }
    sandbox.environment["CC"] = "cc";
    const Examined missing = examine(sandbox, "module");
    INFO(missing.describe());
    CHECK(says(missing.finding("cgo-header")["seen"], "<gopls_proxy_none.h>"));
    CHECK(missing.line("cgo-header") == 6);
    CHECK(says(missing.finding("cgo-folder")["seen"], "/nonexistent/include"));
    CHECK(says(missing.finding("cgo-library")["seen"], "gopls-proxy-none"));
    int headers = 0;
    for (const auto& one : missing.json["findings"]) headers += one["id"] == "cgo-header" ? 1 : 0;
    CHECK(headers == 1);
    CHECK_FALSE(missing.has("cgo-compiler"));

    CHECK(sandbox.with("CGO_ENABLED", "0").has("cgo-disabled"));
    sandbox.environment["CC"] = "gopls-proxy-no-such-compiler";
    CHECK(says(examine(sandbox, "module").finding("cgo-compiler")["seen"],
               "gopls-proxy-no-such-compiler"));
}

TEST_CASE("build tags of VS Code and of GOFLAGS are compared", "[doctor_environment][real]") {
    ModuleForDoctor sandbox;
    sandbox.write("module/.vscode/settings.json",
                  "{\n  // for the tests\n  \"go.buildTags\": \"integration\",\n}\n");
    CHECK(says(examine(sandbox, "module").finding("build-tags-differ")["seen"], "integration"));
    CHECK_FALSE(sandbox.with("GOFLAGS", "-tags=integration").has("build-tags-differ"));
}

TEST_CASE("a running gopls with another environment is found", "[doctor_environment][real]") {
    ModuleForDoctor sandbox;
    const support::Environment shell = sandbox.environment;
    sandbox.environment["GOFLAGS"] = "-tags=of_editor";
    sandbox.environment["GOX_PASSWORD"] = "hunter2";
    sandbox.write_script(
        "editor/go",
        "#!/bin/sh\nexec " + support::find_on_path("go", shell.at("PATH")) + " \"$@\"\n");
    sandbox.prepend_path(sandbox.path("editor"));
    const auto editor =
        steps::open_main(sandbox, support::direct(sandbox, support::Target::real_gopls()));
    sandbox.environment = shell;
    const Examined result = examine(sandbox, "module");
    INFO(result.describe());
    const std::string seen = result.finding("gopls-environment")["seen"];
    CHECK(says(seen, std::to_string(steps::only_gopls(sandbox))));
    CHECK(says(seen, "GOFLAGS is -tags=of_editor there and unset here"));
    CHECK_FALSE(says(result.json.dump(), "hunter2"));
    CHECK(says(result.finding("gopls-other-go")["seen"], "/editor/go"));
    // One that works elsewhere is none of this folder's business.
    sandbox.write("other/go.mod", "module example.com/other\n\ngo 1.20\n");
    CHECK_FALSE(examine(sandbox, "other").has("gopls-environment"));
    steps::finish(*editor);
}
