"""Streamlit's settings as `streamlit run` reads them: config.toml, then STREAMLIT_… of the environment, then flags.

Under any other server Streamlit reads its files alone; then the sign-in would not know that the board listens beyond
this machine.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import click
import streamlit as st
from streamlit import config
from streamlit.web import bootstrap, cli

from data.configured import ROOT
from data.faults import WrongCall
from data.logs import SECRET_NAME

SCRIPT = ROOT / "app.py"


def read(flags: Sequence[str] = ()) -> None:
    """Takes them up, with flags as `streamlit run` knows them. Errors: WrongCall for one that it does not know."""
    config._main_script_path = str(SCRIPT)  # as `streamlit run` does: the files of settings are looked for beside it
    try:
        context = cli.main_run.make_context("serve", [str(SCRIPT), *flags])
    except click.ClickException as error:
        raise WrongCall(error.format_message()) from error
    given = {name: value for name, value in context.params.items() if name not in ("target", "args")}
    bootstrap.load_config_options(given)


def secrets() -> list[str]:
    """What Streamlit's secrets hold: the key of its cookies, the board's password at the provider."""
    return list(_texts(st.secrets.to_dict())) if st.secrets.load_if_toml_exists() else []


def _texts(value: object, name: str = "") -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, each in value.items():
            yield from _texts(each, str(key))
    elif isinstance(value, str) and SECRET_NAME.search(name):
        yield value
