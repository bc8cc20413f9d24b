#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Builds the simulated AWS organisation at an endpoint, by AWS's own calls.

    organisation.py --endpoint URL [--expected FILE] [--proxy-rules FILE]

The organisation has a management account and four members (scene/accounts.py)
with the misconfigurations that Plimsoll must find beside good twins. What must
be found is written to --expected, a JSON object:

    accounts       name -> account id
    region         where most resources are
    backdoor       whether root user and key ages could be set (simulator.py)
    expectations   sorted list of {account, region, resource, topic, verdict}

`resource` is the id that Plimsoll's catalogue gives the resource: mostly the ARN;
the account itself is arn:aws:iam::ID:root, a region of it ID/REGION, an access
key USER-ARN/access-key-SLOT. --proxy-rules gets the rules under which fault_proxy.py
refuses the role of the account that cannot be entered.
"""

from __future__ import annotations

import argparse
import collections
import dataclasses
import json
import pathlib
import sys
import time

from scene import accounts, balancers, baseline, buckets, compute, containers
from scene import (
    credentials,
    databases,
    federation,
    firewall,
    functions,
    identity,
)
from scene import keys, messaging, monitoring, streams, trails
from scene.context import HOME, MANAGEMENT_KEY, Scene

AREAS = (
    accounts,
    baseline,
    trails,
    monitoring,
    identity,
    credentials,
    federation,
    buckets,
    firewall,
    compute,
    keys,
    databases,
    messaging,
    functions,
    containers,
    balancers,
    streams,
)


def build(endpoint: str, verbose: bool = False) -> Scene:
    """Builds the whole organisation; returns the scene with its truth."""
    scene = Scene(endpoint)
    for area in AREAS:
        start = time.monotonic()
        area.build(scene)
        if verbose:
            name = area.__name__.removeprefix("scene.")
            print(f"{time.monotonic() - start:6.2f} s  {name}", file=sys.stderr)
    return scene


def expected(scene: Scene) -> dict:
    """Returns the content of the --expected file.

    Raises ValueError when the scene contradicts itself.
    """
    verdicts = collections.defaultdict(set)
    for item in scene.expectations:
        verdicts[item.account, item.resource, item.topic].add(item.verdict)
    both = [key for key, found in verdicts.items() if len(found) > 1]
    if both:
        raise ValueError(f"the scene expects pass and fail at once: {both}")
    return {
        "accounts": {name: one.id for name, one in scene.accounts.items()},
        "region": HOME,
        "backdoor": scene.has_backdoor,
        "expectations": [
            dataclasses.asdict(item) for item in sorted(set(scene.expectations))
        ],
    }


def write_json(path: str | None, value: object) -> None:
    """Writes readable JSON; does nothing without a path."""
    if path:
        text = json.dumps(value, indent=1) + "\n"
        pathlib.Path(path).write_text(text, encoding="ascii")


def main() -> int:
    """Parses the command line and builds."""
    parser = argparse.ArgumentParser(
        description="build the simulated organisation"
    )
    parser.add_argument(
        "--endpoint", required=True, help="URL of the simulator"
    )
    parser.add_argument("--expected", help="file for what a scan must find")
    parser.add_argument(
        "--proxy-rules", help="file for the fault proxy's rules"
    )
    parser.add_argument("--verbose", action="store_true", help="time each area")
    options = parser.parse_args()
    scene = build(options.endpoint, options.verbose)
    truth = expected(scene)
    write_json(options.expected, truth)
    accounts = {MANAGEMENT_KEY[0]: scene["management"].id}
    setting = {"rules": scene.proxy_rules, "accounts": accounts}
    write_json(options.proxy_rules, setting)
    count = collections.Counter(
        item["verdict"] for item in truth["expectations"]
    )
    print(
        f"{len(scene.accounts)} accounts; wrong: {count['fail']} verdicts on purpose,"
        f" right: {count['pass']}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
