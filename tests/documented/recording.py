"""What commands really print, written into the page's `console` blocks in place of what stood there."""

from __future__ import annotations

from collections.abc import Sequence

from tests.documented.blocks import FENCE, Page, same
from tests.documented.running import Result


def recorded(page: Page, results: Sequence[Result]) -> str:
    """The page's text with the outputs of these results; what already fits (`…` and all) stays as it is."""
    text = page.path.read_text(encoding="utf-8")
    found = {result.command.line: result for result in results}
    pieces, at = [], 0
    for fence in FENCE.finditer(text):
        if fence["info"].split(" ")[0] != "console":
            continue
        start = text.count("\n", 0, fence.start()) + 1
        commands = [each for block in page.blocks if block.line == start and not block.not_run
                    for each in block.commands]
        if commands:
            pieces += [text[at:fence.start("body")], "".join(_shown(found[each.line]) for each in commands)]
            at = fence.end("body")
    return "".join([*pieces, text[at:]])


def _shown(result: Result) -> str:
    said = result.command.prints or ()
    fits = result.checked or (said and same(said, result.printed))
    lines = said if fits else [line.rstrip() for line in result.printed.rstrip().splitlines()]
    return "".join(f"{line}\n" for line in (f"$ {result.command.text}", *lines))
