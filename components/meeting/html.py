"""The parts of a screen as escaped HTML, in the meeting's type: title, figures, sentences, a table that fits. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import pandas as pd

from components import format as fmt
from components.cards import SHAPES
from components.i18n import catalogue, language, t
from components.meeting.numbers import said
from components.meeting.room import FLAT_UP_TO
from components.report.model import Column, Delta, Kpi, Section, Sentence, Table

MOST_COLUMNS = 5


def title(section: Section) -> str:
    """The section's claim, with a chip where a rule fired."""
    return heading(section.title, section.status == "bad")


def heading(words: str, warned: bool = False) -> str:
    """A claim as the screen's title."""
    chip = f'<span class="t-chip t-bad">{SHAPES["bad"]} {escape(t("status.warning"))}</span> ' if warned else ""
    return f'<h1 class="t-m-title">{chip}{escape(words)}</h1>'


def sentences(found: Sequence[Sentence]) -> str:
    """What is said, a line each, the most important first."""
    items = "".join(f'<li class="{f"t-m-{each.status}" if each.status else ""}">{escape(each.text)}</li>'
                    for each in found)
    return f'<ul class="t-m-says">{items}</ul>' if items else ""


def kpis(found: Sequence[Kpi]) -> str:
    """The figures side by side, as large as they go."""
    flat = " t-m-flat" if len(found) <= FLAT_UP_TO else ""
    cards = "".join(map(_kpi, found))
    return f'<div class="t-m-kpis{flat}" style="--t-n:{len(found)}">{cards}</div>' if found else ""


def _kpi(each: Kpi) -> str:
    if each.value is None:
        body = f'<div class="t-m-number">{fmt.UNKNOWN}</div><div class="t-m-small">{escape(each.note)}</div>'
    else:
        small = [_delta(change) for change in each.deltas[:1]]
        below = each.note or each.below
        small += [escape(below)] if below else []
        body = f'<div class="t-m-number">{escape(each.shown)}</div>' + "".join(
            f'<div class="t-m-small">{line}</div>' for line in small)
    return f'<div class="t-m-kpi"><div class="t-m-label">{escape(_short(each))}</div>{body}</div>'


def _short(each: Kpi) -> str:
    """The figure's short name, where it has one: the room is told more of it by its size."""
    return catalogue(language()).get(f"metric.{each.key}.short", each.name)


def _delta(change: Delta) -> str:
    shape = f"{SHAPES[change.status]} " if change.status else ""
    return f'<b class="t-{change.status or "ink2"}">{shape}{escape(change.shown)}</b> {escape(change.label)}'


def caption(words: str) -> str:
    """The title of a chart or a table."""
    return f'<h2 class="t-m-head">{escape(words)}</h2>'


@dataclass(frozen=True)
class Opened:
    """An account of a table that a letter opens."""

    letter: str
    account: str
    name: str


def table(
    found: Table, most: int, currency: str, letters: str = "", columns: Sequence[str] = ()
) -> tuple[str, list[Opened]]:
    """The table with at most `most` rows, how many more there are said beneath; the accounts that letters open.

    `letters`: of these, in their order, as far as rows have an `account_id`. `columns`: those that are shown.
    """
    first, *others = found.columns
    shown = [first, *([each for each in others if each.key in columns] if columns else others[:MOST_COLUMNS - 1])]
    body, total = _split(found)
    cut = len(body) > most
    kept = body.head(most - 1 if cut else most)
    if found.whole is not None and cut:  # the row of the others does not say how many it is of now
        kept = kept[kept.account_id.notna()] if "account_id" in kept else kept
    rows, opened = "", []
    for at, (place, row) in enumerate(kept.iterrows()):
        account = row.get("account_id")
        letter = letters[at] if at < len(letters) and isinstance(account, str) and account else ""
        if letter:
            opened.append(Opened(letter, str(account), _said(found, shown[0], row, int(str(place)), currency)))
        rows += _row(found, shown, row, int(str(place)), currency, letter)
    left = (found.whole if found.whole is not None else len(body)) - len(kept)
    more = t("meeting.more", n=f"{left:,}") if cut else ""
    foot = _row(found, shown, total, len(found.rows) - 1, currency, "") if total is not None else ""
    foot = foot.replace(f"<span>{fmt.UNKNOWN}</span>", "<span></span>")  # a day has no sum
    head = "".join(f'<th scope="col" class="{_look(each)}">{escape(each.head)}</th>' for each in shown)
    note = "".join(f'<p class="t-m-note">{escape(words)}</p>' for words in (more,) if words)
    drawn = (f'<table class="t-m-table"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody>'
             f"{f'<tfoot>{foot}</tfoot>' if foot else ''}</table>")
    return caption(found.title) + drawn + note, opened


def _split(found: Table) -> tuple[pd.DataFrame, pd.Series | None]:
    """The rows, and the total where the last one is it."""
    if not found.total or not len(found.rows):
        return found.rows, None
    return found.rows.iloc[:-1], found.rows.iloc[-1]


def _row(found: Table, shown: Sequence[Column], row: Any, place: int, currency: str, letter: str) -> str:
    cells = ""
    for at, each in enumerate(shown):
        words = _said(found, each, row, place, currency)
        key = f'<kbd class="t-m-key">{letter}</kbd> ' if letter and at == 0 else ""
        tag = 'th scope="row"' if at == 0 else "td"
        cells += f'<{tag} class="{_look(each)}"><span>{key}{escape(words)}</span></{tag.split(" ")[0]}>'
    press = f' class="t-m-row" data-press="open-{letter}"' if letter else ""
    return f"<tr{press}>{cells}</tr>"


def _said(found: Table, column: Column, row: Any, place: int, currency: str) -> str:
    written = found.shown.get(column.key)
    if written and place < len(written):
        return written[place]
    kinds = found.by_row.get(column.key)
    kind = kinds[place] if kinds and place < len(kinds) else column.kind
    return said(row[column.key], kind, language(), currency)


def _look(column: Column) -> str:
    kind = "t-m-text" if column.kind == "text" else "t-m-figure"
    return f"{kind} t-m-wide" if column.wide else kind
