# SPDX-License-Identifier: Apache-2.0
"""Reads catalog/ for the reference pages: checks, types, frameworks, API models.

The program reads the same files and refuses bad ones; this only takes them
apart, so it expects a catalogue that `plimsoll check lint` calls good.
"""

from __future__ import annotations

import dataclasses
import json
import pathlib
import re
from typing import Any

import yaml

SEVERITIES = ("critical", "high", "medium", "low", "info")
TOOLS = {
    "checkov": "Checkov",
    "prowler": "Prowler",
    "securityhub": "AWS Security Hub",
    "trivy": "Trivy",
}
TEXT_LITERAL = re.compile(r'"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\'')
# The variable `status`, not a member of that name.
STATUS = re.compile(r"(?<![\w.])status\b(?!\s*:)")


def load(path: pathlib.Path) -> Any:
    """Returns the content of a YAML file."""
    return parse(path.read_text(encoding="utf-8"))


def parse(text: str) -> Any:
    """Returns what YAML says, as the program reads it.

    That is the core schema of YAML 1.2: times and `on` are texts, and so is a
    number that begins with a zero.
    """
    return yaml.load(text, Loader=CoreLoader)


class CoreLoader(yaml.SafeLoader):
    """YAML as catalogue files mean it: only true and false are booleans."""


RESOLVED = {
    "bool": (re.compile(r"^(?:true|false)$"), "tf"),
    "int": (re.compile(r"^-?(?:0|[1-9][0-9]*)$"), "-0123456789"),
    "timestamp": None,
}
CoreLoader.yaml_implicit_resolvers = {
    first: [
        (tag, pattern)
        for tag, pattern in entries
        if tag.rpartition(":")[2] not in RESOLVED
    ]
    for first, entries in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
for kind, resolver in RESOLVED.items():
    if resolver:
        CoreLoader.add_implicit_resolver(
            f"tag:yaml.org,2002:{kind}", resolver[0], list(resolver[1])
        )


def texts(value: Any) -> list[str]:
    """Returns a list of texts; one text counts as a list of one."""
    return [value] if isinstance(value, str) else list(value or [])


@dataclasses.dataclass(frozen=True)
class Check:
    """One check.yaml with what follows from its place."""

    id: str
    service: str
    file: str
    data: dict[str, Any]

    @property
    def severity(self) -> str:
        return self.data["severity"]

    @property
    def live_only(self) -> bool:
        """True when an expression that decides reads `status`."""
        data = self.data
        sources = [data.get("when"), *(data.get("variables") or {}).values()]
        for branch in data.get("match") or [data]:
            sources += [branch.get("violation"), branch.get("require")]
        return any(
            STATUS.search(TEXT_LITERAL.sub("", str(source)))
            for source in sources
            if source is not None
        )

    def equivalents(self) -> dict[str, list[str]]:
        """Returns tool -> its ids, both sorted."""
        given = self.data.get("equivalents") or {}
        return {tool: sorted(given[tool]) for tool in sorted(given)}


@dataclasses.dataclass(frozen=True)
class Call:
    """One API call of a resource type."""

    name: str
    action: str
    scope: str
    optional: bool


@dataclasses.dataclass(frozen=True)
class ResourceType:
    """One *.type.yaml."""

    name: str
    service: str
    file: str
    data: dict[str, Any]
    calls: list[Call]


class Catalogue:
    """Everything that the pages tell, in a fixed order."""

    def __init__(self, folder: pathlib.Path) -> None:
        """Reads all files of the folder."""
        self._folder = folder
        self._models: dict[tuple[str, str], dict[str, Any]] = {}
        self.checks = sorted(
            map(self._check, folder.glob("*/*/checks/*/check.yaml")),
            key=lambda check: check.id,
        )
        self.types = sorted(
            map(self._type, folder.glob("*/*/*.type.yaml")),
            key=lambda one: one.name,
        )
        self.frameworks = [
            load(path) for path in sorted(folder.glob("frameworks/*.yaml"))
        ]

    def services(self) -> list[str]:
        """Returns the services that have checks, as provider-service."""
        return sorted({check.service for check in self.checks})

    def of_service(self, service: str) -> list[Check]:
        """Returns the checks of a service, the gravest first."""
        return sorted(
            (check for check in self.checks if check.service == service),
            key=lambda check: (SEVERITIES.index(check.severity), check.id),
        )

    def _place(self, path: pathlib.Path) -> tuple[str, ...]:
        return path.relative_to(self._folder).parts

    def _check(self, path: pathlib.Path) -> Check:
        provider, service, _, name, _ = self._place(path)
        return Check(
            f"{provider}-{service}-{name}",
            f"{provider}-{service}",
            f"catalog/{provider}/{service}/checks/{name}/check.yaml",
            load(path),
        )

    def _type(self, path: pathlib.Path) -> ResourceType:
        provider, service, name = self._place(path)
        data = load(path)
        live = data.get("live") or {}
        calls = [
            self._call(provider, call, "once")
            for _, call in sorted((live.get("shared") or {}).items())
        ]
        if listing := live.get("list"):
            calls.append(self._call(provider, listing, "list"))
        calls += [
            self._call(provider, call, "each")
            for _, call in sorted((live.get("calls") or {}).items())
        ]
        return ResourceType(
            data["type"],
            f"{provider}-{service}",
            f"catalog/{provider}/{service}/{name}",
            data,
            calls,
        )

    def _call(self, provider: str, call: dict[str, Any], scope: str) -> Call:
        service, _, operation = call["call"].partition(".")
        model = self._model(provider, service)
        action = model["operations"][operation].get("iamAction")
        action = action or f"{model['iamPrefix']}:{operation}"
        return Call(call["call"], action, scope, "when" in call)

    def _model(self, provider: str, service: str) -> dict[str, Any]:
        key = (provider, service)
        if key not in self._models:
            path = self._folder / provider / f"published/api/{service}.json"
            self._models[key] = json.loads(path.read_text(encoding="utf-8"))
        return self._models[key]
