#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Proves that the documentation speaks of what is there.

Every path that docs/architecture.md, docs/catalogue.md, README.md, CONTRIBUTING.md
and the decision records set in `code` exists, every folder of src/ has its paragraph in
docs/architecture.md, and every relative link leads somewhere, those between the
generated pages of docs/reference to a heading that is there.
Check ids that the pages and the demo name are checks of the catalogue.
A text in `code` counts as a path when it has a slash and its first part is an
entry of the tree. <placeholders>, *, {..} and ... make it a pattern.
"""

from __future__ import annotations

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGES = [
    "docs/architecture.md",
    "docs/catalogue.md",
    "README.md",
    "CONTRIBUTING.md",
    "docs/non-goals.md",
]
CODE = re.compile(r"`([^`\s]+)`")
CHECK_ID = re.compile(r"\baws-[a-z0-9]+-[a-z0-9]+(?:-[a-z0-9]+)*\b")
# Begin like a check id and are none.
OTHER_IDS = {"aws-cdk-aws-service-spec", "aws-service-spec"}
# Links of the generated pages: [x](page#anchor), and [x]: page#anchor.
REFERENCE_LINK = re.compile(r"\]\(([^)\s:]+)\)|^\[[^\]]+\]: (\S+)$", re.MULTILINE)
LINK = re.compile(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)")
# Made by the build or by a run, so not in a fresh clone.
MADE = ("build/", "demo-output/", ".venv/")


def top_level() -> set[str]:
    """Returns the names at the top of the tree, that paths may start with."""
    return {entry.name for entry in ROOT.iterdir()}


def paths_in(text: str, tops: set[str]) -> list[str]:
    """Returns what in `code` marks of the text is meant as a path."""
    found = []
    for code in CODE.findall(text):
        first = code.split("/")[0]
        if "/" in code and first in tops and not code.startswith(MADE):
            found.append(code.rstrip("/"))
    return found


def exists(path: str) -> bool:
    """True when the path, or something that its pattern describes, is there."""
    pattern = re.sub(r"<[^>]*>|\.\.\.", "*", path)
    pattern = re.sub(r"\{[^}]*\}", "*", pattern)
    if "*" in pattern:
        return any(True for _ in ROOT.glob(pattern))
    return (ROOT / path).exists()


def check_page(name: str, tops: set[str]) -> list[str]:
    """Returns what is wrong with one page."""
    page = ROOT / name
    if not page.exists():
        return [f"{name}: the page itself is missing"]
    text = page.read_text(encoding="utf-8")
    problems = [
        f"{name}: `{path}` does not exist"
        for path in paths_in(text, tops)
        if not exists(path)
    ]
    for link in LINK.findall(text):
        if not (page.parent / link).exists():
            problems.append(f"{name}: link to {link} leads nowhere")
    return problems


def check_ids() -> set[str]:
    """Returns the ids of all checks, which follow from their folders."""
    ids = set()
    for folder in ROOT.glob("catalog/*/*/checks/*/"):
        provider, service, _, name = folder.relative_to(ROOT / "catalog").parts
        ids.add(f"{provider}-{service}-{name}")
    return ids


def unknown_checks(pages: list[str]) -> list[str]:
    """Returns what names a check that does not exist."""
    known = check_ids() | OTHER_IDS
    problems = []
    for name in pages + ["tests/e2e/demo.sh"]:
        page = ROOT / name
        text = page.read_text(encoding="utf-8") if page.exists() else ""
        for found in sorted(set(CHECK_ID.findall(text)) - known):
            problems.append(f"{name}: there is no check {found}")
    return problems


def anchors(page: pathlib.Path) -> set[str]:
    """Returns the anchors that GitHub gives to the headings of a page."""
    headings = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    plain = (re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading) for heading in headings)
    return {
        re.sub(r"[^a-z0-9_ -]", "", heading.lower()).replace(" ", "-")
        for heading in plain
    }


def broken_reference_links() -> list[str]:
    """Returns links of docs/reference that lead nowhere, anchors included."""
    pages = {page: anchors(page) for page in ROOT.glob("docs/reference/**/*.md")}
    problems = []
    for page in sorted(pages):
        name = page.relative_to(ROOT).as_posix()
        for groups in REFERENCE_LINK.findall(page.read_text(encoding="utf-8")):
            link = "".join(groups)
            path, _, anchor = link.partition("#")
            target = (page.parent / path).resolve() if path else page
            if not target.exists() or (anchor and anchor not in pages[target]):
                problems.append(f"{name}: link to {link} leads nowhere")
    if not pages:
        problems.append("docs/reference: no page")
    return problems


def undescribed_folders() -> list[str]:
    """Returns folders of src/ with a build file and no word in architecture.md."""
    text = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    problems = []
    for build_file in sorted(ROOT.glob("src/**/CMakeLists.txt")):
        folder = build_file.parent.relative_to(ROOT).as_posix()
        if folder not in ("src", "src/source") and f"`{folder}/`" not in text:
            problems.append(f"docs/architecture.md: no paragraph for `{folder}/`")
    return problems


def main() -> int:
    """Prints every problem; 1 when there is one."""
    tops = top_level()
    pages = PAGES + [
        page.relative_to(ROOT).as_posix() for page in sorted(ROOT.glob("docs/adr/*.md"))
    ]
    problems = [problem for page in pages for problem in check_page(page, tops)]
    problems += undescribed_folders() + unknown_checks(pages)
    problems += broken_reference_links()
    print("\n".join(problems) or f"{len(pages)} pages in order")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
