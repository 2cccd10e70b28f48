"""Every version of a record: who wrote what and when. Text of people is shown as text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from components import cards, loaders, tables, theme
from components import format as fmt
from components.deciding import shown
from components.i18n import t

Said = Callable[[str, Any], str]
"""How a field's value reads."""


def draw(kind: str, key: str, fields: tuple[str, ...], said: Said) -> None:
    """The versions, the newest first, each with what changed against the one before; nothing for a new key."""
    versions = loaders.versions(kind, key)
    if not versions:
        return
    columns = [tables.Column("who", t("charter.history.who")), tables.Column("what", t("charter.history.what"))]
    rows: list[tables.Row] = []
    before: Mapping[str, Any] = {}
    for each in versions:
        what = t("charter.history.removed") if each.deleted else _changes(before, each.body, fields, said)
        rows.insert(0, {"who": tables.Cell(each.author, below=shown.moment(each)), "what": what})
        before = each.body
    title = t("charter.history.title", n=len(rows))
    theme.block(f"{cards.section(title)}<div class=\"t-weekly t-history\">"
                f"{tables.table(columns, rows, caption=title)}</div>")


def _changes(before: Mapping[str, Any], after: Mapping[str, Any], fields: tuple[str, ...], said: Said) -> str:
    changed = [name for name in fields if before.get(name) != after.get(name)]
    parts = [t("charter.history.field", field=shown.field(name), value=_value(name, after.get(name), said))
             for name in changed]
    return t("charter.history.and").join(parts) or t("charter.history.same")


def _value(name: str, value: Any, said: Said) -> str:
    return fmt.UNKNOWN if value is None else shown.cut(said(name, value), 200)
