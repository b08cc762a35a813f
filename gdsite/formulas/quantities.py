"""Quantities: the letters and words that stand for each, and are marked as it wherever they stand.

What is marked gets a class, such as q-weight, and the stylesheets have a color for it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

_GROUP = r"\{(?:[^{}]|\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\})*\}"
_INDEX = rf"(?:_(?:\w|{_GROUP}))?"
# TeX in which letters are no names: commands, and the words and lengths that some of them take.
_NO_LETTERS = re.compile(
    r"\\(?:text\w*|mbox|operatorname\*?|begin|end|tag|label|color|textcolor|htmlData|href|[hm]space)\*?\s*\{[^{}]*\}"
    r"|\\\\\[[^\]]*\]|\\[a-zA-Z@]+|\\."
)
# Where a letter is the argument of a command, and another command would have to stand in braces.
_AS_ARGUMENT = re.compile(r"(?:[\^_]|\\(?:[dt]?frac|sqrt|vec|hat|bar|tilde|dot|ddot|math\w+|boldsymbol|\w+line))\s*$")
_DERIVATIVE = "∂"  # before a letter: each derivative of it


@dataclass(frozen=True)
class Quantities:
    """The quantities of an article, by what stands for them.

    Attributes:
        letters: Of formulas.
        derived: Letters whose derivatives are a quantity.
        words: In small letters; their plurals stand for it, too.
    """

    letters: Mapping[str, str] = field(default_factory=dict)
    derived: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, named: Mapping[str, Sequence[str]]) -> "Quantities":
        """As a site sets them: for each name its letters; ∂L, for each derivative of L; and its words, beside it."""
        signs = {sign: name for name, listed in named.items() for sign in (name, *listed)}
        return cls(
            {sign: name for sign, name in signs.items() if len(sign) == 1},
            {sign[1]: name for sign, name in signs.items() if len(sign) == 2 and sign[0] == _DERIVATIVE},
            {sign: name for sign, name in signs.items() if len(sign) > 1 and sign[0] != _DERIVATIVE},
        )

    def in_tex(self, tex: str) -> str:
        """The TeX with its letters colored by a name that stands for a class: weight by qweight.

        KaTeX's own \\textcolor keeps each sign where it is. An index goes with its letter, an exponent does not.
        """

        def colored(found: re.Match[str]) -> str:
            if derived := found["of"] or found["over"] or found["primed"]:
                text = _color(self.derived[derived], found[0])
            elif not (letter := found["letter"]):
                return found[0]
            elif found["index"] and found["power"]:
                name, index = self.letters[letter], found["index"][1:].removeprefix("{").removesuffix("}")
                text = f"{_color(name, letter + found['primes'])}_{{{_color(name, index)}}}"
            else:
                text = _color(self.letters[letter], found[0])
            return f"{{{text}}}" if _AS_ARGUMENT.search(tex, 0, found.start()) else text

        return self._in_tex.sub(colored, tex) if self.letters or self.derived else tex

    @cached_property
    def _in_tex(self) -> re.Pattern[str]:
        derived, letters = (f"[{''.join(signs) or '∅'}]" for signs in (self.derived, self.letters))
        simple = rf"\\?[a-zA-Z]+'*{_INDEX}"
        return re.compile(
            rf"\\[dt]?frac\s*\{{\s*(?P<d>\\partial\s*|d)(?P<of>{derived}){_INDEX}\s*\}}\s*\{{\s*(?P=d){simple}\s*\}}"
            rf"|\\partial\s*(?P<over>{derived}){_INDEX}\s*/\s*\\partial\s*{simple}"
            rf"|(?P<primed>{derived})'+{_INDEX}"
            rf"|{_NO_LETTERS.pattern}"
            rf"|(?P<letter>{letters})(?P<primes>'*)(?P<index>{_INDEX})(?=(?P<power>\s*\^)?)"
        )

    def of_word(self, text: str) -> str | None:
        """The quantity that a word, or its plural, stands for."""
        found = self._word.fullmatch(text)
        return self.words[found[1].lower()] if found else None

    def in_words(self, text: str) -> str:
        """HTML without elements, in which each such word is marked."""
        return self._word.sub(lambda word: f'<span class="q-{self.words[word[1].lower()]}">{word[0]}</span>', text)

    @cached_property
    def _word(self) -> re.Pattern[str]:
        longest_first = sorted(map(re.escape, self.words), key=len, reverse=True)
        return re.compile(rf"\b({'|'.join(longest_first) or '(?!)'})(?:e?s)?\b", re.IGNORECASE)


def _color(name: str, tex: str) -> str:
    return rf"\textcolor{{q{name}}}{{{tex}}}"


def as_marked(html: str) -> str:
    """HTML of a formula so colored, with classes in the place of the colors, in its MathML too."""
    html = re.sub(r'(?<=<mstyle )mathcolor="q([a-z]+)"', r'class="q-\1"', html)
    return re.sub(r"(?<![\w-])color:q([a-z]+)", r"q-\1", html)
