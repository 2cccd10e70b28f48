"""python -m tests.attacks [--only NAME …] [--markdown] [--small]: what was tried, and what got through.

Exit status: 0 everything held, 1 something got through, 2 the call is wrong.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.attacks import company, endpoints, exports, lines, mail, pages, report, secrets
from tests.attacks.company import Company
from tests.attacks.outcome import Tally, details, table
from tests.attacks.tables import SMALL, Size

ATTACKS: dict[str, Callable[[Company, Path], list[Tally]]] = {
    "pages": lambda hostile, folder: pages.attack(hostile, folder / "pages.txt"),
    "files": lambda hostile, folder: exports.attack(hostile),
    "report": lambda hostile, folder: report.attack(hostile, folder),
    "endpoints": lambda hostile, folder: endpoints.attack(hostile, folder / "endpoints.txt"),
    "lines": lambda hostile, folder: lines.attack(hostile, folder),
    "mail": lambda hostile, folder: mail.attack(hostile, folder),
    "secrets": lambda hostile, folder: secrets.attack(folder),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Makes the company, runs the attacks, prints the table."""
    made = argparse.ArgumentParser(prog="python -m tests.attacks", description="A hostile company against the board.")
    made.add_argument("--only", action="append", choices=sorted(ATTACKS), default=[], help="this one; repeatable")
    made.add_argument("--markdown", action="store_true", help="the table as it stands in docs/security.md")
    made.add_argument("--small", action="store_true", help="a company of 40 customers instead of 120")
    asked = made.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="attacks-") as name:
        folder = Path(name)
        company.make(folder / "company", SMALL if asked.small else Size())
        hostile = company.read(folder / "company")
        found: list[Tally] = []
        for key in asked.only or ATTACKS:
            own = folder / key
            own.mkdir()
            found += ATTACKS[key](hostile, own)
    print(table(found, asked.markdown))
    if any(not each.held for each in found):
        print(details(found), file=sys.stderr)
    return 0 if all(each.held for each in found) else 1


if __name__ == "__main__":
    sys.exit(main())
