"""What is filtered, in words: names of dimensions and values, the sentence on every page, the popovers' labels.

Pure apart from the run's language. Values are the company's own words; only the contract's words are translated.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from components import format as fmt
from components.address import Address, Unknown
from components.i18n import catalogue, language, t
from queries.dimensions import Build, Dimension, Value
from queries.scope import Filters, Scope

LABEL_LENGTH = 24
MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#+!|~$:&])")
LISTED = re.compile(r"^(\s*)(-|\d+(?=[.)]))(?=\s|[.)]\s)", re.MULTILINE)
SYMBOL = re.compile(r"(?<!\S)(--|->|<-|<->|>=|<=|~=)(?!\S)")
JOINER = "\u2060"
"""Has no width: between two signs it keeps them from being read as one."""


def plain(text: str) -> str:
    """The text as it is, where Streamlit would read Markdown: a name with `*` or `[` is shown, not interpreted.

    Nor is one that begins like a list, or holds what Streamlit draws as an arrow or a dash.
    """
    apart = SYMBOL.sub(lambda found: JOINER.join(found[1]), text)
    return LISTED.sub(_unlisted, MARKDOWN.sub(r"\\\1", apart))


def _unlisted(found: re.Match[str]) -> str:
    return f"{found[1]}\\-" if found[2] == "-" else f"{found[1]}{found[2]}\\"


def _word(key: str, otherwise: str) -> str:
    return catalogue(language()).get(key, otherwise)


def dimension_name(key: str) -> str:
    """What people call a filter's key; a company's own attribute keeps its own name, written as words."""
    own = key.replace("_", " ").strip()
    return _word(f"dimension.{key}", own[:1].upper() + own[1:] or key)


def value_name(dimension: Dimension, value: str | None) -> str:
    """What people call a value: a team's or CSM's name, a word of the contract in the run's language, else itself."""
    if value is None:
        return t("filter.unknown")
    shown = dimension.name_of(value) or value
    return _word(f"value.{dimension.key}.{value}", shown)


def inside(name: str) -> str:
    """A word of the board in the middle of a sentence; a name with capitals of its own (CSM, ICP) keeps them."""
    return name[:1].lower() + name[1:] if name[:1].isupper() and not name[1:2].isupper() else name


def dimension_inside(key: str) -> str:
    """A filter's name in the middle of a sentence; a company's own attribute keeps its own spelling."""
    return inside(dimension_name(key)) if f"dimension.{key}" in catalogue(language()) else key


def metric_word(key: str, part: str, unit: str) -> str:
    """A metric's name, short name or definition, in words of the unit that it counts where that is no customer."""
    return _word(f"metric.{key}.{unit}.{part}", t(f"metric.{key}.{part}"))


def option(dimension: Dimension, value: Value) -> str:
    """A value to choose, with how many customers ever carried it, which the words say."""
    return t("filter.option", value=value_name(dimension, value.value), n=f"{value.customers:,}")


def _values(dimension: Dimension, values: tuple[str | None, ...]) -> str:
    return t("filter.or").join(value_name(dimension, value) for value in values)


def narrowed(asked: Filters | Scope, dimensions: Mapping[str, Dimension]) -> str:
    """The sentence of a page: whose figures they are where somebody sees a part, and what they are narrowed to; of
    somebody who sees all, without filters, that they are of all customers.
    """
    where = asked.where if isinstance(asked, Scope) else asked
    own = asked.viewer.filters if isinstance(asked, Scope) else ()
    said = [t("filter.own", filters=_parts(own, dimensions))] if own else []
    said += [t("filter.narrowed", filters=_parts(where, dimensions))] if where else []
    return t("filter.and").join(said) or t("filter.none")


def _parts(where: Filters, dimensions: Mapping[str, Dimension]) -> str:
    return " × ".join(
        t("filter.part", name=dimension_name(key), values=_values(dimensions[key], values)) for key, values in where)


def filter_label(where: Filters, dimensions: Mapping[str, Dimension], own: Filters = ()) -> str:
    """The filters' popover says its state: "Enterprise × Kanto"; what does not fit is counted. Without filters whose
    customers they are: everybody's, or those of the `own` permission.
    """
    if not where:
        return filter_label(own, dimensions) if own else t("filter.everyone")
    said = [t("filter.comma").join(value_name(dimensions[key], value) for value in values) for key, values in where]
    shown = [short(said[0])]
    for text in said[1:]:
        if len(" × ".join([*shown, text])) > LABEL_LENGTH:
            break
        shown.append(text)
    more = len(said) - len(shown)
    label = " × ".join(shown)
    return t("filter.more", shown=label, n=more) if more else label


def joined(*sentences: str) -> str:
    """Sentences in a row, as the language sets them; empty ones are left out."""
    return ("" if language() == "ja" else " ").join(each for each in sentences if each)


def short(text: str) -> str:
    """At most LABEL_LENGTH characters, an ellipsis where it was longer."""
    return text if len(text) <= LABEL_LENGTH else f"{text[: LABEL_LENGTH - 1]}…"


def as_of_label(address: Address, build: Build) -> str:
    """The as-of popover says its date: "As of 22 Nov 2026"."""
    return fmt.as_of(address.as_of or build.default_as_of, language())


def unit_label(address: Address) -> str:
    """The unit popover says its unit: "Per customer"."""
    return t(f"unit.{address.unit}")


def fault(unknown: Unknown, build: Build) -> str:
    """What is wrong with one part of a link, in a sentence that quotes it."""
    weeks = build.weeks or (build.first_day,)
    first, last = (fmt.full_day(day, language()) for day in (weeks[0], weeks[-1]))
    return t(
        f"address.{unknown.fault}",
        parameter=unknown.parameter,
        name=dimension_name(unknown.parameter),
        value=unknown.value or t("filter.unknown"),
        first=first,
        last=last,
    )


def remedy(unknown: Unknown) -> str:
    """The label of the button that clears just this part."""
    by_value = unknown.fault == "value"
    said = unknown.value or t("filter.unknown") if by_value else unknown.parameter
    return t("filter.remove", value=_word(f"parameter.{unknown.parameter}", said))
