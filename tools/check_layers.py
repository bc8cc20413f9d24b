#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Fails when a file under src/ includes a module on its own or a higher floor.

A module is a folder of src/ (src/source/aws is the module "source/aws").
Private headers in <module>/internal/ may be included by their own module only.
"""
import pathlib
import re
import sys

FLOORS = [
    ["base"],
    ["value"],
    ["cel", "hcl"],
    ["model"],
    ["source/aws", "source/cloudformation", "source/snapshot", "policy"],
    ["finding"],
    ["store", "report"],
    ["app"],
    ["main"],
]
FLOOR = {name: i for i, row in enumerate(FLOORS) for name in row}


def module_of(path: str) -> str | None:
    """Returns the module that a path below src/ belongs to."""
    parts = path.split("/")
    for length in (2, 1):
        name = "/".join(parts[:length])
        if name in FLOOR:
            return name
    return None


def main() -> int:
    bad = 0
    for file in sorted(pathlib.Path("src").rglob("*.[ch]*")):
        me = module_of(str(file.relative_to("src")))
        if me is None:
            continue
        for number, line in enumerate(file.read_text().splitlines(), 1):
            match = re.match(r'\s*#include "([\w/.]+)"', line)
            if not match:
                continue
            other = module_of(match[1])
            if other is None:
                print(f"{file}:{number}: includes {match[1]}, which is in no module")
                bad = 1
            elif other != me and FLOOR[other] >= FLOOR[me]:
                print(f"{file}:{number}: {me} (floor {FLOOR[me]}) must not include {other}")
                bad = 1
            elif other != me and "/internal/" in match[1]:
                print(f"{file}:{number}: {match[1]} is private to {other}")
                bad = 1
    return bad


if __name__ == "__main__":
    sys.exit(main())
