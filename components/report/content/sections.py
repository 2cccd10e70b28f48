"""The sections in the running order of the meeting."""

from __future__ import annotations

from collections.abc import Callable

from components.report.content import retention, risk, week
from components.report.content.common import Asked
from components.report.model import Section

Made = Callable[[Asked], Section]
SECTIONS: dict[str, Made] = {each.KEY: each.made for each in (week, retention, risk)}
