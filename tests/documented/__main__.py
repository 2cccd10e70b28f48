"""Makes what docs/ says of the code, and runs what docs/ tells people to type.

    python -m tests.documented                      # writes docs/reference, docs/metrics and the list of decisions anew
    python -m tests.documented --check              # says what is missing or stale; exit status 1 where anything is
    python -m tests.documented --run [PAGE ...]     # runs the commands of every page (or these), long ones too
    python -m tests.documented --record [PAGE ...]  # the same, and writes what they print into the pages
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.documented import blocks, made, recording, running


def parser() -> argparse.ArgumentParser:
    """The options."""
    top = argparse.ArgumentParser(prog="python -m tests.documented", description=__doc__,
                                  formatter_class=argparse.RawDescriptionHelpFormatter)
    top.add_argument("--check", action="store_true", help="write nothing, say what is missing or stale")
    top.add_argument("--run", nargs="*", metavar="PAGE", help="run every command of these pages (without one: of all)")
    top.add_argument("--record", nargs="*", metavar="PAGE", help="the same, and write what is printed into the page")
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """0: everything is said, and as the code has it; 1: not so, or a command ended otherwise than its page says."""
    asked = parser().parse_args(arguments)
    if asked.run is not None or asked.record is not None:
        faults = _run([Path(each) for each in asked.run or asked.record or []], asked.record is not None)
    else:
        faults = made.unsaid() + (made.stale() if asked.check else made.write())
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


def _run(paths: list[Path], record: bool) -> list[str]:
    """Every command of these pages (none: of all), page by page; a line a page tells how many ran."""
    faults: list[str] = []
    with tempfile.TemporaryDirectory(prefix="tenure-docs-") as folder:
        companies = running.Companies(Path(folder) / "companies")
        for at, path in enumerate(paths or running.pages()):
            page = blocks.page(path)
            results = list(running.Session(Path(folder) / str(at), companies).run(page, everything=True))
            found = running.faults(page, results)
            if record:
                page.path.write_text(recording.recorded(page, results), encoding="utf-8", newline="\n")
            ran = sum(not result.checked for result in results)
            held = sum(len(block.commands) for block in page.blocks if block.not_run)
            print(f"{path}: {ran} run, {len(results) - ran} read, {held} not run, {len(found)} faults", flush=True)
            faults += [] if record else found
    return faults


if __name__ == "__main__":
    sys.exit(main())
