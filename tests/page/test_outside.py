"""Blocks know nothing outside of their page, and leave nothing there: the same page comes from each build."""

import logging
import random
import sys
from importlib import import_module

import numpy
import pytest
from mkdocs.exceptions import BuildError

import gdcore
from gdsite.page import outside

for library in ("scipy.optimize", "scipy.stats", "sympy"):
    import_module(library)  # here, for a block has no time to load them on a busy machine

# What a block asks, and why it may not: the refusal names the line, what was asked, and what to do.
ASKED = {
    outside.CLOCK: [
        "import time; time.time()",
        "from time import perf_counter; perf_counter()",
        "import time; time.gmtime()",
        "import time; time.strftime('%Y')",
        "import datetime; datetime.date.today()",
        "from datetime import datetime; datetime.now()",
        "from datetime import datetime, timezone; ask = datetime.now; ask(timezone.utc)",
        "import timeit; timeit.timeit('1', number=1)",
        "import os; os.path.getmtime('mkdocs.yml')",
        "try: import time; time.time()\nexcept Exception: pass",
    ],
    outside.CHANCE: [
        "import random; random.random()",
        "import random; random.seed(1)",
        "import random; random.Random().random()",
        "import random; random.SystemRandom().random()",
        "import numpy as np; np.random.rand(3)",
        "import numpy as np; np.random.seed(0)",
        "import numpy as np; np.random.default_rng()",
        "import numpy as np; np.random.default_rng(None)",
        "import numpy as np; np.random.RandomState()",
        "import numpy as np; np.random.Generator(np.random.PCG64())",
        "import secrets; secrets.token_hex()",
        "import os; os.urandom(3)",
        "import uuid; uuid.uuid4()",
    ],
    outside.ENVIRONMENT: [
        "import os; os.environ['HOME']",
        "import os; os.environ.get('HOME')",
        "import os; os.getenv('HOME')",
        "import os; 'HOME' in os.environ",
        "import os; dict(os.environ)",
        "import os; os.path.expanduser('~')",
    ],
    outside.HOST: [
        "import platform; platform.node()",
        "import os; os.cpu_count()",
        "import os; os.getpid()",
        "from pathlib import Path; Path.home()",
    ],
    outside.NETWORK: [
        "import socket; socket.gethostname()",
        "import socket; socket.socket()",
        "import urllib.request; urllib.request.urlopen('http://127.0.0.1:9')",
    ],
    outside.PROGRAM: [
        "import subprocess; subprocess.run(['true'])",
        "import os; os.system('true')",
        "import os; os.popen('true')",
        "import os; os.execv('/bin/true', ['true'])",
        "import os; os.fork()",
        "import multiprocessing; multiprocessing.Process(target=print).start()",
    ],
    outside.WRITING: [
        "open('new.txt', 'w')",
        "open('mkdocs.yml', 'a')",
        "from pathlib import Path; Path('new.txt').write_text('new')",
        "from pathlib import Path; Path('new').mkdir()",
        "import os; os.remove('mkdocs.yml')",
        "import numpy as np; np.save('new.npy', np.ones(3))",
        "import sqlite3; sqlite3.connect('new.db')",
        "import tempfile; tempfile.mkdtemp()",
    ],
    outside.ELSEWHERE: ["open('/etc/hostname')", "from pathlib import Path; list(Path('/etc').iterdir())"],
    outside.PROCESS: [
        "import gdcore; gdcore.signed_error = 3",
        "import gdcore; del gdcore.signed_error",
        "import gdcore; setattr(gdcore, 'signed_error', 3)",
        "import gdcore; vars(gdcore)['signed_error'] = 3",
        "from gdcore import Trace; Trace.loss = 3",
        "import builtins; builtins.round = int",
        "import builtins; setattr(builtins, 'round', int)",
        "import numpy as np; np.round = 3",
        "import math; setattr(math, 'e', 3)",
        "import math; delattr(math, 'e')",
        "import sys; sys.path.append('docs')",
        "import sys; sys.modules['gdcore'] = 3",
        "import sys; sys.modules.pop('json')",
        "import sys; sys.settrace(None)",
        "import os; os.environ['HOME'] = '/'",
        "import os; os._exit(0)",
        "import locale; locale.setlocale(locale.LC_ALL, 'C')",
        "import signal; signal.signal(signal.SIGALRM, print)",
        "import atexit; atexit.register(print)",
    ],
    outside.THREAD: [
        "import threading; threading.Thread(target=print).start()",
        "from concurrent.futures import ThreadPoolExecutor; list(ThreadPoolExecutor().map(abs, [1]))",
    ],
    outside.ANSWER: ["input()", "breakpoint()", "import sys; sys.stdin.readline()"],
    outside.LOG: ["import logging; logging.warning('lost')", "import logging; logging.getLogger('page').error('lost')"],
    outside.ADDRESS: ["id(3)", "hash('a')", "hash(object())"],
    "SystemExit": ["raise SystemExit", "import sys; sys.exit(0)"],
}  # fmt: skip


def page(code, text=""):
    return f'---\ntitle: Page\ndescription: A page.\n---\n# Page\n\n{text}\n\n```python exec="on"\n{code}\n```\n'


@pytest.mark.parametrize(("why", "code"), [(why, code) for why, codes in ASKED.items() for code in codes])
def test_what_is_outside_is_refused(renderer, why, code):
    """In a block, with its line, what it has asked for, and what its author can do."""
    with pytest.raises(BuildError) as refused:
        renderer.article("recap", page(code))
    assert why in str(refused.value)
    assert str(refused.value).startswith(("docs/recap.md:9: ", "docs/recap.md:10: "))


@pytest.mark.parametrize(
    "field",
    [
        "{{ __import__('time').time():.0f }}",
        "{{ __import__('datetime').datetime.now().year }}",
        "{{ __import__('os').getpid() }}",
        "{{ __import__('sys').exit(0) }}",
        "{{ assert __import__('time').time() > 1 }}",
    ],
)
def test_a_field_knows_no_more_than_a_block(renderer, field):
    """It is refused at its line."""
    with pytest.raises(BuildError, match=r"docs/recap\.md:7: "):
        renderer.article("recap", page("x = 1", f"Now {field}."))


@pytest.mark.parametrize(
    "code", ["import time\nx = time.time()", "import random\nx = random.random()", "raise SystemExit(0)"]
)
def test_a_module_of_the_project_knows_no_more(renderer, code, monkeypatch):
    """What a page imports is asked with it, also while it is imported."""
    renderer.copy.write("lib/asking.py", code)
    monkeypatch.syspath_prepend(renderer.copy.folder / "lib")
    with pytest.raises(BuildError, match=r"docs/recap\.md:10: "):
        renderer.article("recap", page("import asking"))
    sys.modules.pop("asking", None)


# Each of these is the same in each build, and leaves nothing behind.
RIGHT = [
    "import datetime; d = datetime.date(2024, 1, 1) + datetime.timedelta(3)",
    "from datetime import datetime; datetime(2024, 1, 1).isoformat()",
    "import time; time.gmtime(0); time.sleep(0)",
    "import random; random.Random(3).random()",
    "import numpy as np; np.random.default_rng(3).random(); np.random.Generator(np.random.PCG64(1)).random()",
    "import numpy as np; isinstance(np.random.RandomState(3), np.random.RandomState)",
    "from dataclasses import dataclass\n@dataclass\nclass A:\n    x: 'int' = 3\nassert A() == A(3)",
    "import pickle\nclass A:\n    x = 3\nassert pickle.loads(pickle.dumps(A())).x == 3",
    "x = 0\nif __name__ == '__main__':\n    x = 3\nassert x == 3",
    "import os; os.path.join('a', 'b'); os.path.exists('mkdocs.yml')",
    "from pathlib import Path; docs = Path(__file__).parent; sorted(docs.iterdir()); (docs / 'index.md').read_text()",
    "import json, io; json.load(io.StringIO('3')); open(__file__).read()",
    "import sqlite3; base = sqlite3.connect(':memory:'); base.execute('select 1').fetchall(); base.close()",
    "hash(3), hash((1, 2.5))",
    "import copy; copy.deepcopy([1, [2]])",
    "class A:\n    def __hash__(self):\n        return hash('a')\nassert len({A()}) == 1",
    "def f(): pass\nf.x = 3\nclass A: pass\nA.x = 3\na = A(); a.y = 3; setattr(a, 'z', 3)",
    "import functools\n@functools.cache\ndef f(x): return x\nf.calls = 0; f(3)",
    "import logging; logging.getLogger('page').debug('nothing')",
    "import threading, multiprocessing, subprocess, socket, uuid, tempfile, asyncio",
    "import uuid; uuid.uuid5(uuid.NAMESPACE_DNS, 'a')",
    "from zoneinfo import ZoneInfo; ZoneInfo('Europe/Berlin')",
    "import sympy; x = sympy.symbols('x'); sympy.integrate(x, x)",
    "import scipy.optimize; scipy.optimize.minimize(lambda x: (x - 3) ** 2, 0)",
    "import numpy, scipy.stats; scipy.stats.norm.rvs(size=2, random_state=numpy.random.default_rng(1))",
    "now = 3\nclass A: now = 3\nA().now",
    "import warnings\nwith warnings.catch_warnings():\n    warnings.simplefilter('ignore'); warnings.warn('x')",
]  # fmt: skip


@pytest.mark.parametrize("code", RIGHT)
def test_what_is_always_the_same_runs(renderer, code):
    """Nothing that gives the same in each build is refused."""
    renderer.article("recap", page(code))


def test_what_a_page_sets_for_itself_ends_with_it(renderer):
    """The precision of decimal, numpy's errors and its digits: as it says in all of its blocks, and nowhere else."""
    setting = "import decimal, numpy\ndecimal.getcontext().prec = 5\nnumpy.seterr(divide='ignore')"
    asking = "{{ decimal.Decimal(1) / 3 }}, {{ decimal.getcontext().prec }}"
    assert "0.33333, 5" in renderer.article("recap", page(setting, asking)).text_content()
    assert "28" in renderer.article("recap", page("import decimal", asking.split(", ")[1])).text_content()
    assert numpy.geterr()["divide"] == "warn"


def test_what_a_refused_page_has_changed_is_undone(renderer):
    """mkdocs serve goes on in the same process: the next build finds all as it was."""
    before = [gdcore.signed_error, round, sys.path.copy(), random.getstate(), logging.root.handlers.copy()]
    for code in ("import builtins; vars(builtins)['round'] = 3", "import sys; sys.path.append('x')"):
        with pytest.raises(BuildError):
            renderer.article("recap", page(code))
    assert [gdcore.signed_error, round, sys.path, random.getstate(), logging.root.handlers] == before


def test_the_time_zone_is_the_same_everywhere(renderer, monkeypatch):
    """Midnight of 1970 is at 0 o'clock, wherever the page is built."""
    monkeypatch.setenv("TZ", "America/New_York")
    code = "import datetime\nhour = datetime.datetime.fromtimestamp(0).hour"
    assert "At 0 o'clock" in renderer.article("recap", page(code, "At {{ hour }} o'clock")).text_content()


def test_only_blocks_are_refused(renderer):
    """The same process asks the clock and draws at random as before."""
    import time

    renderer.article("recap", page("x = 1"))
    assert time.time() > 0 and random.random() < 1 and numpy.random.default_rng().random() < 1


# What runs without being listed, is changed by Markdown before it runs, or is too much: its source, and the message.
UNLISTED = {
    '<!--\n```python exec="on"\nx = 1\n```\n-->': "8: this block runs, though it is in a comment",
    '<!-- off\n\n```python exec="on"\nx = 1\n```\n\n-->': "9: this block runs, though it is in a comment",
    '```python exec="on" source="above"\nx = 1\nx = 2  # markdown-exec: hide\n```': "9: this line would run",
    "```python exec=\"on\"\nx = 'a\tb'\n```": r"8: Markdown makes blanks of this tab: write it as \t",
    "```python exec=\"on\"\nx = 'a\x02b'\n```": r"8: the character '\x02' cannot be seen",
    "One\u2028more.": r"7: the character '\u2028' cannot be seen",
    "```python exec=\"on\"\nprint('a\\x07b')\n```": r"8: ValueError: the character '\x07' has nothing to show",
    "```python exec=\"on\"\nprint('x' * 40_000_000)\n```": "8: ValueError: 40000000 characters are more",
    "```python exec=\"on\"\nfor i in range(999):\n    print('x' * 1000)\n```": "9: ValueError: more than 200000 char",
    "{{ 'x' * 40_000_000 }}": "7: {{ 'x' * 40_000_000 }}: ValueError: 40000000 characters are more",
}


@pytest.mark.parametrize(("text", "message"), UNLISTED.items())
def test_what_runs_is_listed_as_it_runs(renderer, text, message):
    """A reader of the source knows each line that runs, and what is in it; and no page drowns in output."""
    with pytest.raises(BuildError) as refused:
        renderer.article("recap", f"---\ntitle: Page\ndescription: A page.\n---\n# Page\n\n{text}\n")
    assert message in str(refused.value)


@pytest.mark.parametrize(
    "text",
    [
        '<!-- a comment -->\n\n```python exec="on"\nx = 1\n```',
        '```python exec="on"\nif True:\n\tx = 1\n```',
        'In `<!--` a comment begins.\n\n```python exec="on"\nx = 1\n```',
        '<!--\n```python exec="off"\nx = 1\n```\n-->',
    ],
)
def test_comments_and_indentation_are_free(renderer, text):
    """A comment beside a block, a sign of one in code, and tabs before a line are as they were."""
    renderer.article("recap", f"---\ntitle: Page\ndescription: A page.\n---\n# Page\n\n{text}\n")
