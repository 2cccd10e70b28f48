"""What somebody takes away is there until they can have fetched it, whoever else's script ends meanwhile."""

from __future__ import annotations

from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.media_file_storage import MediaFileStorageError
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage

from components.serving import files


class Clock:
    """Moved by hand."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def made() -> tuple[MediaFileManager, MemoryMediaFileStorage, Clock]:
    storage, clock = MemoryMediaFileStorage("/media"), Clock()
    manager = MediaFileManager(storage)
    files.keep(manager, clock)
    return manager, storage, clock


def pressed(manager: MediaFileManager, content: bytes = b"a,b") -> str:
    """The name under which the file of a pressed button can be fetched."""
    button = manager.add_deferred(lambda: content, "text/csv", "1.0", "week.csv")
    return manager.execute_deferred(button).rsplit("/", 1)[1]


def scripts_end(manager: MediaFileManager, times: int) -> None:
    for _ in range(times):
        manager.remove_orphaned_files()


def is_there(storage: MemoryMediaFileStorage, name: str) -> bool:
    try:
        return bool(storage.get_file(name).content)
    except MediaFileStorageError:
        return False


def test_streamlit_alone_deletes_it_when_two_scripts_have_ended() -> None:
    """What this is for: when it is no longer so, components/serving/files.py can go."""
    storage = MemoryMediaFileStorage("/media")
    manager = MediaFileManager(storage)
    name = pressed(manager)
    scripts_end(manager, 2)
    assert not is_there(storage, name)


def test_it_is_there_until_its_time_has_come() -> None:
    manager, storage, clock = made()
    name = pressed(manager)
    scripts_end(manager, 9)
    clock.now = files.LINGER_SECONDS - 1
    pressed(manager, b"another")
    scripts_end(manager, 2)
    assert is_there(storage, name)
    clock.now = files.LINGER_SECONDS
    pressed(manager, b"a third")
    scripts_end(manager, 2)
    assert not is_there(storage, name)


def test_what_is_made_anew_meanwhile_has_its_own_time() -> None:
    manager, storage, clock = made()
    name = pressed(manager)
    scripts_end(manager, 2)
    clock.now = files.LINGER_SECONDS - 1
    assert pressed(manager) == name
    scripts_end(manager, 2)
    clock.now = files.LINGER_SECONDS + 1
    pressed(manager, b"another")
    scripts_end(manager, 2)
    assert is_there(storage, name)


def test_what_a_page_shows_goes_at_once() -> None:
    manager, storage, _ = made()
    name = manager.add(b"picture", "image/png", "1.0").rsplit("/", 1)[1]
    manager.clear_session_refs("dontcare")
    scripts_end(manager, 1)
    assert not is_there(storage, name)
