"""The seven functions: the part of each in retention, what is wanted of it, who owns it, and whom to act on."""

from components import router
from components.figure import About, figure
from components.functions import breakdowns, sections
from components.functions.questions import Questions
from components.functions.view import read
from components.url import current
from queries.functions import KEYS, mains

frame = router.guard()
ask = Questions(frame, read(current()))
ALONE = About(accounts="none", counted="functions.counted.customers")

# A head that fails leaves the rest of the page standing.
stands = True
with figure(frame, "functions.head", mains(), ALONE):
    stands = ask.active() > 0
    if stands:
        sections.head(frame, ask)
    else:
        sections.nothing(frame)

if stands:
    with figure(frame, "functions.overview", (*mains(), "function_part", "health_known"), ALONE):
        sections.overview(frame, ask)
    with figure(frame, "functions.measures", KEYS[ask.view.function], ALONE):
        sections.chosen(frame, ask)
    breakdowns.draw(frame, ask)
