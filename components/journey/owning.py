"""Who answers for each stage: named on the board, else the function that the rules name."""

from __future__ import annotations

import streamlit as st

from components.deciding import author_field, opened, save
from components.i18n import t
from components.journey import words
from components.journey.questions import Questions
from queries.journey import STAGES
from queries.journey_owners import PREFIX

KIND = "owner"


def form(ask: Questions) -> None:
    """A form that names a stage's owner; the name stands in the picture from the next run on."""
    named = ask.owners()
    names = {each: words.stage(each) for each in STAGES}
    stage = st.selectbox(t("journey.owner.stage"), list(STAGES), key="journey.owner.stage",
                         format_func=names.__getitem__)
    key, held = f"{PREFIX}{stage}", named[stage]
    version = opened(KIND, key)
    with st.form(f"journey.owner.{stage}", border=False):
        name = st.text_input(t("journey.owner.name"), value=held.name if held.named else "", max_chars=200,
                             key=f"journey.owner.name.{stage}.{version}",
                             placeholder=t("journey.owner.default", name=words.owner(held.name)))
        author_field("journey")
        sent = st.form_submit_button(t("journey.owner.save"), type="primary")
    if sent and save(KIND, key, {"owner": name}, version):
        st.rerun()
