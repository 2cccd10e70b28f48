"""The data page's table of what was delivered: of the newest week, for whoever sees the whole company."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from components import i18n, theme
from components.datastatus import delivered, sections
from components.report import headless
from components.router import Frame
from data.access import EVERYONE, Viewer
from data.audit import Entry
from data.delivery.log import STATES, Log, Message, State, Step
from queries.scope import Scope

AT = datetime(2026, 11, 23, 0, 5, tzinfo=UTC)


def step(recipient: str, state: State, week: date = date(2026, 11, 22), channel: str = "mail:a@example.com") -> Step:
    detail = {"who": "ceo@example.com", "role": "executive", "forms": ["pdf"] if "mail" in channel else []}
    return Step(Message(week, recipient, channel, detail), 3, state, AT, "run")


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_the_newest_week_stands_there_and_its_hours_are_the_companys(language: i18n.Language) -> None:
    i18n.use(language)
    found = [step("one", "sent", date(2026, 11, 15)), step("one", "sent"), step("two", "unknown", channel="slack:1a")]
    said = delivered.drawn(found, "Asia/Tokyo")
    assert said.count("ceo@example.com") == 2
    assert "9:05" in said
    assert delivered.newest(found) == found[1:]
    assert i18n.t("delivery.page.state.unknown") in said
    assert i18n.t("delivery.page.words") in said
    assert delivered.drawn([], "Asia/Tokyo") == ""


def test_every_state_has_its_word_and_look() -> None:
    assert set(delivered.LOOKS) == set(STATES)
    for language in i18n.LANGUAGES:
        i18n.use(language)
        assert len({i18n.t(f"delivery.page.state.{state}") for state in STATES}) == len(STATES)


def test_who_sees_a_part_is_not_told_who_is_sent_what(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, on_demo: Path
) -> None:
    monkeypatch.setenv("TENURE_STORE_URL", f"sqlite:///{tmp_path / 'store.sqlite'}")
    log, one = Log("run"), step("one", "sent").message
    log.claim(one)
    log.done(one, "sent", Entry("ceo@example.com", "executive", "delivered"))
    drawn: list[str] = []
    monkeypatch.setattr(theme, "block", drawn.append)
    frame = _frame(EVERYONE)
    sections.deliveries(frame)
    assert "ceo@example.com" in drawn[0]
    drawn.clear()
    sections.deliveries(_frame(Viewer("lead@example.com", "lead", ("T01",))))
    sections.deliveries(_frame(Viewer("v@example.com", "viewer")))
    assert drawn == []


def _frame(viewer: Viewer) -> Frame:

    made = headless.frame(None, "ja")
    return Frame(made.page, Scope(made.scope.as_of, viewer=viewer), made.build, made.dimensions, "ja")
