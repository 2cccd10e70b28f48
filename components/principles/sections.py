"""The page's head and its scorecard."""

from __future__ import annotations

from components import cards, states, theme
from components.i18n import t
from components.principles import drill, files, scorecard, standing
from components.principles.questions import Questions
from components.router import Frame
from components.sentence import joined
from queries import principles


def head(frame: Frame, ask: Questions) -> None:
    """How many of the ten are met, and what is wrong with the goals file, where something is."""
    card = ask.card()
    theme.block(cards.finding(standing.heading(principles.counted(card)), standing.base(card)))
    wrong = ask.faults()
    if wrong:
        title = t("principles.faults.title", file=ask.practice.path.name, n=len(wrong))
        theme.block(states.notice(title, [str(each) for each in wrong[:5]], "bad"))


def card(frame: Frame, ask: Questions) -> None:
    """The ten rows."""
    found = ask.card()
    theme.block(cards.section(standing.furthest(found), joined(t("principles.card.sub"), t("principles.rule"))))
    scorecard.draw(found, ask.number)
    files.card(frame, found)


def opened(frame: Frame, ask: Questions) -> None:
    """The open principle: its claim and its measures by quarter."""
    drill.head(ask)
    drill.trends(frame, ask)
