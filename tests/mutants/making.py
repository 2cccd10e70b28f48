"""Mutants of a module: mutmut's operators, one change each."""

from __future__ import annotations

import random
from dataclasses import dataclass
from difflib import unified_diff
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

import libcst as cst
from mutmut import configuration


@dataclass(frozen=True)
class Mutant:
    """One change of one module. number: its place among the module's mutants, the same in every run."""

    module: str
    number: int
    code: str
    diff: str

    @property
    def name(self) -> str:
        return f"{self.module}:{self.number}"


def mutant(root: Path, module: str, number: int) -> Mutant | None:
    """The mutant of this number; null where the change leaves the text as it was, or there is none of this number."""
    tree, found = _changes(root, module)
    if number >= len(found):
        return None
    after = tree.deep_replace(found[number].original_node, found[number].mutated_node)
    if not isinstance(after, cst.Module) or after.code == tree.code:
        return None
    return Mutant(module, number, after.code, _diff(tree.code, after.code))


def sampled(root: Path, modules: list[str], most: int, seed: int) -> list[Mutant]:
    """`most` mutants, drawn from all modules alike: each mutant is as likely as any other. Lines that only name types
    or words are left out."""
    every = [(module, number) for module in modules for number in range(len(_changes(root, module)[1]))]
    random.Random(seed).shuffle(every)
    made = (mutant(root, module, number) for module, number in every)
    drawn = list(islice((each for each in made if each is not None and _matters(each)), most))
    return sorted(drawn, key=lambda each: (each.module, each.number))


def many(root: Path, modules: list[str]) -> int:
    """How many changes there are to draw from, those of wordings included."""
    return sum(len(_changes(root, module)[1]) for module in modules)


@cache
def _changes(root: Path, module: str) -> tuple[cst.Module, list[Any]]:
    configuration._config = configuration.Config(**_settings())
    from mutmut.mutation.file_mutation import create_mutations  # reads the settings while it is imported

    tree, found, _, _ = create_mutations(module, (root / module).read_text(encoding="utf-8"))
    return tree, found


def _matters(mutant: Mutant) -> bool:
    """Whether a figure can change: not a wording of an error, nor an import."""
    removed = [line for line in mutant.diff.splitlines() if line.startswith("-") and not line.startswith("---")]
    words = ("raise ", "import ", "Literal[", '"""', "__all__")
    return not any(word in line for line in removed for word in words)


def _diff(before: str, after: str) -> str:
    return "\n".join(line for line in unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm="")
                     if not line.startswith(("---", "+++", "@@")))


def _settings() -> dict[str, Any]:
    """mutmut looks for a settings file of a run of its own; here only its operators are used."""
    names = configuration.Config.__dataclass_fields__
    return {**dict.fromkeys(names), "use_setproctitle": False, "do_not_mutate_patterns": [], "only_mutate": [],
            "do_not_mutate": [], "source_paths": []}
