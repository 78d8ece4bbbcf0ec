# The commands of the project. `make help` lists them. Each skips work that is done already, needs
# nothing but a shell, make and git to begin with, and says in one sentence why it cannot continue.
# The work itself is in CMake and in the scripts of .ci/.

.DEFAULT_GOAL := build
.PHONY: build demo test test-long soak soak-real asan tsan fuzz check check-quick test-distros bench install uninstall format clean help
.DELETE_ON_ERROR:

PREFIX ?= /usr/local
JOBS ?= $(shell getconf _NPROCESSORS_ONLN)
# The gopls that the tests are held against, and the others that `make test-long` tries.
GOPLS_TESTED := v0.23.0
GOPLS_OTHERS := v0.20.0 v0.21.1 v0.24.0

release := build/release
tested := $(CURDIR)/build/gopls-$(GOPLS_TESTED)

# $(call with_gopls,FOLDER) starts a command with the gopls of that folder and the Go it came with.
with_gopls = PATH="$(1)/go/bin:$$PATH" GOPLS_PROXY_TEST_GOPLS="$(1)/gopls"
# $(call ctest,PRESET,ARGUMENTS) runs tests of a build, and shows the table of the causes they met
# (tests/corpus): those of this run, and of earlier ones since the file was removed.
causes = build/$(1)/causes.md
# What the simulation has been through, and which of its deliberate faults it found.
simulated = build/$(1)/simulation.txt build/$(1)/mutations.txt
ctest = $(call with_gopls,$(tested)) GOPLS_PROXY_TEST_CORPUS_TABLE="$(CURDIR)/$(causes)" \
    ctest --test-dir build/$(1) --output-on-failure --no-tests=error -j $(JOBS) $(2); \
    code=$$?; cat $(causes) $(simulated) 2>/dev/null; exit $$code

# The program alone, until a command asks for tests.
$(release)/build.ninja: CMakePresets.json
	cmake --preset release -DBUILD_TESTING=OFF

# $(call with_tests,PRESET): its build contains the tests.
with_tests = { [ build/$(1)/build.ninja -nt CMakePresets.json ] && \
    grep -q '^BUILD_TESTING:BOOL=ON' build/$(1)/CMakeCache.txt; } || \
    cmake --preset $(1) -DBUILD_TESTING=ON

build: ## build build/release/gopls-proxy
	@.ci/packages
	@$(MAKE) --no-print-directory $(release)/build.ninja
	@cmake --build $(release) --target gopls-proxy

demo: ## see it at work: a stuck gopls is noticed and replaced, in under a minute
	@.ci/packages --gopls
	@$(MAKE) --no-print-directory $(release)/build.ninja
	@cmake --build $(release) --target gopls-proxy
	@.ci/gopls any build/gopls
	@PATH="$(CURDIR)/build/gopls/go/bin:$$PATH" GOPLS_PROXY_GOPLS="$(CURDIR)/build/gopls/gopls" \
	    $(release)/gopls-proxy demo

# build/PRESET with its tests, and the gopls they use
define ready_to_test
	@.ci/packages --tests
	@$(call with_tests,$(1))
	@cmake --build build/$(1)
	@.ci/gopls $(GOPLS_TESTED) $(tested)
	@rm -f $(causes) $(simulated)
endef

test: ## build, and run all tests but the long ones
	$(call ready_to_test,release)
	@$(call ctest,release,-LE long)

test-long: test ## also the long tests, the settings of the editors, and the integration tests with other gopls versions
	@$(call with_gopls,$(tested)) .ci/otel-collector || \
	    echo "The test with a collector of OpenTelemetry is skipped."
	@$(call ctest,release,-L long)
	@.ci/packages --tests --editors
	@PATH="$(tested):$(tested)/go/bin:$$PATH" editors/check $(release)/gopls-proxy
	@set -e; for version in $(GOPLS_OTHERS); do \
	    .ci/gopls $$version build/gopls-$$version; \
	    echo "Integration tests with gopls $$version:"; \
	    $(call with_gopls,$(CURDIR)/build/gopls-$$version) \
	        ctest --test-dir $(release) --output-on-failure --no-tests=error -j $(JOBS) -L integration; \
	done

MINUTES ?= 10
SEED ?= 0
soak-real: ## MINUTES (10) of random work and faults with the real gopls; SEED repeats the choices
	@.ci/packages --tests
	@$(call with_tests,release)
	@cmake --build $(release) --target gopls-proxy soak
	@.ci/gopls $(GOPLS_TESTED) $(tested)
	@$(call with_gopls,$(tested)) $(release)/tests/soak/soak --minutes=$(MINUTES) --seed=$(SEED)

soak: ## simulated sessions with ever new seeds, until one breaks an invariant
	@.ci/packages --tests
	@$(call with_tests,release)
	@cmake --build $(release) --target simulation
	@$(release)/tests/simulation/simulation --for-ever --first-seed=$$(date +%s)000

asan: ## the tests with the address and undefined-behaviour sanitizers
	$(call ready_to_test,asan)
	@$(call ctest,asan,-LE long)

tsan: ## the tests with the thread sanitizer
	$(call ready_to_test,tsan)
	@TSAN_OPTIONS="suppressions=$(CURDIR)/.ci/tsan.supp" $(call ctest,tsan,-LE long)

# New inputs of each target are kept in build/fuzz/found.
fuzzed = $(or $(TARGET),$(shell sed -n 's/^        {"\([a-z_]*\)",.*/\1/p' tests/fuzz/targets.cpp))
fuzz: ## search for inputs that break a parser or the engine: make fuzz [TARGET=engine] [SECONDS=60]
	@.ci/packages --check
	@echo 'extern "C" int LLVMFuzzerTestOneInput(const char*, unsigned long) { return 0; }' | \
	    clang++ -x c++ -fsanitize=fuzzer,address -o build/has-libfuzzer - 2>/dev/null || \
	    { echo "make fuzz: this clang++ has no libFuzzer: libclang-rt-*-dev on Debian, else compiler-rt." >&2; exit 1; }
	@$(call with_tests,fuzz)
	@cmake --build build/fuzz --target fuzz_live
	@set -e; for target in $(fuzzed); do \
	    echo "fuzz: $$target, $(or $(SECONDS),60) s"; mkdir -p build/fuzz/found/$$target; \
	    GOPLS_PROXY_FUZZ_TARGET=$$target build/fuzz/tests/fuzz/fuzz_live \
	        -max_total_time=$(or $(SECONDS),60) -max_len=8192 -timeout=10 -rss_limit_mb=4096 -verbosity=0 \
	        -print_final_stats=1 -artifact_prefix=build/fuzz/failing-$$target- \
	        build/fuzz/found/$$target tests/fuzz/corpus/$$target; \
	done

# The checks that need no build.
check_texts = .ci/format --check && .ci/arrows && .ci/links && .ci/prose

check-quick: ## before every commit, in a minute after a build: format, arrows, links, prose, unit and scenario tests
	@.ci/packages --tests
	@.ci/linters clang-format codespell
	@$(check_texts)
	@$(call with_tests,release)
	@cmake --build $(release) --target unit_tests scenario_tests
	@ctest --test-dir $(release) --output-on-failure --no-tests=error -j $(JOBS) -R '^(unit|scenario)$$'

check: ## before a pull request: check-quick's checks, workflows, warnings, clang-tidy, all tests
	@.ci/packages --tests --check
	@.ci/linters clang-format codespell zizmor
	@.ci/gopls $(GOPLS_TESTED) $(tested)
	@$(call with_gopls,$(tested)) .ci/linters actionlint
	@$(check_texts)
	@.ci/perfetto
	@.ci/workflows
	@cmake --preset release -B build/check -DCMAKE_UNITY_BUILD=OFF -DGOPLS_PROXY_WERROR=ON \
	    -DBUILD_TESTING=ON >/dev/null
	@cmake --build build/check
	@.ci/tidy build/check
	@$(MAKE) --no-print-directory test

test-distros: ## `make demo` and `make test` in fresh roots of Debian 12, 13 and testing, for 3 hours (.ci/distros --help)
	@.ci/distros

bench: ## measure no proxy, blind relays and gopls-proxy in one run; count its instructions; then the time to an answer after a fault
	@.ci/packages --bench --tests
	@$(call with_tests,release)
	@cmake --build $(release) --target gopls-proxy bench_client bench_cost bench_echo bench_relay bench_recovery
	@.ci/gopls $(GOPLS_TESTED) $(tested)
	@$(release)/tests/bench/bench_client --proxy=$(release)/gopls-proxy $(BENCH)
	@$(release)/tests/bench/bench_cost --proxy=$(release)/gopls-proxy
	@$(call with_gopls,$(tested)) $(release)/tests/bench/bench_recovery

install: ## install to PREFIX (/usr/local), under DESTDIR if set
	@.ci/packages
	@$(MAKE) --no-print-directory $(release)/build.ninja
	@cmake --build $(release) --target gopls-proxy
	@DESTDIR="$(DESTDIR)" cmake --install $(release) --prefix "$(PREFIX)"

uninstall: ## remove from PREFIX what `make install` has put there
	@cd "$(DESTDIR)$(PREFIX)" && rm -fv bin/gopls-proxy bin/.debug/gopls-proxy.debug lib/gopls-proxy/gopls \
	    share/man/man1/gopls-proxy.1 share/bash-completion/completions/gopls-proxy \
	    share/zsh/site-functions/_gopls-proxy share/fish/vendor_completions.d/gopls-proxy.fish
	@cd "$(DESTDIR)$(PREFIX)" && rmdir bin/.debug lib/gopls-proxy 2>/dev/null || true

format: ## format all C++ files
	@.ci/linters clang-format
	@.ci/format

clean: ## remove build/
	rm -rf build

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))
