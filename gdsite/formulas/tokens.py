"""The words of TeX: a formula parted into statements, and these into sides and the signs between them.

CONTRIBUTING has the table of what is understood.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from gdsite.formulas.expressions import Unreadable


class Token(NamedTuple):
    """A word of TeX: its kind, which is a group of _TOKEN; its text; and where in the TeX it stands."""

    kind: str
    text: str
    start: int
    end: int


Side = list[Token]


class Statement(NamedTuple):
    """Sides, and the relations between them. Without relations it says nothing.

    is_condition: whether it comes after a word such as “if”, and so claims nothing.
    """

    sides: list[Side]
    relations: list[str]
    is_condition: bool


# What each sign asks of its sides; "?" is asked by signs of which no numbers can decide whether they are right.
_SIGNS = {
    "=": r"= == := \coloneqq \colonequals \triangleq \doteq \equiv ≡ ≔",
    "≈": r"\approx \approxeq \thickapprox \simeq \cong ≈ ≃ ≅ ≊",
    "←": r"\leftarrow \gets \longleftarrow ←",
    "→": r"\to \rightarrow \longrightarrow →",
    "≠": r"\ne \neq ≠ \not= \not\equiv",
    "<": r"< \lt \ngeq \not\ge \not\geq \lneq \lneqq",
    ">": r"> \gt \nleq \not\le \not\leq \gneq \gneqq",
    "≤": r"\le \leq \leqslant \leqq <= ≤ ⩽ ≦ \ngtr \not>",
    "≥": r"\ge \geq \geqslant \geqq >= ≥ ⩾ ≧ \nless \not<",
    "≪": r"\ll \lll << ≪",
    "≫": r"\gg \ggg >> ≫",
    "≲": r"\lesssim \lessapprox ≲",
    "≳": r"\gtrsim \gtrapprox ≳",
    "∈": r"\in \isin ∈",
    "∉": r"\notin \not\in ∉",
    "⊂": r"\subset \subseteq \supset \supseteq ⊂ ⊆",
    "?": r"\sim \thicksim ∼ \propto \varpropto ∝ \asymp \mapsto \longmapsto ↦"
    r" \perp \parallel \prec \succ \preceq \succeq \mid \rightleftharpoons \leftrightarrow => ->",
}
RELATIONS = {sign: meaning for meaning, signs in _SIGNS.items() for sign in signs.split()}

# Between statements, which they part; words in a formula, too. Of what is said after some of them nothing is claimed.
_CONDITIONAL = r"if|for|when|whenever|where|while|until|unless|as\ long\ as|such\ that|s\.t\.|subject\ to|given|with"
_WORDS = (
    r"iff|and|or|so|since|as|then|hence|thus|therefore|otherwise|else|because|but|on|by"
    r"|i\.e\.|e\.g\.|let|first|next"
)
_CONNECTIVES = (
    r"\\(?:implies|impliedby|iff|Rightarrow|Leftarrow|Leftrightarrow|Longrightarrow|Longleftrightarrow"
    r"|therefore|because|land|lor)(?![A-Za-z])|[⇒⇔⟹⟺]"
)
_ENVIRONMENTS = "align|aligned|alignat|alignedat|gather|gathered|split|equation"  # which are but rows
_GROUP = r"\{[^{}]*(?:\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}[^{}]*)*\}"
_GREEK = (
    "alpha|beta|gamma|delta|epsilon|varepsilon|zeta|eta|theta|vartheta|iota|kappa|lambda|mu|nu|xi|pi|rho|sigma|tau"
    "|upsilon|phi|varphi|chi|psi|omega|Gamma|Theta|Lambda|Xi|Pi|Sigma|Upsilon|Phi|Psi|Omega|ell|hbar|infty"
)
_STYLES = (
    r"mathbf|mathrm|mathit|mathsf|mathtt|mathcal|mathbb|mathfrak|mathscr|boldsymbol|bm|operatorname\*?|vec|hat|bar"
    "|tilde|dot|ddot|widehat|widetilde|overline|underline|text|textbf|textit|textrm|mbox"
)
_LABEL = r"\^\{?\s*(?:\*|\+|-(?![\w{])|\\(?:ast|star|prime)(?![A-Za-z])|\([^{}()]*\))\s*\}?"
_NO_SIGN = r"(?!\{[\s\d.,{}]*\})(?!\{[^{}]*(?:[=<>≈≤≥≠≡∼≪≫∈]|\\(?:approx|neq?|leq?|geq?|lt|gt|sim|in)(?![A-Za-z])))"
_NO_SUM = r"(?!\{[^{}]*(?:[+*]|\s-\s)[^{}]*\})"  # a sum in letters of another style is no name
_NAME = (
    rf"(?:[A-Za-z]|\\(?:{_GREEK})(?![A-Za-z])|\\(?:{_STYLES})\s*(?:{_NO_SIGN}{_NO_SUM}{_GROUP}|[A-Za-z](?![A-Za-z])))"
    rf"'*(?:\s*_\s*(?:[A-Za-z0-9]|\\[A-Za-z]+|{_GROUP}))?(?:{_LABEL})?'*"
)
_TIMES = r"(?:\^\s*\{?\d\}?)?"  # how often it is derived
_SIMPLE = r"(?:[A-Za-z]|\\[A-Za-z]+(?:\{\w+\})?)'*(?:_(?:\w|\{[^{}]*\}))?"  # in a derivative
_DERIVATIVE = (
    rf"\\frac\s*\{{\s*(?P<d>\\partial|d)\s*{_TIMES}\s*{_SIMPLE}\s*\}}"
    rf"\s*\{{(?:[\s,\\]*(?P=d)\s*{_SIMPLE}\s*{_TIMES})+\s*\}}"
    rf"|\\partial\s*{_SIMPLE}\s*/\s*\\partial\s*{_SIMPLE}"
)
_DOTS = r"(?P<dots>\\[lcdv]?dots[bcmio]?(?![A-Za-z])|\.\.\.|…|⋯)"
_SPACE = r"\s|~|\\[,;:!>\ ]|\{\}"
_TOKEN = re.compile(
    rf"""
      (?P<blank> (?:{_SPACE})+ | \\(?:left|right|middle)(?![A-Za-z])\.? | \\[bB]igg?[lrm]?(?![A-Za-z])
        | \\(?:tag|label|color|textcolor|stackrel|overset|underset)\*?\s*{_GROUP}
        | \\math(?:rel|bin|ord|op)(?=\s*\{{[=<>≈≤≥≠≡]\}})
        | \\(?:hspace|mspace|phantom|hphantom|vphantom)\*?\s*{_GROUP}
        | \\(?:nonumber|notag|limits|nolimits|displaystyle|textstyle)(?![A-Za-z])
        | \\(?:begin|end)\{{(?:{_ENVIRONMENTS})\*?\}}(?:\{{\d+\}})? )
    | (?P<number> (?:\d+ (?:\{{,\}}\d{{3}}(?!\d))* (?:\.\d+)? | (?<![\d.])\.\d+ ) (?:(?:{_SPACE})*\\%)? )
    | (?P<block> \\begin\{{(?P<environment>[a-zA-Z]+\*?)\}}.*?\\end\{{(?P=environment)\}} )
    | (?P<condition> \\text\s*\{{\s*,?\s*(?:{_CONDITIONAL})(?!\w)[^{{}}]*\}} )
    | (?P<connective> {_CONNECTIVES} | \\text\s*\{{\s*,?\s*(?:{_WORDS})(?!\w)[^{{}}]*\}} )
    | (?P<operator> \\frac\s*\{{\s*(?P<of>\\partial|d)\s*\}}\s*\{{\s*(?P=of)\s*(?P<by>{_SIMPLE})\s*\}} )
    | (?P<name> {_DERIVATIVE} | \\Delta\s*{_SIMPLE} | {_NAME} | {_DOTS} )
    | (?P<limit> \\lim_\{{\s*(?P<variable>{_SIMPLE})\s*\\(?:to|rightarrow)\s*0\s*\}} )
    | (?P<cell> & )
    | (?P<row> \\\\(?:\[[^\]]*\])? )
    | (?P<gap> \\q?quad(?![A-Za-z]) | ; | [.](?=\s*(?:\\|$)) )
    | (?P<command> \\[A-Za-z]+ | \\. )
    | (?P<sign> :=|->|=>|[<>=]=|<<|>>|. )
    """,
    re.VERBOSE | re.DOTALL,
)
_BREAKS = {"row", "gap", "condition", "connective"}  # between statements
_SCRIPT = re.compile(
    rf"[_^]\s*(?:{_GROUP}|\\[A-Za-z]+|.)|\\(?:text|operatorname|begin|end|tag|label)\*?{_GROUP}", re.DOTALL
)
_NUMERAL = re.compile(r"\d+(?:\.\d+)?")
_STRUCTURE = {"0", "1", "2"}  # numerals that belong to a form, as in 1/2, f' = 0 or x ∈ [0, 1]
_VERBS = r"is|are|equals?|becomes?|gives?|makes|yields|exceeds|than|at\ most|at\ least"
_WORD = r"\\(?:text\w*|mbox|operatorname\*?)"
_MISTAKES = {
    r"(?<![A-Za-z\\])\d[eE][-+]?\d": r"write a power of ten, such as 1.5 \cdot 10^{-3}, for",
    r"\d\{,\}(?!\d{3}(?!\d))\d*": "write 1.5 for a decimal comma, and 1{,}000 for a thousand, in",
    rf"{_WORD}\s*\{{[^{{}}]*(?:\b(?:{_VERBS})\b|[=<>≈≤≥≠≡∼])[^{{}}]*\}}": "write a sign, such as =, in the place of",
}

DOTS = r"\dots"  # the name of what dots leave out
CLOSING = {
    "(": ")",
    "[": "]",
    "{": "}",
    r"\{": r"\}",
    r"\lvert": r"\rvert",
    r"\lVert": r"\rVert",
    r"\langle": r"\rangle",
}


def statements(tex: str) -> list[Statement]:
    """The statements of a formula, in reading order.

    They are parted by rows, wide gaps, commas and words such as “if”, and by every second & of a row, which is
    where aligned formulas have their columns; a row that begins with a relation goes on, and so does one that
    comes after a relation.
    """
    if has_numerals := bool(numerals(tex)):
        _require_no_mistake(tex)
    found: list[Statement] = []
    cells, goes_on, is_condition = 0, False, False
    words = tokens(tex)
    for at, (token, depth) in enumerate(_with_depth(words)):
        cells = 0 if token.kind == "row" else cells + (token.kind == "cell")
        waits = bool(found) and not found[-1].sides[-1]  # for what a relation says
        if token.kind == "cell":
            goes_on = (goes_on and cells % 2 == 1) or waits
        elif (token.kind in _BREAKS or token.text == ",") and (depth <= 0 or token.kind == "row"):
            is_list = token.text == "," and goes_on and bool(found[-1].relations) and _is_listed(words[at + 1 :])
            if is_list:
                _require_no_decimal_comma(words, at)
                found[-1].sides[-1].append(token)
            if token.kind == "connective" and not token.text.startswith(r"\text") and _is_number(found[-1:]):
                raise Unreadable(f"{token.text} stands between statements, not numbers: write =, or a sentence")
            is_condition = token.kind == "condition" or (is_condition and token.kind != "row")
            goes_on = waits or is_list
        elif token.kind == "relation" and depth <= 0:
            if not found:
                if has_numerals:
                    raise Unreadable(f"{token.text} has nothing before it: write both sides into one formula")
                return []  # as of ≤ n
            found[-1].relations.append(token.text)
            found[-1].sides.append([])
            goes_on = True
        elif goes_on:
            found[-1].sides[-1].append(token)
        else:
            found.append(Statement([[token]], [], is_condition))
            goes_on = True
    for statement in found:
        if not all(statement.sides):
            raise Unreadable(f"{statement.relations[-1]} has nothing behind it: write both sides into one formula")
    return found


def _is_number(last: list[Statement]) -> bool:
    """Whether the last statement states nothing, and has a number."""
    return any(
        not statement.relations and "number" in {token.kind for token in statement.sides[0]} for statement in last
    )


def tokens(tex: str) -> list[Token]:
    """The words of a formula that say something; spaces do not."""
    found = list[Token]()
    for match in _TOKEN.finditer(tex):
        kind, text = str(match.lastgroup), match.group()
        if kind == "name" and match["dots"]:
            text = DOTS
        if kind in ("command", "sign") and text in RELATIONS:
            kind = "relation"
        token = Token(kind, match["variable"] or match["by"] or text, *match.span())
        last = [each.text for each in found[-2:]]
        if kind == "relation" and last[-1:] == [r"\not"]:
            denied = rf"\not{text}"
            found[-1] = Token("relation" if denied in RELATIONS else "command", denied, found[-1].start, token.end)
        elif text == "}" and last[:1] == ["{"] and found[-1].kind == "relation":  # {=}
            found[-2:] = found[-1:]
        elif kind != "blank":
            found.append(token)
    return found


def _with_depth(words: Sequence[Token]) -> Iterator[tuple[Token, int]]:
    """Each word, with how many brackets are open behind it."""
    depth = 0
    for token in words:
        depth += (token.text in CLOSING) - (token.text in CLOSING.values())
        yield token, depth


def _require_no_mistake(tex: str) -> None:
    for mistake, remedy in _MISTAKES.items():
        if found := re.search(mistake, tex):
            raise Unreadable(f"{remedy} {found[0]}")


def _require_no_decimal_comma(words: list[Token], at: int) -> None:
    """Refuse 1,5 and 1,000; in i = 0,1,2 more commas follow."""
    before, after, *rest = words[at - 1], *words[at + 1 : at + 3]
    if before.kind == after.kind == "number" and before.end + 1 == after.start:
        is_listed = any(token.text == "," for token in (*rest, *words[max(at - 2, 0) : at - 1]))
        if len(after.text) == 3 or not is_listed:
            number = f"{before.text},{after.text}"
            raise Unreadable(f"write 1.5 for a decimal comma, 1{{,}}000 for a thousand, or a blank, in {number}")


def _is_listed(following: list[Token]) -> bool:
    """Whether a comma is one of a list, as in i = 1, 2, 3: what comes after it is no relation of its own."""
    if not following or following[0].kind in (*_BREAKS, "cell"):
        return False
    for token, depth in _with_depth(following):
        if token.kind in _BREAKS:
            break
        if token.kind == "relation" and depth <= 0:
            return False
    return True


def is_list(side: Side) -> bool:
    """Whether a side is several expressions, with commas between them."""
    return any(token.text == "," and depth == 0 for token, depth in _with_depth(side))


def is_at(side: Side, start: int, end: int) -> bool:
    """Whether a side is nothing but the number that begins and ends there, with or without its sign."""
    words = [token for token in side if token.text not in "{}-+"]
    return bool(words) and all(token.start < end and start < token.end for token in words)


def touches(side: Side, start: int, end: int) -> bool:
    """Whether the number that begins and ends there is on a side."""
    return any(token.start < end and start < token.end for token in side)


def signs_in(block: Token) -> list[str]:
    """The relations in an environment that is read as a whole."""
    inner = re.sub(r"^\\begin\{[^{}]*\}|\\end\{[^{}]*\}$", "", block.text)
    return [token.text for token in tokens(inner) if token.kind == "relation"]


def binds(side: Side) -> bool:
    """Whether names on a side may be bound, as x is in an integral over x."""
    return any(re.match(r"\\(?:[io]*int|sum|prod|lim|max|min|sup|inf|arg)", token.text) for token in side)


def source(tex: str, side: Side) -> str:
    """The side as it stands in the TeX."""
    return " ".join(tex[side[0].start : side[-1].end].replace("&", " ").split()) if side else ""


def numerals(tex: str) -> set[str]:
    """Numerals in TeX that are no index, power or label."""
    return set(_NUMERAL.findall(_SCRIPT.sub(" ", tex)))


def quantities(found: set[str]) -> set[str]:
    """Those of some numerals that belong to no form, as the 2 of 1/2 does."""
    return found - _STRUCTURE


def names_in(side: Side) -> set[str]:
    """The names on a side, whether it can be read or not; words are none."""
    return {name_of(token.text) for token in side if token.kind == "name" and not token.text.startswith(r"\text")}


def perhaps_functions(sides: list[Side]) -> set[str]:
    """Names that may be no factors: applied to one name in brackets, or nowhere without brackets; d, as in dx; dots."""
    found, applied, bare = set[str](), set[str](), set[str]()
    for side in sides:
        for at, (kind, text, *_) in enumerate(side):
            after = [*side[at + 1 : at + 4], *[Token("end", "", 0, 0)] * 3]
            is_applied = after[0].text in ("(", "[")
            to_name = is_applied and after[1].kind == "name" and after[2].text in (")", "]", ",")
            if kind == "name":
                is_function = to_name or text == DOTS or (text == "d" and after[0].kind == "name")
                (found if is_function else applied if is_applied else bare).add(name_of(text))
            elif text == ")" and to_name:  # (A + B)(x)
                found.add(text)
    return found | (applied - bare)


def name_of(text: str) -> str:
    """One spelling for each name: x_1 for x_{1}, ∂L/∂w for each way to write it."""
    if text.startswith(r"\text"):
        return text
    name = re.sub(r"\{(\w)\}", r"\1", re.sub(r"\s+|\\,", "", text.replace(r"\partial", "∂")))
    name = re.sub(r"^\\frac\{(.*)\}\{(.*)\}$", r"\1/\2", name)
    name = re.sub(r"\^\\?\{?\\prime\}?", "'", name)
    return name.replace(r"\Delta", "Δ")


def part_name(name: str, index: int) -> str:
    """The name of a part of a vector, as formulas spell it."""
    return f"{name}_{index}" if index < 10 else f"{name}_{{{index}}}"
