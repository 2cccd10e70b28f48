"""A recipient's message, made completely: the report in their permission and language, in every form that they want."""

from __future__ import annotations

from datetime import date

from components.report import content, headless, made
from components.report.deliver.letter import Letter, letter
from components.report.deliver.preparing import Job
from data.access.model import Filters


def make(job: Job, week: date, link: str) -> Letter:
    """The message. link: where the board is; empty: as the setting says."""
    asked, viewer = job.recipient, job.viewer
    frames = [headless.frame(week, asked.language, _pairs(scope), viewer) for scope in asked.scopes]
    report = content.report(frames, headless.link_base(link))
    return letter(report, {form: made.make(report, form) for form in asked.forms}, viewer, asked.subject)


def _pairs(scope: Filters) -> list[tuple[str, str | None]]:
    return [(key, value) for key, values in scope for value in values]
