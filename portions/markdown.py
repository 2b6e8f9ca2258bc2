"""A portion's text as HTML: emphasis, lists and links, and nothing else that Markdown or HTML could say.

Two locks: the parser knows no HTML and no other construct, and what it makes is cleaned once more by its tags.
"""

from collections.abc import Iterator, Sequence

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

RULES = ["emphasis", "list", "link", "escape", "newline"]
TAGS = {"p", "br", "em", "strong", "ul", "ol", "li", "a"}
ATTRIBUTES = {"a": {"href"}, "ol": {"start"}}
SCHEMES = {"http", "https", "mailto"}
DEEPEST = 40  # Constructs within each other; a deeper text is a joke on the reader's machine.

_parser = MarkdownIt("zero", {"breaks": True, "maxNesting": DEEPEST}).enable(RULES)


def to_html(text: str) -> SafeString:
    """The HTML of a portion; links leave without saying where from, and open nothing of ours."""
    made = nh3.clean(
        _parser.render(text),
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES,
        link_rel="noopener noreferrer nofollow",
    )
    return mark_safe(made)  # noqa: S308  (Cleaned the line above, by a list of what is allowed.)


def plain(text: str) -> str:
    """The same as lines of text, for paper: items begin with a number or a dot, links are followed by their target."""
    lines, mark = [], ""
    for token in _parser.parse(text):
        if token.type == "list_item_open":
            mark = f"{token.info}{token.markup} " if token.info else "• "
        elif token.type == "inline":
            lines.append(mark + "".join(_said(token.children or [])))
            mark = ""
    return "\n".join(lines)


def _said(parts: Sequence[Token]) -> Iterator[str]:
    target = ""
    for part in parts:
        target = str(part.attrGet("href") or "") if part.type == "link_open" else target
        if part.type == "link_close":
            yield f" ({target})"
        yield "\n" if part.type in {"softbreak", "hardbreak"} else part.content
