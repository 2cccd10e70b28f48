"""The lists as files: the chosen one as CSV, all of them as one workbook, each row with its reason in words.

Files hold the lists to their end, the chosen one as it is filtered. They are asked for when they are clicked, on a
thread of its own: the run's language is set there again.
"""

from __future__ import annotations

from functools import partial

import pandas as pd

from components import export, i18n, loaders, sentence, workbook
from components.evidence import accounts as naming
from components.evidence.kinds import kind as held
from components.evidence.kinds import worded
from components.i18n import t
from components.lists.behind import EVERY
from components.lists.kinds import KINDS, Kind
from components.lists.reasons import reason
from components.router import Frame
from components.views import asked
from components.workbook import Sheet, Table
from data.warehouse import Warehouse
from queries.narrowing import Narrow, narrowed


def offer(frame: Frame, kind: Kind) -> None:
    """Both buttons, in the header's export popover."""
    house, day = loaders.warehouse(), frame.scope.as_of
    export.button(frame.export, t("lists.export.csv", name=t(f"lists.name.{kind.key}")), f"list-{kind.key}-{day}.csv",
                  partial(_csv, house, frame, kind, asked.narrow(kind.key)), "lists.file.csv")
    made = partial(_workbook, house, frame, kind.key, asked.narrow(kind.key))
    export.button(frame.export, t("lists.export.xlsx"), f"lists-{day}.xlsx", made, "lists.file.xlsx", workbook.TYPE)


def rows(house: Warehouse, frame: Frame, kind: Kind, narrow: Narrow = EVERY) -> pd.DataFrame:
    """The list, by its filters, as a file holds it: the reason, bands and labels in words, no names for who may not
    see them.
    """
    found = narrowed(kind.of(house, frame, None), narrow)
    said = [reason(kind.key, row) for row in found.itertuples()]
    bands = [t(f"lists.band.{band}") for band in found.band]
    told = naming.without_names(frame, found.assign(reason=pd.Series(said, found.index, dtype=object), band=bands))
    return worded(told, frame.dimensions)


def heads(found: pd.DataFrame) -> dict[str, str]:
    """The columns' heads in the run's language."""
    return {str(name): t(f"lists.file.{name}") for name in found.columns}


def _csv(house: Warehouse, frame: Frame, kind: Kind, narrow: Narrow = EVERY) -> bytes:
    i18n.use(frame.language)
    found = rows(house, frame, kind, narrow)
    return export.csv(found, heads(found))


def _workbook(house: Warehouse, frame: Frame, chosen: str = "", narrow: Narrow = EVERY) -> bytes:
    """Every list as a sheet; the chosen one by its filters, which the first sheet names."""
    i18n.use(frame.language)
    sheets = [_sheet(rows(house, frame, kind, narrow if key == chosen else EVERY), kind)
              for key, kind in KINDS.items()]
    told = [[t(f"lists.name.{key}"), t(f"metric.{kind.metric}.definition"), t(f"metric.{kind.metric}.formula")]
            for key, kind in KINDS.items()]
    head = [t("lists.parameter.list"), t("evidence.definition"), t("evidence.formula")]
    filters = asked.said(narrow, frame.build.currency)
    stands = [(t("lists.evidence.week"), frame.scope.as_of.isoformat()),
              (t("week.file.filters"), sentence.narrowed(frame.scope, frame.dimensions)),
              *([(t(f"lists.name.{chosen}"), filters)] if filters else [])]
    return workbook.workbook((t("evidence.section.definitions"), stands, Table(head, told)), sheets,
                             ("SQL", Table([], [])), frame.build.minor_digits)


def _sheet(found: pd.DataFrame, kind: Kind) -> Sheet:
    kinds = {str(name): held(found, str(name)) for name in found}
    return Sheet(t(f"lists.name.{kind.key}"), found, heads(found), kinds)
