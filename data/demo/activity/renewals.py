"""renewal and renewal_forecast: each term's end, when it was decided, and what was said of it before."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from data.demo import words as w
from data.demo.activity.ground import SPAN, Ground, keyed, normal
from data.demo.arrow import amounts, days, ids, words
from data.demo.basis import NEVER, Chance, Flags, Ints, Reals
from data.demo.ledger import PAID, Columns
from data.demo.tables import CONTRACT, CSM, CUSTOMER, net_mrr, rounded

RENEWAL = "R"
OPEN, RENEWED, LOST = range(3)
COMMIT, BEST_CASE, AT_RISK = range(3)
STATUS, CATEGORIES = ("open", "renewed", "lost"), ("commit", "best_case", "at_risk")
EXPECTED = np.array([1.0, 0.85, 0.40])
"""Share of what is due that a call of each category expects, give or take a tenth."""


class Renewals:
    """One entry per contract with a term that ended or ends soon. `decided` is the true day, not only if it is past."""

    def __init__(self, ground: Ground) -> None:
        self.ground, self.run = ground, ground.run
        self.chance = Chance(ground.run.seed, "renewal")
        contracts = ground.contracts
        number, due = contracts["number"], contracts["term_end"]
        self.total = int(self.run.books.contracts.rows)
        paid = np.zeros(self.total, dtype=bool)
        paid[ground.lines["contract"][ground.lines["kind"] == PAID]] = True
        kept = paid[number] & (due <= ground.end + self.run.truth.renewal_ahead)
        self.number, self.due, self.start = number[kept], due[kept], contracts["start"][kept]
        self.who, self.currency = contracts["customer"][kept], self.run.people.currency[contracts["customer"][kept]]
        self.leaves, self.silent, self.falling, self.known_from = self._intents()
        self.next = self._followers()
        self.arr_due = self._worth(ground.lines, self.number, self.due - 1)
        self.decided = np.where(self.leaves, self._notice(), self._signed()).astype(np.int32)
        self.status = np.where(self.decided > ground.end, OPEN, np.where(self.leaves, LOST, RENEWED)).astype(np.int8)

    def _intents(self) -> tuple[Flags, Flags, Flags, Ints]:
        """What was decided for each term, and from when on; NEVER where nothing is decided yet."""
        intents = self.ground.intents
        keys = keyed(intents["customer"], np.minimum(intents["term_end"], SPAN - 1))
        order = np.argsort(keys)
        at = np.minimum(np.searchsorted(keys[order], keyed(self.who, self.due)), max(len(keys) - 1, 0))
        if len(keys) == 0:
            no = np.zeros(len(self.who), dtype=bool)
            return no, no, no, np.full(len(self.who), NEVER, dtype=np.int32)
        row = order[at]
        found = keys[row] == keyed(self.who, self.due)
        flags = [found & intents[name][row] for name in ("leaves", "silent", "falling")]
        return flags[0], flags[1], flags[2], np.where(found, intents["decided"][row], NEVER).astype(np.int32)

    def _followers(self) -> Ints:
        """The number of the contract that follows, simulated a few weeks beyond the last day; -1 for none."""
        previous = self.run.books.contracts.read()["previous"]
        after = np.full(self.total, -1, dtype=np.int32)
        after[previous[previous >= 0]] = np.flatnonzero(previous >= 0)
        return after[self.number]

    def _worth(self, lines: Columns, contract: Ints, day: Ints) -> Reals:
        """A year of a contract's paid lines on a day, in the customer's currency."""
        on = np.full(self.total, -1, dtype=np.int32)
        on[contract] = day
        asked = on[lines["contract"]]
        here = (lines["kind"] == PAID) & (lines["start"] <= asked) & (asked < lines["end"])
        sums = np.bincount(lines["contract"][here], 12 * net_mrr(self.run, lines)[here], minlength=self.total)
        return np.asarray(sums[contract])

    def _notice(self) -> Ints:
        """The day of notice, as far as it is known; a leaver's contract without any stays open."""
        day = np.full(self.total, NEVER, dtype=np.int32)
        np.minimum.at(day, self.ground.lines["contract"], self.ground.lines["cancelled"])
        return day[self.number]

    def _signed(self) -> Ints:
        """Before the term ends; in the last third of the gap, where the next line starts late."""
        truth, draw = self.run.truth, self.chance("signed", self.who, self.number)
        ahead = (truth.renewal_latest + (truth.renewal_earliest - truth.renewal_latest) * draw).astype(np.int32)
        early = np.maximum(np.maximum(self.due - ahead, self.start), self.known_from)
        begins = np.where(self.next >= 0, self.run.books.contracts.read()["start"][self.next], self.due)
        unborn = (self.next < 0) & (self._late_draw() < truth.late_renewal)
        gap = self.due + 1 + ((begins - self.due - 1) * (2 + draw) / 3).astype(np.int32)
        return np.where(unborn, NEVER, np.where(begins > self.due, gap, early)).astype(np.int32)

    def _late_draw(self) -> Reals:
        """The simulation's own draw for the current term, so that nobody signs early who will renew late."""
        return Chance(self.run.seed, "decisions")("late", self.who, self.run.state.terms[self.who])

    def arr_renewed(self) -> Reals:
        """What was signed: the next contract on its first day, or what is settled of one that is not written yet."""
        lines, starts = self.run.books.closed_lines(), self.run.books.contracts.read()["start"]
        follows = self.next >= 0
        signed = np.zeros(len(self.who))
        signed[follows] = self._worth(lines, self.next[follows], starts[self.next[follows]])
        cut = self.run.state.shrink[self.who]
        rise = 2 * self.run.truth.uplift * Chance(self.run.seed, "decisions")(
            "rise", self.who, self.run.state.terms[self.who])
        ahead = rounded(self.arr_due * np.where(cut > 0, 1 - cut, 1 + rise), self.currency, 1)
        return np.asarray(np.where(self.status == LOST, 0.0, np.where(follows, signed, ahead)))

    def table(self) -> pa.Table:
        """One row per term's end."""
        shown = self.status != OPEN
        owner = self.ground.csm(self.who, np.minimum(self.due, self.ground.end).astype(np.int32))
        return pa.table({
            "renewal_id": ids(RENEWAL, self.number), "contract_id": ids(CONTRACT, self.number),
            "customer_id": ids(CUSTOMER, self.who), "due_on": days(self.due),
            "decided_on": days(np.where(shown, self.decided, NEVER)), "status": words(STATUS, self.status),
            "arr_due": amounts(self.arr_due), "arr_renewed": amounts(self.arr_renewed(), shown),
            "currency": words(w.CURRENCIES, self.currency), "owner_id": ids(CSM, owner, 3),
        })

    def belief(self, row: Ints, sunday: Ints) -> Reals:
        """How much a CSM fears for a renewal on a Sunday: intention, seen more and more clearly, and noise."""
        truth, left = self.run.truth, (self.due[row] - sunday) / (7 * self.run.truth.forecast_weeks)
        seen = np.where(self.silent, truth.forecast_silent, truth.forecast_leaver)
        shift = np.where(self.leaves, seen, np.where(self.falling, truth.forecast_falling, 0.0))[row]
        steady = normal(self.chance, "belief", self.who[row], self.number[row])
        weekly = normal(self.chance, "mood", self.number[row], sunday)
        return np.asarray(shift * (1 + truth.forecast_gain * (1 - left)) + steady + truth.forecast_noise * weekly)

    def forecasts(self) -> pa.Table:
        """One row per renewal and Sunday before its term ends on which it was open."""
        ground, weeks = self.ground, self.run.truth.forecast_weeks
        row = np.repeat(np.arange(len(self.due), dtype=np.int32), weeks)
        last = self.due - 1 - (self.due - 1 - ground.end) % 7
        sunday = (last[row] - 7 * np.tile(np.arange(weeks), len(self.due))).astype(np.int32)
        asked = (sunday >= self.due[row] - 7 * weeks) & (sunday >= self.start[row]) & (sunday <= ground.end)
        asked &= sunday < self.decided[row]
        row, sunday = row[asked], sunday[asked]
        belief = self.belief(row, sunday)
        call = (belief > self.run.truth.forecast_best_case).astype(np.int8) + (belief > self.run.truth.forecast_at_risk)
        about = 1 + 0.1 * np.where(call > COMMIT, 2 * self.chance("about", self.who[row], self.number[row]) - 1, 0.0)
        expected = rounded(self.arr_due[row] * EXPECTED[call] * about, self.currency[row], 1)
        return pa.table({"renewal_id": ids(RENEWAL, self.number[row]), "as_of_on": days(sunday),
                         "category": words(CATEGORIES, call), "arr_expected": amounts(expected)})
