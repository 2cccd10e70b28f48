"""An alert in words: what fires and by how much, since when, and where to look. Pure apart from the run's language.

Every number that is said is a fact; those that the command `alerts` gives name it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlencode

from components import format as fmt
from components.address import Address, write
from components.alerts.questions import Alert
from components.i18n import catalogue, language, plural, t
from components.report.model import Command, Fact, Sentence
from components.report.narrative import facts
from components.router import PAGES, Frame
from components.workbook import Kind
from data.alerts.model import AMOUNTS, DATA, RATES
from queries.retention import A1_WEEKS

WEIGHTS = {"bad": 15.0, "warn": 8.0}
"""Beside the weights of the report's other sentences: beneath a change beyond chance, above what is told anyway."""
MOST = 3
"""How many alerts a report's sentence says in full."""
LOOK = {"level": "retention", "change": "retention", "account_red": "health", "stale": "data", "masking": "retention",
        "notice": "renewals"}
LOOK_METRIC = {"red_arr": "health", "red_customers": "health", "red_share": "health", "at_risk_arr": "renewals"}


@dataclass(frozen=True)
class Told:
    """A wording of the catalogue and what fills it: facts, and words without a number. n: where it has a plural."""

    key: str
    facts: dict[str, Fact]
    words: dict[str, str] = field(default_factory=dict)
    n: int | None = None

    @property
    def text(self) -> str:
        holes = {**self.words, **{name: fact.shown for name, fact in self.facts.items()}}
        return t(self.key, **holes) if self.n is None else plural(language(), self.key, self.n, **holes)


def sentence(alert: Alert) -> str:
    """What fires, with its numbers, and whether it is new or since when: one line, no full stop."""
    if alert.rule.kind == "account_red" and alert.new:  # the words say already that it was this week
        return said(alert)
    return t("alerts.dated", said=said(alert), when=when(alert))


def said(alert: Alert) -> str:
    """What fires, with its numbers."""
    return _scoped(alert, _told(alert).text)


def when(alert: Alert) -> str:
    """New this week, or since which week; where it is said anew, both."""
    if is_fresh(alert):
        return t("alerts.new")
    return t("alerts.again" if alert.new else "alerts.since", day=_since(alert).shown)


def is_fresh(alert: Alert) -> bool:
    """Whether it fired this week and did not stand before: of accounts those that turned red this week say so."""
    begun = alert.week - timedelta(weeks=alert.rule.weeks - 1)
    return alert.new and (alert.since >= begun or alert.rule.kind == "account_red")


def fact_sentence(alert: Alert, scoped: Command = ()) -> Sentence:
    """The same for a report. `scoped`: unit, filters and who asks, as options of the command."""
    told = _told(alert, ("alerts", "--as-of", alert.week.isoformat(), *scoped))
    numbers = [fact for fact in told.facts.values() if fact.shown]
    counted = [facts.number("listed", told.n)] if told.n is not None else []
    since = [] if is_fresh(alert) else [_since(alert)]
    where = [facts.word("where", alert.where)] if alert.where else []
    return Sentence(sentence(alert), (*where, *counted, *numbers, *since), WEIGHTS[alert.rule.severity],
                    alert.rule.severity)


def together(alerts: Sequence[Alert], scoped: Command = (), above: int = 0) -> Sentence | None:
    """All of them in one sentence, the first three in full; null where nothing fires. Its weight is the worst's.

    `above`: how many others are said in a headline already: they are counted, so that the number is the page's.
    """
    made = [fact_sentence(alert, scoped) for alert in alerts]
    if not made:
        return None
    told, rest = made[:MOST], len(made) - MOST
    words = [each.text for each in told]
    numbers = [facts.number("alerts", len(made) + above), *(fact for each in told for fact in each.facts)]
    if rest > 0:
        words.append(plural(language(), "alerts.more", rest))
        numbers.append(facts.number("more", rest))
    number = plural(language(), "alerts.number", len(made) + above)
    if above:
        number = t("alerts.number.above", number=number, n=above)
        numbers.append(facts.number("above", above))
    text = t("alerts.together", number=number, said=t("alerts.between").join(words))
    worst = max(made, key=lambda each: each.weight)
    return Sentence(text, tuple(numbers), worst.weight, worst.status)


def way(frame: Frame, alert: Alert) -> tuple[str, str]:
    """Where to look: the page's address in this state, and its name."""
    key = LOOK_METRIC.get(alert.rule.metric, LOOK[alert.rule.kind])
    page = next(page for page in PAGES if page.key == key)
    where = {**dict(frame.scope.where), **dict(alert.rule.where)}
    params = write(Address(frame.scope.as_of, frame.scope.unit, tuple(where.items())), frame.language)
    return f"/{page.path}?{urlencode(params, doseq=True)}", t(page.title_key)


def margin(alert: Alert) -> str:
    """How far the figure must come back before the alert is over."""
    rule, kind = alert.rule, kind_of(alert)
    if rule.kind == "change" and rule.relative:
        return f"{rule.clears * 100:.0f}%"
    return f"{rule.clears * 100:.1f} pt" if kind == "rate" else _figure(alert, "clears", rule.clears).shown


def name(metric: str) -> str:
    """What the figure of a rule is called."""
    own = f"alerts.metric.{metric}"
    return t(own) if own in catalogue(language()) else t(f"metric.{metric}.short")


def kind_of(alert: Alert) -> Kind:
    """What the alert's figure is."""
    metric, kind = alert.rule.metric, alert.rule.kind
    if metric in RATES or kind == "masking":
        return "rate"
    return "money" if metric in AMOUNTS or kind == "notice" else "count"


def _told(alert: Alert, command: Command = ()) -> Told:
    return _SAID[alert.rule.kind](alert, command)


def _figure(alert: Alert, key: str, value: float | None, command: Command = ()) -> Fact:
    """A figure of the alert, as its kind is written."""
    kind = kind_of(alert)
    if value is None:
        return Fact(key, None, kind, fmt.UNKNOWN, command)
    if kind == "rate":
        return facts.rate(key, value, command)
    return facts.money(key, value, alert.currency, command) if kind == "money" else facts.number(
        key, round(value), command)


def _since(alert: Alert) -> Fact:
    return facts.day("since", alert.since)


def _scoped(alert: Alert, words: str) -> str:
    return t("alerts.scoped", where=alert.where, said=words) if alert.where else words


def _level(alert: Alert, command: Command) -> Told:
    rule = alert.rule
    held = alert.value is not None and alert.bound is not None and (
        alert.value < alert.bound if rule.side == "below" else alert.value > alert.bound)
    words = {"metric": name(rule.metric), "against": t("alerts.target" if rule.to_target else "alerts.limit")}
    return Told(f"alerts.level.{rule.side if held else 'back'}", {
        "value": _figure(alert, "value", alert.value, command),
        "bound": _figure(alert, "bound", alert.bound, command)}, words)


def _change(alert: Alert, command: Command) -> Told:
    rule, now, then = alert.rule, alert.value or 0.0, alert.earlier or 0.0
    change = (now - then) / then if rule.relative and then else now - then
    bound = (rule.threshold or 0.0) * (1 if rule.side == "above" else -1)
    return Told("alerts.change", {
        "change": _moved(alert, "change", change), "weeks": facts.number("over", rule.over),
        "value": _figure(alert, "value", alert.value, command), "bound": _moved(alert, "bound", bound)},
        {"metric": name(rule.metric)})


def _moved(alert: Alert, key: str, value: float) -> Fact:
    """A change with its sign: per cent, points, money or a number."""
    sign = "+" if value > 0 else fmt.MINUS if value < 0 else ""
    if alert.rule.relative:
        return Fact(key, value, "ratio", f"{sign}{abs(value) * 100:.0f}%")
    if kind_of(alert) == "rate":
        return facts.points(key, value)
    if kind_of(alert) == "money":
        return Fact(key, value, "money", fmt.signed_money(value, alert.currency, language()))
    return Fact(key, value, "count", f"{sign}{abs(value):,.0f}")


def _accounts(alert: Alert, command: Command) -> Told:
    number = (alert.listed_new if alert.new else alert.listed) or 0
    shown = alert.accounts[:number]
    rest = number - len(shown)
    form = "" if not shown else "_more" if rest else "_named"
    told = {"top": facts.number("top", alert.rule.top)}
    if shown:
        told["names"] = facts.word("accounts", t("list.comma").join(shown))
    if shown and rest:
        told["rest"] = facts.number("rest", rest)
    return Told(f"alerts.accounts.{'new' if alert.new else 'red'}{form}", told, n=number)


def _stale(alert: Alert, command: Command) -> Told:
    told = {"days": Fact("value", alert.value, "count", fmt.count(int(alert.value or 0), "day", language()), command),
            "bound": facts.number("days", alert.rule.days)}
    if alert.rule.table == DATA:
        return Told("alerts.stale.data", told)
    return Told("alerts.stale", told, {"table": t(f"datastatus.table.{alert.rule.table}")})


def _masking(alert: Alert, command: Command) -> Told:
    fall = (alert.earlier or 0.0) - (alert.value or 0.0)
    return Told("alerts.masking", {
        "nrr": facts.rate("nrr", alert.bound or 0.0, command), "weeks": facts.number("weeks", A1_WEEKS - 1),
        "fall": facts.step("fall", fall), "grr": facts.rate("grr", alert.value or 0.0, command)})


def _notice(alert: Alert, command: Command) -> Told:
    return Told("alerts.notice", {
        "days": facts.number("days", alert.rule.days),
        "arr": facts.money("arr", alert.arr or 0.0, alert.currency, command)}, n=alert.listed or 0)


_SAID: dict[str, Callable[[Alert, Command], Told]] = {
    "level": _level, "change": _change, "account_red": _accounts, "stale": _stale, "masking": _masking,
    "notice": _notice}
