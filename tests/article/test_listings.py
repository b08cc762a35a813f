"""The listings of a page are a program: what is read is what runs."""

import subprocess
import sys

import pytest

from conftest import CHAPTERS

ALONE = "import sys; sys.modules['gdsite'] = None\n"  # beside gdcore and numpy, a reader has nothing of ours


def listings(article):
    """The code of each listing of an article that has run, and what the page shows that it has printed."""
    for listing in article.find_class("listing"):
        source, *outputs = (pre.text_content() for pre in listing.iter("pre"))
        yield source, "".join(outputs)


@pytest.mark.parametrize("name", CHAPTERS)
def test_they_run_in_a_fresh_python_and_print_what_the_page_shows(chapter, name, tmp_path):
    """One below the other, in their order; of Markdown that they print, as tables, the page shows something else."""
    shown = [*listings(chapter(name).article)]
    program = ALONE + "\n\n".join(source for source, _ in shown)
    run = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    assert ".md" not in program, "a page of the build, which readers do not know"
    assert run.stdout.split() == "".join(output for _, output in shown).split()
