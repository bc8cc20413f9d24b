#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks the golden reports of src/report/testdata against the published schemas.

Exit status 77 (skipped) when the Python package jsonschema is not installed.
"""
import copy
import json
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[3]
GOLDEN = ROOT / "src/report/testdata"
REPORT = ROOT / "schema/report.schema.json"
OCSF = pathlib.Path(__file__).with_name(
    "ocsf-1.8.0-compliance_finding.schema.json")


def complaints(validator, document, name):
    """What is wrong with one document, as lines."""
    return [f"{name}: {'/'.join(map(str, e.absolute_path))}: {e.message[:300]}"
            for e in validator.iter_errors(document)]


def lines(path):
    """The documents of a JSON lines file."""
    return [json.loads(text) for text in
            path.read_text(encoding="utf-8").splitlines() if text]


def main():
    try:
        from jsonschema import Draft202012Validator as Validator
    except ImportError:
        print("skipped: python package jsonschema is not installed")
        return 77
    schema = json.loads(REPORT.read_text(encoding="utf-8"))
    Validator.check_schema(schema)
    report = Validator(schema)
    line = Validator({"$ref": "#/$defs/line", "$defs": schema["$defs"]})
    ocsf = Validator(json.loads(OCSF.read_text(encoding="utf-8")))

    problems = []
    for name in ("rich.json", "empty.json"):
        document = json.loads((GOLDEN / name).read_text(encoding="utf-8"))
        problems += complaints(report, document, name)
    for name, validator in (("rich.jsonl", line), ("rich.ocsf.jsonl", ocsf)):
        documents = lines(GOLDEN / name)
        assert documents, f"{name} is empty"
        for number, document in enumerate(documents, 1):
            problems += complaints(validator, document, f"{name}:{number}")
        # The validator must be able to refuse.
        broken = copy.deepcopy(documents[0])
        broken["not in the schema"] = 1
        if validator.is_valid(broken):
            problems.append(f"{name}: an unknown member was accepted")
    for problem in problems:
        print(problem)
    print(f"{len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
