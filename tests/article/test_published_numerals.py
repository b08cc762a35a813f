"""No orphan numeral, and no relation that is not evaluated, on any published page."""

import re
from collections import Counter

import pytest
from mkdocs.exceptions import BuildError

import numerals
from conftest import CHAPTERS, FUNCTIONS, beside, source_of
from gdsite.formulas.relations import Kind, Relations


@pytest.mark.parametrize("name", CHAPTERS)
def test_no_numeral_is_an_orphan(chapter, name):
    """Each numeral is computed, and says how, or is no quantity by the rules in numerals.py."""
    assert not numerals.orphans(chapter(name).article)


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
    assert kinds[Kind.EVALUATED] + kinds[Kind.STATED] + kinds[Kind.PROVEN] > 250


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
        renderer.article("index", changed, beside("index"))
    line = int(re.search(r"\.md:(\d+):", str(refused.value))[1])
    before = changed[: changed.index(new)].splitlines()[line:]  # from the formula's first line on
    assert "```math" not in before and "```" not in before
