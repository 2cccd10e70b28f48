"""A page's commands, run in the order in which they stand, in a folder and a home of their own.

Tenure's own commands run in this process (`inside`), as they would run alone, save for what takes minutes: that is read
by its parser. Or everything runs as it is typed, by a shell (`python -m tests.documented --run`).
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from data.__main__ import main as data_main
from queries.__main__ import main as queries_main
from tests.conftest import ROOT, environment
from tests.documented import modules
from tests.documented.blocks import Command, Page, page, same
from tests.documented.reference import targets

CHECKED = (". .venv/bin/activate", "pip install", "python -m pip", "python -m benchmarks", "python -m tests.")
"""Read and held against parser or Makefile, never run by this: they install, or are tests and benchmarks themselves.

So is every target of the Makefile but those of SLOW.
"""
SLOW = ("python -m data demo", "make demo", "make load")
LOADS = ("python -m data load", "python -m data build", "python -m data restore")
"""Run with --run, read in the suite: half a minute or more each. LOADS are run there where a page is about them."""
FOREIGN = ("pip", "http.server", "streamlit", "pytest", "mkdocs", "venv", "mypy")
OURS = re.compile(r"python3? -m (data|queries|components\.report)\b")


@dataclass
class Result:
    """How a command ended. `checked`: it was read, not run."""

    command: Command
    status: int
    printed: str
    checked: bool = False


@dataclass
class Session:
    """Where a page's commands run: a folder that looks like the repository, `var/` its own."""

    folder: Path
    company: Callable[[str, Path], None]

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        for each in ROOT.iterdir():
            if each.name not in ("var", ".git") and not (self.folder / each.name).exists():
                (self.folder / each.name).symlink_to(each)
        self.home = self.folder / "var"
        self.environment = {**environment(self.home), "PYTHONPATH": str(self.folder), "COLUMNS": "120",
                            "PATH": f"{ROOT / '.venv' / 'bin'}{os.pathsep}{os.environ['PATH']}"}

    def run(self, page: Page, everything: bool = False, loads: bool = False) -> Iterator[Result]:
        """Each command of the page as it ended, those of blocks that are not run left out."""
        self.company(page.company, self.home)
        read = () if everything else SLOW if loads else (*SLOW, *LOADS)
        last = 0
        for command in (command for block in page.blocks if not block.not_run for command in block.commands):
            told = command.text == "echo $?"
            result = Result(command, 0, f"{last}\n") if told else self._one(command, read, everything)
            last = result.status
            yield result

    def _one(self, command: Command, read: tuple[str, ...], everything: bool) -> Result:
        text = _bare(command.text)
        if text.startswith((*CHECKED, *read)) or (text.startswith("make ") and not text.startswith(SLOW)):
            return _checked(command, text)
        if text.startswith("export "):
            name, _, value = text.removeprefix("export ").partition("=")
            self.environment[name] = shlex.split(value)[0].replace("$PWD", str(self.folder)) if value else ""
            return Result(command, 0, "")
        if OURS.match(text) and not everything and not re.search(r"[|<>$;&]", text):
            return self._inside(command, text)
        return self._shell(command, text)

    def _shell(self, command: Command, text: str) -> Result:
        done = subprocess.run(["bash", "-c", text], cwd=self.folder, env=self.environment, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, encoding="utf-8", check=False, timeout=1800)
        return Result(command, done.returncode, done.stdout)

    def _inside(self, command: Command, text: str) -> Result:
        words = shlex.split(text)[2:]
        told = io.StringIO()
        with _as(self.environment, self.folder), contextlib.redirect_stdout(told), contextlib.redirect_stderr(told):
            try:
                status = _main(words[0])(words[1:])
            except SystemExit as left:
                status = left.code if isinstance(left.code, int) else 2
        return Result(command, status, told.getvalue())


def pages() -> list[Path]:
    """README and every page of docs/ that has commands; a Japanese page has those of the English one."""
    every = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    return [path for path in every if not path.match("*.ja.md") and page(path).blocks]


class Companies:
    """Puts the company that a page stands on into its home; each is made when it is first asked for."""

    def __init__(self, kept: Path) -> None:
        self.kept = kept

    def __call__(self, which: str, home: Path) -> None:
        home.mkdir(parents=True)
        if not which:
            return
        made = self.kept / which
        if not made.exists():
            told = {"demo": ["demo", "--customers", "150", "--years", "2"],
                    "tutorial": ["load", "docs/tutorial/mended", "--company", "Hoshi Software"]}[which]
            subprocess.run([sys.executable, "-m", "data", *told], cwd=ROOT, env=environment(made), check=True,
                           stdout=subprocess.DEVNULL)
        shutil.copytree(made, home, dirs_exist_ok=True)


def faults(page: Page, results: list[Result]) -> list[str]:
    """What ended otherwise than the page says: a status that nobody asks for, other words."""
    found = []
    for at, result in enumerate(results):
        command = result.command
        asked = at + 1 < len(results) and results[at + 1].command.text == "echo $?"
        where = f"{page.path.name}:{command.line}: {command.text}"
        if result.status and not asked:
            found.append(f"{where}\nended with {result.status}:\n{result.printed}")
        elif not result.checked and command.prints is not None and not same(command.prints, result.printed):
            found.append(f"{where}\nprinted:\n{result.printed}")
    return found


def _main(module: str) -> Callable[[list[str]], int]:
    if module == "components.report":
        from components.report.commands import main as report_main  # Streamlit is slow to import

        return report_main
    return {"data": data_main, "queries": queries_main}[module]


@contextlib.contextmanager
def _as(variables: dict[str, str], folder: Path) -> Iterator[None]:
    """This process with another environment, in another folder."""
    before, place = dict(os.environ), Path.cwd()
    os.environ.clear()
    os.environ.update(variables)
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(place)
        os.environ.clear()
        os.environ.update(before)


def _bare(text: str) -> str:
    """A line without its comment and continuations, and with the interpreter's plain name."""
    if "<<" in text:
        return text
    joined = re.sub(r"\\\n\s*", "", text)
    return re.sub(r"\s+#.*$", "", joined).replace(".venv/bin/python", "python").strip()


def _checked(command: Command, text: str) -> Result:
    """The line held against the parser or the Makefile. Nothing is run."""
    if text.startswith("make "):
        name = text.split()[1]
        return Result(command, 0 if name in targets() else 2, f"no target {name}", checked=True)
    if not text.startswith("python -m ") or text.startswith("python -m pip"):
        return Result(command, 0, "", checked=True)
    name, *words = shlex.split(text)[2:]
    found = modules.modules().get(name)
    if found is None or (found.parser is None and words and words[0].startswith("--")):
        return Result(command, 2, f"no such module: {name}", checked=True)
    told = io.StringIO()
    with contextlib.redirect_stderr(told):
        try:
            if found.parser is not None:
                found.parser.parse_args(words)
        except SystemExit as left:
            return Result(command, int(str(left.code)), told.getvalue(), checked=True)
    return Result(command, 0, "", checked=True)


def unfit(text: str) -> str:
    """What is wrong with a command named in a sentence, "" where nothing is: module, command and options are known.

    Places in capitals, brackets and bars are left out.
    """
    words = re.sub(r"[\[\]…]", " ", text).split()
    if words[0] == "make":
        return "" if len(words) < 2 or words[1] in targets() else f"no target {words[1]}"
    name = words[2] if len(words) > 2 else ""
    found = modules.modules().get(name)
    if found is None:
        known = name in FOREIGN or name.endswith(".") or not name.islower()
        return "" if known else f"no module {name}"
    parser, rest = found.parser, words[3:]
    while parser is not None and rest and modules.commands(parser) and rest[0].isidentifier() and rest[0].islower():
        if rest[0] not in modules.commands(parser):
            return f"no command {rest[0]}"
        parser, rest = modules.commands(parser)[rest[0]], rest[1:]
    options = {option for action in (parser._actions if parser else []) for option in action.option_strings}
    unknown = [word for word in rest if word.startswith("--") and word.split("=")[0] not in options]
    return f"no option {', '.join(unknown)}" if unknown and parser is not None else ""


