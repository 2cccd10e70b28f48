"""New versions while people read: python -m benchmarks.refreshes [--times 200 --customers 200].

A board of its own on loopback serves a small company made for it (or a copy of the one in --home) to some readers that
open page after page. Meanwhile versions are published one after the other, each the first one's tables with the
version's number behind every name of a customer, a team and a person, so that a page tells which versions it was made
of; the next one waits until a page of this one was read. Told, as growth a version by least squares over the second
half: the server's memory, open handles and threads, the disk's use; files of versions left, deleted ones still held
open, pages read, errors, pages of more than one version. It ends by itself. Exit status: 0 done without an error, 1
not, 2 the call is wrong.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from benchmarks.load.person import Browser, Trouble
from benchmarks.load.watch import slope
from benchmarks.server import ROOT, Served, connected, cpu, handles, mebibytes, served, threads
from data.warehouse import Draft, current_version, new_version

PATHS = ("week", "teams", "health", "renewals", "", "retention")
MARK = re.compile(r"⟦(\d+)⟧")
READERS = 3
MOST_WAIT = 180.0


@dataclass
class Marked(Browser):
    """A tab that notes the numbers of the versions on its page."""

    marks: set[int] = field(default_factory=set)

    def _note(self, said: ForwardMsg) -> None:
        if said.WhichOneof("type") == "delta":
            self.marks |= {int(found) for found in MARK.findall(str(said.delta.new_element))
                           } if said.delta.WhichOneof("type") == "new_element" else set()
        super()._note(said)


@dataclass
class Read:
    """What the readers met: pages read, those of several versions, the newest number seen, what went wrong."""

    pages: int = 0
    mixed: int = 0
    newest: int = 0
    wrong: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class After:
    """After a version was published and read."""

    version: int
    mib: float
    handles: int
    threads: int
    disk_mib: float
    files: int
    deleted: int


def publish(base: Path, number: int) -> None:
    """A version with its number behind every name, of the tables of `base`."""
    with new_version() as draft:
        assert isinstance(draft, Draft)
        shutil.copy(base, draft.path)
        connection = draft.connect()
        try:
            mark = f" ⟦{number}⟧"
            connection.execute("update marts.customer set name = name || ?", [mark])
            connection.execute("update meta.dimension_value set name = coalesce(name, value) || ? "
                               "where value is not null", [mark])
            connection.execute("update meta.build set version = ?", [draft.version])
        finally:
            connection.close()
        draft.publish()


async def reader(board: Served, first: int, read: Read) -> None:
    """Opens page after page until it is cancelled."""
    for at in count(first):
        try:
            async with connected(board.port) as talk:
                tab = Marked(talk, board.base)
                for path in PATHS[at % len(PATHS):] + PATHS[:at % len(PATHS)]:
                    await _page(tab, path, read)
        except (Trouble, OSError) as error:
            read.wrong.append(str(error)[:300])


async def _page(tab: Marked, path: str, read: Read) -> None:
    tab.marks = set()
    await tab.open(path, "lang=ja")
    read.pages += 1
    read.mixed += len(tab.marks) > 1
    read.newest = max([read.newest, *tab.marks])


async def versions(board: Served, home: Path, base: Path, times: int, read: Read) -> list[After]:
    """Publishes one after the other, each once a page of the one before was read."""
    found = []
    for number in range(1, times + 1):
        await asyncio.to_thread(publish, base, number)
        end = time.monotonic() + MOST_WAIT
        while read.newest < number:
            if time.monotonic() > end:
                raise TimeoutError(f"no page of version {number} was read in {MOST_WAIT:.0f} s")
            await asyncio.sleep(0.05)
        found.append(_after(board.process, home, number))
    return found


def _after(process: int, home: Path, number: int) -> After:
    files = [each.stat() for each in home.rglob("*") if each.is_file()]
    held = [os.readlink(each) for each in Path(f"/proc/{process}/fd").iterdir() if each.is_symlink()]
    return After(number, mebibytes(process), handles(process), threads(process),
                 sum(each.st_blocks * 512 for each in files) / 2**20, len(list(home.glob("tenure-*.duckdb"))),
                 sum(each.endswith("(deleted)") and ".duckdb" in each for each in held))


async def measured(board: Served, home: Path, base: Path, times: int) -> tuple[list[After], Read]:
    read = Read()
    readers = [asyncio.create_task(reader(board, number * 2, read)) for number in range(READERS)]
    try:
        return await versions(board, home, base, times, read), read
    finally:
        for each in readers:
            each.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.gather(*readers)


def told(found: Sequence[After], read: Read, cpu_seconds: float) -> dict[str, Any]:
    """The table's numbers. Growth is null of fewer than three versions in the second half."""
    late = found[len(found) // 2:]
    numbers = {}
    for name in ("mib", "handles", "threads", "disk_mib", "files", "deleted"):
        values = [getattr(each, name) for each in found]
        grown = slope([each.version for each in late], [getattr(each, name) for each in late])
        numbers[name] = {"first": round(values[0], 1), "last": round(values[-1], 1), "most": round(max(values), 1),
                         "growth_a_version": None if grown is None else round(grown, 3)}
    return {"versions": len(found), "pages": read.pages, "pages_of_several_versions": read.mixed,
            "wrong": dict(Counter(read.wrong)), "cpu_seconds": round(cpu_seconds, 1), **numbers}


def markdown(found: dict[str, Any]) -> str:
    lines = [f"{found['versions']} versions, {found['pages']} pages read, "
             f"{found['pages_of_several_versions']} of them of more than one version, "
             f"{sum(found['wrong'].values())} errors.", "",
             "| of the server | first | last | most | growth a version, second half |", "|---|---|---|---|---|"]
    for name, said in (("mib", "memory, MiB"), ("handles", "open handles"), ("threads", "threads"),
                       ("disk_mib", "disk, MiB"), ("files", "files of versions"), ("deleted", "deleted, still open")):
        row = found[name]
        grown = "–" if row["growth_a_version"] is None else row["growth_a_version"]
        lines.append(f"| {said} | {row['first']:,} | {row['last']:,} | {row['most']:,} | {grown} |")
    return "\n".join([*lines, *(f"- {number} × {what}" for what, number in found["wrong"].items())])


def company(home: Path, source: Path | None, customers: int) -> Path:
    """A company in `home`; a copy of its file, which every version is made of."""
    os.environ["TENURE_HOME"] = str(home)
    if source is None:
        subprocess.run([sys.executable, "-m", "data", "demo", "--customers", str(customers), "--years", "2"], cwd=ROOT,
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    else:
        shutil.copytree(source, home, dirs_exist_ok=True)
    base = home.parent / "base.duckdb"
    shutil.copy(home / f"tenure-{current_version()}.duckdb", base)
    return base


def run(times: int, customers: int, source: Path | None) -> dict[str, Any]:
    """One run in a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="tenure-refreshes-") as folder:
        home = Path(folder) / "home"
        home.mkdir()
        base = company(home, source, customers)
        with served() as board:
            found, read = asyncio.run(measured(board, home, base, times))
            taken = cpu(board.process)
        return told(found, read, taken)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.refreshes", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=200, help="versions (default 200)")
    parser.add_argument("--customers", type=int, default=200, help="of the company that is made (default 200)")
    parser.add_argument("--home", type=Path, help="a folder with a company to copy instead")
    parser.add_argument("--markdown", action="store_true", help="print the table of docs/load.md")
    asked = parser.parse_args(arguments)
    if asked.times < 1 or asked.customers < 1:
        parser.error("--times and --customers are more than nothing")
    found = run(asked.times, asked.customers, asked.home)
    print(markdown(found) if asked.markdown else json.dumps(found, ensure_ascii=False))
    return 1 if found["wrong"] or found["pages_of_several_versions"] else 0


if __name__ == "__main__":
    sys.exit(main())
