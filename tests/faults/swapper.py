"""A process that publishes one whole version after the other and notes each that was acknowledged: `python -m
tests.faults.swapper NOTES FILE FILE`, the two files in turn; version N says so in its company's name.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import duckdb

from data.engines.draft import RemoteDraft
from data.warehouse import new_version


def main(notes: str, *sources: str) -> None:
    with open(notes, "a", encoding="utf-8") as file:
        for number in range(100_000):
            with new_version() as draft:
                assert not isinstance(draft, RemoteDraft)
                shutil.copyfile(sources[number % len(sources)], draft.path)
                with duckdb.connect(str(draft.path)) as connection:
                    connection.execute("UPDATE meta.company SET name = ?", [str(number)])
                draft.publish()
            file.write(f"{number}\n")
            file.flush()
            os.fsync(file.fileno())


def number_of(path: Path) -> int:
    """Which of them a file is."""
    with duckdb.connect(str(path), read_only=True) as connection:
        return int(connection.execute("SELECT name FROM meta.company").fetchall()[0][0])


if __name__ == "__main__":
    main(*sys.argv[1:])
