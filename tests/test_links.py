"""What a link may hold is documented, and what is unfolded on a page comes from it."""

from __future__ import annotations

import re

from components.address import PAGE_PARAMETERS
from tests.conftest import ROOT, Board

ROW = re.compile(r"^\| ((?:`[a-z_]+`(?:, )?)+) \|", re.MULTILINE)


def test_every_parameter_is_documented() -> None:
    own = (ROOT / "docs/links.md").read_text(encoding="utf-8").split("**A page's own**")[1]
    told = [name for row in ROW.findall(own) for name in re.findall(r"`([a-z_]+)`", row)]
    assert sorted(told) == sorted(PAGE_PARAMETERS)


def test_a_link_opens_a_list_to_its_end_and_closing_it_leaves_the_rest(board: Board) -> None:
    app = board("en", "pages/renewals.py", all=["renewals.rows", "another"], tab="deadline")
    switch = app.toggle(key="renewals.rows")
    assert switch.value is True
    folded = switch.set_value(False).run()
    assert not folded.exception
    assert folded.toggle(key="renewals.rows").value is False
