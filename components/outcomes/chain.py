"""The chain as one picture: the customer's behaviour → our activity → our result → the customer's own result."""

from __future__ import annotations

from html import escape
from typing import Any

import pandas as pd

from components import cards, theme
from components import format as fmt
from components.i18n import t
from components.outcomes import files, words
from components.outcomes.questions import Questions
from components.router import Frame
from queries.outcomes_chain import LINKS


def draw(frame: Frame, ask: Questions) -> None:
    """A block a link, with what is measured of it and what is missing."""
    found = ask.chain()
    lacking = sum(not fmt.known(row.value) for row in found.itertuples())
    title = t("outcomes.chain.title.missing", n=lacking, of=len(found)) if lacking else t("outcomes.chain.title.all")
    said = _theirs(found)
    theme.block(cards.section(said or title, t("outcomes.chain.subtitle")))
    blocks = "".join(_block(link, found[found.link == link]) for link in LINKS)
    theme.block(f'<ol class="t-chain">{blocks}</ol>')
    files.button(frame, "chain", found)


def _theirs(found: pd.DataFrame) -> str:
    """Of how many the last link, their own result, is known."""
    row: Any = next(each for each in found.itertuples() if each.measure == "outcome_known")
    return t("outcomes.chain.title", share=fmt.rate(row.value)) if fmt.known(row.value) else ""


def _block(link: str, rows: pd.DataFrame) -> str:
    lines = "".join(_line(row) for row in rows.itertuples())
    who = escape(t(f"outcomes.link.{link}.who"))
    return (f'<li class="t-link t-link-{link}"><p class="t-link-name">{escape(t(f"outcomes.link.{link}"))}</p>'
            f'<p class="t-sub">{who}</p><dl>{lines}</dl></li>')


def _line(row: Any) -> str:
    name = escape(t(f"metric.{row.measure}.short"))
    if not fmt.known(row.value):
        why = cards.mark("unknown", _why(row))
        return f"<dt>{name}</dt><dd>{why}</dd>"
    value = words.number("nps", float(row.value)) if row.measure == "nps" else fmt.rate(float(row.value))
    said = escape(words.ends(row.low, row.high, row.n))
    return f"<dt>{name}</dt><dd><b>{escape(value)}</b> <small>{said}</small></dd>"


def _why(row: Any) -> str:
    if row.missing:
        return t("outcomes.chain.missing", tables=t("list.comma").join(row.missing))
    return words.reason(str(row.reason or "few"))
