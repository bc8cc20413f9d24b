#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Style and order of the tree, without building: formatting, licence lines,
# ASCII, file length, floors, documentation paths, catalogue, generated data.
# Reports everything that is wrong, then fails. `make check` and the last stage
# of `make test`; also fit as a pre-push hook.
set -uo pipefail
cd "$(dirname "$0")/.."

max_lines=800
failed=0

wrong() {
  printf 'check: %s\n' "$*" >&2
  failed=1
}

# Tracked files that still exist, filtered by a regular expression of names.
tracked() { git ls-files | grep -E "$1" | while read -r f; do [ -f "$f" ] && echo "$f"; done; }

ours='\.(cc|h|py|sh)$|^Makefile$|^\.ci/run$|^tools/new$'

check_format() {
  local formatter=clang-format-14 bad
  command -v "$formatter" >/dev/null 2>&1 || {
    wrong "$formatter is missing: run tools/setup.sh test"
    return
  }
  bad=$(tracked '^src/.*\.(cc|h)$' | xargs -r "$formatter" --dry-run 2>&1 |
    grep -oE '^[^ :]+\.(cc|h)' | sort -u)
  [ -z "$bad" ] || wrong "not formatted ($formatter -i): ${bad//$'\n'/ }"
}

check_texts() {
  local file
  while read -r file; do
    head -n 3 "$file" | grep -q 'SPDX-License-Identifier: Apache-2.0' ||
      wrong "$file: no SPDX line among the first three"
    if LC_ALL=C grep -qP '[^\x00-\x7F]' "$file"; then
      wrong "$file: not ASCII: $(LC_ALL=C grep -nP -m1 '[^\x00-\x7F]' "$file")"
    fi
    [ "$(wc -l <"$file")" -le "$max_lines" ] ||
      wrong "$file: more than $max_lines lines"
  done < <(tracked "$ours" | grep -v '^tests/conformance/data/')
}

check_scripts() {
  local file
  while read -r file; do
    bash -n "$file" || wrong "$file: not valid bash"
  done < <(tracked '\.sh$|^\.ci/run$')
  while read -r file; do
    python3 -c 'import ast, sys; ast.parse(open(sys.argv[1]).read())' "$file" ||
      wrong "$file: not valid Python"
  done < <(tracked '\.py$|^tools/new$')
}

# Runs a checker; its own output says what is wrong.
run() {
  local what=$1
  shift
  "$@" || wrong "$what failed: $*"
}

# The catalogue must load; needs the program, if some build has left one.
check_catalogue() {
  local program
  for program in build/plimsoll build/dev/src/main/plimsoll; do
    [ -x "$program" ] || continue
    run "catalogue" "$program" check lint --base-catalog catalog
    return
  done
}

# What a tool generates must be what is checked in.
check_generated() {
  local python=.venv/bin/python
  [ -x "$python" ] || {
    wrong "$python is missing: run tools/setup.sh test"
    return
  }
  run "published API models" "$python" tools/reduce_api_models.py --check
  # Asks the newest program that a build has left; says so when there is none.
  run "reference pages" "$python" tools/make_reference.py --check
}

check_format
check_texts
check_scripts
run "floors" python3 tools/check_layers.py
run "documentation paths" python3 tests/docs/docs_paths_test.py
check_generated
check_catalogue

[ "$failed" -eq 0 ] && echo "check: everything in order"
exit "$failed"
