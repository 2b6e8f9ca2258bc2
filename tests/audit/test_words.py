"""An auditor reads words: every action that the code names has some."""

import ast
from collections.abc import Iterator
from pathlib import Path

from audit.words import ACTIONS

ROOT = Path(__file__).resolve().parents[2]
APPS = [path.parent for path in ROOT.glob("*/__init__.py") if path.parent.name not in {"benchmarks", "stack", "tests"}]


def named(call: ast.Call) -> Iterator[str]:
    """The action that a call of ``record`` or anything with ``action=`` says, where it says one outright."""
    is_record = isinstance(call.func, ast.Name) and call.func.id in {"record", "record_reading", "record_each"}
    said = [*(call.args[1:2] if is_record else []), *(word.value for word in call.keywords if word.arg == "action")]
    yield from (each.value for each in said if isinstance(each, ast.Constant) and "." in str(each.value))
    kept = [word.value for word in call.keywords if word.arg == "what"]  # A page of ``clearances.keeping``.
    if isinstance(call.func, ast.Name) and call.func.id == "Asking":
        yield from (f"{each.value}.refused" for each in kept if isinstance(each, ast.Constant))


def actions() -> set[str]:
    files = (path for app in APPS for path in app.rglob("*.py") if "migrations" not in path.parts)
    calls = (node for path in files for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call))
    return {action for call in calls for action in named(call)}


def test_every_action_has_words():
    found = actions()

    assert {"label.raised", "account.refused", "grant.given", "change.proposed"} <= found  # It looks where they are.
    assert found - ACTIONS.keys() == set()
