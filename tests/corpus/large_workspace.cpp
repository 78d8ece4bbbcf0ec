#include "corpus/large_workspace.hpp"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string_view>

#include "support/child_process.hpp"

// Defined by tests/corpus/CMakeLists.txt.
#if !defined(GOPLS_PROXY_TEST_MODULES)
#error "the build must define a folder for modules"
#endif

namespace corpus {
namespace {

namespace fs = std::filesystem;

// These versions belong together; another set needs another name of the marker below.
constexpr const char* kGoMod = R"(module example.com/sandbox

go 1.23.0

require (
	github.com/aws/aws-sdk-go-v2 v1.32.6
	github.com/aws/aws-sdk-go-v2/config v1.28.6
	github.com/aws/aws-sdk-go-v2/service/ec2 v1.193.0
	github.com/aws/aws-sdk-go-v2/service/s3 v1.70.0
	k8s.io/apimachinery v0.31.3
	k8s.io/apiserver v0.31.3
	k8s.io/client-go v0.31.3
)
)";
constexpr const char* kMarker = "fetched-k8s-0.31.3-aws-1.32.6";

constexpr const char* kLargeGo = R"(package main

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apiserver/pkg/server"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"
)

// Large needs all of them.
func Large(ctx context.Context) (*server.Config, *ec2.Client, *s3.Client, *string) {
	options := metav1.ListOptions{}
	rest, _ := clientcmd.BuildConfigFromFlags("", "")
	set := kubernetes.NewForConfigOrDie(rest)
	_, _ = set.CoreV1().Pods("").List(ctx, options)
	informers.NewSharedInformerFactory(set, 0).Core().V1().Pods()
	aws2, _ := config.LoadDefaultConfig(ctx)
	return nil, ec2.NewFromConfig(aws2), s3.NewFromConfig(aws2), aws.String("")
}
)";

constexpr const char* kUserGo = R"(

import (
	"context"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
)

// Count counts the pods.
func Count(ctx context.Context, set kubernetes.Interface) int {
	pods, err := set.CoreV1().Pods("").List(ctx, metav1.ListOptions{})
	if err != nil {
		return 0
	}
	return len(pods.Items)
}
)";

fs::path folder() {
    return GOPLS_PROXY_TEST_MODULES;
}

fs::path module_cache() {
    return folder() / "cache";
}

void write_module_file(const fs::path& path, const std::string& text) {
    fs::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary | std::ios::trunc) << text;
}

std::string read(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// Returns the environment of this process, in which the user's go command can fetch modules.
support::Environment own_environment() {
    support::Environment environment;
    for (char** entry = ::environ; *entry != nullptr; ++entry) {
        const std::string_view text = *entry;
        const auto sign = text.find('=');
        if (sign != std::string_view::npos)
            environment.emplace(text.substr(0, sign), text.substr(sign + 1));
    }
    return environment;
}

std::string last_line(const std::string& text) {
    const auto end = text.find_last_not_of('\n');
    if (end == std::string::npos) return "the go command printed no error";
    const auto begin = text.find_last_of('\n', end);
    return text.substr(begin == std::string::npos ? 0 : begin + 1, end - begin);
}

}  // namespace

LargeWorkspace::LargeWorkspace() {
    if (fs::exists(folder() / kMarker)) return;
    write_module_file(folder() / "go.mod", kGoMod);
    write_module_file(folder() / "large.go", kLargeGo);
    support::Environment environment = own_environment();
    environment["GOMODCACHE"] = module_cache().string();
    // -mod=mod and `go list` without tests keep the tests' modules out, and -modcacherw makes the
    // cache removable.
    environment["GOFLAGS"] = "-modcacherw -mod=mod";
    environment["GOWORK"] = "off";
    const auto fetched =
        support::run({{"go", "list", "-deps", "./..."}, environment, folder().string(), "", true},
                     "", std::chrono::minutes(10));
    if (fetched.status == support::ExitStatus{0, 0}) {
        write_module_file(folder() / kMarker, "");
    } else {
        refused_ = "the modules could not be fetched: " + last_line(fetched.errors);
    }
}

void LargeWorkspace::write_to(support::Sandbox& sandbox) const {
    sandbox.write_module();
    sandbox.write("module/go.mod", read(folder() / "go.mod"));
    sandbox.write("module/go.sum", read(folder() / "go.sum"));
    sandbox.write("module/large.go", kLargeGo);
    sandbox.environment["GOMODCACHE"] = module_cache().string();
    sandbox.environment["GOFLAGS"] = "-modcacherw";
    sandbox.environment["GOCACHE"] = sandbox.path("gocache").string();
}

void LargeWorkspace::write_users_to(const support::Sandbox& sandbox, int packages) {
    for (int i = 0; i < packages; ++i) {
        const std::string name = "user" + std::to_string(i);
        sandbox.write("module/" + name + "/" + name + ".go", "package " + name + kUserGo);
    }
}

}  // namespace corpus
