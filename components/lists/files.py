"""The lists as files: the chosen one as CSV, all of them as one workbook, each row with its reason in words.

Files hold the whole lists and are asked for when they are clicked, on a thread of its own: the run's language is set
there again.
"""

from __future__ import annotations

from functools import partial

import pandas as pd

from components import export, i18n, loaders, workbook
from components.evidence import accounts as naming
from components.evidence.kinds import kind as held
from components.evidence.kinds import worded
from components.i18n import t
from components.lists.kinds import KINDS, Kind
from components.lists.reasons import reason
from components.router import Frame
from components.workbook import Sheet, Table
from data.warehouse import Warehouse


def offer(frame: Frame, kind: Kind) -> None:
    """Both buttons, in the header's export popover."""
    house, day = loaders.warehouse(), frame.scope.as_of
    export.button(frame.export, t("lists.export.csv", name=t(f"lists.name.{kind.key}")), f"list-{kind.key}-{day}.csv",
                  partial(_csv, house, frame, kind), "lists.file.csv")
    export.button(frame.export, t("lists.export.xlsx"), f"lists-{day}.xlsx", partial(_workbook, house, frame),
                  "lists.file.xlsx", workbook.TYPE)


def rows(house: Warehouse, frame: Frame, kind: Kind) -> pd.DataFrame:
    """The whole list as a file holds it: the reason, bands and labels in words, no names for who may not see them."""
    found = kind.of(house, frame, None)
    said = [reason(kind.key, row) for row in found.itertuples()]
    bands = [t(f"lists.band.{band}") for band in found.band]
    told = naming.without_names(frame, found.assign(reason=pd.Series(said, found.index, dtype=object), band=bands))
    return worded(told, frame.dimensions)


def heads(found: pd.DataFrame) -> dict[str, str]:
    """The columns' heads in the run's language."""
    return {str(name): t(f"lists.file.{name}") for name in found.columns}


def _csv(house: Warehouse, frame: Frame, kind: Kind) -> bytes:
    i18n.use(frame.language)
    found = rows(house, frame, kind)
    return export.csv(found, heads(found))


def _workbook(house: Warehouse, frame: Frame) -> bytes:
    i18n.use(frame.language)
    sheets = [_sheet(rows(house, frame, kind), kind) for kind in KINDS.values()]
    told = [[t(f"lists.name.{key}"), t(f"metric.{kind.metric}.definition"), t(f"metric.{kind.metric}.formula")]
            for key, kind in KINDS.items()]
    head = [t("lists.parameter.list"), t("evidence.definition"), t("evidence.formula")]
    stands = [(t("lists.evidence.week"), frame.scope.as_of.isoformat())]
    return workbook.workbook((t("evidence.section.definitions"), stands, Table(head, told)), sheets,
                             ("SQL", Table([], [])), frame.build.minor_digits)


def _sheet(found: pd.DataFrame, kind: Kind) -> Sheet:
    kinds = {str(name): held(found, str(name)) for name in found}
    return Sheet(t(f"lists.name.{kind.key}"), found, heads(found), kinds)
