#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Installs what Plimsoll needs on Debian 12, and says what it does.
#
#   tools/setup.sh build   packages to compile the program
#   tools/setup.sh demo    build + the AWS simulator (moto) in .venv
#   tools/setup.sh test    demo + second compiler, formatters, browser
#
# Silent when nothing is missing; may be run any number of times. Exit codes:
# 0 ready; 1 a needed package cannot be had; 3 only the simulator cannot be had.
set -euo pipefail
cd "$(dirname "$0")/.."

# Every Debian package, by what needs it. This is the only list.
BUILD_PACKAGES="
  cmake ninja-build g++ ccache pkg-config python3 ca-certificates
  libcurl4-openssl-dev libssl-dev libsimdjson-dev libyaml-dev libpugixml-dev
  libre2-dev libfmt-dev libspdlog-dev libcli11-dev zlib1g-dev
  libboost-dev libgtest-dev libgmock-dev libbenchmark-dev"
DEMO_PACKAGES="python3-venv"
TEST_PACKAGES="
  git clang-14 clang-tidy-14 clang-format-14 libclang-rt-14-dev
  chromium libxml2-utils"

say() { printf 'setup: %s\n' "$*" >&2; }

fail() {
  local code=$1
  shift
  say "ERROR: $*"
  exit "$code"
}

# Runs a command as root, by sudo when we are not root.
as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  elif command -v sudo >/dev/null 2>&1; then
    sudo --preserve-env=DEBIAN_FRONTEND "$@"
  else
    fail 1 "installing packages needs root; run as root or install sudo, or" \
      "install by hand: apt-get install ${missing[*]}"
  fi
}

# Prints those of its arguments that are not installed, one a line.
not_installed() {
  local package status
  for package in "$@"; do
    status=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
    [ "$status" = installed ] || printf '%s\n' "$package"
  done
}

install_packages() {
  local log=build/setup-apt.log
  command -v apt-get >/dev/null 2>&1 ||
    fail 1 "apt-get not found: this script knows Debian 12 only; on other" \
      "systems install the equivalents of: $*"
  mapfile -t missing < <(not_installed "$@")
  [ "${#missing[@]}" -gt 0 ] || return 0
  mkdir -p build
  say "installing ${#missing[@]} Debian package(s): ${missing[*]}"
  export DEBIAN_FRONTEND=noninteractive
  as_root apt-get update -q >"$log" 2>&1 ||
    say "apt-get update failed, trying with the lists at hand (see $log)"
  as_root apt-get install -y -q --no-install-recommends "${missing[@]}" \
    >>"$log" 2>&1 || {
    tail -n 5 "$log" >&2
    fail 1 "apt-get could not install: ${missing[*]}; full log in $log"
  }
}

# Makes .venv with exactly the versions of tests/e2e/requirements.txt.
make_venv() {
  local wanted=tests/e2e/requirements.txt stamp=.venv/.requirements
  local python=/usr/bin/python3 log=build/setup-pip.log
  cmp -s "$wanted" "$stamp" && .venv/bin/python -c "import moto" 2>/dev/null &&
    return 0
  [ -x "$python" ] || python=$(command -v python3)
  mkdir -p build
  say "installing the AWS simulator (moto) and test tools into .venv"
  rm -rf .venv
  "$python" -m venv .venv >"$log" 2>&1 || {
    tail -n 5 "$log" >&2
    fail 1 "cannot make a Python environment with $python; full log in $log"
  }
  .venv/bin/pip install --quiet --no-input --disable-pip-version-check \
    --requirement "$wanted" >>"$log" 2>&1 || {
    tail -n 5 "$log" >&2
    fail 3 "pip could not install $wanted (no network or no package index?);" \
      "full log in $log"
  }
  cp "$wanted" "$stamp"
}

case "${1:-}" in
  build)
    # shellcheck disable=SC2086
    install_packages $BUILD_PACKAGES
    ;;
  demo)
    # shellcheck disable=SC2086
    install_packages $BUILD_PACKAGES $DEMO_PACKAGES
    make_venv
    ;;
  test)
    # shellcheck disable=SC2086
    install_packages $BUILD_PACKAGES $DEMO_PACKAGES $TEST_PACKAGES
    make_venv
    ;;
  *)
    printf 'usage: tools/setup.sh build|demo|test\n' >&2
    exit 2
    ;;
esac
