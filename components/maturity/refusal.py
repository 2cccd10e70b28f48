"""What stands in the page's place where the rules' file cannot be used."""

from __future__ import annotations

from components import states
from components.i18n import t
from data.maturity.reading import RulesRefused

SHOWN = 20


def rules(error: RulesRefused) -> str:
    """Every fault with its file and line. Escaped HTML."""
    more = len(error.faults) - SHOWN
    lines = [str(fault) for fault in error.faults[:SHOWN]] + ([t("maturity.refused.more", n=more)] if more > 0 else [])
    return states.notice(t("maturity.refused.title"), [t("maturity.refused.body"), *lines], "bad")
