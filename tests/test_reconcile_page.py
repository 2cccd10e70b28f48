"""The badge in every header and the page behind it: equal, differing, not recomputed; nobody sees another's numbers."""

from __future__ import annotations

from html import unescape
from pathlib import Path
from typing import Any

import pytest

from components.i18n import Language, t, use
from components.reconcile import badge, sections
from data import reconciled
from data.access import Viewer
from data.warehouse import open_itself
from queries.dimensions import build_info
from queries.reconcile import recorded
from queries.reconcile.figures import shown
from queries.scope import Scope
from tests.conftest import Board

DIFFERENCE = {"page": "weekly", "figure": "kpis", "metric": "arr", "scope": "segment=SMB", "ours": 12, "second": 5,
              "difference": 7}


def kept(differ: int = 0) -> None:
    reconciled.write({
        "version": open_itself().version, "at": f"2026-11-29T23:0{differ}:00+00:00", "as_of": "2026-11-22",
        "figures": 40, "recomputed": 30, "differ": differ, "values": 900, "more": 0, "ways": {},
        "pages": [{"page": "weekly", "figures": 40, "recomputed": 30, "differ": differ, "values": 900}],
        "differences": [DIFFERENCE] * differ,
        "sample": {"where": "csm_id=M001", "customers": 12, "of": 6000, "all": 61},
        "missing": [{"page": "weekly", "figure": "charter", "metric": "charter_status", "why": "pending"}] * 10})


@pytest.fixture(autouse=True)
def _no_record(on_demo: Path) -> Any:
    yield
    reconciled.path().unlink(missing_ok=True)


def said(app: Any) -> str:
    assert not app.exception
    return unescape(" ".join(html.proto.body for html in app.get("html")))


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_page_carries_the_badge(board: Board, language: Language) -> None:
    use(language)
    none, equal, differ = (t(f"reconcile.badge.{key}", n="30" if key == "good" else "1")
                           for key in ("unknown", "good", "bad"))
    assert none in said(board(language, "pages/reconciliation.py"))
    kept()
    assert equal in said(board(language, "pages/methods.py"))
    kept(1)
    assert differ in said(board(language, "pages/meeting.py"))


def test_the_page_says_what_was_recomputed_and_what_not(board: Board) -> None:
    kept()
    shown = said(board("en", "pages/reconciliation.py"))
    assert "30 of 40 figures recomputed from the rows: all equal" in shown
    assert "Not recomputed: 10 figures" in shown
    assert "Of 6,000 customers: every figure on a part of 12 of them (csm_id=M001)" in shown
    assert "No second computation is written yet" in shown


def test_the_page_lists_differences(board: Board) -> None:
    kept(1)
    shown = said(board("en", "pages/reconciliation.py"))
    assert "Figures that differ: 1" in shown
    assert "segment=SMB" in shown


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_metric_of_the_registry_has_a_name(language: Language) -> None:
    use(language)
    assert all(sections.metric(each.metric) for each in shown())


def test_without_a_record_the_page_says_so(board: Board) -> None:
    assert "have not been recomputed yet" in said(board("en", "pages/reconciliation.py"))


def test_a_record_of_another_version_is_none(on_demo: Path) -> None:
    kept()
    found = reconciled.read(open_itself().version) or {}
    reconciled.path().unlink()
    reconciled.write({**found, "version": "another"})
    assert badge.record(build_info(open_itself())) is None


@pytest.mark.parametrize("viewer", [Viewer("lead", "lead", ("T01",)), Viewer("v", "viewer")])
def test_the_numbers_are_for_who_sees_the_whole_company(on_demo: Path, viewer: Viewer) -> None:
    kept(1)
    house = open_itself()
    asked = (Scope(build_info(house).default_as_of), "2026-11-29T23:01:00+00:00")
    assert len(recorded.differences(house, *asked)) == 1
    narrow = Scope(asked[0].as_of, viewer=viewer)
    assert not len(recorded.differences(house, narrow, asked[1]))
