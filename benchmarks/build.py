"""What computing a page costs: a cold build of the first page, against the same without it.

    make bench

Both builds are whole processes in new folders, run in turns; the ratio is that of their medians.
"""

import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PROJECT = Path(__file__).parent.parent
MKDOCS = Path(sys.executable).with_name("mkdocs")
RUNS = 15


def computed(folder):
    """The first page of the site, as it is."""
    for name in ("docs", "gdcore", "gdsite", "overrides"):
        shutil.copytree(PROJECT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for page in (folder / "docs").glob("*.md"):
        if page.name != "index.md":
            page.unlink()
    config = (PROJECT / "mkdocs.yml").read_text(encoding="utf-8")
    config = re.sub(r"^nav:\n(  - .*\n)+", "", config, flags=re.MULTILINE)
    (folder / "mkdocs.yml").write_text(config, encoding="utf-8")


def plain(folder):
    """The same with nothing executed and no mathematics: no hooks, formulas and fields as they stand."""
    computed(folder)
    config = (folder / "mkdocs.yml").read_text(encoding="utf-8")
    config = re.sub(r"^hooks:\n  - .*\n", "", config, flags=re.MULTILINE)
    (folder / "mkdocs.yml").write_text(config, encoding="utf-8")
    for page in (folder / "docs").rglob("*.md"):
        text = page.read_text(encoding="utf-8")
        page.write_text(re.sub(r"```python .*", "```python", text), encoding="utf-8")


def cold_build(prepare):
    """Seconds of one build, from the start of the process to its end."""
    with tempfile.TemporaryDirectory() as folder:
        prepare(Path(folder))
        start = time.perf_counter()
        subprocess.run([MKDOCS, "build", "-q"], cwd=folder, check=True, capture_output=True)
        seconds = time.perf_counter() - start
        assert (Path(folder) / "site/index.html").stat().st_size > 1_000
        return seconds


def main():
    times = {plain: [], computed: []}
    for _ in range(RUNS):
        for prepare, seconds in times.items():
            seconds.append(cold_build(prepare))
    medians = {prepare: statistics.median(seconds) for prepare, seconds in times.items()}
    for prepare, median in medians.items():
        ratio = median / medians[plain]
        print(f"{prepare.__name__:10} {ratio:5.2f} ×   {median:.3f} s")


if __name__ == "__main__":
    main()
