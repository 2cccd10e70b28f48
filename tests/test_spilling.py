"""A build that needs more memory than it may use spills, and goes on: dbt opens the file by the profile's own words."""

from __future__ import annotations

from pathlib import Path

import yaml
from dbt.adapters.duckdb.credentials import DuckDBCredentials
from dbt.adapters.duckdb.environments.local import LocalEnvironment
from jinja2 import Environment

from data.build import PROJECT


def test_a_model_after_one_that_spilled_finds_the_file_open(tmp_path: Path) -> None:
    """dbt gives every model a cursor of its own, and the profile's settings with it."""
    given = {"TENURE_BUILD_PATH": str(tmp_path / "draft.duckdb"), "TENURE_BUILD_MEMORY": "60MB"}
    text = (PROJECT / "profiles.yml").read_text(encoding="utf-8")
    jinja = Environment(autoescape=False)
    jinja.filters |= {"as_number": str, "as_native": str}
    rendered = jinja.from_string(text).render(env_var=lambda name, default="": given.get(name, default))
    told = yaml.safe_load(rendered)["tenure"]["outputs"]["duckdb"]
    told = {name: value for name, value in told.items() if name not in ("type", "threads")}
    rooms = LocalEnvironment(DuckDBCredentials(database="draft", **told))
    first = rooms.handle()  # type: ignore[no-untyped-call]
    first.cursor().execute("create temp table wide as select i, hash(i)::text || repeat('x', 40) as t"
                           " from range(1000000) as r(i) order by t")
    assert list((tmp_path / "draft.duckdb.tmp").iterdir()), "nothing was spilled: this shows nothing"
    second = rooms.handle().cursor()  # type: ignore[no-untyped-call]
    for name, value in (("disabled_optimizers", "common_subplan"), ("enable_caching_operators", "false")):
        second.execute(f"select current_setting('{name}')::text")
        assert second.fetchall() == [(value,)]
