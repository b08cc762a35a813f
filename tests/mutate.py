"""How well gdcore is guarded: it is made wrong in one place at a time, and the tests and the build are asked.

    make mutate

A mutant is gdcore with one operator, comparison, constant, condition, call or return changed; texts and
types are left alone. Each lives in a process of its own, into which one module is imported from changed source:
no file changes, whenever this is stopped. Caught is what fails a test or the build, or does not end.
"""

import ast
import gc
import json
import os
import resource
import sys
import tempfile
import tomllib
from collections import Counter
from datetime import date
from importlib.abc import InspectLoader
from importlib.util import spec_from_loader
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

os.environ |= {"NO_MKDOCS_2_WARNING": "1", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
os.environ["OPENBLAS_NUM_THREADS"] = "1"  # a thread would be lost in a fork

# All but gdcore is imported before the first fork: a mutant then takes a fraction of a second.
import pytest
import scipy.optimize  # noqa: F401
import sympy  # noqa: F401
from mkdocs.commands.build import build
from mkdocs.config import load_config

PROJECT = Path(__file__).parent.parent
TESTS = [f"tests/gdcore/test_{name}.py" for name in ("gdcore", "descent", "network", "agreement", "input")]
QUICK = ["-x", "--tb=no", "--assert=plain", "-p", "no:cacheprovider", "-o", "addopts="]
PROCESSES = 2
SECONDS, BYTES = 60, 2**32  # of processor time and of memory, for one mutant; the control takes a third
ALL, ON_PAGES = 0.95, 0.98  # shares of the mutants that are to be caught

OTHER = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.FloorDiv: ast.Div,
    ast.Mod: ast.Mult, ast.Pow: ast.Mult, ast.MatMult: ast.Mult, ast.And: ast.Or, ast.Or: ast.And,
}  # fmt: skip
OTHERS = {
    ast.Lt: [ast.LtE, ast.GtE], ast.LtE: [ast.Lt, ast.Gt], ast.Gt: [ast.GtE, ast.LtE],
    ast.GtE: [ast.Gt, ast.Lt], ast.Eq: [ast.NotEq], ast.NotEq: [ast.Eq],
    ast.Is: [ast.IsNot], ast.IsNot: [ast.Is], ast.In: [ast.NotIn], ast.NotIn: [ast.In],
}  # fmt: skip
NAMES = {"all": "any", "max": "min", "min": "max", "sum": "mean"}


class Mutant(NamedTuple):
    """A module of gdcore with one change, and where: in which function or class, on which line."""

    module: str
    function: str
    line: int
    before: str
    after: str
    source: str


def but(node, **fields):
    """The node with other fields."""
    return type(node)(**dict(ast.iter_fields(node)) | fields)


def changes(node):
    """Pairs of a node, or a part of it, and what to put in its place."""
    match node:
        case ast.BinOp() | ast.AugAssign() | ast.BoolOp():
            yield node, but(node, op=OTHER[type(node.op)]())
        case ast.Compare(ops=ops):
            for i, op in enumerate(ops):
                for other in OTHERS[type(op)]:
                    yield node, but(node, ops=[*ops[:i], other(), *ops[i + 1 :]])
        case ast.UnaryOp(operand=operand) | ast.Attribute(attr="T", value=operand):
            yield node, operand
        case ast.Call(func=ast.Name(id="abs" | "sqrt"), args=[operand]):
            yield node, operand
        case ast.Constant(value=bool(value)):
            yield node, ast.Constant(not value)
        case ast.Constant(value=int(value)):
            yield from ((node, ast.Constant(value + 1)), (node, ast.Constant(value - 1)))
        case ast.Constant(value=float(value)):
            yield from ((node, ast.Constant(value + 1)), (node, ast.Constant(value * 1.1)))
        case ast.Name(id=name) if name in NAMES:
            yield node, ast.Name(NAMES[name])
        case ast.Attribute(attr=name) if name in NAMES:
            yield node, but(node, attr=NAMES[name])
        case ast.Return(value=value) if not isinstance(value, ast.Constant) or value.value is not None:
            yield node, ast.Return(ast.Constant(None))
        case ast.Raise() | ast.Expr(value=ast.Call()):
            yield node, ast.Pass()
        case ast.If(test=test) | ast.IfExp(test=test) if isinstance(test, (ast.Name, ast.Call)):
            yield test, ast.UnaryOp(ast.Not(), test)


def nodes(node):
    """The node and all in it, but for texts with fields, which are messages, and for types."""
    hints = [getattr(node, name, None) for name in ("annotation", "returns")]
    if "TypeAlias" in [getattr(hint, "id", None) for hint in hints]:
        return
    yield node
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.JoinedStr) and child not in hints:
            yield from nodes(child)


def mutants(path):
    """All mutants of a module."""
    source = path.read_bytes()  # as bytes, for so ast counts its columns
    lines = source.splitlines(keepends=True)
    starts = [sum(map(len, lines[:i])) for i in range(len(lines))]
    for top in ast.parse(source).body:
        for old, new in (change for node in nodes(top) for change in changes(node)):
            start = starts[old.lineno - 1] + old.col_offset
            end = starts[old.end_lineno - 1] + old.end_col_offset
            text = f"({ast.unparse(new)})" if isinstance(new, ast.expr) else ast.unparse(new)
            changed = source[:start] + text.encode() + source[end:]
            at = [each.decode().splitlines()[old.lineno - 1].strip() for each in (source, changed)]
            yield Mutant(path.stem, getattr(top, "name", "<module>"), old.lineno, *at, changed.decode())


class Import(InspectLoader):
    """Import hook: the module of a mutant comes from its source."""

    def __init__(self, mutant):
        self.mutant = mutant

    def find_spec(self, name, path, target=None):
        return spec_from_loader(name, self) if name == f"gdcore.{self.mutant.module}" else None

    def get_source(self, name):
        return self.mutant.source


def build_site():
    with tempfile.TemporaryDirectory() as folder:
        build(load_config("mkdocs.yml", site_dir=f"{folder}/site"))


def start(mutant):
    """Id of a new process, which ends with status 0 if the tests and then the build pass with the mutant."""
    if process := os.fork():
        return process
    try:
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, 1)
        os.dup2(silence, 2)
        sys.meta_path.insert(0, Import(mutant))
        sys.path.append(f"{mutant.module}:{mutant.line}: {mutant.after}")  # no page of another is reused: this counts
        if pytest.main([*QUICK, *TESTS]) == 0:
            build_site()
            os._exit(0)
    finally:
        os._exit(1)


def ask(population):
    """Those of the mutants that survive; so many processes at a time."""
    waiting, running = list(reversed(population)), {}
    while waiting or running:
        if waiting and len(running) < PROCESSES:
            mutant = waiting.pop()
            running[start(mutant)] = mutant
        else:
            process, status = os.wait()
            mutant = running.pop(process)
            if status == 0:
                yield mutant


def places_on_pages():
    """Modules of gdcore, each with what stands at its top, of which something runs in a build."""
    ran = set()
    sys.path.append("no mutant, but each block has to run")
    if hasattr(os, "sched_setaffinity"):  # on one core, so that all of it is built here
        os.sched_setaffinity(0, [min(os.sched_getaffinity(0))])
    sys.setprofile(lambda frame, event, argument: ran.add(frame.f_code))
    build_site()
    sys.setprofile(None)
    paths = [(Path(code.co_filename), code.co_qualname.split(".")[0]) for code in ran]
    return {(path.stem, name) for path, name in paths if path.parent.name == "gdcore"}


def main():
    os.chdir(PROJECT)
    sys.path.insert(0, str(PROJECT))
    with get_context("fork").Pool(1) as another:  # for this process is to stay without gdcore
        on_pages = another.apply(places_on_pages)
    gc.freeze()  # or each process would copy what it looks through for garbage
    paths = sorted(PROJECT.glob("gdcore/*.py"))
    controls = [Mutant(path.stem, "", 0, "", "", path.read_text(encoding="utf-8")) for path in paths]
    if len(list(ask(controls))) < len(controls):
        sys.exit("gdcore as it is does not survive: see what make test and make site say of it")
    population = [mutant for path in paths for mutant in mutants(path)]
    sys.exit(report(population, sorted(ask(population)), on_pages))


def report(population, survivors, on_pages):
    """Print how many are caught, and write it down; returns the exit status."""
    made, left = (Counter(mutant[:2] for mutant in some) for some in (population, survivors))
    for place, number in made.items():
        where = "" if place in on_pages else ", on no page"
        print(f"{number - left[place]:4} of {number:3}  {'.'.join(place)}{where}")
    totals = []
    for places in (made, on_pages):
        number = sum(made[place] for place in places)
        totals.append({"mutants": number, "caught": number - sum(left[place] for place in places)})
    shares = [total["caught"] / total["mutants"] for total in totals]
    print("caught: {:.1%} of all, {:.1%} of those on pages".format(*shares))
    text = json.dumps({"date": f"{date.today()}", **totals[0], "on_pages": totals[1]}, indent=2)
    (PROJECT / "tests/mutants.json").write_text(text + "\n", encoding="utf-8")
    return int(not justified(survivors) or shares[0] < ALL or shares[1] < ON_PAGES)


def justified(survivors):
    """Whether each survivor has a reason, and each reason a survivor; prints them."""
    reasons = tomllib.loads(Path(__file__).with_name("survivors.toml").read_text(encoding="utf-8"))
    for mutant in survivors:
        print(f"gdcore/{mutant.module}.py:{mutant.line}: {mutant.before}\n  survives as {mutant.after}")
        print(f"  {reasons.get(mutant.after, 'NOT JUSTIFIED')}")
    lines = {mutant.after for mutant in survivors}
    for line in reasons.keys() - lines:
        print(f"NOT A SURVIVOR, but justified: {line}")
    return reasons.keys() == lines


if __name__ == "__main__":
    main()
