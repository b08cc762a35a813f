"""Publishing in one stroke: a site is built beside the old one, and takes its place when it is whole."""

import ctypes
import os
import shutil
import sys
from pathlib import Path

_MOUNTED = "{} cannot be replaced by the new site: it is a mount point, or in use; let site_dir be a folder in it"


def stage(site: Path) -> Path:
    """A new, empty folder beside the site's, for a build to write to.

    Folders that killed builds have left behind are removed.
    Raises OSError where the site's place is taken by something else, or cannot be given to another folder.
    """
    if site.exists() and not site.is_dir():
        raise NotADirectoryError(f"{site} is in the way: the site needs a folder there")
    if os.path.ismount(site):
        raise OSError(_MOUNTED.format(site))
    site.parent.mkdir(parents=True, exist_ok=True)
    for left in site.parent.glob(f".{site.name}.*"):
        if left.suffix[1:].isdecimal() and not _is_running(int(left.suffix[1:])):
            shutil.rmtree(left, ignore_errors=True)
    staging = site.with_name(f".{site.name}.{os.getpid()}")
    discard(staging)
    staging.mkdir()
    return staging


def publish(staging: Path, site: Path) -> None:
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


def discard(staging: Path) -> None:
    """Remove a staged folder whose build has failed."""
    shutil.rmtree(staging, ignore_errors=True)


def _copy(source: Path, target: Path) -> None:
    if source.is_dir() and not source.is_symlink():
        shutil.copytree(source, target, symlinks=True)
    else:
        shutil.copy2(source, target, follow_symlinks=False)


def _exchange(one: Path, other: Path) -> None:
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
        try:
            other.rename(aside)
        except OSError as error:
            raise OSError(_MOUNTED.format(other)) from error
        one.rename(other)
        aside.rename(one)


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True
