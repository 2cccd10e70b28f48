"""What happened with the account, a table a kind: a claim over it, the newest rows, the way to all of them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Literal

import pandas as pd

from components import cards, states, theme
from components import format as fmt
from components.account import files, words
from components.account.money import capped, more
from components.account.questions import Questions
from components.account.specs import SPECS, Shown
from components.cards import Status
from components.i18n import catalogue, language, plural, t
from components.router import Frame
from components.sentence import value_name
from components.tables import Cell, Column, Row, table
from data.contract import TABLES
from queries.account_facts import FACTS

YEAR_DAYS = 365
OUTCOMES: dict[str, Status] = {"reached": "good", "missed": "bad", "open": "unknown"}


def draw(frame: Frame, ask: Questions, kind: str) -> None:
    """One kind of events; without its table what it would show."""
    found = ask.events(kind)
    name = t(f"account.kind.{kind}")
    if not len(found):
        theme.block(cards.section(name) + _missing(kind, name))
        return
    title = claim(kind, found, ask.day)
    theme.block(cards.section(title) + drawn(frame, ask, kind, capped(kind, found), title))
    more(kind, found)
    files.offer(frame, kind, ask.id, found)


def _missing(kind: str, name: str) -> str:
    held = TABLES[FACTS[kind].table]
    return states.missing_table(held.name, name, [column.name for column in held.columns if not column.nullable])


def drawn(frame: Frame, ask: Questions, kind: str, found: pd.DataFrame, caption: str) -> str:
    """The table as HTML; people's words and names are text, whatever they hold."""
    columns = [Column(each.key, _head(kind, each.key), _kind(each), fold=each.fold, drop=each.drop)
               for each in SPECS[kind]]
    rows: list[Row] = [{each.key: _cell(frame, ask, kind, each, row) for each in SPECS[kind]}
                       for row in found.itertuples()]
    return f'<div class="t-account-facts t-account-{kind}">{table(columns, rows, caption=caption)}</div>'


def _kind(each: Shown) -> Literal["text", "number", "status"]:
    if each.look == "status":
        return "status"
    return "number" if each.look in ("number", "hours", "money") else "text"


def _head(kind: str, key: str) -> str:
    own = f"account.column.{kind}.{key}"
    return t(own if own in catalogue(language()) else f"account.column.{key}")


def _cell(frame: Frame, ask: Questions, kind: str, each: Shown, row: Any) -> str | Cell:
    value = getattr(row, each.key)
    if each.look == "status":
        return _status(kind, ask.day, row)
    if value is None or pd.isna(value):
        return fmt.UNKNOWN
    below = getattr(row, each.below) if each.below else None
    said = _said(frame, each, value, row)
    return Cell(said, below="" if below is None or pd.isna(below) else str(below))


def _said(frame: Frame, each: Shown, value: Any, row: Any) -> str:
    if each.look == "date":
        return words.day(value)
    if each.look == "word":
        said = words.word(each.words, value)
        return said[:1].upper() + said[1:]  # in a sentence it is small
    if each.look == "owner":
        return value_name(frame.dimensions["csm_id"], str(value)) if "csm_id" in frame.dimensions else str(value)
    if each.look == "money":
        return fmt.money(float(value), str(row.currency), language(), "table")
    if each.look == "hours":
        return t("account.hours", n=fmt.decimal(float(value), 1))
    return f"{float(value):,g}" if each.look == "number" else str(value)


def _status(kind: str, today: date, row: Any) -> Cell:
    """A shape, a colour and a word for how it ended."""
    if kind == "outcomes":
        return Cell(t(f"account.status.{row.status}"), status=OUTCOMES[str(row.status)])
    if kind == "tickets":
        return _ended(row.closed_at, "closed", "still_open", "warn")
    if kind == "people":
        return Cell(t("account.status.left", day=words.day(row.left_on)), status="bad") if row.left_on else Cell(
            t("account.status.here"), status="good")
    if kind == "invoices":
        late = row.due_on < (row.paid_on or today)
        if row.paid_on is None and not late:
            return Cell(t("account.status.not_due"), status="unknown")
        return _ended(row.paid_on, "paid_late" if late else "paid", "unpaid", "bad", "warn" if late else "good")
    won = row.won
    if won is None or pd.isna(won):
        return Cell(t("account.status.undecided"), status="unknown")
    return Cell(t("account.status.won" if won else "account.status.not_won"), status="good" if won else "bad")


def _ended(on: Any, done: str, still: str, bad: Status, good: Status = "good") -> Cell:
    if isinstance(on, date):
        return Cell(t(f"account.status.{done}", day=words.day(on)), status=good)
    return Cell(t(f"account.status.{still}"), status=bad)


def claim(kind: str, found: pd.DataFrame, today: date) -> str:
    """What a table comes to, in one line."""
    return {"touches": _touches, "tickets": _tickets, "surveys": _surveys, "outcomes": _outcomes,
            "feedback": _feedback, "onboarding": _onboarding, "pulse": _pulse, "people": _people,
            "invoices": _invoices, "deals": _deals}[kind](found, today)


def _year(found: pd.DataFrame, column: str, today: date) -> int:
    return int((found[column] > today - timedelta(days=YEAR_DAYS)).sum())


def _touches(found: pd.DataFrame, today: date) -> str:
    last = found.iloc[0]
    return plural(language(), "account.claim.touches", _year(found, "occurred_on", today),
                  day=words.day(last.occurred_on), kind=words.word("account.touch", last["kind"]))


def _tickets(found: pd.DataFrame, today: date) -> str:
    still = int(found.closed_at.isna().sum())
    return plural(language(), "account.claim.tickets", _year(found, "opened_at", today), open=f"{still:,}")


def _surveys(found: pd.DataFrame, today: date) -> str:
    answered = found[found.answered_on.notna() & found.score.notna()]
    if not len(answered):
        return plural(language(), "account.claim.unanswered", len(found))
    last = answered.sort_values("answered_on", kind="stable").iloc[-1]
    return t("account.claim.surveys", kind=words.word("account.survey", last["kind"]), score=f"{float(last.score):g}",
             day=words.day(last.answered_on))


def _outcomes(found: pd.DataFrame, today: date) -> str:
    reached = int((found.status == "reached").sum())
    return plural(language(), "account.claim.outcomes", len(found), reached=f"{reached:,}")


def _feedback(found: pd.DataFrame, today: date) -> str:
    shipped, told = int(found.shipped_on.notna().sum()), int(found.told_on.notna().sum())
    return plural(language(), "account.claim.feedback", len(found), shipped=f"{shipped:,}", told=f"{told:,}")


def _onboarding(found: pd.DataFrame, today: date) -> str:
    first = found.iloc[-1]
    if first.first_value_on is None or pd.isna(first.first_value_on):
        return t("account.claim.no_value", product=str(first["product"]), n=words.days((today - first.started_on).days))
    n = words.days((first.first_value_on - first.started_on).days)
    return t("account.claim.value", product=str(first["product"]), n=n)


def _pulse(found: pd.DataFrame, today: date) -> str:
    last = found.iloc[0]
    return t("account.claim.pulse", rating=int(last.rating), n=words.days((today - last.recorded_on).days))


def _people(found: pd.DataFrame, today: date) -> str:
    here = found[found.left_on.isna()]
    key = "champion" if (here.role == "champion").any() else "no_champion"
    return plural(language(), f"account.claim.people.{key}", len(here))


def _invoices(found: pd.DataFrame, today: date) -> str:
    late = sum(row.due_on < (row.paid_on or today) for row in found.itertuples())
    return plural(language(), "account.claim.invoices", len(found), late=f"{late:,}")


def _deals(found: pd.DataFrame, today: date) -> str:
    won = sum(row.won is True for row in found.itertuples())
    return plural(language(), "account.claim.deals", len(found), won=f"{won:,}")
