"""A page as one person has it: all that reaches the browser, all that its figures can show of themselves, its files."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from components import export, identity, loaders
from data.access import Viewer
from tests.canary import Company
from tests.canary_search import found_in
from tests.conftest import start

IDS = re.compile(r'\bid: "[^"]*"')
"""What Streamlit calls its elements: digests, in which any letters may stand."""


@dataclass
class Seen:
    """What one person was given: the app, its elements as text, answers behind figures, files by name."""

    app: AppTest
    elements: list[str] = field(default_factory=list)
    answers: list[Any] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)

    def leaks(self, company: Company, viewer: Viewer) -> dict[str, list[str]]:
        """What of it the viewer may not see, by where it stands."""
        told = {
            "page": found_in(company, viewer, self.elements), "address": found_in(company, viewer, self.parameters()),
            **{f"answer {name}": found_in(company, viewer, [value, statements])
               for name, value, statements in self.answers},
            **{f"file {name}": found_in(company, viewer, body.decode("utf-8", "replace"))
               for name, body in self.files.items() if name.endswith(".csv")}}
        return {where: found for where, found in told.items() if found}

    def parameters(self) -> list[str]:
        return [str(value) for value in dict(self.app.query_params).values()]


def opened(
    company: Company, viewer: Viewer, page: str, given: pytest.MonkeyPatch, language: str = "ja",
    act: Callable[[AppTest], Any] | None = None, params: Mapping[str, str] | None = None,
) -> Seen:
    """The page's run as this person's; `act`: what they do then, before another run."""
    seen = Seen(start(language, dict(params or {})))
    with given.context() as patch:
        patch.setattr(identity, "_now", lambda: viewer)
        patch.setattr(loaders, "_answered", _noting(seen, loaders._answered))
        patch.setattr(export, "button", lambda place, label, file, made, *rest, **more: seen.files.update(
            {file: b"" if file.endswith((".pdf", ".pptx")) else made()}))  # tests/test_report_canary.py reads those
        app = seen.app.switch_page(page).run()
        if act is not None:
            act(app)
    seen.elements += _texts(app)
    return seen


def _noting(seen: Seen, real: Callable[..., Any]) -> Callable[..., Any]:
    def answered(question: Any, house: Any) -> Any:
        found = real(question, house)
        seen.answers.append((question.name, found.value, [(each.sql, each.values) for each in found.statements]))
        return found
    return answered


def _texts(app: AppTest) -> Iterator[str]:
    return (text for block in (app.main, app.sidebar, app._tree) for text in _of(block))


def _of(node: Any) -> Iterator[str]:
    proto = getattr(node, "proto", None)
    if proto is not None:
        yield IDS.sub("", str(proto))
    if type(node).__name__ in ("Dataframe", "Table"):
        yield str(node.value.to_dict())
    for child in getattr(node, "children", {}).values():
        yield from _of(child)
