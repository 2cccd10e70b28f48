"""Accounts: one customer on one screen, and the search for it by name."""

from components import router
from components.account import finding, sections
from components.account.questions import Questions
from components.account.view import read
from components.url import current

frame = router.guard()
ask = Questions(frame, read(current()))

if not frame.scope.viewer.names:
    finding.not_shown()
else:
    finding.box(ask)
    who = ask.profile() if ask.view.account else None
    if who is not None:
        sections.draw(frame, ask, who)
    elif ask.view.account:
        finding.nowhere(frame)
    else:
        sections.find(frame, ask)
