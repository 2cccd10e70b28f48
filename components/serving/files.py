"""Files that people take away, such as a workbook: kept until they can have been fetched.

Streamlit makes such a file when its button is pressed, tells the browser where it is, and counts it as nobody's: the
second script of anybody that ends after that deletes it. On a busy server that is before the browser has asked for it,
which then meets a 404. Here it stays for LINGER_SECONDS more; a file that was made anew meanwhile stays as it is.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from streamlit.runtime import get_instance
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.media_file_storage import MediaFileKind

LINGER_SECONDS = 120.0
"""A browser asks at once, but a busy server hears it late."""


def linger() -> None:
    """The files of the board's own server linger. To be called once the server's runtime stands."""
    keep(get_instance().media_file_mgr)


def keep(manager: MediaFileManager, clock: Callable[[], float] = time.monotonic) -> None:
    """The manager's downloads are deleted LINGER_SECONDS after it has given them up, by whatever it deletes next.

    It calls with its own lock held, so that nothing here runs twice at once.
    """
    storage, due = manager._storage, dict[str, float]()  # it has no setting for this
    delete = storage.delete_file

    def later(file_id: str) -> None:
        if manager._file_metadata[file_id].kind == MediaFileKind.DOWNLOADABLE:
            due[file_id] = clock() + LINGER_SECONDS
        else:
            delete(file_id)
        for each in [each for each, moment in due.items() if moment <= clock()]:
            del due[each]
            if each not in manager._file_metadata:
                delete(each)

    storage.delete_file = later  # type: ignore[method-assign]
