"""From the asserts of a page to calls that judge them.

`assert 0 < after` becomes `__claims__.judge(__claims__.begin(3), 0 < __claims__.see(4, 9, after))`: see Claims.
This is done in the source, which Python parses again: there, all lines stay as they are.
An assert that could not fail, whatever the page has computed, is refused.
"""

import ast
import builtins
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from gdsite.page.claims import CLAIMS, Claims
from gdsite.page.put_in import Leaf, place_of

_NOT_NEGATIVE = re.compile(r"(len|abs)\([^()]*\) >= 0|0 <= (len|abs)\([^()]*\)")
_LOOKING = "all", "any", "allclose", "array_equal"
_JOINING = "zip", "map"
_TRUE_OF_ITSELF = ast.Eq, ast.LtE, ast.GtE, ast.Is
_NEGATED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.GtE, ast.GtE: ast.Lt, ast.Gt: ast.LtE, ast.LtE: ast.Gt,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
_MIRRORED: dict[type[ast.cmpop], type[ast.cmpop]] = {ast.Gt: ast.Lt, ast.GtE: ast.LtE}


def judge_asserts(tree: ast.Module, lines: Sequence[str], claims: Claims) -> ast.Module:
    """The module, each assert of which is judged; lines are those of its source."""
    for i, statement in enumerate(tree.body):
        source = "\n".join(lines[statement.lineno - 1 : statement.end_lineno])
        if any(word in source for word in ("assert", "zip(", "map(")):  # a visit of others is a waste
            tree.body[i] = _Asserts(lines, claims).visit(statement)
    return tree


def judged(claim: ast.Assert, lines: Sequence[str], claims: Claims, line: int) -> ast.Call:
    """The call that evaluates a claim, and judges it; its line is that of the page."""
    source = _source(claim.test, lines)
    test = ast.parse(source, mode="eval").body
    number = claims.state(source, line)
    if problem := next(_problems(test), None):
        raise claims.stated[number].error(f": {problem}")
    code = f"{CLAIMS}.judge({CLAIMS}.begin({number}), {_Watched(test, source).code(source)})"
    call = ast.parse("\n" * (claim.lineno - 1) + code, mode="eval").body
    assert isinstance(call, ast.Call)
    if claim.msg:  # is evaluated only if the claim is false
        nothing = ast.arguments(posonlyargs=[], args=[], kwonlyargs=[], kw_defaults=[], defaults=[])
        call.args.append(ast.copy_location(ast.Lambda(nothing, claim.msg), claim))
    return call


def _source(test: ast.expr, lines: Sequence[str]) -> str:
    """A claim in one line, as its author wrote it, if that was one line, too."""
    written = [line.encode() for line in lines[test.lineno - 1 : test.end_lineno]]
    written[-1] = written[-1][: test.end_col_offset]
    written[0] = written[0][test.col_offset :]
    source = b"\n".join(written).decode()
    return ast.unparse(ast.parse(f"({source}\n)", mode="eval")) if len(written) > 1 else source


class _Asserts(ast.NodeTransformer):
    """Has the asserts of a block judged, and its zip() and map() watched."""

    def __init__(self, lines: Sequence[str], claims: Claims) -> None:
        self.lines = lines
        self.claims = claims
        self.loops: dict[ast.expr, int] = {}  # what a loop with claims goes over, and its line

    def visit_For(self, node: ast.For) -> ast.For:
        if any(isinstance(part, ast.Assert) for part in ast.walk(node)):
            calls = [part for part in ast.walk(node.iter) if isinstance(part, ast.Call)]
            self.loops |= dict.fromkeys(calls, node.lineno)
        self.generic_visit(node)
        return node

    def visit_Assert(self, node: ast.Assert) -> ast.Expr:
        return ast.copy_location(ast.Expr(judged(node, self.lines, self.claims, node.lineno)), node)

    def visit_Call(self, node: ast.Call) -> ast.Call:
        self.generic_visit(node)
        if _joins(node):
            rows = ast.Attribute(ast.Name(CLAIMS, ast.Load()), "rows", ast.Load())
            watched = ast.Call(rows, [node.func, ast.Constant(self.loops.get(node, 0))], [])
            node.func = ast.fix_missing_locations(ast.copy_location(watched, node.func))
        return node


class _Watched(ast.NodeVisitor):
    """What of a claim is noted: what is seen in it, and which of its parts have to be true or false."""

    def __init__(self, test: ast.expr, source: str) -> None:
        self.calls: list[tuple[int, int, str]] = []  # from where to where in its source, and of what
        self.visit(test)
        encoded = source.encode()
        for node in ast.walk(test):  # of the places in f-strings, Python is not sure
            if isinstance(node, ast.Call) and encoded[slice(*place_of(node.func))].endswith(_name(node).encode()):
                self._watch(node)

    def code(self, source: str) -> str:
        """The source with these calls around its parts."""
        ends = [(end, 0, ")") for _, end, _ in self.calls]
        begins = [(start, end, call) for start, end, call in self.calls]
        marks = sorted([*ends, *begins], key=lambda mark: (mark[0], mark[1] > 0, -mark[1]))
        encoded, code, at = source.encode(), "", 0
        for place, _, text in marks:
            code += encoded[at:place].decode() + text
            at = place
        return code + encoded[at:].decode()

    def _call(self, method: str, node: ast.expr, *arguments: int) -> None:
        self.calls.append((*place_of(node), f"{CLAIMS}.{method}({''.join(f'{number}, ' for number in arguments)}"))

    def _see(self, node: Leaf) -> None:
        self._call("see", node, *place_of(node))

    visit_Attribute = visit_Subscript = visit_JoinedStr = _see

    def visit_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Load):
            self._see(node)

    def visit_Call(self, node: ast.Call) -> None:
        self._see(node)
        for argument in [*node.args, *node.keywords]:
            self.visit(argument)

    def visit_BoolOp(self, node: ast.BoolOp) -> None:
        for value in node.values:
            self._part(value)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> None:
        self._part(node.operand) if isinstance(node.op, ast.Not) else self.visit(node.operand)

    def _part(self, node: ast.expr) -> None:
        if not isinstance(node, (ast.BoolOp, ast.Compare)):
            self._call("part", node)
        self.visit(node)

    def _watch(self, node: ast.Call) -> None:
        if _joins(node):
            self._call("rows", node.func)
        elif _name(node) in _LOOKING:
            self._call("look", node.func, *place_of(node))
        elif _name(node) == "bool":
            self._call("truth", node.func)

    def _leave(self, node: ast.AST) -> None:
        """Its names are its own."""

    visit_comprehension = visit_Lambda = _leave


def _name(node: ast.Call) -> str:
    """The name of the function or the method that is called."""
    return str(getattr(node.func, "id", getattr(node.func, "attr", "")))


def _joins(node: ast.Call) -> bool:
    """Whether it is a zip() or map() to be watched; not of a thing and its own rest, as zip(losses, losses[1:])."""
    return getattr(node.func, "id", "") in _JOINING and not node.keywords and not _are_parts_of_one(node.args)


def _are_parts_of_one(columns: Sequence[ast.expr]) -> bool:
    is_cut = any(isinstance(column, ast.Subscript) and isinstance(column.slice, ast.Slice) for column in columns)
    return is_cut and len({ast.dump(_whole(column)) for column in columns}) == 1


def _whole(column: ast.expr) -> ast.expr:
    """What a column is a part of: trace, for trace.losses[1:]."""
    while isinstance(column, (ast.Attribute, ast.Subscript)):
        column = column.value
    return column


def _problems(node: ast.expr, is_whole: bool = True) -> Iterator[str]:
    """Why a claim, or a part of it that is to be true or false, could not be either."""
    if parts := [*_parts(node)]:
        for part in parts:
            yield from _problems(part, is_whole=False)
    elif not _can_vary(node, is_whole):
        yield f"{ast.unparse(node)} is always the same; claim something about what the page has computed"
    if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.Or):
        yield from _either_way(node)
    if isinstance(node, ast.Compare):
        yield from _with_itself(node)


def _parts(node: ast.expr) -> Iterator[ast.expr]:
    """The parts of a claim that are to be true or false themselves."""
    if isinstance(node, ast.BoolOp):
        yield from node.values
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield node.operand
    elif isinstance(node, ast.BinOp) and isinstance(node.op, (ast.BitOr, ast.BitAnd)):
        yield from (node.left, node.right)
    elif isinstance(node, ast.IfExp):
        yield from (node.test, node.body, node.orelse)
    elif isinstance(node, ast.NamedExpr):
        yield node.value
    elif isinstance(node, ast.Call) and _name(node) in _LOOKING and len(node.args) == 1:
        looked_at = node.args[0]
        if isinstance(looked_at, (ast.GeneratorExp, ast.ListComp, ast.SetComp)):
            yield looked_at.elt
        elif isinstance(looked_at, (ast.List, ast.Tuple, ast.Set)):
            yield from (part for part in looked_at.elts if not isinstance(part, ast.Starred))


def _can_vary(node: ast.expr, is_whole: bool) -> bool:
    """Whether it reads a name that is not Python's own; a whole claim may also compare what it calls."""
    nodes = [*ast.walk(node)]
    called = [part.func for part in nodes if isinstance(part, ast.Call)]
    names = [part for part in nodes if isinstance(part, ast.Name)]
    reads = any(name not in called or not hasattr(builtins, name.id) for name in names)
    return reads or (is_whole and isinstance(node, ast.Compare) and bool(called))


def _either_way(node: ast.BoolOp) -> Iterator[str]:
    """Of “this or its opposite”, which is always true."""
    said = {_normal(value) for value in node.values}
    if any(_normal(value, negated=True) in said for value in node.values):
        yield "it is true either way"


def _normal(node: ast.expr, negated: bool = False) -> str:
    """What a part says, or its opposite, in one form: x > 2 as 2 < x."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        return _normal(node.operand, not negated)
    if not isinstance(node, ast.Compare) or len(node.ops) > 1 or type(node.ops[0]) not in _NEGATED:
        return f"{'not ' * negated}{ast.dump(node)}"
    relation, sides = type(node.ops[0]), [ast.dump(node.left), ast.dump(node.comparators[0])]
    relation = _NEGATED[relation] if negated else relation
    if relation in _MIRRORED:
        relation, sides = _MIRRORED[relation], sides[::-1]
    return f"{relation.__name__} {sides}"


def _with_itself(node: ast.Compare) -> Iterator[str]:
    """Of a thing that is compared with itself; what is called twice may well differ."""
    for relation, (left, right) in zip(node.ops, pairwise([node.left, *node.comparators]), strict=True):
        is_same = type(left) is type(right) and ast.dump(left) == ast.dump(right)
        calls = any(isinstance(part, ast.Call) for part in ast.walk(left))
        if isinstance(relation, _TRUE_OF_ITSELF) and is_same and not calls:
            yield f"{ast.unparse(left)} is compared with itself"
    if _NOT_NEGATIVE.fullmatch(ast.unparse(node)):
        yield "it is never below 0"
