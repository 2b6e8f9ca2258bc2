"""Each of the 48 leak classes has a test that exists, or a reason; and the page that says so is the table's."""

import ast

from tests.evidence.leak_classes import LEAKS, PAGE, ROOT, page


def exists(node_id):
    path, _colons, name = node_id.partition("::")
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return any(isinstance(node, ast.FunctionDef) and node.name == name for node in tree.body)


def test_every_leak_class_has_a_test_or_a_reason():
    assert [leak.number for leak in LEAKS] == list(range(1, 49))
    assert [leak.number for leak in LEAKS if not leak.tests and len(leak.reason) < 40] == []


def test_every_test_that_is_named_exists():
    assert [(leak.number, test) for leak in LEAKS for test in leak.tests if not exists(test)] == []


def test_the_page_is_that_of_the_table():
    assert PAGE.read_text(encoding="utf-8") == page(), "Run: python -m tests.evidence.leak_classes"


def test_the_oracle_is_short_and_imports_nothing():
    source = (ROOT / "tests/clearances/oracle.py").read_text(encoding="utf-8")

    assert source.count("\n") <= 200
    assert not [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Import | ast.ImportFrom)]
