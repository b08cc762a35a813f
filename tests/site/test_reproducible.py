"""The same sources make the same site, byte by byte, wherever and whenever they are built."""

import os
import subprocess
import sys

import numpy
import pytest

from conftest import DATE, Copy

# Python runs this first where it finds it: a later day, and folders listed the other way round.
ANOTHER_DAY = """
import datetime, os, time

days = 400 * 24 * 3600
now, listdir, scandir = time.time, os.listdir, os.scandir


class Later(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return cls.fromtimestamp(time.time(), tz)


class Backwards:
    def __init__(self, entries):
        with entries:
            self.entries = iter(list(entries)[::-1])

    __enter__ = __iter__ = lambda self: self
    __next__ = lambda self: next(self.entries)
    __exit__ = close = lambda self, *error: None


time.time = lambda: now() + days
datetime.datetime = Later
os.listdir = lambda *folder: listdir(*folder)[::-1]
os.scandir = lambda *folder: Backwards(scandir(*folder))
"""

# What sums, and what numpy's own loops make, in full: its digits differ from one processor to the next.
NOISE = """
import numpy
numbers = numpy.random.default_rng(0).random((99, 99))
print((numbers @ numbers).tobytes().hex(), numpy.tanh(numbers).tobytes().hex())
"""


def another_processor():
    """The environment of one without this one's extensions, for BLAS and for numpy's own loops."""
    extensions = numpy.show_config(mode="dicts")["SIMD Extensions"]["found"]
    return {"OPENBLAS_CORETYPE": "Nehalem", "NPY_DISABLE_CPU_FEATURES": " ".join(extensions)}


def files(site):
    """Every folder and file of a site: its mode, and of a file its bytes."""
    return {
        str(path.relative_to(site)): (oct(path.stat().st_mode), path.is_file() and path.read_bytes())
        for path in (site, *site.rglob("*"))
    }


@pytest.mark.slow("build sites of their own")
def test_a_site_is_the_same_elsewhere_and_later(published, tmp_path):
    """Day, folder, time zone, locale, hash seed, umask, cores, processor, order of files, CI."""
    copy = Copy(tmp_path / "a longer name" / "of a folder")
    copy.write("python/sitecustomize.py", ANOTHER_DAY)
    for path in copy.folder.rglob("*"):
        path.chmod(0o700 if path.is_dir() else 0o600)
    different = another_processor() | {
        "TZ": "Pacific/Kiritimati", "LC_ALL": "C", "LANG": "de_DE.UTF-8", "PYTHONHASHSEED": "7", "CI": "true",
        "OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": str(copy.folder / "python"), "HOME": str(tmp_path),
    }  # fmt: skip
    build = copy.build(variables=DATE | different, umask=0o077)
    assert build.returncode == 0, build.stdout
    here, elsewhere = files(published.site), files(copy.site)
    assert [name for name in here | elsewhere if here.get(name) != elsewhere.get(name)] == []
    assert {mode for mode, _ in here.values()} == {"0o40755", "0o100644"}
    assert b"2026-09-10" in here["sitemap.xml"][1]


def test_the_other_processor_is_another_one():
    """In all its digits it makes other numbers, so the site's being the same says something."""
    made = [
        subprocess.check_output([sys.executable, "-c", NOISE], env=os.environ | variables).split()
        for variables in ({}, another_processor())
    ]
    if os.uname().machine != "x86_64":
        pytest.skip("other processors are imitated on x86-64 only")
    assert all(here != elsewhere for here, elsewhere in zip(*made, strict=True))
