"""A page that saves what its address asks for, as a form's submit does, and says so. tests/test_store_crash_app.py
kills the server that runs it.
"""

import streamlit as st

from components import deciding, i18n, loaders
from tests.store_writer import SHARED, body

i18n.use("en")
deciding.begin()
writer, number = st.query_params.get("writer"), int(st.query_params.get("number", "-1"))
standing = {record.key: record for record in loaders.decided("setting")}
if writer and number >= 0:
    key = SHARED if number % 10 == 0 else f"{writer}-{number}"
    st.session_state["deciding.author"] = writer
    if deciding.save("setting", key, body(writer, number), standing[key].version if key in standing else 0):
        st.text(f"saved {key} {number}")
deciding.end()
