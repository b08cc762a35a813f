"""The workflow that publishes to GitHub Pages is safe, and does what the README says."""

import re
import subprocess
import sys
from pathlib import Path

import yaml

from conftest import PROJECT

WORKFLOW = PROJECT / ".github/workflows/pages.yml"


def audit(workflow):
    """What zizmor says of a workflow, with all that it knows to ask for, and its exit status."""
    command = [
        Path(sys.executable).with_name("zizmor"),
        "--offline",
        "--pedantic",
        "--no-progress",
        "--color=never",
        workflow,
    ]
    done = subprocess.run(command, capture_output=True, text=True)
    return done.returncode, done.stdout


def test_zizmor_finds_nothing():
    """No finding, pedantic ones and ignored ones included."""
    assert audit(WORKFLOW) == (0, "No findings to report. Good job!\n")


def test_zizmor_sees_a_tag_a_wide_permission_and_an_injection(tmp_path):
    """So that its silence means something."""
    text = WORKFLOW.read_text(encoding="utf-8")
    text = re.sub(r"checkout@\w+ # ", "checkout@", text).replace("permissions: {}", "permissions: write-all")
    bad = tmp_path / "bad.yml"
    bad.write_text(text.replace("run: .ci/run", "run: echo ${{ github.event.pull_request.title }}"))
    status, found = audit(bad)
    assert status != 0
    assert all(name in found for name in ("unpinned-uses", "excessive-permissions", "template-injection"))


def test_it_deploys_only_what_was_tested():
    """Deploying waits for a build, and this for the tests; only the last job may write, and it runs no code of ours."""
    jobs = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))["jobs"]
    assert jobs["deploy"]["needs"] == "build" and jobs["build"]["needs"] == "test"
    assert [step["run"] for step in jobs["test"]["steps"] if "run" in step] == [".ci/run"]
    assert any("make site" in step.get("run", "") for step in jobs["build"]["steps"])
    writers = [name for name, job in jobs.items() if "write" in job["permissions"].values()]
    assert writers == ["deploy"] and not any("run" in step for step in jobs["deploy"]["steps"])
