"""A portion's text as HTML: emphasis, lists and links, and nothing else that Markdown or HTML could say.

Two locks: the parser knows no HTML and no other construct, and what it makes is cleaned once more by its tags.
"""

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

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
