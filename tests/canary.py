"""A small company in which every text of a customer says whose it is, and one customer's amounts stand out in any sum.

Made from the demo company: each customer's id stands in all of its names, ids and words, so that whatever a person
sees can be searched for customers whom they may not see. One customer, never of the team that is asked for, has texts
and amounts that nobody else has: CANARY in every column that customers share, and more than everybody together. The
names of features, playbooks, partners and teams are the company's own words, and stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from data.__main__ import main
from data.access import Viewer
from data.contract import TABLES, words
from data.demo.write import tables
from data.warehouse import Warehouse, open_warehouse
from tests.made import made

END = date(2026, 11, 22)
CUSTOMERS, YEARS, SEED = 60, 2, 7
WORD, AMOUNT = "CANARY7f3a", 77_777_777_777
"""What only the canary has. The amount is a month's, and above any sum of everybody else's amounts."""
TOO_MUCH = 700_000_000_000
"""No amount of everybody else together reaches it; every amount of the canary does."""
SMALLER = 1000
"""By how much everybody else's amounts are divided."""
TEAM, RECEIVER = "T04", "T08"
SUMS = re.compile(r"\d[\d,.]*\s?[億兆]|¥[\d.,]+[BT]\b|\d{1,3}(?:,\d{3}){3,}|(?<![\d.])93{8}\d{3}")
"""Amounts as they are written that nobody else's reach: from a hundred million on."""
OWNED = re.compile(r"C\d{7}")
CSMS = re.compile(r"\bM\d{3}(?=N?\b)")
REFERRING = ("customer_id", "parent_customer_id", "merged_into", "referred_by")
SHARED = ("source_function", "function", "currency", "playbook_id", "team_id", "csm_id", "owner_id", "contact_id",
          "attribute", "feature")
CHOSEN = ("segment", "industry", "region", "plan", "lead_source", "billing_method", "product", "department",
          "theme", "churn_reason", "partner_id", "sold_by", "value")
"""What many customers share: the canary alone has its own."""


@dataclass(frozen=True)
class Company:
    """The company, and who is who in it. inside: the customers that a viewer may name on END, by viewer."""

    warehouse: Warehouse
    home: Path
    lead: Viewer
    csm: Viewer
    viewer: Viewer
    canary: str
    inside: Mapping[Viewer, frozenset[str]]
    csms: Mapping[Viewer, frozenset[str]]
    """The CSMs that a viewer may know: who ever had a customer while it was inside the permission."""
    handed_over: tuple[str, ...]
    """Customers that were the team's twelve months before END, and are no more."""

    def leaks(self, viewer: Viewer, said: str) -> list[str]:
        """What a text says of customers and CSMs whom the viewer may not see."""
        names = {each for each in OWNED.findall(said) if each not in self.inside[viewer]}
        names |= {each for each in CSMS.findall(said) if each not in self.csms[viewer]}
        if viewer.filters:  # totals, and labels of the whole company, are everybody else's to see
            names |= set(SUMS.findall(said)) | ({WORD} if WORD in said else set())
        return sorted(names)


MONEY = ("mrr", "list_mrr", "arr", "arr_due", "arr_renewed", "arr_expected", "amount")
HANDED_ON = date(2026, 5, 4)


@pytest.fixture(scope="session")
def company(tmp_path_factory: pytest.TempPathFactory) -> Company:
    """The company, loaded and built once."""
    def make(home: Path) -> None:
        with pytest.MonkeyPatch.context() as patch, at(home, patch):
            build(home)

    home = made("canary", make, tmp_path_factory, Path(__file__).read_text(encoding="utf-8"))
    with pytest.MonkeyPatch.context() as patch, at(home, patch):
        return described(open_warehouse(), home, changed())


@pytest.fixture
def on_canary(company: Company, monkeypatch: pytest.MonkeyPatch) -> Iterator[Company]:
    """This process reads it."""
    with at(company.home, monkeypatch):
        yield company


@contextmanager
def at(home: Path, patch: pytest.MonkeyPatch) -> Iterator[None]:
    patch.delenv("TENURE_WAREHOUSE_URL", raising=False)
    patch.delenv("TENURE_STORE_URL", raising=False)
    patch.setenv("TENURE_HOME", str(home))
    yield


def build(home: Path) -> Company:
    """Loads the company into TENURE_HOME."""
    folder = home / "files"
    folder.mkdir()
    found = changed()
    for name, (frame, schema) in found.items():
        pq.write_table(pa.Table.from_pandas(frame, schema=schema, preserve_index=False), folder / f"{name}.parquet")
    assert main(["load", str(folder)]) == 0
    return described(open_warehouse(), home, found)


def described(warehouse: Warehouse, home: Path, found: Mapping[str, tuple[pd.DataFrame, pa.Schema]]) -> Company:
    own, customer = found["assignment"][0], found["customer"][0]
    last = own[own.to_on.isna()]
    team = set(last.customer_id[last.team_id == TEAM])
    csm = str(last.csm_id[(last.team_id == TEAM) & last.csm_id.notna()].value_counts().index[0])
    book = frozenset(last.customer_id[last.csm_id == csm])
    lead, one = Viewer("lead@example.com", "lead", (TEAM,)), Viewer("csm@example.com", "csm", csm=csm)
    known = frozenset(own.csm_id[(own.team_id == TEAM) & own.csm_id.notna()])
    total = Viewer("viewer@example.com", "viewer")
    canary = str(customer.customer_id[customer.segment.str.contains(WORD)].iloc[0])
    return Company(warehouse, home, lead, one, total, canary,
                   {lead: frozenset(team), one: book, total: frozenset()},
                   {lead: known, one: frozenset({csm}), total: frozenset()},
                   tuple(sorted(own.customer_id[(own.team_id == TEAM) & (own.to_on == HANDED_ON)])))


def changed() -> dict[str, tuple[pd.DataFrame, pa.Schema]]:
    """The demo company's tables as they are loaded here, with the types of their columns."""
    given = tables(CUSTOMERS, YEARS, SEED, END)
    found = {name: table.to_pandas(date_as_object=True, integer_object_nulls=True) for name, table in given.items()}
    found["customer"], found["assignment"] = _handed_over(found["customer"], found["assignment"])
    canary = _canary(found)
    owner = dict(zip(found["renewal"].renewal_id, found["renewal"].customer_id, strict=True))
    of_forecast = found["renewal_forecast"].renewal_id.map(owner)
    found["renewal_forecast"] = found["renewal_forecast"].assign(customer_id=of_forecast)
    made = {name: _less(_marked(name, frame, canary), canary) for name, frame in found.items()}
    made["renewal_forecast"] = made["renewal_forecast"].drop(columns="customer_id")
    return {name: (frame, given[name].schema) for name, frame in made.items()}


def _handed_over(customer: pd.DataFrame, own: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Four customers change hands half a year before the end: two to the team, two from it."""
    last = own[own.to_on.isna() & (own.from_on < HANDED_ON)]
    ours, others = (sorted(last.customer_id[last.team_id == team])[:2] for team in (TEAM, RECEIVER))
    team = {**dict.fromkeys(ours, RECEIVER), **dict.fromkeys(others, TEAM)}
    csm = own.csm_id.dropna().max()  # another one than the team has: a lead sees more than a CSM
    added = pd.DataFrame([{"customer_id": each, "team_id": to, "csm_id": csm if to == TEAM else None,
                           "from_on": HANDED_ON, "to_on": None} for each, to in team.items()])
    own.loc[own.to_on.isna() & own.customer_id.isin(list(team)), "to_on"] = HANDED_ON
    rows = customer.customer_id.isin(list(team))
    customer.loc[rows, "team_id"] = [team[each] for each in customer.customer_id[rows]]
    customer.loc[rows, "csm_id"] = [csm if team[each] == TEAM else None for each in customer.customer_id[rows]]
    return customer, pd.concat([own, added], ignore_index=True)


def _canary(found: Mapping[str, pd.DataFrame]) -> str:
    """A customer that never was the team's, with a CSM and as much in the other tables as there is."""
    own = found["assignment"]
    running = found["subscription"][found["subscription"].end_on.isna()].customer_id
    never = (set(own.customer_id) - set(own.customer_id[own.team_id == TEAM])) & set(running)
    never -= set(own.customer_id[own.csm_id.isna()])
    for name in ("outcome", "renewal", "ticket", "feedback", "onboarding", "pulse", "usage_week", "contact"):
        never = never & set(found[name].customer_id) or never
    return str(min(never))


def _marked(name: str, frame: pd.DataFrame, canary: str) -> pd.DataFrame:
    """Texts of a customer with its id in them, the canary's with its word where others share theirs."""
    if name == "csm":
        return frame.assign(name="担当" + frame.csm_id + "N", email=frame.csm_id + "N@example.com")
    if "customer_id" not in frame:
        return frame
    made, declared = frame.copy(), {column.name: column for column in TABLES[name].columns}
    for column in [each for each in frame.columns if each not in (*REFERRING, *SHARED)]:
        if column in declared and words(declared[column]):
            continue
        texts = frame[column].map(lambda value: isinstance(value, str)) & frame.customer_id.notna()
        if not texts.any():
            continue
        if column in CHOSEN:
            own = texts & (frame.customer_id == canary)
            made.loc[own, column] = WORD + " " + frame[column][own]
        else:
            made.loc[texts, column] = frame[column][texts] + " " + frame.customer_id[texts]
    return made


def _less(frame: pd.DataFrame, canary: str) -> pd.DataFrame:
    """Everybody's amounts smaller, the canary's far larger."""
    made = frame.copy()
    for column in [each for each in MONEY if each in frame]:
        own = frame.customer_id == canary if "customer_id" in frame else pd.Series(False, frame.index)
        made[column] = [None if pd.isna(value) else Decimal(AMOUNT if mine and value else round(value / SMALLER, 2))
                        for value, mine in zip(frame[column], own, strict=True)]
    return made
