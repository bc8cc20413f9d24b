# SPDX-License-Identifier: Apache-2.0
# The commands of the project; `make help` lists them. The real build is CMake
# (CMakePresets.json), the real set-up tools/setup.sh: this file only names them.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

# Modules that use threads: what the ThreadSanitizer stage builds and runs.
TSAN_TARGETS ?= base_test value_test source_aws_test app_test
TSAN_TESTS ?= ^(Curl|Mutex|KeyTable|Provenance|Collect|Client|Credential|Rate|Circuit|Retry)
# Stages of `make test`, in this order; the sanitizers are `make test-sanitizers`.
TEST_STAGES ?= build test-dev test-clang check

.PHONY: help demo test build check bench clean \
  setup-build setup-demo setup-test test-dev test-clang test-asan test-tsan \
  test-sanitizers test-denials reference

help: ## list the commands
	@sed -nE 's/^([a-z-]+):.*## (.*)/  make \1\t\2/p' Makefile | expand -t 20

demo: ## build, scan a simulated AWS organisation, write an HTML report
	@tests/e2e/demo.sh

test-denials: build setup-test ## deny each API call in turn: no new pass, no silent loss
	@cd tests/e2e && PLIMSOLL_DENY_EVERY_CALL=1 ../../.venv/bin/python -m unittest \
	  test_scan.ScanTest.test_denying_any_call_never_makes_a_pass

test-sanitizers: test-asan test-tsan ## the tests under ASan+UBSan, threads under TSan

test: setup-test ## all tests with both compilers, style, generated files
	@for stage in $(TEST_STAGES); do \
	  start=$$SECONDS; echo "== $$stage"; \
	  $(MAKE) --no-print-directory $$stage || \
	    { echo "== $$stage FAILED after $$((SECONDS - start)) s"; exit 1; }; \
	  echo "== $$stage passed in $$((SECONDS - start)) s"; \
	done

build: setup-build ## the release program, at build/plimsoll
	@mkdir -p build
	@cmake --preset release > build/configure.log || \
	  { cat build/configure.log >&2; exit 1; }
	@cmake --build --preset release --target plimsoll
	@ln -sfn release/src/main/plimsoll build/plimsoll
	@echo "built build/plimsoll"

check: setup-test ## formatting, floors, documentation paths, generated files
	@tools/check.sh

reference: setup-test ## write docs/reference from the catalogue and the program
	@.venv/bin/python tools/make_reference.py

bench: setup-build ## benchmarks of the release build
	@cmake --preset release > /dev/null
	@cmake --build --preset release
	@find build/release -name '*_bench' -type f -perm -u+x | sort | \
	  while read -r program; do echo "== $$program"; "$$program"; done

clean: ## remove what was built (keeps .venv)
	@rm -rf build demo-output

setup-build:
	@tools/setup.sh build

setup-demo:
	@tools/setup.sh demo

setup-test:
	@tools/setup.sh test

test-dev: setup-test ## gcc: all tests, the end-to-end ones included
	@cmake --workflow --preset dev

# The end-to-end tests run once, in test-dev: they judge behaviour, not compilers.
test-clang: setup-test ## clang: all tests but the end-to-end ones
	@cmake --preset clang > /dev/null
	@cmake --build --preset clang
	@ctest --preset clang -LE e2e

test-asan: setup-test ## AddressSanitizer and UndefinedBehaviorSanitizer
	@cmake --preset asan > /dev/null
	@cmake --build --preset asan
	@ctest --preset asan -LE e2e

test-tsan: setup-test ## ThreadSanitizer, modules with threads only
	@cmake --preset tsan > /dev/null
	@cmake --build --preset tsan --target $(TSAN_TARGETS)
	@ctest --preset tsan -R '$(TSAN_TESTS)'
