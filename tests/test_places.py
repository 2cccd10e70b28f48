"""Statements over a company's own names: what looks like a place for a value inside of quotation marks is none."""

from __future__ import annotations

import re

import duckdb
import pytest
from sqlalchemy import create_engine

from data.engines.place import Embedded, OnEngine
from data.engines.words import WORDS

NAMES = ("a :x b", 'say "hi" :x', "it's", "50% :x", "{{ 7*7 }}")


@pytest.mark.parametrize("name", NAMES)
def test_a_name_may_hold_what_looks_like_a_place(name: str) -> None:
    with duckdb.connect() as connection:
        at = Embedded(connection)
        at.run(f"create table t ({at.quoted(name)} integer)")
        at.run(f"insert into t ({at.quoted(name)}) values (:x::integer)", x=5)
        assert at.rows(f"select {at.quoted(name)}, ':x it''s', :x from t", x=7) == [(5, ":x it's", 7)]


@pytest.mark.parametrize("name", NAMES)
def test_on_an_engine_too(name: str) -> None:
    with create_engine("duckdb:///:memory:").connect() as connection:
        at = OnEngine(connection, "duckdb", {})
        assert at.rows(f"select 1 as {at.quoted(name)}, ':x it''s', :x", x=7) == [(1, ":x it's", 7)]


def test_what_a_backslash_escapes() -> None:
    """Spark's texts and names end elsewhere than the others'."""
    said = r"select `a``:b`, 'it\'s :x', :y"
    assert re.findall(WORDS["spark"].closed, said) == ["`a``:b`", r"'it\'s :x'"]
