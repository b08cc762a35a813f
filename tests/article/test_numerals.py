"""No orphan numeral, and no relation that is not evaluated, on any published page."""

import re
from collections import Counter

import pytest
from mkdocs.exceptions import BuildError

import numerals
from conftest import CHAPTERS, FUNCTIONS, source_of
from gdsite.formulas.relations import Kind, Relations


@pytest.mark.parametrize("name", CHAPTERS)
def test_no_numeral_is_an_orphan(chapter, name):
    """Each numeral is computed, and says how, or is no quantity by the rules in numerals.py."""
    typed = [numerals.place(name, *orphan) for orphan in numerals.orphans(chapter(name).article)]
    assert not typed, "\n".join(typed)


@pytest.mark.parametrize("name", CHAPTERS)
def test_descriptions_have_no_numeral(chapter, name):
    """What search engines show is typed in the front matter, where nothing is computed."""
    (description,) = chapter(name).tree.xpath("//meta[@name='description']/@content")
    assert not re.search(r"\d", description)


def test_every_relation_is_evaluated(chapter, record_property):
    """None is false; and those that nothing is known of have no number in them."""
    kinds, not_evaluated = Counter(), []
    for name in CHAPTERS:
        page = Relations(FUNCTIONS)
        for tex in chapter(name).article.iter("annotation"):
            for relation in page.read(tex.text):
                kinds[relation.kind] += 1
                if relation.kind is Kind.OPEN:
                    not_evaluated.append(f"docs/{name}.md: {relation.text}")
    record_property("relations", ", ".join(f"{kinds[kind]} {kind.name.lower()}" for kind in Kind))
    for text in not_evaluated:
        record_property("not evaluated, without numbers", text)
    assert not [text for text in not_evaluated if re.search(r"(?<!_)(?<!\{)\d(?!\})", text.replace(r"\to 0", ""))]
    assert kinds[Kind.EVALUATED] + kinds[Kind.STATED] + kinds[Kind.PROVEN] > 300


TYPED = {
    "in a sentence": ("from 3 to {{ v }}", "3"),
    "with decimals": ("about 1.25, or so", "1.25,"),
    "in a table": ("| a |\n| - |\n| 7 |", "7"),
    "in a heading": ("## In 4 steps", "4"),
    "a formula of its own": ("the loss $-1$", "1"),
    "a side of a relation": ("$w = 3$ now", "3"),
    "an operand of no formula": ("$a = 3({{ v }})$", "3"),
    "a fraction of its own": (r"the share $\frac{1}{2}$", "1"),
    "a field of a literal": ("as {{ 5 }} says", "5"),
    "printed as a string": ('```python exec="on"\ntext = f"{v / 8:.3f}"\nprint(f"is {text}")\n```', "0.250"),
    "in an alternative text": ("![A curve to 9](assets/favicon.svg)", "A curve to 9"),
    "in text of a formula": (r"$\text{in6steps}$", "in6steps"),
}
ALLOWED = {
    "a name": "the course CS231n",
    "a year": "A book by somebody, 2016.",
    "code": "the literal `0.1`, and\n\n```text\n0.2\n```",
    "an index and a power": "$w_1$, $W_{11}$ and $x^2$",
    "zero in a limit or a bound": r"$\lim_{h \to 0} h$ and $0 < r$",
    "an operand": r"$1 - 2rx^2$ and $\frac{1}{2}(t - xw)^2$ and $2({{ v }})$",
    "a field": "{{ v }}, $v = {{ v }}$, {{ v:.2f }}",
    "a number in front": '??? question "3. How many?"\n\n    {{ v }}',
}


def rendered(renderer, text):
    front_matter = "---\ntitle: How\ndescription: How it is.\n---\n"
    return renderer.article("how", f'{front_matter}# How\n\n```python exec="on"\nv = 2\n```\n\n{text}\n')


@pytest.mark.parametrize("kind", TYPED)
def test_a_typed_numeral_is_found(renderer, kind):
    """Wherever an author types it."""
    text, numeral = TYPED[kind]
    assert numeral in [found for found, _ in numerals.orphans(rendered(renderer, text))]


@pytest.mark.parametrize("kind", ALLOWED)
def test_a_numeral_that_is_no_quantity_is_allowed(renderer, kind):
    """By one of the rules."""
    assert not numerals.orphans(rendered(renderer, ALLOWED[kind]))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (r"{{ t }} - {{ x }}({{ w_next:g }}) = {{ after:g }}", r"{{ t }} - {{ x }}({{ w_next:g }}) = {{ before }}"),
        (r"{{ t }} - {{ x }}({{ w_next:g }}) = {{ after:g }}", r"{{ t }} + {{ x }}({{ w_next:g }}) = {{ after:g }}"),
        (r"{{ t }} - {{ x }}({{ w_next:g }}) = {{ after:g }}", r"{{ t }} - {{ x }}({{ w_next:g }}) = {{ after:.0f }}"),
        (r"\lim_{h \to 0}\frac{-xh}{h}", r"\lim_{h \to 0}\frac{xh}{h}"),
        (r"\frac{t - xw - xh - t + xw}{h}", r"\frac{t - xw + xh - t + xw}{h}"),
        ("  & = -x\n", "  & = x\n"),
        ("l(x, w, t) = t - f(x, w)", "l(x, w, t) = t + f(x, w)"),
    ],
    ids=["wrong number", "dropped minus", "rounded", "limit", "derivation", "result", "definition"],
)
def test_a_false_relation_is_no_page(renderer, old, new):
    """The build fails with the line of the formula, and says what its sides come to."""
    changed = source_of("index").replace(old, new)
    assert changed.count(new) > source_of("index").count(new)
    with pytest.raises(BuildError, match=r"docs/index\.md:\d+: .* does not hold") as refused:
        renderer.article("index", changed)
    line = int(re.search(r"\.md:(\d+):", str(refused.value))[1])
    before = changed[: changed.index(new)].splitlines()[line:]  # from the formula's first line on
    assert "```math" not in before and "```" not in before
