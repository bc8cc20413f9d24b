# SPDX-License-Identifier: Apache-2.0
"""The pages of docs/reference/ as Markdown that also reads well as text."""

from __future__ import annotations

import collections
import json
import re
import textwrap
from typing import Any, Iterable

from reference_catalogue import (
    SEVERITIES,
    TOOLS,
    Catalogue,
    Check,
    ResourceType,
    texts,
)

WIDTH = 100
MADE = "<!-- Made by tools/make_reference.py: `make reference`. Do not edit. -->"
SCOPES = {
    "organization": "once for the organisation",
    "account": "once for each account",
    "region": "for each region",
}
# What Markdown would take for markup; an underscore within a word is none.
MARKUP = re.compile(
    r"([\\*`\[\]|<>]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9]))"
)
MOMENTS = {"once": "once", "list": "list", "each": "each resource"}
# How many recommendations the benchmarks have themselves. Source: the tables of
# contents at https://www.cisecurity.org/benchmark/amazon_web_services
PUBLISHED = {"cis-aws-1.4": 58, "cis-aws-2.0": 64, "cis-aws-3.0": 62}


def plain(text: str) -> str:
    """Returns a text such that Markdown shows it as it is, on one line."""
    text = " ".join(str(text).split())
    return MARKUP.sub(r"\\\1", text)


def wrap(text: str, first: str = "", rest: str | None = None) -> str:
    """Returns the text in lines, with something before the first and the rest."""
    return textwrap.fill(
        text,
        WIDTH,
        initial_indent=first,
        subsequent_indent=" " * len(first) if rest is None else rest,
        break_long_words=False,
        break_on_hyphens=False,
    )


def table(head: list[str], rows: Iterable[list[str]]) -> str:
    """Returns a table whose columns are aligned in the text as well."""
    rows = [head, *rows]
    widths = [max(len(row[i]) for row in rows) for i in range(len(head))]
    rule = ["-" * width for width in widths]

    def line(cells: list[str]) -> str:
        padded = [cell.ljust(width) for cell, width in zip(cells, widths)]
        return "| " + " | ".join(padded) + " |"

    return "\n".join(line(row) for row in [rows[0], rule, *rows[1:]])


def page(title: str, *parts: str) -> str:
    """Returns a whole page."""
    return "\n\n".join([f"# {title}", MADE, *parts]) + "\n"


def links(catalogue: Catalogue, ids: Iterable[str]) -> str:
    """Returns the targets of [check-id] links, for the end of a page."""
    service = {check.id: check.service for check in catalogue.checks}
    return "\n".join(
        f"[{one}]: checks/{service[one]}.md#{one}" for one in sorted(set(ids))
    )


def natural(text: str) -> list[Any]:
    """Sort key: CKV_AWS_9 before CKV_AWS_10."""
    return [
        (1, int(part), "") if part.isdigit() else (0, 0, part.lower())
        for part in re.split(r"(\d+)", text)
    ]


def index(catalogue: Catalogue) -> str:
    """What GitHub shows for the folder."""
    return page(
        "Reference",
        "\n".join(
            [
                f"- [checks.md](checks.md): {len(catalogue.checks)} checks; each"
                " has its place in `checks/`",
                f"- [resource-types.md](resource-types.md):"
                f" {len(catalogue.types)} resource types, what is read of them"
                " and by which calls",
                "- [frameworks.md](frameworks.md): which checks answer which"
                " requirement",
                "- [equivalents.md](equivalents.md): ids of Checkov, Prowler,"
                " Security Hub and Trivy",
                "- [commands.md](commands.md): commands and options",
            ]
        ),
        "The formats of checks and types: [../catalogue.md](../catalogue.md).",
    )


def checks(catalogue: Catalogue) -> str:
    """The list of all checks, by service."""
    count = collections.Counter(check.severity for check in catalogue.checks)
    live = sum(check.live_only for check in catalogue.checks)
    total = ", ".join(f"{count[s]} {s}" for s in SEVERITIES if count[s])
    parts = [
        wrap(
            f"{len(catalogue.checks)} checks: {total}. {live} of them judge what"
            " exists at run time only (marked `live`): they read facts that no"
            " declaration has, such as the last use of a key."
        ),
        "`plimsoll check show ID` prints the same. By the ids of other tools:"
        " [equivalents.md](equivalents.md).",
    ]
    for service in catalogue.services():
        rows = [
            [
                check.severity,
                f"[{check.id}]",
                "live" if check.live_only else "",
                plain(check.data["title"]),
            ]
            for check in catalogue.of_service(service)
        ]
        head = ["severity", "check", "", "what holds when all is well"]
        parts.append(f"## [{service}](checks/{service}.md)")
        parts.append(table(head, rows))
    parts.append(links(catalogue, (check.id for check in catalogue.checks)))
    return page("Checks", *parts)


def checks_of(catalogue: Catalogue, service: str) -> str:
    """The checks of one service, each with its anchor."""
    asked = collections.defaultdict(list)
    for framework in catalogue.frameworks:
        for requirement in framework["requirements"]:
            for one in texts(requirement.get("checks")):
                asked[one].append(f"{framework['id']} {requirement['id']}")
    parts = ["All services: [checks.md](../checks.md)."]
    for check in catalogue.of_service(service):
        parts.append(describe(check, asked[check.id]))
    return page(f"Checks of {service}", *parts)


def describe(check: Check, asked: list[str]) -> str:
    """One check: heading (its anchor), facts, why, what to do."""
    data = check.data
    facts = [
        f"- severity: {check.severity}",
        f"- resource type: [{data['type']}](../resource-types.md"
        f"#{anchor(data['type'])})",
        "- reads: "
        + ("facts of run time (live only)" if check.live_only else "configuration"),
    ]
    if categories := texts(data.get("categories")):
        facts.append(f"- categories: {', '.join(categories)}")
    for name, parameter in (data.get("params") or {}).items():
        value = json.dumps(parameter["value"])
        facts.append(
            wrap(f"parameter `{name}`: {plain(parameter['doc'])}", "- ", "  ")
        )
        facts.append(wrap(f"default: `{value}`", "  "))
    for tool, ids in check.equivalents().items():
        facts.append(wrap(f"{TOOLS[tool]}: {', '.join(ids)}", "- ", "  "))
    if aliases := texts(data.get("aliases")):
        facts.append(wrap(f"former ids: {', '.join(aliases)}", "- ", "  "))
    if asked:
        facts.append(wrap(f"asked for by: {', '.join(asked)}", "- ", "  "))
    facts.append(f"- source: [{check.file}](../../../{check.file})")
    parts = [
        f"## {check.id}",
        wrap(plain(data["title"]) + "."),
        "\n".join(facts),
        wrap("Why: " + plain(data["rationale"])),
        wrap("Fix: " + plain(data["fix"]["text"])),
    ]
    if references := texts(data.get("references")):
        parts.append("\n".join(f"- <{url}>" for url in references))
    return "\n\n".join(parts)


def anchor(heading: str) -> str:
    """Returns GitHub's anchor of a heading."""
    return re.sub(r"[^a-z0-9_ -]", "", heading.lower()).replace(" ", "-")


def equivalents(catalogue: Catalogue) -> str:
    """From the ids of other tools to ours."""
    ours = collections.defaultdict(lambda: collections.defaultdict(list))
    used = set()
    for check in catalogue.checks:
        for tool, ids in check.equivalents().items():
            used.add(check.id)
            for one in ids:
                ours[tool][one].append(check.id)
    parts = [
        wrap(
            "These ids are accepted wherever ours are, as in `plimsoll scan aws"
            " --checks CKV_AWS_24`. Where several of our checks together ask what"
            " the other tool asks, the id stands for all of them."
        )
    ]
    for tool, title in TOOLS.items():
        rows = [
            [f"`{one}`" if position == 0 else "", f"[{check}]"]
            for one in sorted(ours[tool], key=natural)
            for position, check in enumerate(ours[tool][one])
        ]
        parts.append(f"## {title}")
        parts.append(f"{len(ours[tool])} ids.")
        parts.append(table([title, "Plimsoll"], rows))
    return page(
        "Equivalent ids of other tools", *parts, links(catalogue, used)
    )


def resource_types(catalogue: Catalogue) -> str:
    """What is collected, and by which calls."""
    parts = [
        wrap(
            f"{len(catalogue.types)} resource types. Property names are the"
            " provider's own: CloudFormation's for AWS. `spec` is what can be"
            " declared, `status` what exists at run time only. A call that is"
            " refused makes the properties that come from it unknown; the report"
            " names its IAM action."
        ),
        wrap(
            "When: `once` is once for each place that is listed, and shared"
            " between types that make the same call; `each resource` is once for"
            " each; `(if needed)` depends on what was read before. A whole policy"
            " prints `plimsoll permissions aws`."
        ),
    ]
    count = collections.Counter(check.data["type"] for check in catalogue.checks)
    for one in catalogue.types:
        parts.append(describe_type(one, count[one.name]))
    return page("Resource types", *parts)


def describe_type(one: ResourceType, check_count: int) -> str:
    """One resource type."""
    data = one.data
    live = data.get("live") or {}
    facts = [
        f"- listed: {SCOPES[data['scope']]}",
        f"- id: `{data['id']}`",
        f"- checks: {check_count}",
        f"- source: [{one.file}](../../{one.file})",
    ]
    parts = [f"## {one.name}", plain(data["title"]) + ".", "\n".join(facts)]
    for section in ("spec", "status"):
        if names := sorted(live.get(section) or {}):
            parts.append(wrap(f"{section}: {', '.join(names)}", "", "  "))
    if live.get("tags"):
        parts.append("Tags are read.")
    rows = []
    for call in one.calls:
        moment = MOMENTS[call.scope] + (" (if needed)" if call.optional else "")
        row = [f"`{call.name}`", f"`{call.action}`", moment]
        if row not in rows:
            rows.append(row)
    parts.append(
        table(["call", "IAM action", "when"], rows)
        if rows
        else "No call of its own."
    )
    return "\n\n".join(parts)


def frameworks(catalogue: Catalogue) -> str:
    """Which checks answer which requirement."""
    used = set()
    summary, parts = [], []
    for framework in catalogue.frameworks:
        requirements = framework["requirements"]
        used |= {
            one for item in requirements for one in texts(item.get("checks"))
        }
        manual = sum("manual" in item for item in requirements)
        total = PUBLISHED.get(framework["id"])
        summary.append(
            [
                f"[{framework['id']}](#{anchor(framework['title'])})",
                str(len(requirements) - manual),
                str(manual),
                "?" if total is None else str(total - len(requirements)),
            ]
        )
        parts.append(f"## {plain(framework['title'])}")
        parts.append("\n".join(describe_requirement(r) for r in requirements))
    head = [
        table(["framework", "by checks", "by a person", "not covered"], summary),
        wrap(
            "`by checks`: at least one check answers the requirement, which does"
            " not mean that it asks everything an auditor may ask. `by a person`:"
            " no API can answer it, with the reason. `not covered`: in the"
            " published framework, and not in ours; `?` where nobody has counted."
            " Titles are in our words. Use: `plimsoll scan aws --compliance ID`."
        ),
    ]
    return page("Frameworks", *head, *parts, links(catalogue, used))


def describe_requirement(requirement: dict[str, Any]) -> str:
    """One requirement as an item of a list."""
    title = f"{requirement['id']} {plain(requirement['title'])}"
    lines = [wrap(title + ":", "- ", "  ")]
    if "manual" in requirement:
        lines.append(wrap(f"by a person: {plain(requirement['manual'])}", "  "))
    else:
        ids = ", ".join(f"[{one}]" for one in texts(requirement["checks"]))
        lines.append(wrap(ids, "  "))
    return "\n".join(lines)


def commands(helps: list[tuple[str, str]]) -> str:
    """The help of every command."""
    parts = ["What `--help` prints."]
    for name, text in helps:
        body = "\n".join(line.rstrip() for line in text.strip().splitlines())
        parts.append(f"## {name}")
        parts.append(f"```\n{body}\n```")
    return page("Commands", *parts)
