"""The simulation: one pass over the weeks, each step over all customers at once."""

from __future__ import annotations

from datetime import date

from data.demo.basis import weeks_until
from data.demo.growth import Growth
from data.demo.ledger import Books
from data.demo.owners import Owners
from data.demo.population import people
from data.demo.renewals import Renewals
from data.demo.roster import roster
from data.demo.sales import Sales
from data.demo.state import Run, State
from data.demo.truth import TRUTH, Truth

BEYOND = 5
"""Weeks simulated after the last day: the next line of a late renewal, and what was open on the last day, are known."""


def simulate(customers: int, years: int, seed: int, end: date, truth: Truth = TRUTH, beyond: int = BEYOND) -> Run:
    """The company's life to the last Sunday on or before `end`, and `beyond` weeks more in which nobody new comes.

    Raises ValueError for fewer than one customer or year, or a negative seed.
    """
    if customers < 1 or years < 1 or seed < 0:
        raise ValueError("customers and years must be at least 1, and the seed at least 0")
    weeks = weeks_until(end, years)
    who = people(customers, weeks, truth, seed)
    staff = roster(customers, weeks, truth, seed)
    run = Run(seed, weeks, truth, who, staff, State.before(who, staff, seed), Books())
    steps = (Sales(run), Owners(run), Renewals(run), Growth(run))
    for week in range(weeks.count + beyond):
        for step in steps:
            step.week(week)
    return run
