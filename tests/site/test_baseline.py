"""What browsers have to know for our scripts: nothing that is newer than Baseline calls widely available."""

import json
import re
from collections import defaultdict

import pytest

from conftest import PROJECT

pytestmark = pytest.mark.slow("read what npm has installed")

FEATURES = PROJECT / "tests/node_modules/web-features/data.json"
SCRIPTS = sorted((PROJECT / "docs/javascripts").glob("*.js"))
_API = re.compile(r"(?:api|javascript\.builtins)\.(?:\w+\.)?(\w+)")
_NO_CODE = re.compile(r"//[^\n]*|/\*.*?\*/|`[^`$]*`|\"[^\"\n]*\"|'[^'\n]*'", re.DOTALL)
_USED = re.compile(r"(?<!dataset)\.\s*(\w+)|\bnew\s+(\w+)")
_OWN = re.compile(r"\b(?:function|const|let|class)\s+(\w+)|\b(\w+)\s*:|(?<=[{,])\s*(\w+)\s*(?=[,}])")


@pytest.fixture(scope="module")
def newer():
    """Names of objects and members that no widely available feature of the web has."""
    status = defaultdict(set)
    for feature in json.loads(FEATURES.read_text("utf-8"))["features"].values():
        for key, support in feature.get("status", {}).get("by_compat_key", {}).items():
            if api := _API.fullmatch(key):
                status[api[1]].add(support["baseline"])
    return {name for name, found in status.items() if "high" not in found}


def used(script):
    """Names that a script makes or asks of an object, but for those that it has given itself."""
    code = _NO_CODE.sub("", script)
    used, own = ({name for names in each.findall(code) for name in names if name} for each in (_USED, _OWN))
    return used - own


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_our_scripts_use_only_what_is_widely_available(newer, script):
    """In all of Chrome, Edge, Firefox and Safari for 30 months, by web-features, the data of Baseline."""
    assert used(script.read_text("utf-8")) & newer == set()


def test_newcomers_are_found(newer):
    """Members of documents and of built-in objects, and constructors; old names are none, nor are comments."""
    script = '// .sumPrecise("x")\ndocument.startViewTransition(); Promise.try("a" /* .f16round */); new Temporal(b)'
    assert used(script) & newer == {"startViewTransition", "try", "Temporal"}
    assert not newer & {"querySelector", "addEventListener", "groupBy", "fetch", "URL", "at"}
