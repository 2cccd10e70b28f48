"""What stands where a figure cannot: missing table, no rows, failure, old data, unknown filter. Escaped HTML.

A state says why and offers one way on; it never makes up a 0 or a 100 %. Buttons are drawn by the page.
"""

from collections.abc import Sequence
from html import escape

from components.cards import SHAPES, Status
from components.i18n import t
from components.tables import link


def missing_table(table: str, shows: str, columns: Sequence[str], href: str = "") -> str:
    """An optional table that was not given: its name, what it would show here, and the columns it needs."""
    lines = [t("state.missing.shows", what=shows), t("state.missing.columns", columns=_list(columns))]
    return _box("unknown", t("state.missing.title", table=table), lines, href, t("state.missing.link"))


def no_rows(what: str, filters: str, way_back: str = "") -> str:
    """A filter that nothing matches: what was looked for, the filter in words, and what opens without one part."""
    lines = [line for line in (t("state.empty.body", filters=filters), way_back) if line]
    return _box("unknown", t("state.empty.title", what=what), lines)


def failed(reason: str, moment: str) -> str:
    """One figure that could not be calculated; the rest of the page stands, as of `moment`."""
    return _box("bad", t("state.failed.title"), [t("state.failed.body", reason=reason, moment=moment)])


def unknown_filter(name: str, value: str | None = None) -> str:
    """A link that filters by an attribute, or a value of one, which the data do not have: nothing is shown."""
    asked = t("state.unknown_filter.body", name=name)
    if value is not None:
        asked = t("state.unknown_filter.value", name=name, value=value)
    return _box("warn", t("state.unknown_filter.title"), [asked])


def unusable(name: str, value: str) -> str:
    """A link that assumes what cannot be: the usual value stands instead, and the page says so."""
    return _box("warn", t("state.unusable.title"), [t("state.unusable.body", name=name, value=value)])


def stale(age: str, moment: str, late: str = "") -> str:
    """Data older than their rhythm: the age first, then the last update and what has not arrived."""
    words = f"{t('state.stale.body', moment=moment)}{late}"
    title = f'<b class="t-warn">{SHAPES["warn"]} {escape(t("state.stale.title", age=age))}</b>'
    return f'<p class="t-line">{title} {escape(words)}</p>'


def notice(title: str, lines: Sequence[str], status: Status = "unknown") -> str:
    """Any other thing to say in a figure's place."""
    return _box(status, title, lines)


def loading(height: int, seconds: int | None = None) -> str:
    """Blocks of the figure's final height; with `seconds`, the time it usually takes."""
    said = f"<small>{escape(t('state.loading', seconds=seconds))}</small>" if seconds else ""
    return f'<div class="t-loading" style="height:{int(height)}px">{"<i></i>" * 5}{said}</div>'


def _list(names: Sequence[str]) -> str:
    return t("list.comma").join(names)


def _box(status: Status, title: str, lines: Sequence[str], href: str = "", words: str = "") -> str:
    head = f'<b class="t-{status}">{SHAPES[status]} {escape(title)}</b>'
    body = "".join(f"<br>{escape(line)}" for line in lines)
    way = f"<br>{link(href, words)}" if href else ""
    return f'<div class="t-box t-box-{status}">{head}{body}{way}</div>'
