"""The site that was there stays whole until the new one is."""

import functools
import http.client
import os
import resource
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from conftest import PATIENCE, PROJECT, Copy, snapshot
from gdsite.site.publish import publish, stage
from host import serving

RATES = "w, r = 1, 0.1", "w, r = 1, 0.2"  # of the first page: two sites, told apart by their numbers


@pytest.fixture(scope="module")
def versions(tmp_path_factory):
    """Two versions of a site by turns: its copy, what writes the next one's sources, and both as published."""
    copy = Copy(tmp_path_factory.mktemp("versions")).keep_only_the_first_page()
    order, whole = list(RATES), []

    def turn():
        copy.replace("docs/index.md", *order)
        order.reverse()

    for _ in RATES:
        turn()
        assert copy.build().returncode == 0
        whole.append(snapshot(copy.site))
    assert whole[0] != whole[1]
    return copy, turn, whole


def written(copy):
    """How many files and folders of the new site there are by now; it may take its place while they are counted."""
    staged = (names for site in copy.folder.glob(".site.*") for _, *names in os.walk(site))
    return sum(len(folders) + len(files) for folders, files in staged)


def test_a_killed_build_leaves_a_whole_site(versions):
    """kill −9 when so many files of the new site are written: the site is the old one, or else the new one."""
    copy, turn, whole = versions
    killed = 0
    for files in (0, 1, len(whole[0]) // 2, len(whole[0]) - 1):
        turn()
        build = copy.start("build")
        while build.poll() is None and written(copy) < files:
            pass
        build.send_signal(signal.SIGKILL)
        build.communicate()
        killed += build.returncode == -signal.SIGKILL
        assert snapshot(copy.site) in whole
    assert killed
    copy.build_well()
    assert snapshot(copy.site) in whole
    assert not list(copy.folder.glob(".site.*")), "what killed builds have left is removed"


# Publishes, and kills itself before the n-th thing that Python does with a file or a foreign function.
_KILLED = """
import os, pathlib, signal, sys

sys.path.insert(0, {project!r})
from gdsite.site.publish import publish, stage

left = int(sys.argv[1])

def count(event, arguments):
    global left
    left -= event.startswith(("os.", "shutil.", "open", "ctypes.dlsym"))
    if left < 0:
        left = float("inf")  # to kill is an event, too
        os.kill(os.getpid(), signal.SIGKILL)

site = pathlib.Path("site")
staging = stage(site.resolve())
for name in ("one", "two"):
    (staging / name).write_text("new")
sys.addaudithook(count)
publish(staging, site.resolve())
"""


def test_publishing_that_is_killed_leaves_a_whole_site(tmp_path):
    """kill −9 before each single thing that publishing does with files: both files are old, or both new."""
    site = tmp_path / "site"
    seen = []
    for moment in range(100):
        site.mkdir(exist_ok=True)
        for name in ("one", "two", ".hidden"):
            (site / name).write_text("old")
        command = [sys.executable, "-c", _KILLED.format(project=str(PROJECT)), str(moment)]
        status = subprocess.run(command, cwd=tmp_path).returncode
        seen.append({(site / name).read_text() for name in ("one", "two")})
        assert (site / ".hidden").read_text() == "old"
        if status == 0:
            break
        assert status == -signal.SIGKILL
    assert status == 0, "in the end nothing is left to be killed"
    assert [{"old"}] * seen.index({"new"}) == seen[: seen.index({"new"})]
    old, new = seen.count({"old"}), seen.count({"new"})
    assert old > 2 and new > 2 and old + new == len(seen)


def test_a_full_disk_leaves_the_old_site(versions, monkeypatch):
    """A write that the system refuses ends the build, whichever it is; with room again, the next build succeeds.

    Here no file may grow beyond a size: to a program the same as a full disk, and it needs no disk of its own.
    """
    copy, turn, whole = versions
    for kilobytes in (2, 100):
        old = snapshot(copy.site)
        turn()
        with monkeypatch.context() as patched:
            limits = kilobytes * 1000, resource.RLIM_INFINITY
            limit = functools.partial(resource.setrlimit, resource.RLIMIT_FSIZE, limits)
            patched.setattr(subprocess, "Popen", functools.partial(subprocess.Popen, preexec_fn=limit))
            build = copy.build()
        assert build.returncode != 0
        assert "File too large" in build.stdout
        assert snapshot(copy.site) == old
        assert not list(copy.folder.glob(".site.*"))
        assert copy.build().returncode == 0
        assert snapshot(copy.site) in whole and snapshot(copy.site) != old


def test_a_reader_gets_whole_pages_during_rebuilds(versions):
    """A reader polls while the site is built again and again: each answer is a page of one version, as it was built."""
    copy, turn, whole = versions
    files = [path for path in whole[0] if path.suffix in (".html", ".css", ".json")]
    paths = {path.as_posix(): {site[path] for site in whole} for path in files}
    bad, answers, done = [], set(), threading.Event()

    def poll(address):
        connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=PATIENCE)
        while not done.is_set():
            for path, expected in paths.items():
                connection.request("GET", f"/{path}")
                answer = connection.getresponse()
                body = answer.read()
                answers.add((path, body))
                if answer.status != 200 or body not in expected:
                    bad.append((path, answer.status, len(body)))

    with serving(copy.site) as address:
        reader = threading.Thread(target=poll, args=[address])
        reader.start()
        try:
            for _ in range(6):
                turn()
                copy.build_well()
        finally:
            done.set()
            reader.join()
    assert not bad
    assert {body for path, body in answers if path == "index.html"} == paths["index.html"], "both versions were seen"


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


def test_a_mount_point_is_refused_before_anything_is_built(tmp_path, monkeypatch):
    """No folder can take its place; the message says so, and what to do."""
    site = tmp_path / "site"
    site.mkdir()
    monkeypatch.setattr(os.path, "ismount", lambda path: os.fspath(path) == os.fspath(site))
    with pytest.raises(OSError, match=r"site cannot be replaced .* mount point.* let site_dir be a folder in it"):
        stage(site)
    assert list(tmp_path.iterdir()) == [site]


def test_a_site_that_cannot_be_replaced_stays(tmp_path):
    """As one on another file system than the new one, which the system does not rename: the message says so."""
    if not os.path.isdir("/dev/shm") or os.stat("/dev/shm").st_dev == tmp_path.stat().st_dev:
        pytest.skip("no second file system on this machine")
    (tmp_path / "index.html").write_text("old")
    with tempfile.TemporaryDirectory(dir="/dev/shm") as elsewhere:
        staging = Path(elsewhere) / "staging"
        staging.mkdir()
        with pytest.raises(OSError, match="cannot be replaced"):
            publish(staging, tmp_path)
    assert (tmp_path / "index.html").read_text() == "old"


def test_the_first_site(tmp_path):
    """Where no site was, and not even its parent, the new one stands."""
    site = tmp_path / "public" / "site"
    staging = stage(site)
    (staging / "index.html").write_text("new")
    publish(staging, site)
    assert (site / "index.html").read_text() == "new"
    assert list(site.parent.iterdir()) == [site]
