"""A recipient's message, made completely: the report in their permission and language, in every form that they want."""

from __future__ import annotations

from datetime import date

from components.report import content, headless, made
from components.report.deliver.letter import Letter, letter
from components.report.deliver.preparing import Job


def make(job: Job, week: date, link: str) -> Letter:
    """The message. link: the board's address. Errors: whatever the report cannot be made for."""
    asked, viewer = job.recipient, job.viewer
    frames = [headless.frame(week, asked.language, scope, viewer) for scope in asked.scopes]
    report = content.report(frames, link)
    return letter(report, {form: made.make(report, form) for form in asked.forms}, viewer, asked.subject)
