"""The reference: what gdcore offers, and Plot for authors, in the words of its docstrings, reached from listings."""

import inspect
import re

import pytest

import gdcore
import gdcore.network
from conftest import visible
from gdsite.figures import Plot


def public():
    """Functions and classes that gdcore offers, those it names and those of its network; and what draws figures."""
    offered = [getattr(gdcore, name) for name in gdcore.__all__]
    own = [value for name, value in vars(gdcore.network).items() if not name.startswith("_")]
    offered += [value for value in own if getattr(value, "__module__", "") == "gdcore.network"]
    offered.append(Plot)
    return {f"{value.__module__}.{value.__qualname__}": value for value in offered}


def methods():
    """What the public classes define beside their special methods."""
    classes = {path: value for path, value in public().items() if inspect.isclass(value)}
    return {
        f"{path}.{name}": method
        for path, value in classes.items()
        for name, method in vars(value).items()
        if inspect.isfunction(method) and not name.startswith("_")
    }


@pytest.fixture(params=["reference"])
def reference(chapter, request):
    return chapter(request.param)


def test_it_has_all_that_is_offered_and_nothing_else(reference):
    """An entry for each function and class, and each method that has a docstring."""
    entries = set(reference.article.xpath(".//h3/@id"))
    assert entries == public().keys()


def test_an_entry_is_the_docstring(reference):
    """Its signature and its words, as they stand in the source."""
    for path, value in public().items():
        (entry,) = reference.article.xpath(f".//div[h3[@id='{path}']]")
        text = visible(entry)
        parameters = inspect.signature(value).parameters if inspect.isfunction(value) else {}
        assert text.startswith(f"{value.__name__}(" if parameters else value.__name__), text
        assert all(name in text for name in parameters)
        for words in pieces(inspect.getdoc(value).replace("−", "-").replace("Args:\n", "Parameters:\n")):
            assert " ".join(words.split()) in text


def pieces(docstring):
    """Its paragraphs, and of its sections the title, and the name and the words of each item."""
    return filter(None, re.split(r"\n\n|^(\w+:)\n|^ {4}(\w+): ", docstring, flags=re.MULTILINE))


def test_arguments_are_those_of_the_signature(reference):
    """In the order of the signature, each one and no other, wherever a docstring has a section for them."""
    sections = 0
    for path, value in {**public(), **methods()}.items():
        if "\nArgs:\n" not in inspect.getdoc(value):
            continue
        title = "p[normalize-space()='Parameters:']"
        (listed,) = reference.article.xpath(f".//div[*[@id='{path}']]//{title}/following-sibling::*[1]")
        named = [name for name in inspect.signature(value).parameters if name != "self"]
        assert [item.findtext("b/code") for item in listed.iter("li")] == named, path
        sections += 1
    assert sections == len(reference.article.xpath(f".//{title}")) > 10


def test_listings_lead_to_it(published, reference):
    """On the first page: to what each name means there; an attribute or a value of that name does not lead."""
    listing = published.page().article.xpath("//div[@class='listing'][.//a]")[0]
    leading = {link.text_content(): link.get("href") for link in listing.xpath(".//pre//a[@href]")}
    assert leading["linear"] == "reference/#gdcore.models.linear"
    assert leading["step"] == "reference/#gdcore.descent.step"
    anchors = set(reference.article.xpath(".//@id"))
    for path in published.site.rglob("index.html"):
        page = published.page(path.relative_to(published.site))
        for link in page.article.xpath(".//div[@class='listing']//pre//a[@href]"):
            address, _, anchor = link.get("href").partition("#")
            assert address.endswith("reference/")
            assert anchor in anchors
            assert anchor.rpartition(".")[2] == link.text_content()
            assert not (link.getprevious() is not None and link.getprevious().text == ".")


def test_a_listing_is_still_the_code(published):
    """What is copied has no trace of the links, and every name of gdcore's has one."""
    page = published.page()
    (listing,) = page.article.xpath("((//div[@class='listing'][.//a])[1]//code)[1]")
    code = listing.text_content()
    names = set(re.findall(r"\w+", code)) & {path.rpartition(".")[2] for path in public()}
    assert names == {link.text_content() for link in listing.xpath(".//a[@href]")}
    compile(code, "listing", "exec")
