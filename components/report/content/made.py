"""A part from its sections, and a report from its parts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from urllib.parse import urlencode

from components import format as fmt
from components import i18n, loaders, standing
from components.address import Address, write
from components.i18n import language, t
from components.report.content import definitions
from components.report.content.common import Asked, shown
from components.report.content.events import noted_on
from components.report.content.sections import SECTIONS
from components.report.model import Head, Part, Report, Section
from components.router import Frame, framed
from components.sentence import narrowed


class Empty(ValueError):
    """Nothing is in the scope, neither now nor twelve months ago: there is nothing to report."""


def report(frames: Sequence[Frame], link: str) -> Report:
    """One part a frame, in their order; `link`: where the board is. Errors: Empty; ValueError without a frame."""
    if not frames:
        raise ValueError("a report has one part at least")
    return Report(tuple(part(each, link) for each in frames))


def part(frame: Frame, link: str) -> Part:
    """The weekly review over the frame's scope, in the frame's language, as its viewer may see it.

    Runs anywhere: in a page, a command or a thread of its own. Errors: Empty.
    """
    with i18n.speaking(frame.language), framed(frame), loaders.listening():
        asked = Asked(frame)
        _refuse_nothing(asked)
        sections = tuple(section(asked, key) for key in SECTIONS)
        return Part(head(frame, link), sections, definitions.of(sections, frame.scope.unit))


def section(asked: Asked, key: str) -> Section:
    """One section, with what happened in the time of its charts. Errors: KeyError for one that there is not."""
    return noted_on(shown(key, partial(SECTIONS[key], asked)), asked.events)


def _refuse_nothing(asked: Asked) -> None:
    """Errors: Empty; NotShown or TooFew where the scope is of too few customers for whoever asks."""
    now = asked.trend.iloc[-1]
    if not now["arr"] and not now.logos_base:
        raise Empty(t("report.empty", scope=narrowed(asked.frame.scope, asked.frame.dimensions),
                      day=fmt.full_day(asked.as_of, language())))


def head(frame: Frame, link: str) -> Head:
    """What every artefact prints, in the run's language."""
    build, scope = frame.build, frame.scope
    return Head(t("report.title"), build.company, scope.as_of, frame.language, t(f"unit.{scope.unit}"), build.currency,
                narrowed(scope, frame.dimensions), build.version, _plain(standing.built(build)), reopening(frame, link),
                build.is_demo)


def _plain(moment: datetime) -> datetime:
    """A moment of the warehouse as Python's own, without a part of a second."""
    return datetime.fromisoformat(moment.isoformat()).replace(microsecond=0)


def reopening(frame: Frame, link: str) -> str:
    """The address that opens the weekly review in the frame's state."""
    scope = frame.scope
    params = write(Address(scope.as_of, scope.unit, scope.where), frame.language)
    return f"{link.rstrip('/')}/?{urlencode(params, doseq=True)}"
