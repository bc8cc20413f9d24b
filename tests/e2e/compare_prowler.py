#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Asks Prowler and Plimsoll the same questions of the same simulated accounts.

    compare_prowler.py --prowler PATH [--scene NAME ...] [--checks ID ...]

Every scene is an account (or several) of one moto server. For each account
Prowler runs with `-c` and the ids of its checks that our catalogue names as
equivalents, and Plimsoll with `--checks` and the same ids. Printed are, for each
id, the resources on which the two agree and differ, and for both programs the
API calls (counted by fault_proxy.py), CPU seconds (user + system) and the peak
resident memory. Scenes: see SCENES below; `organisation` is organisation.py's.

Exit status 0 when nothing differs, 1 when something does. Prowler is installed
apart (`pip install prowler` into a virtual environment of its own); this is not
part of `make test`.
"""

from __future__ import annotations

import argparse
import collections
import dataclasses
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time
from typing import Callable, Iterable

import compare_scenes
import organisation
import scale_account
from fault_proxy import FaultProxy
from plimsoll_run import MANAGEMENT_KEY, program
from simulator import Simulator

PROWLER_SECONDS = 1800
PLIMSOLL_SECONDS = 600
# botocore puts the account before the host of S3 Control's endpoint, and a name
# before an address is no name: look the address up instead.
RESOLVE = """
import re, socket
_ask = socket.getaddrinfo
def _answer(host, *rest, **more):
    if isinstance(host, str):
        host = re.sub(r"^.*\\.(127\\.0\\.0\\.1)$", r"\\1", host)
    return _ask(host, *rest, **more)
socket.getaddrinfo = _answer
"""
WATCH = """
import os, signal, sys
use, seconds, command = sys.argv[1], int(sys.argv[2]), sys.argv[3:]
child = os.fork()
if child == 0:
    os.execvp(command[0], command)
signal.signal(signal.SIGALRM, lambda *unused: os.kill(child, signal.SIGKILL))
signal.alarm(seconds)
usage = os.wait4(child, 0)[2]
with open(use, "w") as file:
    file.write(f"{usage.ru_utime + usage.ru_stime} {usage.ru_maxrss}")
"""
VERDICTS = {"PASS": "pass", "FAIL": "fail", "MANUAL": "unknown"}


@dataclasses.dataclass
class Target:
    """One account to ask about."""

    name: str
    account: str
    key: tuple[str, ...]
    regions: list[str]


@dataclasses.dataclass
class Answers:
    """What one program said, and what saying it took."""

    # check id -> (region, resource) -> verdicts
    verdicts: dict[str, dict[tuple[str, str], set[str]]]
    calls: int
    cpu: float
    memory_mb: float
    wall: float
    operations: collections.Counter


def equivalents(more: list[str]) -> dict[str, list[str]]:
    """Returns Prowler's ids that our catalogue names, with our checks' ids."""
    listed = subprocess.run(
        [program(), "check", "list", "--json", *more],
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, list[str]] = {}
    for line in listed.stdout.splitlines():
        check = json.loads(line)
        for one in check["equivalents"].get("prowler", []):
            found.setdefault(one, []).append(check["id"])
    return found


def environment(target: Target, endpoint: str, state: str) -> dict[str, str]:
    """Returns the environment in which both programs run."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("AWS_")}
    more = {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ACCESS_KEY_ID": target.key[0],
        "AWS_SECRET_ACCESS_KEY": target.key[1],
        "AWS_REGION": target.regions[0],
        "AWS_DEFAULT_REGION": target.regions[0],
        "AWS_CONFIG_FILE": "/dev/null",
        "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
        "AWS_EC2_METADATA_DISABLED": "true",
        "XDG_STATE_HOME": state,
        "NO_PROXY": "127.0.0.1",
        "no_proxy": "127.0.0.1",
    }
    if len(target.key) > 2:
        more["AWS_SESSION_TOKEN"] = target.key[2]
    return kept | more


def measured(
    command: list[str], env: dict[str, str], seconds: int, log: pathlib.Path
) -> tuple[float, float, float]:
    """Runs a command; returns CPU seconds, peak RSS in MB, wall seconds.

    A small process in between starts it: Linux counts what the parent had in
    memory when it forked into the peak of the child.
    """
    start = time.monotonic()
    use = log.with_suffix(".use")
    with open(log, "wb") as output:
        subprocess.run(
            [
                sys.executable,
                "-S",
                "-c",
                WATCH,
                str(use),
                str(seconds),
                *command,
            ],
            env=env,
            stdout=output,
            stderr=subprocess.STDOUT if log.suffix == ".log" else None,
            check=False,
        )
    wall = time.monotonic() - start
    cpu, kilobytes = use.read_text(encoding="ascii").split()
    return float(cpu), int(kilobytes) / 1024, wall


def ask_prowler(
    prowler: str,
    target: Target,
    checks: list[str],
    proxy: FaultProxy,
    folder: pathlib.Path,
) -> Answers:
    """Runs Prowler once with these checks."""
    (folder / "sitecustomize.py").write_text(RESOLVE, encoding="ascii")
    env = environment(target, proxy.url, str(folder))
    env["PYTHONPATH"] = str(folder)
    before = len(proxy.requests)
    usage = measured(
        [
            prowler,
            "aws",
            "--no-banner",
            "--no-color",
            "--ignore-exit-code-3",
            "--checks",
            *checks,
            "--region",
            *target.regions,
            "--output-formats",
            "json-ocsf",
            "--output-filename",
            "prowler",
            "--output-directory",
            str(folder),
            "--scan-unused-services",
        ],
        env,
        PROWLER_SECONDS,
        folder / "prowler.log",
    )
    report = folder / "prowler.ocsf.json"
    findings = json.loads(report.read_text()) if report.exists() else []
    verdicts = collections.defaultdict(lambda: collections.defaultdict(set))
    for finding in findings:
        check = finding["metadata"]["event_code"]
        for resource in finding["resources"]:
            key = resource["region"], resource["uid"] or resource["name"]
            verdict = VERDICTS.get(finding["status_code"], "unknown")
            verdicts[check][key].add(verdict)
    return answers(verdicts, proxy.requests[before:], usage)


def ask_plimsoll(
    target: Target,
    checks: list[str],
    proxy: FaultProxy,
    folder: pathlib.Path,
    ours: dict[str, list[str]],
    more: list[str],
) -> Answers:
    """Runs Plimsoll once with the same checks."""
    env = environment(target, proxy.url, str(folder))
    before = len(proxy.requests)
    report = folder / "plimsoll.jsonl"
    usage = measured(
        [
            program(),
            "scan",
            "aws",
            "--quiet",
            "--output",
            "jsonl",
            "--checks",
            *checks,
            "--region",
            *target.regions,
            "--accounts",
            target.account,
            "--exit-zero",
            *more,
        ],
        env,
        PLIMSOLL_SECONDS,
        report,
    )
    verdicts = collections.defaultdict(lambda: collections.defaultdict(set))
    theirs = collections.defaultdict(list)
    for check in checks:
        for one in ours[check]:
            theirs[one].append(check)
    lines = report.read_text(encoding="utf-8").splitlines()
    if not lines:
        raise SystemExit("plimsoll said nothing: wrong checks, or no account")
    for line in lines:
        finding = json.loads(line)
        if finding["kind"] != "finding":
            continue
        key = finding["region"], finding["resource"]
        for check in theirs[finding["check"]]:
            verdicts[check][key].add(finding["verdict"])
    return answers(verdicts, proxy.requests[before:], usage)


def answers(verdicts, requests: list[dict], usage: tuple) -> Answers:
    """Puts together what was said and what it took."""
    operations = collections.Counter(
        f"{one['service']}.{one['operation']}" for one in requests
    )
    return Answers(verdicts, len(requests), *usage, operations)


def worst(verdicts: Iterable[str]) -> str:
    """The verdict of a resource about which several things were said."""
    return next(
        v for v in ("error", "fail", "unknown", "pass", "na") if v in verdicts
    )


def short(resource: str, account: str) -> str:
    """What is left of a resource's name when forms of writing are taken off."""
    if re.fullmatch(
        rf"(arn:aws:\w+:[\w-]*:{account}:.*root|{account}.*)", resource
    ):
        return "account"
    tail = resource.split(":")[-1] if ":" in resource else resource
    tail = resource.split(":", 5)[-1] if resource.startswith("arn:") else tail
    return tail.removesuffix(":*").split("/")[-1].split(":")[-1].lower()


def pair(
    theirs: dict[tuple[str, str], set[str]],
    ours: dict[tuple[str, str], set[str]],
    account: str,
) -> list[tuple[str, str, str]]:
    """Pairs the two answers: (resource, Prowler's verdict, ours), '-' = none.

    Resources pair by id, then by region and last part of the id, then, where a
    region has one answer of each (settings of an account or a region), as they are.
    """
    pairs: list[tuple[str, str, str]] = []
    left, right = dict(theirs), dict(ours)

    def take(name: Callable[[tuple[str, str]], object]) -> None:
        a, b = collections.defaultdict(list), collections.defaultdict(list)
        for key in left:
            a[name(key)].append(key)
        for key in right:
            b[name(key)].append(key)
        for group in sorted(a.keys() & b.keys(), key=str):
            said = worst(set().union(*(left.pop(k) for k in a[group])))
            mine = worst(set().union(*(right.pop(k) for k in b[group])))
            pairs.append((f"{a[group][0][1]} ({a[group][0][0]})", said, mine))

    take(lambda key: key[1])
    take(lambda key: (key[0], short(key[1], account)))
    take(lambda key: short(key[1], account))
    if len({k[0] for k in left}) == len(left) and len(
        {k[0] for k in right}
    ) == len(right):
        take(lambda key: key[0])
    if len(left) == 1 and len(right) == 1:
        take(lambda key: "the only one")
    pairs += [(f"{k[1]} ({k[0]})", worst(v), "-") for k, v in left.items()]
    pairs += [(f"{k[1]} ({k[0]})", "-", worst(v)) for k, v in right.items()]
    return sorted(pairs)


def agrees(prowler: str, plimsoll: str) -> bool:
    """True when the two verdicts are the same answer.

    Plimsoll's reports leave out what a check does not apply to, where Prowler
    mostly says pass; and Prowler leaves out some of what passes.
    """
    return prowler == plimsoll or {prowler, plimsoll} == {"pass", "-"}


def compare(
    target: Target, checks: list[str], theirs: Answers, ours: Answers
) -> int:
    """Prints the comparison for one account; returns the number of differences."""
    differing = agreeing = 0
    for check in checks:
        pairs = pair(
            theirs.verdicts[check], ours.verdicts[check], target.account
        )
        wrong = [one for one in pairs if not agrees(*one[1:])]
        fails = sum(1 for one in pairs if one[1:] == ("fail", "fail"))
        alone = sum(1 for one in pairs if one not in wrong and "-" in one)
        agreeing += len(pairs) - len(wrong)
        differing += len(wrong)
        word = "DIFFER" if wrong else "agree " if pairs else "silent"
        print(
            f"{word} {check}: {len(pairs) - len(wrong)} agree ({fails} fail,"
            f" {alone} passed by one only), {len(wrong)} differ"
        )
        for resource, prowler, plimsoll in wrong:
            print(
                f"         {resource}: prowler {prowler}, plimsoll {plimsoll}"
            )
    print(f"{target.name}: {agreeing} agree, {differing} differ")
    return differing


def print_use(name: str, used: Answers, top: int) -> None:
    """Prints one program's figures."""
    print(
        f"{name:9} {used.calls:6} calls {used.cpu:7.2f} s CPU"
        f" {used.memory_mb:7.1f} MB peak {used.wall:7.1f} s wall"
    )
    for operation, count in used.operations.most_common(top):
        print(f"          {count:6} {operation}")


def organisation_targets(endpoint: str, regions: list[str]) -> list[Target]:
    """Builds the organisation; its accounts that can be entered."""
    scene = organisation.build(endpoint)
    wanted = ["shop", "management", "security", "sandbox"]
    return [
        Target(
            f"organisation/{name}", scene[name].id, scene[name]._key, regions
        )
        for name in wanted
    ]


def targets(
    endpoint: str, scenes: list[str], regions: list[str]
) -> Iterable[Target]:
    """Builds the scenes, one after the other, and yields their accounts."""
    for name in scenes:
        if name == "organisation":
            yield from organisation_targets(endpoint, regions)
        elif name == "scale":
            key = scale_account.enter(endpoint, scale_account.ACCOUNT)
            scale_account.build(endpoint, key, scale_account.SIZE)
            yield Target(name, scale_account.ACCOUNT, key, regions[:1])
        elif name == "empty":
            account = "444455556666"
            yield Target(
                name, account, scale_account.enter(endpoint, account), regions
            )
        else:
            account, key = compare_scenes.build(endpoint, name)
            yield Target(name, account, key, regions)


def arguments() -> argparse.Namespace:
    """Parses the command line."""
    parser = argparse.ArgumentParser(description="compare with Prowler")
    parser.add_argument("--prowler", default="prowler", help="the program")
    parser.add_argument(
        "--scene",
        nargs="+",
        default=["organisation", "empty"],
        help="organisation, empty, scale, " + ", ".join(compare_scenes.SCENES),
    )
    parser.add_argument("--only", help="only the accounts whose name has this")
    parser.add_argument(
        "--checks",
        nargs="+",
        help="Prowler's ids (default: all that we answer)",
    )
    parser.add_argument(
        "--regions", nargs="+", default=["us-east-1", "eu-west-1"]
    )
    parser.add_argument(
        "--catalog", help="our catalogue to use instead of the built-in one"
    )
    parser.add_argument(
        "--no-prowler", action="store_true", help="only measure Plimsoll"
    )
    parser.add_argument("--top", type=int, default=8, help="operations to list")
    parser.add_argument("--keep", help="folder to keep both reports in")
    return parser.parse_args()


def main() -> int:
    """Builds, asks, compares."""
    options = arguments()
    more = ["--base-catalog", options.catalog] if options.catalog else []
    known = equivalents(more)
    listed = (
        subprocess.run(
            [options.prowler, "aws", "--list-checks-json"],
            capture_output=True,
            text=True,
            check=False,
        ).stdout
        if not options.no_prowler
        else ""
    )
    checks = options.checks or sorted(
        c for c in known if options.no_prowler or c in listed
    )
    differences = 0
    with Simulator() as simulator:
        for target in targets(simulator.url, options.scene, options.regions):
            if options.only and options.only not in target.name:
                continue
            accounts = {
                target.key[0]: target.account,
                MANAGEMENT_KEY: "123456789012",
            }
            with FaultProxy(
                simulator.url, accounts=accounts
            ) as proxy, tempfile.TemporaryDirectory() as state:
                folder = pathlib.Path(state)
                print(
                    f"== {target.name} ({target.account}; {', '.join(target.regions)})",
                    flush=True,
                )
                ours = ask_plimsoll(target, checks, proxy, folder, known, more)
                if not options.no_prowler:
                    theirs = ask_prowler(
                        options.prowler, target, checks, proxy, folder
                    )
                    differences += compare(target, checks, theirs, ours)
                    print_use("prowler", theirs, options.top)
                print_use("plimsoll", ours, options.top)
                if options.keep:
                    kept = pathlib.Path(options.keep) / target.name.replace(
                        "/", "-"
                    )
                    shutil.copytree(folder, kept, dirs_exist_ok=True)
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
