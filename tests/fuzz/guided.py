"""python -m tests.fuzz.guided [--seconds 60] [--seed 1] [--markdown]: settings by a fuzzer that sees which lines run.

atheris (libFuzzer) changes the bytes of the files that a company writes in TOML, and keeps what reaches lines that
nothing before did: past a parser, where chance alone seldom comes. Judged as `toml` of tests.fuzz. Exit status 1: some
input ended badly; each kind is told once, with the input.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LONGEST = 4096
BAD = "BAD "
DONE = re.compile(r"Done (\d+) runs")
COVERED = re.compile(r"\bcov: (\d+)")
CONTROL = "tests.fuzz.guided"


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the fuzzer in a process of its own, which libFuzzer ends by itself, and counts what it said."""
    made = argparse.ArgumentParser(prog=f"python -m {CONTROL}", description=__doc__)
    made.add_argument("--seconds", type=int, default=60)
    made.add_argument("--seed", type=int, default=1)
    made.add_argument("--markdown", action="store_true")
    made.add_argument("--within", help=argparse.SUPPRESS)
    asked = made.parse_args(arguments)
    if asked.within:
        fuzz(Path(asked.within), asked.seconds, asked.seed)
        return 0
    with tempfile.TemporaryDirectory(prefix="tenure-guided-") as folder:
        command = [sys.executable, "-m", CONTROL, "--seconds", str(asked.seconds), "--seed", str(asked.seed)]
        ended = subprocess.run([*command, "--within", folder], cwd=ROOT, capture_output=True, text=True,
                               encoding="utf-8", errors="replace", check=False, timeout=asked.seconds + 300)
    bad = [line for line in ended.stdout.splitlines() if line.startswith(BAD)]
    runs, covered = DONE.findall(ended.stderr), COVERED.findall(ended.stderr)
    print("\n".join(bad) or ("" if runs else ended.stderr[-2000:]), file=sys.stderr)
    row = (f"{asked.seconds} s", asked.seed, f"{int(runs[-1]) if runs else 0:,}", covered[0] if covered else "?",
           covered[-1] if covered else "?", len(bad))
    print("| for | seed | inputs | branches reached by the first | at the end | kinds of bad ends |\n"
          "|---|---|---|---|---|---|\n" if asked.markdown else "", end="")
    print(f"| {' | '.join(map(str, row))} |" if asked.markdown else " ".join(map(str, row)))
    return 0 if runs and not bad else 1


def fuzz(folder: Path, seconds: int, seed: int) -> None:
    """Does not return: libFuzzer ends the process."""
    atheris = import_module("atheris")
    with atheris.instrument_imports(include=["data"]):
        settings = import_module("tests.fuzz.settings")
    good = import_module("tests.fuzz.outcome").GOOD
    names = sorted(settings.READERS)
    corpus = folder / "corpus"
    corpus.mkdir()
    for number, name in enumerate(names):
        (corpus / name).write_bytes(bytes([number]) + settings.READERS[name][0]().encode()[:LONGEST - 1])
    seen: set[tuple[str, str]] = set()

    def one(given: bytes) -> None:
        name = names[given[0] % len(names)] if given else names[0]
        at = folder / f"{name}.toml"
        at.write_bytes(given[1:])
        try:
            outcome = settings.judged(at, name, *settings.READERS[name][1](at))
            kind, said = outcome.kind, outcome.said
        except Exception as error:  # noqa: BLE001 (whatever is raised is what is looked for)
            kind, said = "crashed", f"{type(error).__name__}: {error}"
        if kind not in good and (name, mark := f"{kind}{re.sub(r'[^a-z ]', '', said)[:30]}") not in seen:
            seen.add((name, mark))
            print(f"{BAD}{name}: {kind}: {said[:200]!r} of {given[1:][:300]!r}", flush=True)

    atheris.Setup([CONTROL, f"-max_total_time={seconds}", f"-seed={seed}", f"-max_len={LONGEST}", "-timeout=20",
                   f"-artifact_prefix={folder}/", str(corpus)], one)
    atheris.Fuzz()


if __name__ == "__main__":
    sys.exit(main())
