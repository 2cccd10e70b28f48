"""Makes what docs/ says of the code, and runs what docs/ tells people to type.

    python -m tests.documented                 # writes docs/reference anew
    python -m tests.documented --check         # says what is missing or stale; exit status 1 where anything is
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from tests.documented import made


def parser() -> argparse.ArgumentParser:
    """The options."""
    top = argparse.ArgumentParser(prog="python -m tests.documented", description=__doc__,
                                  formatter_class=argparse.RawDescriptionHelpFormatter)
    top.add_argument("--check", action="store_true", help="write nothing, say what is missing or stale")
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """0: everything is said, and as the code has it; 1: not so."""
    asked = parser().parse_args(arguments)
    faults = made.unsaid() + (made.stale() if asked.check else made.write())
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
