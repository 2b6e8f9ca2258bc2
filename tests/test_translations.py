"""Everything Accord says is said in French too. Reads sources and catalogue itself: needs no GNU gettext."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(settings.BASE_DIR)
CATALOGUE = polib.pofile(str(ROOT / "locale" / "fr" / "LC_MESSAGES" / "django.po"))
NOT_OURS = {".venv", "var", "static", "tests", "migrations"}
RENEW = "Run makemessages as CONTRIBUTING.md says, then translate"

Key = tuple[str, str, str]  # Context, message, plural; "" where there is none.

PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}|</?\w+>")
# What gettext's functions take, in order.
ARGUMENTS = {
    "gettext": ("message",),
    "gettext_lazy": ("message",),
    "gettext_noop": ("message",),
    "ngettext": ("message", "plural"),
    "ngettext_lazy": ("message", "plural"),
    "pgettext": ("context", "message"),
    "pgettext_lazy": ("context", "message"),
    "npgettext": ("context", "message", "plural"),
    "npgettext_lazy": ("context", "message", "plural"),
}
# What Django's own templatize() makes of a template: calls among filler.
CALL = re.compile(r"""\b(?:_|n?p?gettext)\((?:[^()"']|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')*\)""")

TEMPLATE_CODE = re.compile(
    r"\{#.*?#\}|\{% (comment|blocktranslate|block width)\b.*?\{% end\1 %\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL
)
NAMES = {"Accord", "OpenAPI", "accord", "MGRS"}  # Proper names: the same in every language.
SPOKEN_KEYWORDS = {"label", "help_text", "empty_label", "violation_error_message"}
ENGLISH = ("api/", "scenarios/")  # A contract, in the language of its keys; a file format, checked at a command line.

# One word per concept, in French as in English (docs/glossary.md).
UNWANTED = {
    r"\be-?mails?\b": "courriel",
    r"\bpays\b": "nation",
    r"besoin (de|d’) ?savoir": "besoin d’en connaître",
    r"\b(clairance|accréditation)": "habilitation",
    r"\bdeadline\b": "date limite de réponse, échéance",
    r"\b(slot|siège)s?\b": "place",
    r"\blabels?\b": "étiquette, marquage",
    r"\bévénements?\b": "échange",
    r"\b(tu|toi|ton|tes)\b": "vous",
    r"\bdiffusable\b": "communicable",
    r"\bsupprim\w+ l’échange": "annuler",
}


def entries() -> Iterator[tuple[polib.POEntry, list[str]]]:
    """Each message with its French texts: one, or one for each number."""
    for entry in CATALOGUE:
        yield entry, list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def sources(*patterns: str) -> Iterator[Path]:
    for pattern in patterns:
        for path in sorted(ROOT.glob(pattern)):
            if not NOT_OURS & set(path.relative_to(ROOT).parts):
                yield path


def python_sources() -> Iterator[tuple[Path, ast.Module]]:
    for path in sources("*/*.py", "*/*/**/*.py"):
        yield path, ast.parse(path.read_text())


def template_sources() -> Iterator[tuple[Path, str]]:
    for path in sources("templates/**/*.html", "templates/**/*.txt"):
        yield path, path.read_text()


def key_of(function: str, call: ast.Call) -> Key | None:
    """What *call* asks gettext for; None where that is decided only when it runs."""
    names = ARGUMENTS[function]
    found = {name: node.value for name, node in zip(names, call.args, strict=False) if isinstance(node, ast.Constant)}
    if set(found) != set(names):
        return None
    return found.get("context", ""), found["message"], found.get("plural", "")


def imports(tree: ast.Module) -> dict[str, str]:
    """What *tree* calls each of Django's translating functions."""
    return {
        alias.asname or alias.name: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
        if alias.name in ARGUMENTS
    }


def asked_by_python(tree: ast.Module) -> Iterator[Key]:
    imported = imports(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = imported.get(node.func.id, "") if isinstance(node.func, ast.Name) else ""
            name = node.func.attr if isinstance(node.func, ast.Attribute) else name
            key = key_of(name, node) if name in ARGUMENTS else None
            if key:
                yield key


def asked_by_template(text: str) -> Iterator[Key]:
    for found in CALL.findall(templatize(text)):
        call = ast.parse(found, mode="eval").body
        assert isinstance(call, ast.Call)
        assert isinstance(call.func, ast.Name)
        key = key_of(call.func.id if call.func.id != "_" else "gettext", call)
        if key:
            yield key


@cache
def asked() -> set[Key]:
    keys: set[Key] = set()
    for _path, tree in python_sources():
        keys.update(asked_by_python(tree))
    for _path, text in template_sources():
        keys.update(asked_by_template(text))
    return keys


# The catalogue is complete


def test_every_text_of_code_and_templates_is_in_the_catalogue():
    known = {(entry.msgctxt or "", entry.msgid, entry.msgid_plural or "") for entry in CATALOGUE}

    assert asked() - known == set(), RENEW


def test_gettext_goes_by_names_that_makemessages_knows():
    strange = {
        f"{path.relative_to(ROOT)}: {alias}"
        for path, tree in python_sources()
        for alias, name in imports(tree).items()
        if alias not in (name, "_")
    }

    assert strange == set()


def test_the_catalogue_keeps_no_text_that_nothing_says_any_more():
    needed = asked()

    kept = {(entry.msgctxt or "", entry.msgid, entry.msgid_plural or "") for entry in CATALOGUE}
    assert kept - needed == set(), RENEW
    assert CATALOGUE.obsolete_entries() == []


def test_every_message_has_its_french():
    assert [entry.msgid for entry, texts in entries() if not all(texts) or entry.fuzzy] == []
    assert not CATALOGUE.metadata_is_fuzzy


def test_no_message_stands_twice():
    counts = Counter((entry.msgctxt, entry.msgid) for entry in CATALOGUE)

    assert [key for key, count in counts.items() if count > 1] == []


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("{% translate 'Close' context 'a window' %}", ("a window", "Close", "")),
        ("{% card title=_('Said \"here\"') %}", ("", 'Said "here"', "")),
        (
            "{% blocktranslate count n=rows trimmed %}\n{{ n }} row\n{% plural %}{{ n }} rows{% endblocktranslate %}",
            ("", "%(n)s row", "%(n)s rows"),
        ),
    ],
)
def test_what_a_template_asks_for_is_found(text: str, key: Key):
    assert set(asked_by_template(text)) == {key}


def test_what_code_asks_for_is_found_under_any_name():
    tree = ast.parse(
        "from django.utils import translation\n"
        "from django.utils.translation import ngettext as many, pgettext_lazy\n"
        "many('a day', 'days', n); pgettext_lazy('month', 'MAY'); translation.gettext('one ' 'text')"
    )

    assert set(asked_by_python(tree)) == {("", "a day", "days"), ("month", "MAY", ""), ("", "one text", "")}


# Nothing is said in English only


class Shown(HTMLParser):
    """Collects what a reader sees or hears of a page: its text, and the attributes that carry some."""

    ATTRIBUTES = frozenset({"title", "aria-label", "aria-description", "placeholder", "alt"})
    SILENT = frozenset({"script", "style"})

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name in self.ATTRIBUTES and value]

    def handle_data(self, data: str) -> None:
        if self.cdata_elem not in self.SILENT:
            self.found.append(data)


def bare_words(template: str) -> list[str]:
    """The words of *template* that stand outside of its tags, "Accord" and names of others apart."""
    page = Shown()
    tags_of_any_name = re.sub(r"(</?)\{", r"\1x {", template)
    page.feed(TEMPLATE_CODE.sub(" ", tags_of_any_name))
    page.close()
    return [word for text in page.found for word in re.findall(r"[^\W\d_]{2,}", text) if word not in NAMES]


def unwrapped(tree: ast.Module) -> Iterator[str]:
    """Literal sentences that code gives straight to what readers see."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            spoken = node.args if _speaks(node.func) else []
            spoken = [*spoken, *(keyword.value for keyword in node.keywords if keyword.arg in SPOKEN_KEYWORDS)]
            yield from (text for part in spoken for text in _literals(part))


def _speaks(function: ast.expr) -> bool:
    if isinstance(function, ast.Attribute):
        return isinstance(function.value, ast.Name) and function.value.id == "messages"
    return isinstance(function, ast.Name) and function.id == "ValidationError"


def _literals(node: ast.expr) -> list[str]:
    """Texts of several words in *node*, alone or in a list or mapping."""
    if isinstance(node, ast.Dict):
        return [text for value in node.values for text in _literals(value)]
    if isinstance(node, ast.List | ast.Tuple):
        return [text for value in node.elts for text in _literals(value)]
    is_text = isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))
    words = ast.unparse(node) if is_text else ""
    return [words] if " " in words else []


def test_templates_say_nothing_in_english_only():
    found = {str(path.relative_to(ROOT)): bare_words(text) for path, text in template_sources()}

    assert {path: words for path, words in found.items() if words} == {}


def test_code_says_nothing_in_english_only():
    found = {str(path.relative_to(ROOT)): list(unwrapped(tree)) for path, tree in python_sources()}

    assert {path: texts for path, texts in found.items() if texts and not path.startswith(ENGLISH)} == {}


def test_what_is_said_in_english_only_is_found():
    assert bare_words("<p title='Two words'>{% translate 'One' %} {# no #}three</p><script>four</script>") == [
        "Two",
        "words",
        "three",
    ]
    tree = ast.parse(
        "ValidationError({'title': 'Too long.'}); messages.success(request, f'{n} done'); "
        "CharField(label='Two words', initial='no text'); ValidationError(_('In two languages.'))"
    )
    assert len(list(unwrapped(tree))) == 3


# The French fits its English


def placeholders(text: str) -> list[str]:
    return sorted(PLACEHOLDER.findall(text))


def test_french_keeps_every_placeholder_and_tag():
    """The French singular may leave out the number where the English one does ("one code is left")."""

    def fits(entry: polib.POEntry, texts: list[str]) -> bool:
        english = [placeholders(text) for text in (entry.msgid, entry.msgid_plural) if text]
        *singular, whole = map(placeholders, texts)
        return whole == english[-1] and all(found in english for found in singular)

    assert [entry.msgid for entry, texts in entries() if not fits(entry, texts)] == []


def test_french_begins_and_ends_with_the_same_space():
    def edges(text: str) -> tuple[str, str]:
        return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]

    assert [entry.msgid for entry, texts in entries() if any(edges(t) != edges(entry.msgid) for t in texts)] == []


def test_french_ends_sentences_where_english_does():
    def end(text: str) -> str:
        return text.rstrip()[-1:] if text.rstrip()[-1:] in ".?:" else ""

    assert [entry.msgid for entry, texts in entries() if any(end(t) != end(entry.msgid) for t in texts)] == []


def test_french_has_two_numbers_and_zero_is_singular():
    assert CATALOGUE.metadata["Plural-Forms"] == "nplurals=2; plural=(n > 1);"
    assert [entry.msgid for entry, texts in entries() if entry.msgid_plural and len(texts) != 2] == []


# The French is well set


def bare(text: str) -> str:
    """*text* without placeholders and tags, whose letters aren't French."""
    return PLACEHOLDER.sub("", text)


def test_no_line_breaks_before_french_punctuation():
    loose = re.compile(r"(?<!\u00a0)[;?!»]|(?<!\u00a0):(?!//)(?=\s|$)|«(?!\u00a0)|\d %|[\"“”']")

    assert [text for _entry, texts in entries() for text in texts if loose.search(bare(text))] == []


@pytest.mark.parametrize("pattern", UNWANTED)
def test_french_has_one_word_for_each_concept(pattern: str):
    found = [text for _entry, texts in entries() for text in texts if re.search(pattern, bare(text), re.IGNORECASE)]

    assert found == [], f"Say instead: {UNWANTED[pattern]}"
