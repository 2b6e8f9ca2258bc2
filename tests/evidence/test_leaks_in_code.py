"""Leak classes that can't occur because the code has nothing they could occur in: what would bring them in is found."""

import ast
import re
from pathlib import Path

from django.conf import settings

from tests.test_architecture import imported, sources

ROOT = Path(settings.BASE_DIR)
# What fetches an address. Mail goes through Django, the broker through Celery: both are named in the settings.
FETCHERS = {"requests", "httpx", "aiohttp", "urllib.request", "http.client", "urllib3", "ftplib", "socket"}
SOCKETS_HERE = {("files/scanning.py", "socket")}  # The virus scanner that the settings name, and no other.
RAW = {"raw", "extra", "RawSQL"}
RAW_HERE = {  # Fixed statements, none of which holds a word of anybody's.
    "clearances/facts.py": "A sum over the ids of labels, in one statement with the version.",
}


def uses(names, *only):
    """Where our code names one of *names*, as a name or an attribute."""
    for path, tree in sources(*only):
        for node in ast.walk(tree):
            name = getattr(node, "attr", None) or getattr(node, "id", None)
            if isinstance(node, ast.Attribute | ast.Name) and name in names:
                yield str(path), node


def test_nothing_fetches_an_address_that_somebody_gave():
    """L36: no preview, no webhook, no import from an address."""
    fetching = {
        (str(path), module)
        for path, tree in sources()
        for module in imported(tree)
        if module in FETCHERS or module.partition(".")[0] in FETCHERS
    }

    assert fetching == SOCKETS_HERE


def test_no_text_of_somebodys_becomes_a_template():
    """L39: templates are files of ours; what people write is filled in, never compiled."""
    compiling = {str(path) for path, tree in sources() if {"django.template", "jinja2"} & set(imported(tree))}
    named = {path for path, _node in uses({"Template"}) if path in compiling}

    assert named | {path for path, _node in uses({"from_string"})} == set()


def test_only_fixed_statements_are_written_by_hand():
    """L40: everything else is a queryset; what a reader typed is a parameter, never a name of a column."""
    written = {path for path, node in uses(RAW) if isinstance(node, ast.Attribute) and path not in RAW_HERE}
    ordered = [
        f"{path}:{node.lineno}"
        for path, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in {"order_by", "values", "annotate"}
        for given in [*node.args, *(each.value for each in node.keywords)]
        if re.search(r"request\.|cleaned_data", ast.unparse(given))
    ]

    assert {path for path in written if "migrations" not in path and "rls" not in path} == set()
    assert ordered == []


def test_nothing_is_kept_between_requests_but_facts_that_all_readers_share():
    """L14: no page, fragment or query cache; the cache's one user is whoever counts attempts."""
    caching = {path for path, _node in uses({"cache_page", "cache_control", "caches", "lru_cache"})}
    fragments = [path for path in (ROOT / "templates").rglob("*.html") if "{% cache" in path.read_text()]

    assert caching == set()
    assert fragments == []


def test_no_channel_stays_open():
    """L23: no server-sent events, no sockets; a page that watches asks again, and is decided again."""
    streaming = {path for path, _node in uses({"StreamingHttpResponse", "AsyncConsumer", "WebSocket"})}

    assert streaming == {"audit/views.py"}  # A file, which ends by itself.


def test_nothing_is_looked_up_by_a_permission_of_a_whole_model():
    """L30: a permission is held on a row; nobody asks Django's own backend, which would know it for a model."""
    asking = {
        path
        for path, _node in uses({"has_perms", "permission_required", "PermissionRequiredMixin", "has_module_perms"})
    }

    assert asking == set()
