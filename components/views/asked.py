"""What the URL filters a list by, and the popover that writes it there. Each list says by what it can be filtered."""

from __future__ import annotations

import streamlit as st

from components import format as fmt
from components import theme, url
from components.i18n import language, plural, t
from components.router import Frame
from queries.narrowing import BAND, BANDS, DUE, LEAST, OWNER, REASON, TEXT, Narrow
from queries.renewal_lists import REASONS as RISKS
from queries.shelves import JOURNEY, MORE, REASONS_OF
from queries.views import View
from queries.week import URGENCIES

PARAMETERS = (BAND, OWNER, LEAST, TEXT)


def narrow(key: str) -> Narrow:
    """What this run's URL filters the list of this key by, and which list it is where one is many."""
    names = (*PARAMETERS, *([REASON] if key in REASONS_OF else []), *MORE.get(key, ()))
    found = url.current()
    return Narrow.of({name: [value for value in found[name] if value or name == OWNER] for name in names
                      if name in found})


def where(frame: Frame, key: str, narrowed: Narrow) -> View:
    """The list as it is filtered now, as a view without a name."""
    return View("", 0, "", key, frame.scope.viewer.who, unit=frame.scope.unit, where=frame.scope.where,
                narrow=narrowed)


def popover(frame: Frame, key: str, narrowed: Narrow, owners: list[str | None], reasons: dict[str, str]) -> None:
    """The filters of one list. `owners`: those of its rows; `reasons`: each with its words, none where it has none."""
    number = sum(map(bool, (narrowed.reasons if key != "week" else (), narrowed.bands, narrowed.owners,
                            narrowed.least_given, narrowed.text)))
    label = plural(language(), "views.filter.some", number) if number else t("views.filter.none")
    with st.popover(label, key=f"popover.narrow.{key}"):
        theme.block(theme.dialog_mode())
        if key != JOURNEY:  # its rows say no band
            _many(f"narrow.{key}.{BAND}", BAND, t("lists.column.health"),
                  {each: t(f"lists.band.{each}") for each in BANDS}, narrowed.bands)
        if reasons:
            _many(f"narrow.{key}.{REASON}", REASON, t("lists.column.reason"), reasons, narrowed.reasons)
        every = dict.fromkeys([*sorted({each for each in owners if each}), *narrowed.owners])
        names = {name: name or t("views.owner.none") for name in every}
        if any(each is None for each in owners):
            names[""] = t("views.owner.none")
        _many(f"narrow.{key}.{OWNER}", OWNER, t("lists.column.owner"), names, narrowed.owners)
        _text(f"narrow.{key}.{LEAST}", LEAST, t("views.least", currency=frame.build.currency), narrowed.least_given)
        _text(f"narrow.{key}.{TEXT}", TEXT, t("views.contains"), narrowed.text)
        if number:
            st.button(t("views.filter.clear"), key=f"narrow.{key}.clear", on_click=clear)


def said(narrowed: Narrow, currency: str) -> str:
    """The filters in words; empty without any."""
    parts = [t("filter.part", name=t("lists.column.health"), values=_or([t(f"lists.band.{each}") if each in BANDS
                                                                       else each for each in narrowed.bands]))
             if narrowed.bands else "",
             t("filter.part", name=t("lists.column.owner"), values=_or([each or t("views.owner.none")
                                                                      for each in narrowed.owners]))
             if narrowed.owners else "",
             t("views.said.reasons", reasons=_or([t(f"views.risk.{each}") for each in narrowed.reasons]))
             if narrowed.reasons and set(narrowed.reasons) <= set(RISKS) else "",
             t("filter.part", name=t("week.column.deadline"), values=_or([t(f"week.due.{each}")
                                                                        for each in narrowed.due]))
             if narrowed.due and set(narrowed.due) <= set(URGENCIES) else "",
             t("views.said.least", arr=fmt.money(narrowed.least, currency, language()))
             if narrowed.least is not None else "",
             t("views.said.contains", text=narrowed.text) if narrowed.text else ""]
    kept = [each for each in parts if each]
    return t("filter.narrowed", filters=" × ".join(kept)) if kept else ""


def clear() -> None:
    """Drop the list's own filters from the URL."""
    url.put({name: values for name, values in url.remembered().items() if name not in (*PARAMETERS, REASON, DUE)})


def _or(values: list[str]) -> str:
    return t("filter.or").join(values)


def _many(key: str, name: str, label: str, names: dict[str, str], chosen: tuple[str, ...]) -> None:
    shown = {**names, **{each: each for each in chosen if each not in names}}
    st.session_state[key] = list(chosen)
    st.multiselect(label, list(shown), key=key, format_func=shown.__getitem__, placeholder=t("filter.all"),
                   select_all=False, on_change=_write_many, args=(key, name))


def _text(key: str, name: str, label: str, value: str) -> None:
    st.session_state[key] = value
    st.text_input(label, key=key, max_chars=200, on_change=_write_text, args=(key, name))


def _write_many(key: str, name: str) -> None:
    url.change(name, list(st.session_state[key]))


def _write_text(key: str, name: str) -> None:
    said_ = str(st.session_state[key]).strip()
    url.change(name, [said_] if said_ else [])
