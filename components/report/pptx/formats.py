"""Number formats of charts, live in PowerPoint: the label follows the number when somebody edits the data. Pure.

A format can only divide by thousands. 万 and 億 are four digits apart: the number is divided by a thousand or a million
and its last digits set behind a point that is text, so that 5,693,100,000 reads 56.93億円.
"""

from __future__ import annotations

from collections.abc import Iterable

from components import format as fmt
from components.report.model import Head
from components.report.paper.axis import known
from components.workbook import Kind

_PLAIN: dict[Kind, str] = {"rate": "0.0%", "ratio": "0.0", "count": "#,##0", "points": "+0.00%;\u22120.00%;0.00%"}


def number_format(kind: Kind, head: Head, values: Iterable[float | None], ticks: bool = False) -> str:
    """The format of a chart's numbers, in one unit that suits the largest. Ticks of rates are whole per cent."""
    if kind == "money":
        sizes = [abs(value) for value in known(values) if value] or [0.0]
        return _signed(_money(head, max(sizes), min(sizes)))
    if kind == "rate" and ticks:
        return _signed("0%")
    return _PLAIN.get(kind, "General") if kind == "points" else _signed(_PLAIN.get(kind, "General"))


def lost(shape: str) -> str:
    """The format of a bar that shows a loss by its height: the number stands with its minus."""
    return "\u2212" + shape.split(";")[0]


def _signed(shape: str) -> str:
    return f"{shape};\u2212{shape}" if shape != "General" else shape


def _money(head: Head, largest: float, smallest: float) -> str:
    """Of amounts between these."""
    if head.language == "ja":
        unit = fmt.money_parts(10**8, head.currency, "ja").unit.removeprefix("億")
        if largest >= 10**8:
            return f'0\\.00,,"億{unit}"'
        return f'0\\.0,"万{unit}"' if largest >= 10**5 else f'#,##0"{unit}"'
    sign = fmt.money_parts(1, head.currency, "en").number.rstrip("0123456789.,")
    millions = '#,##0.0,,"M"' if smallest < 10**8 else '#,##0,,"M"'
    for least, shape in ((10**10, '0.00,,,"B"'), (10**6, millions), (10**3, '#,##0.0,"K"')):
        if largest >= least:
            return f'"{sign}"{shape}'
    return f'"{sign}"#,##0'
