"""The plugin in a project that has little: no search, no mkdocstrings, no generated pages, no nav, no reference."""

import socket
import subprocess
import urllib.error
import urllib.request

import pytest
from lxml import html

from conftest import MKDOCS, PATIENCE, environment, free_port

PAGE = """# Quotient

```python exec="on" source="above"
x = 4
```

With $x = {{ x }}$ the quotient is {{ x / 2:g }}: $\\frac{x}{2} = {{ x / 2:g }}$.
"""
MATERIAL = "theme: {name: material, font: false}"
HOOK = '''
from mkdocs.structure.files import File


def on_files(files, config):
    files.append(File.generated(config, "made.md", content="""# Made

```python exec="on"
x = 2
```

It is {{ x }}.
"""))
'''
PROJECTS = {
    "nothing else": f"{MATERIAL}\nplugins: [gdsite]",
    "another theme": "theme: {name: mkdocs, highlightjs: false}\nplugins: [gdsite]",
    "search": f"{MATERIAL}\nplugins: [search, gdsite]",
    "search before and a language": f"{MATERIAL}\nplugins: [gdsite, {{search: {{lang: [de, en]}}}}]",
    "mkdocstrings without a reference": f"{MATERIAL}\nplugins: [mkdocstrings, gdsite]",
    "a reference that is not there": f"{MATERIAL}\nplugins: [{{gdsite: {{reference: gone.md}}}}]",
    "a nav": f"{MATERIAL}\nplugins: [gdsite]\nnav: [{{Start: index.md}}]",
    "generated pages": f"{MATERIAL}\nplugins: [gdsite]\nhooks: [hook.py]",
    "its own fences": f"{MATERIAL}\nplugins: [gdsite]\nmarkdown_extensions: [pymdownx.superfences, gdsite]",
}


def served(project, *flags):
    """What mkdocs serve answers to who asks for the first page of a project: its status and text."""
    port = free_port()
    options = {"cwd": project, "env": environment(project), "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    process = subprocess.Popen([MKDOCS, "serve", "-a", f"127.0.0.1:{port}", *flags], text=True, **options)
    try:
        assert any("Serving on" in line for line in process.stdout)
        try:
            answer = urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=PATIENCE)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            return answer.code, answer.read().decode()
    finally:
        process.terminate()
        process.communicate()


@pytest.fixture
def project(tmp_path, request):
    """A folder with this mkdocs.yml and one page."""
    (tmp_path / "docs").mkdir()
    has_nav = "nav:" in request.param
    (tmp_path / "docs/index.md").write_text("---\ntitle: Quotient\ndescription: Of it.\n---\n" * has_nav + PAGE)
    (tmp_path / "hook.py").write_text(HOOK)
    (tmp_path / "mkdocs.yml").write_text(f"site_name: Plain\n{request.param}\n")
    return tmp_path


@pytest.mark.slow("builds sites of its own")
@pytest.mark.parametrize("project", [PROJECTS["nothing else"]], indirect=True)
def test_a_draft_is_not_published(project):
    """It may have typed numbers as long as it is one; when it is none, the same page is refused."""
    options = {"cwd": project, "env": environment(project), "capture_output": True, "text": True}
    draft = project / "docs/draft.md"
    draft.write_text("---\ndraft: true\n---\n# Draft\n\nIt is 1.7.\n")
    made = subprocess.run([MKDOCS, "build"], check=False, timeout=120, **options)
    assert made.returncode == 0, made.stderr
    assert (project / "site/index.html").exists() and not (project / "site/draft").exists()
    draft.write_text(draft.read_text().replace("true", "false"))
    made = subprocess.run([MKDOCS, "build"], check=False, timeout=120, **options)
    assert made.returncode == 1 and "docs/draft.md:6: 1.7" in made.stderr


@pytest.mark.slow("build sites of their own")
@pytest.mark.parametrize("project", PROJECTS.values(), ids=PROJECTS, indirect=True)
def test_it_builds(project):
    """One page with a number, a formula in its own fonts, and nothing asked of another host."""
    options = {"cwd": project, "env": environment(project), "capture_output": True, "text": True}
    made = subprocess.run([MKDOCS, "build"], check=False, timeout=120, **options)
    assert made.returncode == 0, made.stderr
    page = html.parse(project / "site/index.html")
    assert page.xpath("//data[@data-expression='x / 2:g']/text()") == ["2"]
    assert page.xpath("//link[@rel='stylesheet' and @href='assets/site.css']")
    assert page.xpath("//meta[@http-equiv='Content-Security-Policy']")
    assert "font/woff2" in (project / "site/assets/site.css").read_text(encoding="utf-8")
    if (project / "site/made").exists():
        assert html.parse(project / "site/made/index.html").xpath("//data/text()") == ["2"]
    assert (project / "site/made").exists() == ("hooks" in (project / "mkdocs.yml").read_text())


@pytest.mark.slow("build sites of their own")
@pytest.mark.parametrize("project", [PROJECTS["nothing else"]], ids=["nothing else"], indirect=True)
@pytest.mark.parametrize("flags", [[], ["--clean"], ["--no-livereload"]], ids=" ".join)
def test_it_is_served_and_so_is_its_error(project, flags):
    """The page with its number; and where the first build fails, why, in the place of the page."""
    status, page = served(project, *flags)
    assert status == 200 and ">2</data>" in page
    (project / "docs/index.md").write_text("{{ nothing }}")
    status, page = served(project, *flags)
    assert status == 500 and "docs/index.md:1: {{ nothing }}: NameError" in page


@pytest.mark.slow("build sites of their own")
@pytest.mark.parametrize("project", [PROJECTS["nothing else"]], ids=["nothing else"], indirect=True)
def test_a_port_that_is_taken_is_said_in_one_line(project):
    """And what to do: no traceback."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        options = {"cwd": project, "env": environment(project), "capture_output": True, "text": True}
        served = subprocess.run([MKDOCS, "serve", "-a", address], check=False, timeout=120, **options)
    assert served.returncode != 0 and "Traceback" not in served.stderr
    assert f"http://{address}/: another program listens there; choose another port" in served.stdout


@pytest.mark.slow("build sites of their own")
@pytest.mark.parametrize(
    ("project", "message"),
    [
        ("plugins: [{gdsite: {time_limit: ten}}]", "time_limit must be a number of seconds above zero, got 'ten'"),
        ("plugins: [{gdsite: {time_limit: 0}}]", "time_limit must be a number of seconds above zero, got 0"),
        ("plugins: [{gdsite: {packages: gdcore}}]", "packages must be a list of names, got 'gdcore'"),
        ("plugins: [{gdsite: {functions: [f]}}]", "functions must be definitions such as f(x, w): xw, got ['f']"),
        ("plugins: [{gdsite: {functions: {f: xw}}}]", "functions: f: xw: write it as f(x, w)"),
        ('plugins: [{gdsite: {functions: {"f(x)": xw}}}]', "functions: f/1: w is none of its arguments"),
        ("plugins: [{gdsite: {cart: index.md}}]", "cart"),
        ("plugins: [{gdsite: {card: index.md#curve}}]", "card: index.md has no figure curve"),
    ],
    indirect=["project"],
)
def test_a_wrong_setting_is_refused(project, message):
    """With its name and its value, and nothing is published."""
    options = {"cwd": project, "env": environment(project), "capture_output": True, "text": True}
    made = subprocess.run([MKDOCS, "build", "--strict"], check=False, timeout=120, **options)
    assert made.returncode != 0 and message in made.stderr and not (project / "site").exists()
