"""How a sentence is made of facts: one pattern of the catalogue `report.say.<pattern>`, every hole filled by a fact.

Patterns hold no digits of their own (a test reads all of them): every number in a sentence is a fact's, and each fact
names the value that it rounds and the command that gives it. Pure apart from the run's language.
"""

from __future__ import annotations

from collections.abc import Iterable
from string import Formatter

from components.i18n import catalogue, language, t
from components.report.model import Fact, Sentence, Status

PREFIX = "report.say."


def holes(pattern: str) -> frozenset[str]:
    """The names of the facts that a pattern asks for, in the run's language."""
    wording = catalogue(language())[PREFIX + pattern]
    return frozenset(name for _, name, _, _ in Formatter().parse(wording) if name)


def say(pattern: str, weight: float, status: Status = "", /, **facts: Fact) -> Sentence:
    """The sentence of a pattern. Errors: KeyError for an unknown pattern; ValueError for a fact too many or too few,
    since a fact that is not said would be shown as a source of what it is not.
    """
    wanted = holes(pattern)
    if wanted != set(facts):
        raise ValueError(f"{pattern} says {sorted(wanted)}, not {sorted(facts)}")
    text = t(PREFIX + pattern, **{name: fact.shown for name, fact in facts.items()})
    return Sentence(text, tuple(facts.values()), weight, status)


def ordered(said: Iterable[Sentence | None]) -> tuple[Sentence, ...]:
    """What there is to say, what matters most first; equals stay in their order."""
    return tuple(sorted((each for each in said if each is not None), key=lambda each: -each.weight))
