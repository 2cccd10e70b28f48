"""Questions to the person at the terminal; without one, the answers that a call gives."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from data.faults import WrongCall

TRIES = 3


@dataclass(frozen=True)
class Asking:
    """`yes`: nothing is asked, every question has its default for an answer."""

    yes: bool = False

    def text(self, question: str, default: str = "") -> str:
        """An answer, the default where it is empty. Errors: WrongCall where nobody answers."""
        if self.yes:
            return default
        try:
            given = input(f"{question}{f' [{default}]' if default else ''}: ").strip()
        except EOFError:
            raise WrongCall(f"Nobody answers “{question}”: call with --yes to take the defaults.") from None
        return given or default

    def one_of(self, question: str, words: Sequence[str], default: str) -> str:
        """One of some words. Errors: WrongCall after three answers that are none."""
        for _ in range(TRIES):
            given = self.text(question, default)
            if given in words:
                return given
            print(f"“{given}” is none of {', '.join(words)}.")
        raise WrongCall(f"No answer to “{question}”.")

    def agreed(self, question: str) -> bool:
        """Whether the answer is yes, which it is by default."""
        return self.text(question, "yes").lower() in ("y", "yes")

    def numbers(self, question: str, most: int, default: Sequence[int]) -> list[int]:
        """Numbers of a list that begins with 1. Errors: WrongCall after three answers that are none."""
        for _ in range(TRIES):
            given = self.text(question, ", ".join(map(str, default)))
            parts = given.replace(",", " ").split()
            if parts and all(part.isascii() and part.isdigit() and 1 <= int(part) <= most for part in parts):
                return sorted({int(part) for part in parts})
            print(f"“{given}”: write numbers from 1 to {most}, such as 1 or 1, 2.")
        raise WrongCall(f"No answer to “{question}”.")

    def password(self, user: str) -> str | None:
        """A password typed unseen; null where there is no terminal to type it on. It is shown and written nowhere."""
        if self.yes or not sys.stdin.isatty():
            return None
        return getpass.getpass(f"Password of {user}: ") or None
