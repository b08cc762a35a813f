"""The site that was there stays whole until the new one is."""

import signal
import time

import pytest

from conftest import snapshot
from gdsite.publish import publish, stage


@pytest.mark.parametrize("seconds", [0.1, 0.3, 0.4, 0.5])
def test_a_killed_build_leaves_the_old_site(copy, seconds):
    """kill −9 at some moment of a build: the site is the old one, or else the new one, whole."""
    assert copy.build().returncode == 0
    old = snapshot(copy.site)
    copy.replace("docs/index.md", "w, r = 1, 0.1", "w, r = 1, 0.2")
    build = copy.start("build")
    time.sleep(seconds)
    build.send_signal(signal.SIGKILL)
    build.communicate()
    killed = snapshot(copy.site)
    assert copy.build().returncode == 0
    assert killed in (old, snapshot(copy.site))
    assert not list(copy.folder.glob(".site.*"))


def test_hidden_entries_of_a_site_stay(tmp_path):
    """As in every MkDocs build, a .git in the site's folder is kept, and visible leftovers are not."""
    site = tmp_path / "site"
    (site / ".git").mkdir(parents=True)
    (site / ".git/HEAD").write_text("ref")
    (site / "old.html").write_text("old")
    staging = stage(site)
    (staging / "new.html").write_text("new")
    publish(staging, site)
    assert {path.name for path in tmp_path.rglob("*")} == {"site", ".git", "HEAD", "new.html"}


def test_a_site_is_never_missing_and_never_half_written(tmp_path):
    """A reader who looks all the time, while 50 sites are published, finds one whole site each time."""
    import threading

    site = tmp_path / "site"
    seen, done = [], threading.Event()

    def fill(folder, text):
        for name in ("one", "two"):
            (folder / name).write_text(text)

    def look():
        while not done.is_set():
            seen.append((site / "one").read_text())

    site.mkdir()
    fill(site, "0")
    reader = threading.Thread(target=look)
    reader.start()
    for number in range(1, 51):
        staging = stage(site)
        fill(staging, str(number))
        publish(staging, site)
    done.set()
    reader.join()
    assert seen == sorted(seen, key=int), "an older site came back"
    assert len(set(seen)) > 1


def test_the_first_site(tmp_path):
    """Where no site was, and not even its parent, the new one stands."""
    site = tmp_path / "public" / "site"
    staging = stage(site)
    (staging / "index.html").write_text("new")
    publish(staging, site)
    assert (site / "index.html").read_text() == "new"
    assert list(site.parent.iterdir()) == [site]
