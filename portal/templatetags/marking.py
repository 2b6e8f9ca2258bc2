"""The banner of a page says the highest marking of what the page shows, so it is known only when the page is made.

``{% marked_page %}…{% endmarked_page %}`` makes everything between first, rows that the template itself loads
included; then the banners inside it get their text.
"""

import secrets

from django import template
from django.template.base import Node, NodeList, Parser, Token
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from clearances import context as labels
from clearances.markings import of_page

register = template.Library()

KEY = "marking_places"


class MarkedPageNode(Node):
    """The page first, its banners after."""

    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: template.Context) -> SafeString:
        secret = secrets.token_hex(8)  # So that no content can contain a place of the banner.
        context.render_context[KEY] = secret
        page = self.nodelist.render(context)
        for edge in ("top", "bottom"):
            page = page.replace(_place(secret, edge), banner(edge))
        page = page.replace(_place(secret, "labels"), ",".join(map(str, sorted(labels.noted_labels()))))
        return mark_safe(page)  # noqa: S308  (Made of rendered templates only.)


@register.tag
def marked_page(parser: Parser, token: Token) -> MarkedPageNode:
    nodelist = parser.parse(("endmarked_page",))
    parser.delete_first_token()
    return MarkedPageNode(nodelist)


@register.simple_tag(takes_context=True)
def marking_banner(context: template.Context, edge: str) -> str:
    """The banner at the "top" or "bottom" of a marked page."""
    return _place(context.render_context[KEY], edge)


@register.simple_tag(takes_context=True)
def shown_labels(context: template.Context) -> str:
    """Ids of the labels that the page shows: a fragment loaded later mustn't lower the banner below them."""
    return _place(context.render_context[KEY], "labels")


def banner(edge: str, more: frozenset[int] = frozenset(), *, is_swapped: bool = False) -> str:
    """The banner for all labelled rows loaded so far and for the labels *more*."""
    marking = of_page(labels.noted_labels() | more)
    return render_to_string("components/banner.html", {"marking": marking, "edge": edge, "is_swapped": is_swapped})


def _place(secret: str, name: str) -> SafeString:
    return mark_safe(f"[{secret}:{name}]")  # noqa: S308  (A constant.)
