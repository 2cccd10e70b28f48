"""The pages that are made, where they stand, and what is missing or stale in them."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

from tests.conftest import ROOT
from tests.documented import dictionary, reference, settings

PAGES: dict[str, Callable[[], str]] = {
    "docs/reference/settings.md": reference.settings_page,
    "docs/reference/commands.md": reference.commands_page,
    "docs/metrics.md": partial(dictionary.page, "en"),
    "docs/metrics.ja.md": partial(dictionary.page, "ja"),
    "docs/decisions/index.md": reference.decisions_page,
}
AGAIN = "run `python -m tests.documented`"


def write() -> list[str]:
    """Writes every page anew; nothing is at fault in that."""
    for name, page in PAGES.items():
        at = ROOT / name
        at.parent.mkdir(parents=True, exist_ok=True)
        at.write_text(page(), encoding="utf-8", newline="\n")
    return []


def stale() -> list[str]:
    """The pages that are not what the code would make now."""
    return [f"{name} is not what the code says: {AGAIN}" for name, page in PAGES.items()
            if not (ROOT / name).exists() or (ROOT / name).read_text(encoding="utf-8") != page()]


def unsaid() -> list[str]:
    """Settings and targets of which nothing is said, and what is said of settings that nothing reads."""
    said, read = set(settings.told()), settings.read()
    where = settings.TOLD.relative_to(ROOT)
    lacking = [f"{name} is read and not told: add it to {where}" for name in sorted(read - said)]
    over = [f"{name} is told in {where} and nothing reads it" for name in sorted(said - read)]
    phony = re.search(r"^\.PHONY: (.+)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    told = reference.targets()
    silent = [f"make {name}: say behind its `##` what it does" for name in (phony[1].split() if phony else [])
              if name not in told]
    return lacking + over + silent
