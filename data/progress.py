"""A progress bar on standard error, where that is a terminal: in a log every step of it would be a line of its own."""

from __future__ import annotations

import sys
from types import TracebackType

from tqdm import tqdm


class Bar:
    """One bar for a whole command, step after step. Standard output stays free for what was asked for."""

    def __init__(self) -> None:
        self.bar = tqdm(total=0, file=sys.stderr, leave=False, disable=None,
                        bar_format="{desc} {percentage:3.0f}% |{bar}| {elapsed}")

    def __enter__(self) -> Bar:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        self.bar.close()

    def show(self, what: str, done: int, total: int) -> None:
        """What is being done, how much of it, of how much; a total of 0: unknown."""
        self.bar.set_description_str(what, refresh=False)
        self.bar.total, self.bar.n = total or 1, done
        self.bar.refresh()
