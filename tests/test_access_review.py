"""What somebody who wants to know more than they may would try: each of these was possible once."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from components import export, i18n, identity
from components.evidence import rows
from components.evidence.about import About, Figure
from components.questions import Question
from components.router import PAGES, Frame
from components.signin import session
from data.access import EVERYONE, Viewer
from data.access.people import Known, resolve
from data.access.providers import Provider, Settings
from data.warehouse import Warehouse, open_warehouse
from queries import renewal_lists, retention, small_scope, teams, view_rows
from queries.dimensions import build_info, visible
from queries.metrics import FEW
from queries.narrowing import Narrow
from queries.scope import Filters, Scope
from queries.small import LEAST
from queries.small_scope import TooFew, check
from queries.small_shown import NotShown
from queries.views import View

VIEWER = Viewer("viewer@example.com", "viewer")
KNOWN = Known(frozenset({"T01"}), frozenset({"M001"}))


@pytest.fixture
def house(on_demo: Path) -> Warehouse:
    return open_warehouse()


def today(house: Warehouse) -> date:
    return build_info(house).default_as_of


def beside(house: Warehouse, team: str, where: Filters) -> tuple[int, pd.Series]:
    """How many units of others are in the company's rates that a lead is told beside their own, and these."""
    scope = Scope(today(house), where=where, viewer=Viewer("lead@example.com", "lead", (team,)))
    every = retention.kpis(house, Scope(today(house), where=where)).logos_base.iloc[0]
    return int(every) - int(retention.kpis(house, scope).logos_base.iloc[0]), teams.company(house, scope).iloc[0]


def test_the_companys_rates_less_ones_own_are_of_nobody_single(house: Warehouse) -> None:
    """Own 27 units and the company's 28: NRR, GRR and logo retention of both give the one other's ARR to the yen."""
    found = []
    for team in [str(each.value) for each in visible(house, EVERYONE)["team_id"].values if each.value]:
        known = visible(house, Viewer("lead@example.com", "lead", (team,)))
        for key in ("touch_model", "segment", "plan"):
            found += [beside(house, team, ((key, (each.value,)),)) for each in known[key].values]
    few = [row for others, row in found if others < FEW]
    assert few
    assert all(row.isna().all() for row in few)
    assert any(row.notna().all() for others, row in found if others >= FEW)


def test_what_two_filters_on_lines_leave_out_together_is_looked_at(house: Warehouse, monkeypatch: Any) -> None:
    """Whoever holds Analytics less whoever holds Analytics that is paid is whoever holds Analytics that is not."""
    looked: list[Filters] = []
    real = small_scope.table

    def watched(warehouse: Warehouse, as_of: date, keys: tuple[str, ...], lines: Filters) -> small_scope.Table:
        looked.append(lines)
        return real(warehouse, as_of, keys, lines)

    monkeypatch.setattr(small_scope, "table", watched)
    kinds = [each.value for each in visible(house, EVERYONE)["kind"].values]
    where: Filters = (("kind", ("paid",)), ("product", ("Analytics",)))
    with suppress(TooFew):
        check(house, Scope(today(house), where=where))
    rest = tuple(each for each in kinds if each != "paid")
    assert (("kind", rest), ("product", ("Analytics",))) in looked


@pytest.mark.parametrize(("by", "key"), [("product", "segment"), ("product", "touch_model"), ("kind", "segment")])
def test_what_every_filter_hides_of_a_line_is_many_together(house: Warehouse, by: str, key: str) -> None:
    """Assistant in all, less Assistant in Mid-market and in Enterprise, were the three of SMB and their ARR."""
    shown = [answered(house, by, (key, each.value)) for each in visible(house, VIEWER)[key].values]
    for value in [each.value for each in visible(house, VIEWER)[by].values]:
        try:
            whole = retention.kpis(house, Scope(today(house), where=((by, (value,)),), viewer=VIEWER)).logos.iloc[0]
        except TooFew:
            continue
        assert not 0 < whole - sum(each.get(value, 0) for each in shown) < LEAST, value


def answered(house: Warehouse, by: str, part: tuple[str, str | None]) -> dict[str | None, int]:
    """How many customers each row of a split is of that a viewer gets of one part of the company."""
    scope = Scope(today(house), where=((part[0], (part[1],)),), viewer=VIEWER)
    with suppress(TooFew):
        found = retention.kpis(house, scope, by).dropna(subset="logos")
        return {label: int(number) for label, number in zip(found[by], found.logos, strict=True)}
    return {}


def test_lines_that_nobody_holds_are_no_error(house: Warehouse) -> None:
    products, departments = ([each.value for each in visible(house, VIEWER)[key].values if each.value]
                             for key in ("product", "department"))
    for product in products:
        for department in departments:
            scope = Scope(today(house), where=(("department", (department,)), ("product", (product,))))
            with suppress(TooFew):
                check(house, scope)


def test_a_saved_list_gives_no_sums_to_who_sees_no_names(house: Warehouse) -> None:
    """At least so much ARR, and a little less: the difference of two sums is one customer's."""
    for least in ("100000", "200000"):
        view = View("k", 1, "Large", "stale", "viewer@example.com", narrow=Narrow.of({"least": [least]}))
        with pytest.raises(NotShown):
            view_rows.rows(house, Scope(today(house), viewer=VIEWER), view)


def test_sql_does_not_count_whom_the_answer_keeps_back(house: Warehouse) -> None:
    """Of a list of one to four an answer says nothing; its statement gave so many rows."""
    i18n.use("en")
    scope = Scope(today(house), viewer=VIEWER)
    frame = Frame(PAGES[0], scope, build_info(house), visible(house, VIEWER), "en")
    question = Question(renewal_lists.listed, (scope, "overdue", None), (), house.url, house.version)
    made = rows.answers(frame, Figure("x", (), (question,), About()))[0]
    assert made.statements
    assert not any("row" in rows.measured(each, made.counted) for each in made.statements)
    assert "1 row" in rows.measured(replace(made.statements[0], rows=1))


@pytest.mark.parametrize("text", ["\uff1d1+1", "\uff0b1", "\uff0d1", "\uff20x", "\u3000=1", "\n=1"])
def test_a_file_runs_nothing_in_a_japanese_spreadsheet(text: str) -> None:
    made = export.csv(pd.DataFrame({"name": [text]})).removeprefix(export.BOM).decode("utf-8")
    assert list(csv.reader(io.StringIO(made, newline="")))[1] == [f"'{text}"]


def test_a_mailbox_is_no_other_because_it_is_spelt_alike(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """ß is not ss: strasse@ is somebody else's mailbox."""
    file = tmp_path / "access.toml"
    file.write_text('[[person]]\nemail = "Straße@Example.com"\nrole = "executive"\n', encoding="utf-8")
    monkeypatch.setenv("TENURE_ACCESS", str(file))
    assert resolve({"email": "strasse@example.com"}, KNOWN).role == "none"
    assert resolve({"email": "STRAßE@example.com"}, KNOWN).role == "executive"


def test_a_file_is_not_handed_out_to_who_may_no_longer_see_it(
    on_demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page was drawn while its reader was an executive; the access file has changed since."""
    claims: Mapping[str, Any] = {"provider": "default", "iss": "https://id.example", "sub": "u1", "aud": "tenure",
                                 "email": "chief@example.com", "iat": 1, "exp": 9e9}
    file = tmp_path / "access.toml"
    file.write_text('[[person]]\nemail = "chief@example.com"\nrole = "executive"\n', encoding="utf-8")
    monkeypatch.setenv("TENURE_ACCESS", str(file))
    monkeypatch.setattr(session, "configured", lambda: Settings((Provider("default", "tenure"),)))
    monkeypatch.setattr(session, "claims", lambda: dict(claims))
    given = identity.while_signed_in(lambda: b"ARR")
    assert given() == b"ARR"
    file.write_text('[[person]]\nemail = "chief@example.com"\nrole = "viewer"\n', encoding="utf-8")
    with pytest.raises(identity.SignedOut):
        given()
