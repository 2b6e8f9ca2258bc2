"""``{{ portion.text|rendered }}``: the simple Markdown of a portion as HTML."""

from django import template
from django.utils.safestring import SafeString

from portions.markdown import to_html

register = template.Library()


@register.filter
def rendered(text: str) -> SafeString:
    return to_html(text)
