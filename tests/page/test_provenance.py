"""Numbers that a block prints: each says what made it, and nobody but print and figures sees more than text."""

import re
from html import unescape

import pytest
from mkdocs.exceptions import BuildError

from conftest import visible

FRONT_MATTER = "---\ntitle: Case\ndescription: What is displayed.\n---\n"

# What a block prints, and what Python itself prints.
PLAIN = {
    'print(f"{x:.2f}".replace(".", ","))': "2,50",
    'print(f"{x:.2f}".rstrip("0"))': "2.5",
    'print(f"{7}".zfill(3))': "007",
    'print(len(f"{x:.2f}"))': "4",
    'print("two" if f"{x:.0f}" == "2" else "not two")': "two",
    'print([f"{v:g}" for v in (0.5, 1.5)])': "['0.5', '1.5']",
    'print(json.dumps({"loss": f"{x:.2f}"}))': '{"loss": "2.50"}',
    'print(f"{n:,}".replace(",", " "))': "1 234 567",
    'print(sorted([f"{v}" for v in (10, 9)]))': "['10', '9']",
    'print(max(f"{v}" for v in (10, 9)))': "9",
    'print({f"{x}": 1}["2.5"])': "1",
    'print(f"{x:.2f}" in {"2.50"})': "True",
    'print((f"{x:.2f}" + "0") == "2.500", ("0" + f"{x:.2f}") == "02.50")': "True True",
    'print(f"{f"{x:.1f}":>6}!".replace(" ", "_"))'.replace('f"{x:.1f}"', "f'{x:.1f}'"): "___2.5!",
    'print(f"{x:.2f}", file=buffer); print(buffer.getvalue() == "2.50\\n")': "True",
    'print((1, x), file=buffer); print(buffer.getvalue() == "(1, 2.5)\\n")': "True",
    "print(*(f'{v}' for v in (1, 2)), sep='-', end='.')": "1-2.",
    "log.say(f'{x:.2f}'); print(log.said, log.kinds)": "['2.50'] [True]",
    "log.table([f'{x:.2f}'], [[f'{v:.1f}' for v in (x, n)]]); print(log.said)": "[['2.50'], [['2.5', '1234567.0']]]",
    "log.say(f'{float(\"nan\")}'); print(log.said == ['nan'])": "True",
    "log.say(f'{(1, x)}'); print(log.said == ['(1, 2.5)'])": "True",
    "p = print; p(f'{x:.2f}')": "2.50",
    "print(f'{x!r:>5}|{n:_}|{x=}')": "2.5|1_234_567|x=2.5",
    "print('a' + f'{x:.2f}' + 'b')": "a2.50b",
    "print(', '.join(f'{v:g}' for v in (x, n)), ' | '.join([f'{x}', 'b']))": "2.5, 1.23457e+06 2.5 | b",
    "print(f'{x:.2f}' if n else 'never')": "2.50",
    "print(f\"{', '.join(f'{v}' for v in (1, 2))} and {f'{x}'}\")": "1, 2 and 2.5",
    "copied = copy.deepcopy([f'{x:.2f}']); print(copied, pickle.loads(pickle.dumps(copied)))": "['2.50'] ['2.50']",
    "items = []; print(f'{items}{items.append(1) or 3}')": "[]3",
    "def print(value): return kinds.append(type(value))\nkinds = []; print(x); print(f'{x}'); log.show(kinds)":
        "[<class 'float'>, <class 'str'>]",
}  # fmt: skip
BEFORE = """
import copy, io, json, pickle

x, n, buffer, page = 2.5, 1234567, io.StringIO(), print


class Log:
    def __init__(self):
        self.said, self.kinds = [], []

    def say(self, text):
        self.said.append(text)
        self.kinds.append(type(text) is str)

    def table(self, *rows):
        self.said += rows

    def show(self, value):
        page("`" + str(value) + "`")


log = Log()
"""


def block(code, options="", before=""):
    return f'\n```python exec="on" {options}\n{before}{code}\n```\n'


def article(renderer, markdown):
    return renderer.article("recap", f"{FRONT_MATTER}\n# Case\n{markdown}\n")


@pytest.mark.parametrize("code", PLAIN)
def test_a_block_computes_with_f_strings_as_python_does(renderer, code):
    """Whoever reads an f-string but print and a figure reads the text, and only that."""
    page = article(renderer, block(code, 'result="text"', BEFORE))
    (shown,) = page.xpath(".//pre")
    assert " ".join(shown.text_content().split()).strip("`") == PLAIN[code]


# What a block prints, and the expressions of the numbers in it.
MARKED = {
    'print(f"{x:.2f}")': ["x:.2f"],
    "print(x, n)": ["x", "n"],
    "print('a ' + f'{x}' + f', {n}')": ["x", "n"],
    "print(', '.join(f'{v}' for v in (x, n)))": ["v for v in (x, n)"] * 2,
    "print(*[f'{v}' for v in (x, n)])": ["v for v in (x, n)"] * 2,
    "print(f'{x}' if n else 'never')": ["x"],
    "print(f\"{', '.join(f'{v}' for v in (1, 2))}\")": ["v for v in (1, 2)"] * 2,
    "p = print; p(f'{x}')": ["x"],
    "print(f'{(1, x):.1f}')": ["(1, x)[0]:.1f", "(1, x)[1]:.1f"],
    "print(x, end=f' and {n}')": ["x", "n"],
    "for k in (3, 4):\n    print(f'{k} {sum(k for k in (1, 2))}')":
        ["k for k in (3, 4)", "sum((k for k in (1, 2)))"] * 2,
    "for k in (3, 4):\n    def tell(k): print(f'{k}')\ntell(5)": ["k"],
    "for k in (3,):\n    k = 2 * k\n    print(f'{k}')": ["k"],
}  # fmt: skip


@pytest.mark.parametrize("code", MARKED)
def test_what_is_printed_is_marked(renderer, code):
    """Each number with its expression, and the loops that bind a name in it."""
    made = article(renderer, block(code, before=BEFORE)).xpath(".//p//data/@data-expression")
    assert made == MARKED[code]


@pytest.mark.parametrize("options", ['source="console"', 'source="above" result="json"', 'result="json"',
                                     'result="python"', 'result="text"', 'result="diff"', 'result="yaml"'])  # fmt: skip
def test_a_number_in_printed_code_is_marked(renderer, options):
    """In whatever language it is colored, it is the number that was printed, with a hyphen, and no error."""
    page = article(renderer, block('print(f\'{{"loss": {x:.2f}, "gain": {-x}}}\')', options, "x = 2.5\n"))
    output = page.xpath(".//pre")[-1]
    made = [(number.text, number.get("data-expression")) for number in output.iter("data")]
    assert made == [("2.50", "x:.2f"), ("-2.5", "-x")]
    assert '{"loss": 2.50, "gain": -2.5}' in output.text_content()
    assert not output.xpath(".//*[@class='err'][.//data]")
    assert not re.search("[\ue000-\uf8ff\U000f0000-\U0010ffff]", output.text_content())


def test_a_character_of_ours_is_refused(renderer):
    """An author's own private-use character would stand for a number."""
    with pytest.raises(BuildError, match=r"recap\.md:10: ValueError: U\+F0000 is a character for private use"):
        article(renderer, block("print(2.5)\nprint('\\U000f0000')"))


# A block, and of its last number the statements that made it.
ORIGINS = {
    "x = 2\nprint(f'{x}')": ["x = 2"],
    "x = 2; y = 3\nprint(f'{y}')": ["y = 3"],
    "x = 2\nx = 3\nprint(f'{x}')": ["x = 3"],
    "x = 2\nprint(f'{x}')\nx = 3": ["x = 2"],
    "total = 0\nfor n in (1, 2):\n    total += n\nprint(f'{total}')": ["total += n"],
    "total = 0\nfor n in (1, 2):\n    total += n\n    total += 1\nprint(f'{total}')":
        ["for n in (1, 2):", "total += n", "total += 1"],
    "a, b = 0, 1\nfor _ in range(3):\n    a, b = b, a + b\nprint(f'{a}')": ["a, b = b, a + b"],
    "for at in (7,): pass\ntogether = (1, 2)\nprint(', '.join(f'{at}' for at in together))": ["together = (1, 2)"],
    "k = 9\nf = lambda k: k\nprint(f'{f(3)}')": ["f = lambda k: k"],
    "k = 9\nprint(f'{(lambda k: k)(3)}')": [],
    "k = 9\nprint(f'{(lambda k=k: k)()}')": ["k = 9"],
    "def pay(k): return 2 * k\nprint(f'{pay(3)}')": ["def pay(k): return 2 * k"],
    "import math\nprint(f'{math.floor(3.5)}')": ["import math"],
    "from math import floor, tau\nprint(f'{floor(tau)}')": ["from math import floor, tau"],
    "x = 9\ndef tell(x):\n    print(f'{x}')\ntell(3)": ["def tell(x):"],
    "x = 9\ndef tell():\n    x = 3\n    print(f'{x}')\ntell()": ["x = 3"],
    "x = 9\ndef tell():\n    print(f'{x}')\ntell()": ["x = 9"],
    "x = 1\ndef grow():\n    global x\n    x += 1\ngrow()\nprint(f'{x}')": ["x = 1", "x += 1"],
    "xs = []\nfor n in (1, 2):\n    xs.append(n)\nprint(f'{xs[1]}')": ["xs = []", "xs.append(n)"],
    "d = {}\nd['a'] = 3\nprint(f\"{d['a']}\")": ["d = {}", "d['a'] = 3"],
    "for v in (1, 2): pass\nprint(f'{v}')": ["for v in (1, 2): pass"],
    "exec('x = 3')\nprint(f'{x}')": ["exec('x = 3')"],
    "if (x := 3):\n    print(f'{x}')": ["if (x := 3):"],
    "with open(__file__) as file:\n    x = 3\nprint(f'{x}')": ["x = 3"],
    "from functools import cache\n@cache\ndef pay(k):\n    return k\nprint(f'{pay(3)}')": ["def pay(k):"],
    "from dataclasses import dataclass\n@dataclass\nclass Pair:\n    a: int\npair = Pair(3)\nprint(f'{pair.a}')":
        ["pair = Pair(3)"],
}  # fmt: skip


def statements(page, number):
    """The statements that a number says it comes from."""
    (table,) = page.xpath("//*[@id='__computed']/@data-origins") or ["[]"]
    sources = re.findall(r'\["((?:[^"\\]|\\.)*)", ', unescape(table))
    return [sources[int(each)].replace('\\"', '"') for each in (number.get("data-from") or "").split()]


@pytest.mark.parametrize("code", ORIGINS)
def test_a_number_comes_from_the_statement_that_made_it(renderer, code):
    """The binding in force when it was printed, of the names that its expression reads from around it."""
    page = article(renderer, block(code))
    number = page.xpath(".//p//data")[-1]
    assert statements(page, number) == ORIGINS[code]


def test_a_field_comes_from_the_statement_that_made_it(renderer):
    """A name that the field binds itself is none of the page."""
    markdown = block("at, ws = 7, (1, 2)\nlosses = [at for at in ws]")
    page = article(renderer, f"The last is {{{{ [at for at in losses][-1] }}}}.\n{markdown}")
    (number,) = page.xpath(".//p//data")
    assert statements(page, number) == ["losses = [at for at in ws]"]
    assert "The last is 2." in visible(page)
