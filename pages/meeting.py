"""Weekly meeting: the review on a full screen, nine sections in a fixed order, led by the keyboard."""

import streamlit as st

from components import router
from components.meeting import content, controls, keys, place, screens
from components.url import current

frame = router.guard()
at = place.read(current())

with st.container(key="meeting-screen", gap="xsmall"):
    if at.account:
        controls.way_back(at)
    opened = screens.draw(frame, at)
controls.bar(at)
controls.menu(frame)
controls.hidden(frame, at, opened)
keys.listen()
content.warm(frame, at)
