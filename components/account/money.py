"""How the ARR came to be, the contracts, and their renewals with the calls made week by week."""

from __future__ import annotations

from typing import Any

import pandas as pd

from components import cards, states, theme, unfolded
from components import format as fmt
from components.account import files, story, words
from components.account.questions import Questions
from components.cards import Status
from components.charts.account_arr import Step, account_arr
from components.charts.base import Figure
from components.i18n import language, plural, t
from components.renewals.words import category
from components.router import Frame
from components.tables import Cell, Column, Row, table

SHOWN = 6
OUTCOMES: dict[str, Status] = {"renewed": "good", "lost": "bad", "open": "unknown"}


def arr(frame: Frame, ask: Questions) -> None:
    """The step line over all its life, a mark a movement."""
    found, currency = ask.history(), frame.build.currency
    if not len(found):
        theme.block(cards.section(t("account.arr.none")) + states.notice(t("account.arr.none_title"), []))
        return
    drawing, title = line(frame, ask, found)
    began = "began" if (found.movement == story.BEGAN).any() else "subtitle"
    theme.block(cards.section(title, t(f"account.arr.{began}", currency=currency)))
    theme.chart(drawing, title, "account-arr")


def line(frame: Frame, ask: Questions, found: pd.DataFrame, height: int = 300) -> tuple[Figure, str]:
    """The chart and what it says in one line. `found`: the account's history, not empty."""
    currency = frame.build.currency
    steps = [_step(rows, currency) for _, rows in found.groupby("on", sort=True)]
    title = plural(language(), "account.arr.title", len(steps), day=words.day(steps[0].on))
    drawn = account_arr(steps, ask.day, currency, mode=theme.mode(), language=frame.language, height=height)
    return drawn, title


def _step(rows: pd.DataFrame, currency: str) -> Step:
    first, change = rows.iloc[0], float(rows.change.sum())
    moved = f"{_movement(first.movement)} {fmt.signed_money(change, currency, language())}"
    after = t("account.arr.after", arr=words.amount(first.arr_after, currency))
    said = f"{words.day(first.on)}<br><b>{moved}</b><br>{after}"
    return Step(first.on, float(first.arr_after), str(first.movement), said)


def _movement(key: str) -> str:
    return t("account.arr.swapped") if key == "unchanged" else t(f"movement.{key}")


def movements(frame: Frame, ask: Questions) -> None:
    """Every movement, the newest first: of which product and department, by how many seats or by price."""
    found, currency = ask.history().iloc[::-1], frame.build.currency
    title = plural(language(), "account.movements.title", len(found)) if len(found) else t("account.movements.none")
    theme.block(cards.section(title, t("account.movements.subtitle")))
    if not len(found):
        return
    columns = [Column("on", t("account.column.on")), Column("movement", t("table.movement"), fold=True),
               Column("product", t("account.column.product"), fold=True),
               Column("why", t("account.column.seats_price"), drop=True),
               Column("change", t("account.column.change"), "number")]
    late = story.gaps(ask.history())
    rows: list[Row] = [_moved(row, late.get(row.on), currency) for row in capped("movements", found).itertuples()]
    theme.block(f'<div class="t-account-dated">{table(columns, rows, caption=title)}</div>')
    more("movements", found)
    files.offer(frame, "movements", ask.id, found)


def _moved(row: Any, late: int | None, currency: str) -> Row:
    below = t("account.movements.late", n=words.days(late)) if late is not None else ""
    return {"on": words.day(row.on), "movement": Cell(_movement(str(row.movement)), below=below),
            "product": Cell(str(row.product), below=str(row.departments or "")),
            "why": Cell(_seats(row), below=_parts(row, currency)),
            "change": fmt.signed_money(float(row.change), currency, language())}


def _seats(row: Any) -> str:
    known = [None if pd.isna(value) else int(value) for value in (row.seats_before, row.seats_now)]
    if None in known:
        return t("account.seats.unknown")
    before, now = known
    return t("account.seats.same", n=f"{now:,}") if before == now else t(
        "account.seats.changed", before=f"{before:,}", now=f"{now:,}")


def _parts(row: Any, currency: str) -> str:
    if pd.isna(row.by_seats):
        return ""
    return t("account.seats.parts", seats=fmt.signed_money(row.by_seats, currency, language()),
             price=fmt.signed_money(row.by_price, currency, language()))


def capped(key: str, found: pd.DataFrame) -> pd.DataFrame:
    """The first rows, or all where the reader asked for them."""
    return found if unfolded.is_open(f"account.all.{key}") else found.head(SHOWN)


def more(key: str, found: pd.DataFrame) -> None:
    """The way to all rows, where there are more."""
    if len(found) > SHOWN:
        unfolded.toggle(t("retention.table.rows", n=len(found)), f"account.all.{key}")


def contracts(frame: Frame, ask: Questions) -> None:
    """The contracts, the newest first: term, notice, whether they renew by themselves, what each continues."""
    found, currency = ask.contracts(), frame.build.currency
    held = [row for row in found.itertuples() if row.end_on is None or row.end_on > ask.day]
    title = plural(language(), "account.contracts.title", len(held), of=f"{len(found):,}")
    theme.block(cards.section(title, t("account.contracts.subtitle")))
    if not len(found):
        theme.block(states.notice(t("account.contracts.none"), []))
        return
    columns = [Column("contract", t("account.column.contract")), Column("term", t("account.column.term"), fold=True),
               Column("notice", t("metric.notice_deadline.short"), drop=True,
                      definition=t("metric.notice_deadline.definition")),
               Column("arr", t("table.arr"), "number")]
    rows: list[Row] = [_contract(row, ask, currency) for row in capped("contracts", found).itertuples()]
    theme.block(f'<div class="t-account-dated">{table(columns, rows, caption=title)}</div>')
    more("contracts", found)
    files.offer(frame, "contracts", ask.id, found)


def _contract(row: Any, ask: Questions, currency: str) -> Row:
    before = row.previous_contract_id
    chain = t("account.contracts.after", id=str(before)) if before and not pd.isna(before) else ""
    seats = "" if row.seats_now is None or pd.isna(row.seats_now) else t("account.seats.same", n=f"{row.seats_now:,}")
    end = row.end_on or row.term_end
    gone = row.end_on is not None and row.end_on <= ask.day
    state = t("account.contracts.cancelled", day=words.day(row.cancelled_on),
              why=words.word("account.reason", row.churn_reason)) if row.cancelled_on else ""
    auto = "" if gone or row.auto_renew is None or pd.isna(row.auto_renew) else t(
        f"account.contracts.{'auto' if row.auto_renew else 'by_hand'}")
    notice = words.deadline(row.notice_on, row.auto_renew, ask.day) if not gone else fmt.UNKNOWN
    return {"contract": Cell(str(row.contract_id), below=t("list.comma").join(
                each for each in (str(row.products), seats, chain) if each)),
            "term": Cell(f"{words.day(row.start_on)} → {words.day(end)}", below=state or auto), "notice": notice,
            "arr": _held(row, gone, currency)}


def _held(row: Any, gone: bool, currency: str) -> Cell:
    """What the contract is worth a year; quietly what it was worth at its end, once it is over."""
    value = row.arr_ended if gone else row.arr
    said = words.amount(None if value is None else float(value), currency)
    return Cell(fmt.UNKNOWN, below=t("account.contracts.ended", arr=said)) if gone and value is not None else Cell(said)


def renewals(frame: Frame, ask: Questions) -> None:
    """The renewals with what became of them, and beneath each the calls as they were made."""
    found, said, currency = ask.renewals(), ask.forecasts(), frame.build.currency
    title = kept(found)
    theme.block(cards.section(title, t("account.renewals.subtitle")))
    if not len(found):
        theme.block(states.notice(t("account.renewals.nothing"), []))
        return
    columns = [Column("due", t("renewals.column.due")), Column("outcome", t("account.column.outcome"), "status"),
               Column("said", t("account.column.said"), fold=True),
               Column("arr", t("renewals.column.arr_due"), "number")]
    rows: list[Row] = [_renewal(row, said[said.renewal_id == row.renewal_id], currency)
                       for row in capped("renewals", found).itertuples()]
    theme.block(f'<div class="t-account-renewals">{table(columns, rows, caption=title)}</div>')
    more("renewals", found)
    files.offer(frame, "renewals", ask.id, found)
    files.offer(frame, "forecasts", ask.id, said)


def kept(found: pd.DataFrame) -> str:
    """How many of the decided renewals were kept, in words."""
    decided = found[found.outcome != "open"]
    renewed = int((decided.outcome == "renewed").sum())
    return t("account.renewals.title", kept=f"{renewed:,}", of=f"{len(decided):,}") if len(decided) else t(
        "account.renewals.none")


def _renewal(row: Any, said: pd.DataFrame, currency: str) -> Row:
    outcome = str(row.outcome)
    when = t("account.renewals.decided", day=words.day(row.decided_on)) if row.decided_on else ""
    renewed = row.arr_renewed is not None and not pd.isna(row.arr_renewed) and outcome == "renewed"
    after = t("account.renewals.to", arr=words.amount(float(row.arr_renewed), currency)) if renewed else ""
    return {"due": Cell(words.day(row.due_on), below=str(row.contract_id)),
            "outcome": Cell(t(f"account.outcome.{outcome}"), below=when, status=OUTCOMES[outcome]),
            "said": _calls(said),
            "arr": Cell(words.amount(float(row.arr_due), currency), below=after)}


def _calls(said: pd.DataFrame) -> Cell:
    """The calls in the order they were made: 11/2 commit → 11/23 at risk."""
    made = [row for row in said.iloc[::-1].itertuples() if isinstance(row.category, str)]
    turns = [row for at, row in enumerate(made) if not at or row.category != made[at - 1].category]
    words_of = [t("account.renewals.call", day=fmt.day(row.as_of, language()), name=category(row.category))
                for row in turns]
    risky = [row.as_of for row in said.itertuples() if row.at_risk]
    below = t("account.renewals.risk_since", day=words.day(min(risky))) if risky else ""
    return Cell(" → ".join(words_of) or fmt.UNKNOWN, below=below)
