"""What Lighthouse says of the published first page on a phone: the median of each score, of five runs.

make lighthouse
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from host import Compressed, serving

PROJECT = Path(__file__).parent.parent
CATEGORIES = "performance,accessibility,best-practices,seo"
LIGHTHOUSE = PROJECT / "tests/node_modules/lighthouse/cli/index.js"
RUNS = 5
FLAGS = "--headless --no-sandbox --disable-gpu --disable-background-networking"


def scores(address):
    """Scores of one run by category, and what it found to mend."""
    with tempfile.NamedTemporaryFile(suffix=".json") as report:
        subprocess.run(
            [Path(sys.executable).with_name("node"), LIGHTHOUSE, address, "--quiet",
             f"--only-categories={CATEGORIES}", f"--chrome-flags={FLAGS}",
             "--output=json", f"--output-path={report.name}"],
            env=os.environ | {"CHROME_PATH": shutil.which("chromium") or ""}, check=True,
        )  # fmt: skip
        found = json.load(report)
    audits = found["audits"]
    failed = {
        part["id"]
        for category in found["categories"].values()
        for part in category["auditRefs"]
        if part["weight"] and (audits[part["id"]]["score"] or 0) < 0.9
        and audits[part["id"]]["scoreDisplayMode"] not in ("notApplicable", "manual", "informative")
    }  # fmt: skip
    return {name: round(100 * part["score"]) for name, part in found["categories"].items()}, failed


def main():
    with serving(PROJECT / "site", Compressed) as address:
        runs = [scores(address) for _ in range(RUNS)]
    for name in runs[0][0]:
        all_scores = [run[name] for run, _ in runs]
        print(f"{name:15} {statistics.median(all_scores):3.0f}   of {all_scores}")
    if failed := set().union(*(failed for _, failed in runs)):
        print("to mend:", ", ".join(sorted(failed)))


if __name__ == "__main__":
    main()
