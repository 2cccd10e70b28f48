"""An alert in words: what fires and by how much, since when, and where to look. Pure apart from the run's language."""

from __future__ import annotations

from urllib.parse import urlencode

from components import format as fmt
from components.address import Address, write
from components.alerts.questions import Alert
from components.i18n import catalogue, language, plural, t
from components.report.model import Fact, Sentence
from components.router import PAGES, Frame
from components.workbook import Kind
from data.alerts.model import AMOUNTS, RATES

WEIGHTS = {"bad": 2.0, "warn": 1.0}
LOOK = {"level": "retention", "change": "retention", "account_red": "health", "stale": "data", "masking": "retention",
        "notice": "renewals"}
LOOK_METRIC = {"red_arr": "health", "red_customers": "health", "red_share": "health", "at_risk_arr": "renewals"}


def sentence(alert: Alert) -> str:
    """What fires, with its numbers, and whether it is new or since when: one line, no full stop."""
    return t("alerts.dated", said=said(alert), when=when(alert))


def said(alert: Alert) -> str:
    """What fires, with its numbers."""
    return _scoped(alert, _SAID[alert.rule.kind](alert))


def when(alert: Alert) -> str:
    """New this week, or since which week."""
    return t("alerts.new") if alert.new else t("alerts.since", day=fmt.day(alert.since, language()))


def fact_sentence(alert: Alert, where: tuple[str, ...] = ()) -> Sentence:
    """The same for a report: its numbers as facts, each with the command that gives it. `where`: of its scope."""
    command = ("alerts", "--as-of", alert.week.isoformat(), *where)
    kind = kind_of(alert)
    given: list[tuple[str, float | int | None, Kind, str]] = [
        ("value", alert.value, kind, figure(alert, alert.value)),
        ("bound", alert.bound, kind, figure(alert, alert.bound)),
        ("earlier", alert.earlier, kind, figure(alert, alert.earlier)),
        ("arr", alert.arr, "money", _money(alert, alert.arr)), ("listed", alert.listed, "count", str(alert.listed))]
    facts = [Fact(f"{alert.rule.key}.{each}", value, held, shown, command) for each, value, held, shown in given
             if value is not None]
    text = sentence(alert)
    told = tuple(fact for fact in facts if fact.shown in text)
    return Sentence(text, told, WEIGHTS[alert.rule.severity], alert.rule.severity)


def way(frame: Frame, alert: Alert) -> tuple[str, str]:
    """Where to look: the page's address in this state, and its name."""
    key = LOOK_METRIC.get(alert.rule.metric, LOOK[alert.rule.kind])
    page = next(page for page in PAGES if page.key == key)
    where = {**dict(frame.scope.where), **dict(alert.rule.where)}
    params = write(Address(frame.scope.as_of, frame.scope.unit, tuple(where.items())), frame.language)
    return f"/{page.path}?{urlencode(params, doseq=True)}", t(page.title_key)


def figure(alert: Alert, value: float | None) -> str:
    """A figure of the alert, as its kind is written."""
    if value is None:
        return fmt.UNKNOWN
    kind = kind_of(alert)
    if kind == "rate":
        return fmt.rate(value)
    return _money(alert, value) if kind == "money" else f"{value:,.0f}"


def name(metric: str) -> str:
    """What the figure of a rule is called."""
    own = f"alerts.metric.{metric}"
    return t(own) if own in catalogue(language()) else t(f"metric.{metric}.short")


def kind_of(alert: Alert) -> Kind:
    metric, kind = alert.rule.metric, alert.rule.kind
    if metric in RATES or kind == "masking":
        return "rate"
    return "money" if metric in AMOUNTS or kind == "notice" else "count"


def _money(alert: Alert, value: float | None) -> str:
    return fmt.UNKNOWN if value is None else fmt.money(value, alert.currency, language())


def _scoped(alert: Alert, words: str) -> str:
    return t("alerts.scoped", where=alert.where, said=words) if alert.where else words


def _level(alert: Alert) -> str:
    rule = alert.rule
    held = alert.value is not None and alert.bound is not None and (
        alert.value < alert.bound if rule.side == "below" else alert.value > alert.bound)
    against = t("alerts.target" if rule.to_target else "alerts.limit")
    return t(f"alerts.level.{rule.side if held else 'back'}", metric=name(rule.metric),
             value=figure(alert, alert.value), against=against, bound=figure(alert, alert.bound))


def _change(alert: Alert) -> str:
    rule = alert.rule
    sign = 1 if rule.side == "above" else -1
    bound = _moved(alert, sign * (rule.threshold or 0.0))
    now = alert.value if alert.value is not None else 0.0
    then = alert.earlier if alert.earlier is not None else 0.0
    change = (now - then) / then if rule.relative and then else now - then
    return t("alerts.change", metric=name(rule.metric), change=_moved(alert, change), weeks=rule.over,
             value=figure(alert, alert.value), bound=bound)


def _moved(alert: Alert, value: float) -> str:
    """A change with its sign: per cent, points, money or a number."""
    sign = "+" if value > 0 else fmt.MINUS if value < 0 else ""
    if alert.rule.relative:
        return f"{sign}{abs(value) * 100:.0f}%"
    if kind_of(alert) == "rate":
        return fmt.points(value)
    if kind_of(alert) == "money":
        return fmt.signed_money(value, alert.currency, language())
    return f"{sign}{abs(value):,.0f}"


def _accounts(alert: Alert) -> str:
    number = alert.listed_new or 0 if alert.new else alert.listed or 0
    key = "alerts.accounts.new" if alert.new else "alerts.accounts.red"
    words = plural(language(), key, number, top=alert.rule.top)
    shown = alert.accounts[:number]
    if not shown:
        return words
    rest = number - len(shown)
    listed = t("list.comma").join(shown)
    return t("alerts.accounts.more", said=words, names=listed, n=rest) if rest else t(
        "alerts.accounts.named", said=words, names=listed)


def _stale(alert: Alert) -> str:
    days = fmt.count(int(alert.value or 0), "day", language())
    if alert.rule.table == "data":
        return t("alerts.stale.data", days=days, bound=alert.rule.days)
    return t("alerts.stale", table=t(f"datastatus.table.{alert.rule.table}"), days=days, bound=alert.rule.days)


def _masking(alert: Alert) -> str:
    fall = (alert.earlier or 0.0) - (alert.value or 0.0)
    return t("alerts.masking", nrr=fmt.rate(alert.bound), grr=fmt.rate(alert.value),
             fall=fmt.points(fall).lstrip("+"))


def _notice(alert: Alert) -> str:
    return plural(language(), "alerts.notice", alert.listed or 0, days=alert.rule.days, arr=_money(alert, alert.arr))


_SAID = {"level": _level, "change": _change, "account_red": _accounts, "stale": _stale, "masking": _masking,
         "notice": _notice}
