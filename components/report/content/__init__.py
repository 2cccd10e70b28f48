"""What the weekly report says, from the questions of the pages themselves: `part` over one scope, `report` of several.

The sections stand in the running order of the meeting; each is made by the module of its name.
"""

from __future__ import annotations

from components.report.content.made import Empty, part, report

__all__ = ["Empty", "part", "report"]
