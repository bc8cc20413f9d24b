#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes docs/reference/ from the catalogue and from the program.

    .venv/bin/python tools/make_reference.py            # writes (make reference)
    .venv/bin/python tools/make_reference.py --check    # 1 when not current

From catalog/: README.md, checks.md and a page of checks for each service,
equivalents.md, resource-types.md, frameworks.md. From the program: commands.md and
audit-policy.json. Without a program (--program, or what a build has left) those
two are left as they are, and said so. The same catalogue gives the same bytes.

Which checks judge live resources only is read off the expressions here; the
program, when there is one, has the last word, and a difference is an error.
"""

from __future__ import annotations

import argparse
import json
import pathlib
import re
import subprocess
import sys

import reference_pages as pages
from reference_catalogue import Catalogue

ROOT = pathlib.Path(__file__).resolve().parents[1]
OUTPUT = ROOT / "docs/reference"
PROGRAMS = ("build/plimsoll", "build/dev/src/main/plimsoll")
BASE = ["--base-catalog", "catalog"]
# GitHub shows Markdown up to 512 kB as a page, larger files as plain text.
MAX_PAGE_BYTES = 500_000
OF_PROGRAM = ("commands.md", "audit-policy.json")


class Failure(Exception):
    """What stops the tool, as a sentence for the person who runs it."""


def newest_program() -> pathlib.Path | None:
    """Returns the program that was built last; None when there is none."""
    found = [ROOT / name for name in PROGRAMS if (ROOT / name).is_file()]
    return max(found, key=lambda path: path.stat().st_mtime, default=None)


def run(program: pathlib.Path, *arguments: str) -> str:
    """Returns what the program prints; raises Failure when it fails."""
    done = subprocess.run(
        [program, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    if done.returncode != 0:
        raise Failure(
            f"{program} {' '.join(arguments)} gave {done.returncode}:\n"
            f"{done.stderr.strip()}"
        )
    return done.stdout


def subcommands(help_text: str) -> list[str]:
    """Returns the names in the `Subcommands:` section of a help text."""
    _, _, section = help_text.partition("\nSubcommands:\n")
    return re.findall(r"^  ([a-z][a-z-]*)", section, re.MULTILINE)


def all_help(
    program: pathlib.Path, command: tuple[str, ...] = ()
) -> list[tuple[str, str]]:
    """Returns (command, its help) of the program and all below it."""
    text = run(program, *command, "--help")
    found = [(" ".join(("plimsoll", *command)), text)]
    for name in subcommands(text):
        found += all_help(program, (*command, name))
    return found


def pages_of_program(
    program: pathlib.Path, catalogue: Catalogue
) -> dict[str, str]:
    """Returns the pages that only the program can tell."""
    listed = run(program, "check", "list", "--json", *BASE)
    said = {
        entry["id"]: entry["live_only"]
        for entry in map(json.loads, listed.splitlines())
    }
    for check in catalogue.checks:
        if said.get(check.id) != check.live_only:
            raise Failure(
                f"{check.id}: the program says live_only="
                f"{said.get(check.id)}, its expressions {check.live_only};"
                " is the program older than the tree? (make build)"
            )
    helps = all_help(program)
    result = {"commands.md": pages.commands(helps)}
    if any(name == "plimsoll permissions aws" for name, _ in helps):
        policy = run(program, "permissions", "aws", "--organization", *BASE)
        json.loads(policy)  # Raises when it is no document.
        result["audit-policy.json"] = policy
    return result


def build(program: pathlib.Path | None) -> dict[str, str]:
    """Returns every page: path below docs/reference -> text."""
    catalogue = Catalogue(ROOT / "catalog")
    result = {
        "README.md": pages.index(catalogue),
        "checks.md": pages.checks(catalogue),
        "equivalents.md": pages.equivalents(catalogue),
        "resource-types.md": pages.resource_types(catalogue),
        "frameworks.md": pages.frameworks(catalogue),
    }
    for service in catalogue.services():
        result[f"checks/{service}.md"] = pages.checks_of(catalogue, service)
    if program:
        result |= pages_of_program(program, catalogue)
    for name, text in result.items():
        if len(text.encode()) > MAX_PAGE_BYTES:
            raise Failure(f"{name} is too large to be shown: split it")
    return result


def strays(wanted: dict[str, str], program: pathlib.Path | None) -> list[str]:
    """Returns files of docs/reference that nothing generates."""
    kept = set(wanted) if program else set(wanted) | set(OF_PROGRAM)
    return sorted(
        name
        for path in OUTPUT.rglob("*")
        if path.is_file()
        and (name := path.relative_to(OUTPUT).as_posix()) not in kept
    )


def check(wanted: dict[str, str], program: pathlib.Path | None) -> int:
    """Says what is not current; 1 when something is not."""
    old = [
        name
        for name, text in sorted(wanted.items())
        if not (OUTPUT / name).is_file()
        or (OUTPUT / name).read_text(encoding="utf-8") != text
    ]
    extra = strays(wanted, program)
    for name in old:
        print(f"docs/reference/{name} is not what the tree says")
    for name in extra:
        print(f"docs/reference/{name} belongs to nothing any more")
    if old or extra:
        print("run `make reference` and commit what it writes; when only")
        print("commands.md or audit-policy.json differ, `make build` before.")
        return 1
    return 0


def write(wanted: dict[str, str], program: pathlib.Path | None) -> int:
    """Writes what has changed and removes what is left over."""
    changed = 0
    for name, text in wanted.items():
        path = OUTPUT / name
        if path.is_file() and path.read_text(encoding="utf-8") == text:
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        changed += 1
    extra = strays(wanted, program)
    for name in extra:
        (OUTPUT / name).unlink()
    print(f"{len(wanted)} files, {changed} changed, {len(extra)} removed")
    return 0


def main() -> int:
    """Parses the command line; 0 when all is current or written."""
    parser = argparse.ArgumentParser(
        description="write docs/reference from the catalogue and the program"
    )
    parser.add_argument(
        "--check", action="store_true", help="change nothing; 1 when not current"
    )
    parser.add_argument(
        "--program",
        type=pathlib.Path,
        help="plimsoll to ask (default: the newest of the builds)",
    )
    options = parser.parse_args()
    program = options.program or newest_program()
    if program:
        program = program.resolve()
    else:
        print(
            f"no program: {' and '.join(OF_PROGRAM)} stay as they are"
            " (make build)",
            file=sys.stderr,
        )
    try:
        wanted = build(program)
    except (Failure, OSError, ValueError) as error:
        print(f"make_reference: {error}", file=sys.stderr)
        return 1
    return (check if options.check else write)(wanted, program)


if __name__ == "__main__":
    sys.exit(main())
