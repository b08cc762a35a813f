"""What was published is valid HTML, CSS and SVG."""

import json
import os
import re
import shutil
import subprocess

import pytest

from conftest import PROJECT

pytestmark = pytest.mark.slow("start Java")
# On a disk no file is 'self' to the checker, and it takes the theme's settings, in JSON, for a script:
# tests/test_policy.py sees what a browser on a host does.
BLOCKED = re.compile(r"(Resource|Inline script) violates Content Security Policy \(meta tag\): ")
# All browsers know container queries since 2023; the checker does not.
NEWER = re.compile(r"CSS: (“container-type”: |“--scale”: Parse Error|Unrecognized at-rule “@container”)")
CHECKER = PROJECT / "tests/node_modules/vnu-jar/build/dist/vnu.jar"


def complaints(*files):
    """What the Nu checker says of these files and folders: file, line, message."""
    if not (java := shutil.which("java")):
        if os.environ.get("CI"):
            raise FileNotFoundError("the HTML checker needs Java")
        pytest.skip("no Java on this machine: the HTML checker needs it")
    kinds = ["--skip-non-html", "--also-check-css", "--also-check-svg"]
    command = [java, "-jar", CHECKER, "--stdout", "--exit-zero-always", "--format", "json", *kinds, *files]
    report = json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
    found = [(m["url"].rpartition("/site/")[2], m.get("lastLine"), m["message"]) for m in report["messages"]]
    return [complaint for complaint in found if not (BLOCKED.match(complaint[2]) or NEWER.match(complaint[2]))]


def test_every_page_stylesheet_and_drawing_is_valid(published):
    """The Nu checker has no error, no warning and no remark, of the theme's own stylesheets neither."""
    assert complaints(published.site) == []


def test_the_checker_sees_mistakes(tmp_path):
    """In HTML, in CSS, in SVG, and in a drawing inside a page: so that its silence means something."""
    title = '<!doctype html><html lang="en"><title>Test</title>'
    files = {
        "page.html": f"{title}<p aligned>", "drawing.html": f"{title}<svg><circle radius='1'/></svg>",
        "sheet.css": "p { colour: red }", "image.svg": "<svg xmlns='http://www.w3.org/2000/svg'><p/></svg>",
    }  # fmt: skip
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    assert {url.rpartition("/")[2] for url, _, _ in complaints(tmp_path)} == set(files)
