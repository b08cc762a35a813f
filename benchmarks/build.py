"""What a build costs, beside the stock theme and markdown-exec: builds, live reload, growth.

    make bench                                  # fifteen runs of each, and up to 1000 pages
    .venv/bin/python benchmarks/build.py quick  # two runs, and up to 10 pages

Builds are whole processes in folders of their own, run in turns; a figure is the median of its runs.
"""

import os
import platform
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from functools import partial
from pathlib import Path
from typing import NamedTuple

PROJECT = Path(__file__).parent.parent
MKDOCS = Path(sys.executable).with_name("mkdocs")
QUICK = "quick" in sys.argv
RUNS = 2 if QUICK else 15
SIZES = (1, 10) if QUICK else (1, 10, 100, 1000)
ENVIRONMENT = os.environ | {"NO_MKDOCS_2_WARNING": "1"}
ENVIRONMENT.pop("PYTHONDONTWRITEBYTECODE", None)  # or our own code, but not the theme's, would be compiled each time


def quiet(folder):
    """Options of a process in a folder, whose gdcore comes before the one that is installed."""
    variables = ENVIRONMENT | {"PYTHONPATH": str(folder)}
    return {"cwd": folder, "env": variables, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


class Cost(NamedTuple):
    """What a process has cost: seconds by the clock and of the processors, and its memory in MB."""

    clock: float
    processors: float
    memory: float


# Sites to build


def stock(folder):
    """The draft, as the theme, markdown-exec and KaTeX in the browser have it, by their manuals."""
    shutil.copytree(PROJECT / "benchmarks/stock", folder, dirs_exist_ok=True)


def whole(folder):
    """This site, all of it."""
    for name in ("docs", "gdcore", "overrides"):
        shutil.copytree(PROJECT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(PROJECT / "mkdocs.yml", folder)


def first(folder):
    """Its first page alone."""
    whole(folder)
    keep_pages(folder, {"index.md": (folder / "docs/index.md").read_text(encoding="utf-8")})


def keep_pages(folder, pages):
    """Put these pages in the place of the chapters."""
    for page in (folder / "docs").glob("*.md"):
        page.unlink()
    for name, text in pages.items():
        (folder / "docs" / name).write_text(re.sub(r"\[([^]]*)\]\([^)]*\.md[^)]*\)", r"\1", text), encoding="utf-8")
    config = (folder / "mkdocs.yml").read_text(encoding="utf-8")
    config = re.sub(r"^nav:\n( +- .*\n)+", "", config, flags=re.MULTILINE)
    (folder / "mkdocs.yml").write_text(config, encoding="utf-8")


def stock_copies(folder, count):
    """As many copies of the draft, as the theme, markdown-exec and KaTeX in the browser have it."""
    stock(folder)
    for n in range(1, count):
        shutil.copy(folder / "docs/index.md", folder / f"docs/copy-{n}.md")


def copies(folder, count):
    """As many copies of the first page."""
    whole(folder)
    text = (folder / "docs/index.md").read_text(encoding="utf-8")
    keep_pages(folder, {"index.md": text} | {f"copy-{n}.md": text for n in range(1, count)})


def repeated(folder, count, kind):
    """One page with as many fields, blocks or formulas."""
    one = {
        "fields": "It is {{{{ x + {n} }}}}.\n\n",
        "blocks": '```python exec="on"\nx_{n} = {n}\n```\n\n',
        "formulas": "$a_{{{n}}}$\n\n",
    }[kind]
    whole(folder)
    parts = "".join(one.format(n=n) for n in range(count))
    keep_pages(folder, {"index.md": f'# Page\n\n```python exec="on"\nx = 1\n```\n\n{parts}'})
    config = (folder / "mkdocs.yml").read_text(encoding="utf-8")
    (folder / "mkdocs.yml").write_text(re.sub(r"^ +card:.*\n", "", config, flags=re.MULTILINE), encoding="utf-8")


# Measuring


def build(folder):
    """What one build costs, from the start of the process to its end."""
    start = time.perf_counter()
    process = subprocess.Popen([MKDOCS, "build", "-q"], **quiet(folder))
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, f"the build in {folder} has failed"
    unit = 1e6 if sys.platform == "darwin" else 1e3
    return Cost(time.perf_counter() - start, used.ru_utime + used.ru_stime, used.ru_maxrss / unit)


def change_a_word(folder, n):
    page = folder / "docs/index.md"
    page.write_text(f"{page.read_text(encoding='utf-8')}\nWord{n}.\n", encoding="utf-8")


def builds(prepare, n):
    """Costs of a build in a new folder, of the next one, and of one after a change of one word."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        prepare(folder)
        costs = [build(folder), build(folder)]
        change_a_word(folder, n)
        return [*costs, build(folder)]


def reloads(prepare, file, change, path=""):
    """Seconds from each of some edits under mkdocs serve to the page at that path being served."""
    with tempfile.TemporaryDirectory() as name, socket.socket() as free:
        folder = Path(name)
        prepare(folder)
        free.bind(("127.0.0.1", 0))
        host = f"127.0.0.1:{free.getsockname()[1]}"
        free.close()
        address = f"http://{host}/"
        process = subprocess.Popen([MKDOCS, "serve", "-a", host], **quiet(folder))
        try:
            poll(address, None)
            time.sleep(1)  # it watches
            return [reload(folder / file, change.format(n=n), address, path) for n in range(RUNS)]
        finally:
            process.terminate()
            process.wait()


def reload(file, change, address, path):
    before, start = poll(address + path, None), time.perf_counter()
    file.write_text(f"{file.read_text(encoding='utf-8')}{change}", encoding="utf-8")
    poll(address + path, before)
    return time.perf_counter() - start


def poll(address, before):
    """The version of a page being served, once it is another: the number its live reload compares."""
    while True:
        try:
            with urllib.request.urlopen(address, timeout=60) as answer:
                found = re.search(rb"livereload\((\d+)", answer.read())[1]
            if found != before:
                return found
        except (urllib.error.URLError, OSError):
            pass
        time.sleep(0.005)


# Tables


def median(costs):
    return Cost(*map(statistics.median, zip(*costs, strict=True)))


def print_builds():
    """The table of builds; returns the seconds of a cold stock build, which are the unit."""
    runs = {prepare: [] for prepare in (stock, first, whole)}
    for n in range(RUNS):
        for prepare, found in runs.items():
            found.append(builds(prepare, n))
    print(
        "| build | cold | | nothing changed | | one word changed | |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: |"
    )
    basis = median([run[0] for run in runs[stock]])
    for prepare, found in runs.items():
        cells = [median(costs) for costs in zip(*found, strict=True)]
        shown = " | ".join(f"{cost.clock / basis.clock:.2f} × | {cost.clock:.2f} s" for cost in cells)
        print(f"| {prepare.__name__} | {shown} |")
    print(f"\nThe unit is a cold stock build: {basis.clock:.2f} s, {basis.processors:.2f} s of the processors.\n")
    return basis.clock


def print_reloads(unit):
    print("| saved → served | page | | gdcore | |\n| --- | ---: | ---: | ---: | ---: |")
    core = "gdcore/losses.py", "\n# {n}\n"
    sites = [("one page", first, ""), ("whole site", whole, ""), ("its largest page", whole, "network/")]
    for name, prepare, path in sites:
        page = f"docs/{path.rstrip('/') or 'index'}.md", "\nWord{n}.\n"
        shown = [statistics.median(reloads(prepare, *edit, path)) for edit in (page, core)]
        print(f"| {name} | " + " | ".join(f"{each / unit:.2f} × | {each:.2f} s" for each in shown) + " |")
    print()


def print_growth():
    print("| cold build of | seconds | memory | for each more | |\n| --- | ---: | ---: | ---: | ---: |")
    kinds = {"stock pages": stock_copies, "pages": copies}
    kinds |= {kind: partial(repeated, kind=kind) for kind in ("fields", "blocks", "formulas")}
    for kind, prepare in kinds.items():
        least = None
        for size in SIZES:
            with tempfile.TemporaryDirectory() as name:
                prepare(Path(name), size)
                cost = build(Path(name))
            least = least or (size, cost)
            more = ""
            if size > least[0]:
                each = [(now - then) / (size - least[0]) for now, then in zip(cost, least[1], strict=True)]
                more = f"{1000 * each[0]:.1f} ms | {1000 * each[2]:.0f} kB"
            print(f"| {size} {kind} | {cost.clock:.2f} | {cost.memory:.0f} MB | {more or ' | '} |")
    print()


def main():
    load = os.getloadavg()[0]
    print(f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}, load {load:.1f}\n")
    print_reloads(print_builds())
    print_growth()


if __name__ == "__main__":
    main()
