"""One run: every message made first, then sent, in rounds, so that one that cannot be reached delays no other."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import date, datetime
from zoneinfo import ZoneInfo

from components.report.deliver import channels
from components.report.deliver.events import Event, Tell
from components.report.deliver.letter import Letter
from components.report.deliver.order import Count, Order, Sending, sending
from components.report.deliver.outcome import Handing, Outcome
from components.report.deliver.preparing import Job
from data.delivery.log import Log, State, Step, Taken
from data.store import StoreError

ASKED = "said to have arrived"
LOG = logging.getLogger("tenure")
Maker = Callable[[Job, date, str], Letter]


class Run:
    """A run over one log."""

    def __init__(self, order: Order, log: Log, tell: Tell, sleep: Callable[[float], None] = time.sleep) -> None:
        self.order, self.log, self.tell, self.sleep = order, log, tell, sleep
        self.count = Count()

    def deliver(self, jobs: Iterable[Job], make: Maker) -> Count:
        """Sends what is due and not sent. Errors: StoreError before anything is sent."""
        due = self.due(jobs)
        letters = self.letters(due, make)
        pending = [each for each in due if each.job.recipient.name in letters]
        for tried in range(1, self.order.plan.tries + 1):
            pending = [each for each in pending if not self.settled(each, letters[each.job.recipient.name], tried)]
            if not pending or tried == self.order.plan.tries:
                break
            self.sleep(self.order.plan.wait * 2 ** (tried - 1))
        self.count.undelivered += len(pending)
        return self.count

    def due(self, jobs: Iterable[Job], record: bool = True) -> list[Sending]:
        """The messages to send now. One that a dead process was handing over is unknown from here on."""
        standing, late = self.log.standing(self.order.week), self.late()
        return [each for each in self.every(jobs)
                if self.is_due(each, standing.get(each.message.key), record, each.message.to in late)]

    def late(self) -> set[tuple[str, str]]:
        """Whoever has a later week: unless this one was asked for, a clock that is set back sends nothing old."""
        return self.log.overtaken(self.order.week) if self.order.now else set()

    def every(self, jobs: Iterable[Job]) -> list[Sending]:
        """All messages of the week to these recipients, due or not."""
        return [sending(self.order, job, channel) for job in jobs for channel in job.channels]

    def received(self, jobs: Iterable[Job]) -> int:
        """Records of what may have arrived that it did; how many."""
        standing, count = self.log.standing(self.order.week), 0
        for each in self.every(jobs):
            last = standing.get(each.message.key)
            if last is not None and last.state in ("unknown", "handing"):
                self.log.done(each.message, "sent", self.order.entry(each, ASKED), reason=ASKED)
                self.say(each, "received")
                count += 1
        return count

    def is_due(self, each: Sending, last: Step | None, record: bool, late: bool) -> bool:
        state = last.state if last else None
        if last and state == "handing":
            state = self.left_behind(each, last) if record else "unknown"
        if state == "sent":
            self.count.already += 1
            self.say(each, "already")
        elif state == "unknown" and not self.order.again:
            self.count.undelivered += 1
            self.say(each, "unknown", reason="it may have arrived: ask, then use --received, or --again")
        elif late:
            self.count.already += 1
            self.say(each, "already", reason="a later week was sent; --as-of sends this one")
        elif state is None and (moment := self.too_early(each)):
            self.count.waiting += 1
            self.say(each, "waiting", until=moment.isoformat())
        else:
            return True
        return False

    def left_behind(self, each: Sending, last: Step) -> State:
        """A process died between the last line and the answer to it."""
        self.log.done(each.message, "unknown", self.order.entry(each, "it may have arrived"),
                      reason=f"run {last.run} ended while it was handed over")
        return "unknown"

    def too_early(self, each: Sending) -> datetime | None:
        """The moment that it waits for; null where that is past, or the week was asked for."""
        rhythm = each.job.recipient.moment
        if rhythm is None or self.order.now is None:
            return None
        moment = rhythm.after(self.order.week, ZoneInfo(self.order.build.time_zone))
        return moment if self.order.now < moment else None

    def not_made(self, unmade: list[Sending], reason: str, record: bool) -> None:
        """Told and recorded as not delivered: the next run tries again."""
        self.count.undelivered += len(unmade)
        for each in unmade:
            self.say(each, "not_made", reason=reason)
            if record:
                with suppress(Taken):
                    step = self.log.claim(each.message, self.order.again)
                    self.log.next(each.message, step, "failed", reason=f"not made: {reason}")

    def letters(self, due: list[Sending], make: Maker, record: bool = True) -> dict[str, Letter]:
        """Each recipient's message, by name. Whose cannot be made is told, and the others go on."""
        made: dict[str, Letter] = {}
        for job in dict.fromkeys(each.job for each in due):
            name, begun = job.recipient.name, time.monotonic()
            try:
                made[name] = make(job, self.order.week, self.order.plan.link)
            except Exception as error:
                LOG.exception("the report of recipient %s cannot be made", name)
                unmade = [each for each in due if each.job is job]
                self.not_made(unmade, f"{type(error).__name__}: {error}"[:300], record)
                continue
            sizes = {each.name: len(each.content) for each in made[name].files}
            self.tell("made", recipient=name, files=sizes, seconds=round(time.monotonic() - begun, 2))
        return made

    def settled(self, each: Sending, letter: Letter, tried: int) -> bool:
        """Tries a message once; whether that was the last of it."""
        try:
            handing = Handing(self.log, each.message, self.log.claim(each.message, self.order.again),
                              self.order.entry(each))
            self.say(each, "claimed", tried=tried)
            outcome = channels.send(each.channel, letter, each.message_id, handing)
            return self.ended(each, handing, outcome, tried)
        except Taken:
            self.say(each, "taken", reason="another run has it")
            return True
        except StoreError as error:
            self.say(each, "failed", reason=str(error), tried=tried)
            return False

    def ended(self, each: Sending, handing: Handing, outcome: Outcome, tried: int) -> bool:
        """Records how it ended. Errors: Taken, StoreError where it was not handed over for that."""
        if handing.stopped:
            raise handing.stopped
        if outcome.state == "sent":
            if not handing.recorded:
                handing.accepted()
            self.count.sent += handing.recorded
            self.count.undelivered += not handing.recorded
            self.say(each, "sent" if handing.recorded else "not_recorded", tried=tried)
            return True
        self.say(each, outcome.state, reason=outcome.reason, tried=tried)
        if outcome.state == "unknown":
            self.count.undelivered += 1
            self.log.done(each.message, "unknown", self.order.entry(each, "it may have arrived"), reason=outcome.reason)
            return True
        self.log.next(each.message, handing.step, "failed", reason=outcome.reason)
        return False

    def say(self, each: Sending, event: Event, **more: object) -> None:
        """Tells what became of one message."""
        self.tell(event, week=self.order.week, recipient=each.job.recipient.name, channel=each.channel.name,
                  message_id=each.message_id, **more)
