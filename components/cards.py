"""The page's head, the KPI strip and section heads, as escaped HTML: theme.block() draws them.

Several pieces joined into one string are one element on the page.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal

from components import format as fmt
from components.i18n import t

Status = Literal["good", "warn", "bad", "unknown"]
Direction = Literal["up", "down", "flat"]
# A status is always a shape, a colour and a word.
SHAPES: dict[Status, str] = {"good": "●", "warn": "▲", "bad": "■", "unknown": "○"}
_ARROWS: dict[Direction, str] = {"up": "↑", "down": "↓", "flat": "→"}
INTERVAL = re.compile(r"\d[\d.,]*–\d[\d.,]*%")


@dataclass(frozen=True)
class Delta:
    """A change of a KPI: its direction, its amount without a sign ("0.4 pt"), and what it is compared with."""

    amount: str
    direction: Direction
    against: str
    status: Status | None = None

    @classmethod
    def of(cls, change: float | None, amount: str, against: str, status: Status | None = None) -> "Delta":
        """From a signed change and its wording, whose sign the arrow replaces. Unknown change: "—"."""
        if change is None or not fmt.known(change):
            return cls(fmt.UNKNOWN, "flat", against)
        shown = amount.lstrip("+" + fmt.MINUS)
        nothing = not any("1" <= character <= "9" for character in shown)
        return cls(shown, "flat" if nothing else "up" if change > 0 else "down", against, None if nothing else status)


@dataclass(frozen=True)
class Card:
    """One KPI: `value` is drawn large, `unit` half that; `spark` is a ready <img>; `definition` opens in one click.

    No value is "—" with its `reason`; `few` greys a figure over fewer than 10 units, whose `note` says n and interval.
    `below` is a quiet line right beneath the figure: what it is over, or what it hides.
    """

    label: str
    value: str
    unit: str = ""
    spark: str = ""
    deltas: Sequence[Delta] = ()
    note: str = ""
    definition: str = ""
    reason: str = ""
    few: bool = False
    below: str = ""


def mark(status: Status, word: str) -> str:
    """A status: shape, colour and word."""
    return f'<span class="t-{status} t-mark">{SHAPES[status]} {escape(word)}</span>'


def kpi_strip(cards: Sequence[Card]) -> str:
    """The strip of KPIs: side by side, two abreast on narrow screens."""
    return f'<div class="t-strip" style="--t-n:{len(cards)}">{"".join(_card(card) for card in cards)}</div>'


def _card(card: Card) -> str:
    unknown = card.value == fmt.UNKNOWN
    changes = [_delta(delta) for delta in card.deltas if not unknown]
    if changes and card.note and not card.few:
        changes[0] += f' <span class="t-note">{escape(card.note)}</span>'
    lines = [f'<div class="t-delta t-quiet">{_whole(card.below)}</div>'] if card.below and not unknown else []
    lines += [f'<div class="t-delta">{change}</div>' for change in changes]
    if unknown and card.reason:
        lines.append(f'<div class="t-delta t-ink2">{escape(card.reason)}</div>')
    if card.note and (card.few or not changes):
        lines.append(f'<div class="t-delta t-quiet">{"○ " * card.few}{_whole(card.note)}</div>')
    long = " t-long" if len(card.value) > 5 else ""
    figure = f'<div class="t-number{long}">{escape(card.value)}<small>{escape(card.unit)}</small></div>'
    body = f'<div class="t-figure">{figure}{"" if unknown else card.spark}</div>'
    return f'<div class="t-card{" t-few" * card.few}">{_label(card)}{body}{"".join(lines)}</div>'


def _whole(words: str) -> str:
    """Escaped, an interval such as 62.0–99.0% in one piece, so that no line breaks within it."""
    return INTERVAL.sub(r'<span class="t-whole">\g<0></span>', escape(words))


def _label(card: Card) -> str:
    return defined(card.label, card.definition) if card.definition else _plain(card.label)


def _plain(label: str) -> str:
    return f'<div class="t-label">{escape(label)}</div>'


def defined(label: str, definition: str) -> str:
    """A label whose definition opens in one click, over what is below it."""
    hint = escape(t("note.definition"))
    summary = f'<summary class="t-label" title="{hint}">{escape(label)}</summary>'
    return f'<details class="t-define">{summary}<p>{escape(definition)}</p></details>'


def _delta(delta: Delta) -> str:
    words = {"good": t("status.better"), "bad": t("status.worse"), "warn": t("status.warn")}
    shape = f"{SHAPES[delta.status]} {escape(words.get(delta.status, ''))} " if delta.status else ""
    amount = f"{_ARROWS[delta.direction]} {escape(delta.amount)}" if delta.amount != fmt.UNKNOWN else fmt.UNKNOWN
    tone = f"t-{delta.status}" if delta.status else "t-ink2"
    return f'<b class="{tone}">{shape}{amount}</b> <span>{escape(delta.against)}</span>'


def page_name(name: str, period: str) -> str:
    """The page's name and period, left above the finding; the page's popovers stand at its right."""
    return f'<p class="t-name"><b>{escape(name)}</b> <span>{escape(period)}</span></p>'


def finding(words: str, base: str, chip: str = "", status: Status = "bad") -> str:
    """The page's title, a claim with a number, with a chip when a rule fired, and one sentence of base and amounts."""
    shape = f'<span class="t-chip t-{status}">{SHAPES[status]} {escape(chip)}</span> ' if chip else ""
    return f'<h1 class="t-title">{shape}{escape(words)}</h1><p class="t-base">{escape(base)}</p>'


def page_head(name: str, period: str, words: str, base: str, chip: str = "", status: Status = "bad") -> str:
    """The whole head in one: name and period, finding, base."""
    return page_name(name, period) + finding(words, base, chip, status)


def section(title: str, subtitle: str = "") -> str:
    """A section's head: a rule, its claim, and what is shown, in which unit, over how many."""
    below = f'<p class="t-sub">{escape(subtitle)}</p>' if subtitle else ""
    return f'<div class="t-section"><h2>{escape(title)}</h2>{below}</div>'
