"""Cases of the command lines of `python -m queries` and `python -m data` (commands): status 0, 1, 2, and why."""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from data import __main__ as data_main
from queries import __main__ as queries_main
from tests.fuzz import nasty, serving
from tests.fuzz.filters import KEYS, VALUES
from tests.fuzz.outcome import Kind, Outcome

MADE = "TENURE_FUZZ_HOME"
"""The environment's name of a home that is copied; without it a small demo company is made."""
READS_ONLY = ("status", "check", "health", "journey", "targets", "access", "load", "build")
"""Commands of `python -m data` that are tried: not those that make a demo, reach a network or ask a person."""
WORDS = (*KEYS, *VALUES, *nasty.DATES, *nasty.NUMBERS, *nasty.TEXTS, "segment=Enterprise", "region=", "2026-11-22",
         "customer",
         "json", "csv", "-1", "--", "-h", "--nothing", "2026Q3")


class Commands:
    """Each case is one call in this process, on a small demo company of its own."""

    name, limit = "commands", 120.0

    def prepare(self, folder: Path) -> None:
        home = folder / "home"
        os.environ.update(TENURE_HOME=str(home), TENURE_TIME_ZONE="Asia/Tokyo")
        os.environ.pop("TENURE_WAREHOUSE_URL", None)
        if made := os.environ.get(MADE):
            shutil.copytree(made, home)
        else:
            asked = ["demo", "--customers", "60", "--years", "2", "--usage-weeks", "20"]
            subprocess.run([sys.executable, "-m", "data", *asked], check=True, capture_output=True)
        os.chdir(folder)

    def case(self, rng: random.Random) -> Outcome:
        of_data = rng.random() < 0.35
        parser, run = (data_main.parser(), data_main.main) if of_data else (queries_main.parser(), queries_main.main)
        line = words(rng, parser, READS_ONLY if of_data else None)
        before = serving.seen()
        status, out, told = called(run, line)
        said = f"{'data' if of_data else 'queries'} {line}: {status} {told[-200:]}"
        if serving.seen() != before and status:
            return Outcome(Kind.CHANGED, said)
        if status not in (0, 1, 2) or "Traceback" in told:
            return Outcome(Kind.CRASHED, said)
        if status and not (told.strip() or out.strip()):
            return Outcome(Kind.UNPLACED, said)
        return Outcome(Kind.REFUSED if status else Kind.READ, said)


def called(run: Callable[[Sequence[str]], int], line: list[str]) -> tuple[int, str, str]:
    """Exit status, standard output and standard error of a command that runs in this process."""
    out, told = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(told):
        try:
            status = run(line)
        except SystemExit as error:  # argparse's own way to refuse a call
            status = error.code if isinstance(error.code, int) else 1
    return status, out.getvalue(), told.getvalue()


def words(rng: random.Random, parser: argparse.ArgumentParser, only: Sequence[str] | None) -> list[str]:
    """A command line: a command that there is, options that it has, and values that are right, wrong or nasty."""
    commands = next(each for each in parser._actions if isinstance(each, argparse._SubParsersAction))
    name = rng.choice([each for each in commands.choices if only is None or each in only])
    line, actions = [name], commands.choices[name]._actions
    for _ in range(rng.choice((0, 1, 1, 2, 3))):
        line += _option(rng, rng.choice(actions))
    if rng.random() < 0.1:
        line.insert(rng.randint(0, len(line)), rng.choice(WORDS))
    return line


def _option(rng: random.Random, action: argparse.Action) -> list[str]:
    if isinstance(action, argparse._HelpAction | argparse._SubParsersAction):
        return []
    named = [rng.choice(action.option_strings)] if action.option_strings else []
    if action.nargs == 0:
        return named
    choices = [*map(str, action.choices)] if action.choices else []
    value = rng.choice(choices) if choices and rng.random() < 0.7 else rng.choice(WORDS)
    if action.dest == "where" and rng.random() < 0.8:
        value = rng.choice(("segment=Enterprise", "segment=", "region=関東",
                            f"{rng.choice(KEYS)}={rng.choice(VALUES)}"))
    return [*named, value] if "\0" not in value else named
