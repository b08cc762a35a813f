"""Publishing in one stroke: a site is built beside the old one, and takes its place when it is whole."""

import ctypes
import os
import shutil
import sys
from pathlib import Path


def stage(site):
    """A new, empty folder beside the site's, for a build to write to.

    Folders that killed builds have left behind are removed.
    Raises NotADirectoryError where the site's place is taken by something else.
    """
    if site.exists() and not site.is_dir():
        raise NotADirectoryError(f"{site} is in the way: the site needs a folder there")
    site.parent.mkdir(parents=True, exist_ok=True)
    for left in site.parent.glob(f".{site.name}.*"):
        if left.suffix[1:].isdecimal() and not _is_running(int(left.suffix[1:])):
            shutil.rmtree(left, ignore_errors=True)
    staging = site.with_name(f".{site.name}.{os.getpid()}")
    discard(staging)
    staging.mkdir()
    return staging


def publish(staging, site):
    """Let the staged folder take the site's place; the old one goes.

    Hidden entries of the old site, which are not MkDocs' own, stay, as in every MkDocs build.
    """
    if not site.exists():
        staging.rename(site)
        return
    for hidden in site.glob(".*"):
        if not (staging / hidden.name).exists():
            _copy(hidden, staging / hidden.name)
    _exchange(staging, site)
    shutil.rmtree(staging)


def discard(staging):
    """Remove a staged folder whose build has failed."""
    shutil.rmtree(staging, ignore_errors=True)


def _copy(source, target):
    if source.is_dir() and not source.is_symlink():
        shutil.copytree(source, target, symlinks=True)
    else:
        shutil.copy2(source, target, follow_symlinks=False)


def _exchange(one, other):
    """Exchange the names of two folders: in one system call, where the system has it."""
    libc = ctypes.CDLL(None, use_errno=True)
    if sys.platform == "darwin":
        failed = libc.renamex_np(bytes(one), bytes(other), 2)  # RENAME_SWAP
    elif hasattr(libc, "renameat2"):
        here = -100  # AT_FDCWD
        failed = libc.renameat2(here, bytes(one), here, bytes(other), 2)  # RENAME_EXCHANGE
    else:
        failed = True
    if failed:  # a file system that cannot: for an instant, the site is not there
        aside = Path(f"{one}.old")
        other.rename(aside)
        one.rename(other)
        aside.rename(one)


def _is_running(process):
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True
