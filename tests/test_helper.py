"""The process that works ahead: what it has done is there, and nobody waits for what it will not do."""

import os
import threading
import time

import pytest

from gdsite import helper


@pytest.fixture
def work(tmp_path, monkeypatch):
    """A function that starts a helper on tasks, each of which leaves two files, one at its begin; and their folder."""
    monkeypatch.setattr(helper, "_CORES", 2)
    started = []

    def start(*names, before=lambda name: None):
        def task(name):
            (tmp_path / f"{name} has begun").touch()
            before(name)
            (tmp_path / name).touch()

        started.append(helper.Helper({name: lambda name=name: task(name) for name in names}))
        return started[-1]

    yield start, tmp_path
    for each in started:
        each.end()


def wait_for(file):
    while not file.exists():
        time.sleep(0.001)


def test_what_has_begun_is_waited_for(work):
    """The second task goes on only once it is waited for, and is done when the waiting ends."""
    start, folder = work
    ahead = start("one", "two", before=lambda name: name == "two" and wait_for(folder / "go"))
    wait_for(folder / "two has begun")
    assert not (folder / "two").exists()
    later = threading.Timer(0.1, (folder / "go").touch)
    later.start()
    ahead.wait_for("two")
    assert (folder / "two").exists()
    later.join()


def test_what_has_not_begun_is_not_waited_for_and_not_done(work):
    """The last of three tasks is asked for while the first is held up: it is left to who asks."""
    start, folder = work
    ahead = start("one", "two", "three", before=lambda name: wait_for(folder / "go"))
    ahead.wait_for("three")
    assert not (folder / "two").exists()
    (folder / "go").touch()
    os.waitid(os.P_PID, ahead.process, os.WEXITED | os.WNOWAIT)
    assert (folder / "two").exists() and not (folder / "three has begun").exists()


def test_a_failure_ends_the_work_and_the_waiting(work):
    """The second task fails: no message, and the tasks from it on are left to who asks for them."""
    start, folder = work

    def fail(name):
        if name == "two":
            raise ValueError(name)

    ahead = start("one", "two", "three", before=fail)
    wait_for(folder / "two has begun")
    for name in ("two", "three"):
        ahead.wait_for(name)
    assert {path.name for path in folder.iterdir()} == {"one has begun", "one", "two has begun"}


def test_the_end_cuts_a_task_short(work):
    """A task of ten minutes is not waited for at the end, and what was never a task is not waited for at all."""
    start, folder = work
    ahead = start("long", before=lambda name: time.sleep(600))
    process = ahead.process
    ahead.wait_for("other")
    ahead.end()
    assert not (folder / "long").exists()
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


def test_one_core_does_not_help_itself(work, monkeypatch):
    """Where there is one core, no process is started, and nothing waits."""
    start, folder = work
    monkeypatch.setattr(helper, "_CORES", 1)
    ahead = start("one")
    ahead.wait_for("one")
    assert ahead.process is None and not (folder / "one").exists()
