"""python -m components.report weekly …: the weekly report as files, without a browser."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from streamlit import get_option
from streamlit.logger import set_log_level


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command; its exit status. Streamlit's caches warn at import that nobody is looking: not here."""
    get_option("logger.level")  # reading the settings sets the level: ours stands after it
    set_log_level("ERROR")
    from components.report import commands  # after the setting

    return commands.main(argv)


if __name__ == "__main__":
    sys.exit(main())
