#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# `make demo`: builds Plimsoll, starts a simulated AWS organisation, scans it by
# assume-role and says where the report is. When the simulator cannot be had it
# scans a recorded inventory of the same organisation instead.
# Everything it starts it stops; everything it writes is in demo-output/.
set -euo pipefail
cd "$(dirname "$0")/../.."

out=demo-output
recording=tests/e2e/recorded/organisation.json
python=.venv/bin/python
started=$SECONDS

say() { printf '\n== %s\n' "$*"; }

stop_all() {
  [ -x "$python" ] || return 0
  "$python" tests/e2e/fault_proxy.py stop --pid-file "$out/proxy.pid"
  "$python" tests/e2e/simulator.py stop --pid-file "$out/simulator.pid"
}

# What `plimsoll` needs to know to talk to the simulator as to AWS: where it is,
# and the keys of the management account. All scans of the demo are here.
scan_live() {
  env -u AWS_PROFILE -u AWS_SESSION_TOKEN \
    AWS_ENDPOINT_URL="$1" \
    AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE \
    AWS_SECRET_ACCESS_KEY=management-of-a-simulated-organisation \
    AWS_REGION=eu-west-1 NO_PROXY=127.0.0.1 \
    build/plimsoll scan aws --organization --role OrganizationAccountAccessRole \
    --region eu-central-1 --region eu-west-1 --region us-east-1 \
    --output table --output "html=$out/report.html" --output "json=$out/report.json"
}

scan_recorded() {
  build/plimsoll scan inventory "$recording" \
    --output table --output "html=$out/report.html" --output "json=$out/report.json"
}

# Starts moto, fills it, puts the proxy before it; prints the endpoint.
start_organisation() {
  local simulator
  simulator=$("$python" tests/e2e/simulator.py start \
    --pid-file "$out/simulator.pid" --log "$out/simulator.log") || return 1
  "$python" tests/e2e/organisation.py --endpoint "$simulator" \
    --expected "$out/expected.json" --proxy-rules "$out/rules.json" >&2 || return 1
  "$python" tests/e2e/fault_proxy.py start --upstream "$simulator" \
    --rules "$out/rules.json" --log "$out/calls.jsonl" --pid-file "$out/proxy.pid"
}

say "Setting up"
simulator_can_run=true
tools/setup.sh demo || {
  [ $? -eq 3 ] || exit 1
  simulator_can_run=false
}

say "Building build/plimsoll"
make --no-print-directory build

mkdir -p "$out"
trap stop_all EXIT
trap 'exit 130' INT TERM
endpoint=
if $simulator_can_run; then
  say "Starting a simulated AWS organisation: a management account, four members"
  endpoint=$(start_organisation) || endpoint=
fi

code=0
if [ -n "$endpoint" ]; then
  say "Scanning it at $endpoint, by assume-role into every account"
  scan_live "$endpoint" || code=$?
else
  say "The AWS simulator (moto) cannot be had here (no network?)."
  echo "   Scanning a recorded inventory of the same organisation: $recording"
  scan_recorded || code=$?
fi

# The demo organisation has findings on purpose: 3. Anything else is a failure.
if [ "$code" -ne 3 ]; then
  echo "the scan ended with exit code $code, expected 3 (findings)" >&2
  exit 1
fi

cat <<END

== Done in $((SECONDS - started)) s; the scan's exit code was $code
   (3: there are findings; the account "legacy" refuses the role, and is one)

   Report:   $PWD/$out/report.html   (opens in any browser, offline)
   JSON:     $PWD/$out/report.json

   What to type next:

   build/plimsoll check list                      all checks
   build/plimsoll check show aws-s3-bucket-policy-not-public
                                                  one check: why, and how to fix
   build/plimsoll cel eval '1 in [1, 2]'          try an expression
   build/plimsoll scan aws                        scan your own account, by the
                                                  AWS credentials you have now
END
