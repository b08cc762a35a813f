"""The server of mkdocs serve: what it watches."""

from watchdog.events import FileModifiedEvent, FileMovedEvent, FileSystemEventHandler

from gdsite.mkdocs.server import _Changes


def test_a_single_file_is_watched_in_its_folder_and_nowhere_below(tmp_path):
    """MkDocs asks for mkdocs.yml recursively: all of the project's folders would be watched, .git and .venv too."""
    file, other = tmp_path / "mkdocs.yml", tmp_path / "other.yml"
    file.touch()
    told, handler = [], FileSystemEventHandler()
    handler.on_any_event = told.append
    watch = _Changes().schedule(handler, str(file), recursive=True)
    assert (watch.path, watch.is_recursive) == (str(tmp_path), False)
    new = FileMovedEvent(str(other), str(file))  # as editors save
    for event in (FileModifiedEvent(str(other)), FileModifiedEvent(str(file)), new):
        handler.on_any_event(event)
    assert told == [FileModifiedEvent(str(file)), new]


def test_a_folder_is_watched_with_all_below(tmp_path):
    """As MkDocs asks for docs."""
    watch = _Changes().schedule(FileSystemEventHandler(), str(tmp_path), recursive=True)
    assert (watch.path, watch.is_recursive) == (str(tmp_path), True)
