"""Where a chart of the meeting stands, and the colours of its parts by their roles. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from components.i18n import Language
from components.meeting.numbers import said
from components.report.model import Role
from components.tokens import Mode, Palette, palette
from components.workbook import Kind

ON_DARK: tuple[Role, ...] = ("ink", "ink2", "accent", "good", "bad")


@dataclass(frozen=True)
class Place:
    """Where a chart stands: colours, language, currency of its amounts, and the board's pixels that it may take."""

    mode: Mode
    language: Language
    currency: str
    width: int
    height: int

    def said(self, value: float | None, kind: Kind) -> str:
        """A value as its kind is written here."""
        return said(value, kind, self.language, self.currency)

    @property
    def colours(self) -> Palette:
        return palette(self.mode)



def fill(role: Role, colours: Palette) -> str:
    """The colour of a mark."""
    return str(getattr(colours, role))


def text(role: Role, colours: Palette) -> str:
    """The role's colour as text: a mark's own colour is too faint for words."""
    return {"warn": colours.warn_text, "mute": colours.ink2, "unknown": colours.ink2}.get(role, fill(role, colours))


def inside(role: Role, colours: Palette) -> str:
    """The colour of words on a mark."""
    if role == "warn":
        return colours.level4_ink
    return colours.bg if role in ON_DARK else colours.ink
