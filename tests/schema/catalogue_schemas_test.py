#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Proves the JSON Schemas of schema/ against the catalogue and the program.

    .venv/bin/python tests/schema/catalogue_schemas_test.py PROGRAM

Every file of catalog/ is valid. Good files are accepted by the schema and by
`plimsoll check lint`; each file that is broken in one place (broken_files.py) is
refused by both, so that an editor with the schema and the program agree.
"""

from __future__ import annotations

import json
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest
from typing import Any, Iterator

import jsonschema
import yaml

import broken_files

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))
from reference_catalogue import load, parse  # noqa: E402

CATALOG = ROOT / "catalog"
PATTERNS = {
    "check": "*/*/checks/*/check.yaml",
    "type": "*/*/*.type.yaml",
    "framework": "frameworks/*.yaml",
    "case": "*/*/checks/*/cases/*.json",
}
# Where docs/catalogue.md has an example of each.
HEADINGS = {
    "check": "A check",
    "type": "A resource type",
    "framework": "A framework",
    "case": "A case",
}
PROGRAM = str(ROOT / "build/plimsoll")
# Exit code when a catalogue file or the configuration is wrong.
USAGE = 2


def validator(kind: str) -> jsonschema.Draft202012Validator:
    """Returns the validator of one kind; its schema is valid itself."""
    path = ROOT / "schema" / f"{kind}.schema.json"
    schema = json.loads(path.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def read(path: pathlib.Path) -> Any:
    """Returns what a catalogue file says."""
    if path.suffix == ".json":
        return json.loads(path.read_text(encoding="utf-8"))
    return load(path)


def complaints(kind: str, document: Any) -> list[str]:
    """Returns what the schema says against a document."""
    return [
        f"{'/'.join(map(str, error.absolute_path))}: {error.message[:200]}"
        for error in validator(kind).iter_errors(document)
    ]


def run(*arguments: str, folder: str | None = None) -> tuple[int, str]:
    """Returns the exit code and what the program says on standard error."""
    done = subprocess.run(
        [PROGRAM, *arguments, "--base-catalog", str(CATALOG)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        cwd=folder,
    )
    return done.returncode, done.stderr


class Tree:
    """A catalogue folder of examples, each in a place of its own."""

    def __init__(self, folder: str) -> None:
        self.root = pathlib.Path(folder)

    def add(self, name: str, kind: str, document: Any) -> str:
        """Writes a file; returns how the program will call it."""
        check = self.root / "aws/sns/checks" / name
        if kind == "case":
            self._check(check, broken_files.good("check"))
            return self._write(check / "cases/fail-broken.json", document)
        if kind == "check":
            return self._check(check, document)
        if kind == "type":
            if "type" in document:
                document["type"] += f"::{name}"
            return self._write(
                self.root / f"aws/sns/{name}.type.yaml", document
            )
        return self._write(self.root / f"frameworks/{name}.yaml", document)

    def _check(self, folder: pathlib.Path, document: Any) -> str:
        for verdict, value in (
            ("fail", None),
            ("pass", "x"),
            ("unknown", {"$unknown": "refused"}),
        ):
            case = {"spec": {"DisplayName": value}}
            self._write(folder / f"cases/{verdict}-it.json", case)
        return self._write(folder / "check.yaml", document)

    @staticmethod
    def _write(path: pathlib.Path, document: Any) -> str:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix == ".json":
            text = json.dumps(document)
        else:
            text = yaml.safe_dump(document, sort_keys=False)
        path.write_text(text, encoding="utf-8")
        return str(path)


def of_catalogue() -> Iterator[tuple[str, str, Any]]:
    """Yields (kind, key, change) of the files that `check lint` reads."""
    for position, (what, kind, change) in enumerate(broken_files.BROKEN):
        if kind != "config":
            yield kind, f"example-{position}", (what, change)


class SchemaTest(unittest.TestCase):
    """The schemas, the catalogue and the program say the same."""

    def test_every_catalogue_file_is_valid(self) -> None:
        for kind, pattern in PATTERNS.items():
            paths = sorted(CATALOG.glob(pattern))
            self.assertTrue(paths, pattern)
            check = validator(kind)
            for path in paths:
                wrong = [e.message[:200] for e in check.iter_errors(read(path))]
                self.assertEqual(wrong, [], path.relative_to(ROOT))

    def test_every_catalogue_file_has_a_place(self) -> None:
        """What stands elsewhere is never read: a lost check looks like a pass."""
        known = {
            path
            for pattern in [*PATTERNS.values(), "*/published/*/*"]
            for path in CATALOG.glob(pattern)
        }
        files = {path for path in CATALOG.rglob("*") if path.is_file()}
        lost = sorted(str(path.relative_to(ROOT)) for path in files - known)
        self.assertEqual(lost, [])

    def test_examples_of_the_documentation_are_valid(self) -> None:
        text = (ROOT / "docs/catalogue.md").read_text(encoding="utf-8")
        for kind, title in HEADINGS.items():
            section = text.partition(f"\n## {title}\n")[2].partition("\n## ")[0]
            example = re.search(r"```(yaml|json)\n(.*?)```", section, re.DOTALL)
            self.assertIsNotNone(example, title)
            with self.subTest(title):
                document = parse(example[2])  # JSON is YAML as well.
                self.assertEqual(complaints(kind, document), [])

    def test_good_files_are_accepted_by_both(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            tree = Tree(folder)
            for kind in PATTERNS:
                self.assertEqual(complaints(kind, broken_files.good(kind)), [])
                if kind != "case":
                    tree.add("example", kind, broken_files.good(kind))
            # The fail case of a check whose parameter asks for a longer name.
            case = broken_files.good("case")
            case["params"]["least"] = 100
            tree.add("with-case", "case", case)
            code, said = run("check", "lint", "--catalog", folder)
            self.assertEqual((code, said), (0, ""))

    def test_broken_files_are_refused_by_the_schema(self) -> None:
        for what, kind, change in broken_files.BROKEN:
            with self.subTest(f"{kind}: {what}"):
                document = broken_files.broken(kind, change)
                self.assertTrue(complaints(kind, document), "accepted")

    def test_broken_files_are_refused_by_the_program(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            tree = Tree(folder)
            paths = {}
            for kind, name, (what, change) in of_catalogue():
                document = broken_files.broken(kind, change)
                paths[f"{kind}: {what}"] = tree.add(name, kind, document)
            code, said = run("check", "lint", "--catalog", folder)
            self.assertEqual(code, USAGE, said)
            for what, path in paths.items():
                with self.subTest(what):
                    self.assertIn(f"{path}:", said)

    def test_configuration(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            inventory = pathlib.Path(folder, "inventory.json")
            inventory.write_text('{"plimsoll":"inventory","version":1}\n')
            scan = ("scan", "inventory", "inventory.json", "--exit-zero", "-q")
            config = pathlib.Path(folder, "plimsoll.yaml")
            changes = [("good", lambda document: None)] + [
                (what, change)
                for what, kind, change in broken_files.BROKEN
                if kind == "config"
            ]
            for what, change in changes:
                document = broken_files.broken("config", change)
                config.write_text(yaml.safe_dump(document), encoding="utf-8")
                code, said = run(*scan, folder=folder)
                with self.subTest(what):
                    good = what == "good"
                    self.assertEqual(complaints("config", document) == [], good)
                    self.assertEqual(code, 0 if good else USAGE, said)
                    self.assertEqual("plimsoll.yaml:" in said, not good, said)


if __name__ == "__main__":
    if len(sys.argv) > 1 and not sys.argv[1].startswith("-"):
        PROGRAM = sys.argv.pop(1)
    unittest.main()
