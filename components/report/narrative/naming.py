"""What the facts of sentences are called. Pure."""

from __future__ import annotations

from components.i18n import Language, text

PREFIX = "report.fact."


def name(key: str, language: Language) -> str:
    """A fact's name in words: overdue → 期限を過ぎた決定とアクション. Errors: KeyError for a fact without a name."""
    return text(language, PREFIX + key)
