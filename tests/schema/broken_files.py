# SPDX-License-Identifier: Apache-2.0
"""Good catalogue files, and ways to break them that everybody must notice.

Each entry of BROKEN is (what is wrong, kind of file, change): the change is
made to a fresh copy of GOOD[kind].
"""

from __future__ import annotations

import copy
from typing import Any, Callable

# Checks of the catalogue; the second has the parameter `days`.
TOPIC = "aws-sns-topic-encrypted"
KEY_AGE = "aws-iam-access-key-age"

GOOD: dict[str, dict[str, Any]] = {
    "check": {
        "title": "SNS topic has a display name",
        "severity": "low",
        "type": "AWS::SNS::Topic",
        "when": "true",
        "params": {"least": {"value": 1, "doc": "Least number of letters."}},
        "variables": {"name": "spec.DisplayName"},
        "violation": "name == null || size(name) < params.least",
        "message": "{{ resource.name }} has none",
        "rationale": "A topic of an example.",
        "fix": {"text": "Give it one."},
        "references": ["https://docs.aws.amazon.com/sns/latest/dg/"],
        "categories": ["governance"],
        "equivalents": {"checkov": ["CKV_EXAMPLE_1"]},
        "aliases": [],
    },
    "type": {
        "type": "Example::Thing",
        "title": "A thing",
        "scope": "region",
        "schema": "none",
        "id": "arn:{partition}:thing:{region}:{account}:{spec.Name}",
        "name": "{spec.Name}",
        "keys": ["Name"],
        "fields": {"Name": "string", "Sizes": ["int"], "Owner": {"Id": "json"}},
        "status": {"Seen": "timestamp"},
        "refers": {"Owner.Id": "AWS::KMS::Key"},
        "live": {
            "list": {
                "call": "sqs.ListQueues",
                "with": {"MaxResults": 1000},
                "each": "reply.QueueUrls",
            },
            "where": "item != ''",
            "calls": {
                "queue": {
                    "call": "sqs.GetQueueAttributes",
                    "with": {"QueueUrl": "item"},
                    "absent": ["QueueDoesNotExist"],
                }
            },
            "spec": {"Name": "item"},
        },
    },
    "framework": {
        "id": "example-1",
        "title": "An example",
        "provider": "aws",
        "requirements": [
            {
                "id": "1.10",
                "title": "Topics are encrypted",
                "checks": [TOPIC],
            },
            {"id": "1.11", "title": "Somebody looks", "manual": "No API."},
        ],
    },
    "case": {
        "spec": {"DisplayName": "orders"},
        "account": "111122223333",
        "region": "eu-west-1",
        "params": {"least": 3},
        "now": "2026-01-01T00:00:00Z",
        "inventory": [
            {
                "type": "AWS::KMS::Key",
                "id": "arn:aws:kms:eu-west-1:111122223333:key/1",
                "spec": {"KeyId": "1"},
            }
        ],
        "gaps": [{"type": "AWS::SQS::Queue", "message": "refused"}],
    },
    "config": {
        "catalog": [],
        "checks": {
            KEY_AGE: {"params": {"days": 30}},
            TOPIC: {"enabled": False},
        },
    },
}

Change = Callable[[dict[str, Any]], None]


def put(value: Any, *path: Any) -> Change:
    """Returns a change that sets the member at the path."""

    def change(document: dict[str, Any]) -> None:
        inner: Any = document
        for step in path[:-1]:
            inner = inner[step]
        inner[path[-1]] = value

    return change


def drop(*path: Any) -> Change:
    """Returns a change that removes the member at the path."""

    def change(document: dict[str, Any]) -> None:
        inner: Any = document
        for step in path[:-1]:
            inner = inner[step]
        del inner[path[-1]]

    return change


BROKEN: list[tuple[str, str, Change]] = [
    ("misspelt key", "check", put("high", "severty")),
    ("no severity", "check", drop("severity")),
    ("unknown severity", "check", put("severe", "severity")),
    ("no title", "check", drop("title")),
    ("title too long", "check", put("x" * 121, "title")),
    ("title ends with a stop", "check", put("It is so.", "title")),
    ("title is a number", "check", put(5, "title")),
    ("no condition", "check", drop("violation")),
    ("two conditions", "check", put("true", "require")),
    ("condition is a map", "check", put({"a": 1}, "violation")),
    ("match is a map", "check", put({"violation": "true"}, "match")),
    ("no rationale", "check", drop("rationale")),
    ("no fix", "check", drop("fix")),
    ("fix without text", "check", put({"cli": "aws"}, "fix")),
    ("misspelt key of fix", "check", put("aws", "fix", "comand")),
    ("no category", "check", put([], "categories")),
    ("unknown category", "check", put(["money"], "categories")),
    ("unknown tool", "check", put(["X"], "equivalents", "scoutsuite")),
    ("ids not in a list", "check", put("CKV_1", "equivalents", "checkov")),
    ("id twice", "check", put(["A1", "A1"], "equivalents", "checkov")),
    ("reference by http", "check", put(["http://a.example"], "references")),
    ("parameter without doc", "check", drop("params", "least", "doc")),
    ("parameter without value", "check", drop("params", "least", "value")),
    ("variables in a list", "check", put(["true"], "variables")),
    ("misspelt key", "type", put({}, "field")),
    ("no type", "type", drop("type")),
    ("no id", "type", drop("id")),
    ("unknown scope", "type", put("planet", "scope")),
    ("unknown word in the id", "type", put("arn:{zone}:x", "id")),
    ("unknown property type", "type", put("text", "fields", "Name")),
    ("list of two types", "type", put(["int", "int"], "fields", "Sizes")),
    ("call without service", "type", put("ListQueues", "live", "list", "call")),
    ("list without each", "type", drop("live", "list", "each")),
    ("misspelt key of live", "type", put({}, "live", "cals")),
    ("misspelt key of a call", "type", put("x", "live", "calls", "queue", "wit")),
    ("absent is a map", "type", put({}, "live", "calls", "queue", "absent")),
    ("expression is a list", "type", put(["item"], "live", "spec", "Name")),
    ("no id", "framework", drop("id")),
    ("no requirements", "framework", drop("requirements")),
    ("requirements in a map", "framework", put({"1": "x"}, "requirements")),
    ("id is a number", "framework", put(1.1, "requirements", 0, "id")),
    ("no title", "framework", drop("requirements", 0, "title")),
    ("checks and manual", "framework", put("Why", "requirements", 0, "manual")),
    ("neither of both", "framework", drop("requirements", 0, "checks")),
    ("misspelt key", "framework", put([], "requirements", 0, "check")),
    ("misspelt key", "case", put({}, "specs")),
    ("no time", "case", put("today", "now")),
    ("inventory in a map", "case", put({}, "inventory")),
    ("resource without type", "case", drop("inventory", 0, "type")),
    ("resource without id", "case", drop("inventory", 0, "id")),
    ("gap without message", "case", drop("gaps", 0, "message")),
    ("misspelt key of a gap", "case", put("x", "gaps", 0, "why")),
    ("misspelt key", "config", put([], "catalogue")),
    ("catalog is a text", "config", put("mine", "catalog")),
    ("empty folder", "config", put([""], "catalog")),
    ("checks in a list", "config", put([], "checks")),
    ("enabled is a text", "config", put("no", "checks", TOPIC, "enabled")),
    ("misspelt key of a check", "config", put(1, "checks", TOPIC, "param")),
    ("params in a list", "config", put([1], "checks", KEY_AGE, "params")),
]


def good(kind: str) -> dict[str, Any]:
    """Returns a fresh good document."""
    return copy.deepcopy(GOOD[kind])


def broken(kind: str, change: Change) -> dict[str, Any]:
    """Returns a fresh document with one thing wrong."""
    document = good(kind)
    change(document)
    return document
