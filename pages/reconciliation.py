"""Reconciliation: every figure recomputed a second way, from the rows; what differs, and what is not recomputed."""

from components import router
from components.datastatus.behind import Everything
from components.figure import About, figure
from components.reconcile import sections

frame = router.guard()
ALL = About(behind=Everything())

with figure(frame, "reconciliation.head"):
    found = sections.head(frame)

if found:
    with figure(frame, "reconciliation.differences", ("reconcile_differ",), ALL):
        sections.differing(frame, found)
with figure(frame, "reconciliation.pages", ("reconciled", "reconcile_values"), ALL):
    sections.by_page(found)
if found:
    with figure(frame, "reconciliation.missing", ("reconciled",), ALL):
        sections.uncovered(found)
with figure(frame, "reconciliation.command"):
    sections.command()
