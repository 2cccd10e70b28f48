"""Is the score any good? The last part of the health page: the answer, what it rests on, and other weights."""

from __future__ import annotations

from functools import partial
from html import escape

import pandas as pd
import streamlit as st

from components import cards, export, states, theme
from components import format as fmt
from components.figure import About, figure
from components.health import proof_rows, proof_words
from components.health.proof_behind import Cases
from components.health.proof_questions import Proof
from components.health.view import read
from components.i18n import t
from components.router import Frame
from components.sentence import dimension_inside, dimension_name, value_name
from components.url import current
from queries.dimensions import Dimension

NONE, CASES = About(accounts="none"), About(behind=Cases())
UNJUDGED = ("no_scores", "too_young")


def sentence(frame: Frame) -> str:
    """The answer for the page's head; empty where nothing can be said yet."""
    proof = Proof(frame)
    if proof.refused:
        return ""
    found = proof.answer()
    if found["auc"] is None or pd.isna(found["auc"]):
        return ""
    return t("proof.head", days=90, share=fmt.rate(found["auc"], 0), events=f"{int(found['events']):,}",
             interval=proof_words.between_shares(found["auc_low"], found["auc_high"]))


def draw(frame: Frame) -> None:
    """The answer as a title; by band, calibration and lift; by a dimension, and the proposed weights."""
    proof, stands = Proof(frame), False
    about = NONE if proof.refused else CASES
    with figure(frame, "health.proof", ("health_auc", "auc_lift"), about):
        stands = _head(proof)
    if not stands:
        return
    with st.container(key="proof-first"):
        columns = st.columns(3, gap="medium")
    with columns[0], figure(frame, "health.proof_bands", ("band_retention",), CASES):
        _bands(proof)
    with columns[1], figure(frame, "health.proof_calibration", ("calibration",), CASES):
        _calibration(proof)
    with columns[2], figure(frame, "health.proof_lift", ("auc_lift", "health_auc"), NONE):
        _lift(proof)
    with st.container(key="proof-second"):
        left, right = st.columns(2, gap="medium")
    with left, figure(frame, "health.proof_by", ("health_auc", "auc_lift"), NONE):
        _by(proof)
    with right, figure(frame, "health.proof_weights", ("proposed_weight", "health_auc"), NONE):
        _weights(proof)


def _head(proof: Proof) -> bool:
    """The answer and its base; whether there is anything to draw beneath."""
    if proof.refused:
        theme.block(cards.section(t("proof.refused"), t("proof.refused_why")))
        return False
    found = proof.answer()
    theme.block(cards.section(proof_words.title(found), proof_words.base(found, proof.others())))
    return found["reason"] not in UNJUDGED and bool(found["n"] or found["unscored"])


def _sub(words: str) -> None:
    theme.block(f'<p class="t-sub">{escape(words)}</p>')


def _bands(proof: Proof) -> None:
    found = proof.bands()
    title = proof_words.bands_title(found)
    theme.block(cards.section(title, t("proof.bands.subtitle", days=90)))
    theme.chart(proof_rows.bands(found, theme.mode()), title, "proof-bands")
    _file(proof.frame, "bands", found)


def _calibration(proof: Proof) -> None:
    found = proof.calibration()
    title = proof_words.calibration_title(found)
    if not len(found):
        theme.block(cards.section(title))
        return
    theme.block(cards.section(title, proof_words.calibration_subtitle(found)))
    theme.chart(proof_rows.tenths(found, theme.mode()), title, "proof-calibration")
    _file(proof.frame, "calibration", found)


def _lift(proof: Proof) -> None:
    found = proof.baselines()
    title = proof_words.lift_title(found)
    theme.block(cards.section(title, t("proof.lift.subtitle")))
    theme.chart(proof_rows.lift(found, theme.mode()), title, "proof-lift")
    _file(proof.frame, "baselines", found)


def _by(proof: Proof) -> None:
    """By the page's dimension where it is one of customers, else by the first that is."""
    dimension = _dimension(proof.frame)
    if dimension is None:
        theme.block(cards.section(t("retention.table.none"), t("retention.table.none_why")))
        return
    found = proof.by(dimension.key)
    names = [value_name(dimension, None if pd.isna(value) else str(value)) for value in found[dimension.key]]
    title = proof_words.by_title(names, found, dimension_inside(dimension.key))
    theme.block(cards.section(title, t("proof.by.subtitle", dimension=dimension_inside(dimension.key))))
    theme.block(proof_rows.labels(names, found, dimension_name(dimension.key)))
    _file(proof.frame, "by", found.assign(**{dimension.key: names}))


def _dimension(frame: Frame) -> Dimension | None:
    chosen = read(current(), frame.dimensions, frame.scope.where).by
    if chosen is not None and chosen.kind != "line":
        return chosen
    return next((each for each in frame.dimensions.values() if each.kind != "line" and len(each.values) > 1), None)


def _weights(proof: Proof) -> None:
    """Present beside proposed; the next version's text to copy. Nothing here changes the model."""
    found, trial = proof.weights()
    theme.block(cards.section(proof_words.weights_title(trial)))
    if found.proposed.notna().any():
        _sub(proof_words.weights_base(trial))
        theme.block(proof_rows.weights(found))
        _file(proof.frame, "weights", found)
    else:
        theme.block(states.notice(t("proof.weights.nothing"), [t("proof.weights.kept")]))
    text = proof.next_version()
    if text:
        with st.popover(t("proof.weights.button"), key="popover.proposal"):
            theme.block(theme.dialog_mode() + f'<p class="t-quiet">{escape(t("proof.weights.apply"))}</p>')
            st.code(text, language="toml", height=420)


def _file(frame: Frame, key: str, rows: pd.DataFrame) -> None:
    """A table's rows as they came, rates as fractions, under the names that the commands use."""
    made = partial(export.csv, rows)
    export.button(frame.export, t(f"proof.export.{key}"), f"health-proof-{key}-{frame.scope.as_of}.csv", made,
                  f"proof.file.{key}")
