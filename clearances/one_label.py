"""A form of one label alone, under the terms of the page that it stands on."""

from typing import Any

from accounts.models import User
from clearances.label_form import LabelForm
from clearances.label_values import Terms


class OneLabelForm(LabelForm):
    """The label called *name* of some other form, which chose *terms* and *prefix*."""

    def __init__(self, data: Any, *, prefix: str, name: str, terms: Terms, author: User) -> None:
        self.label_prefixes, self.terms = (name,), terms
        super().__init__(data, prefix=prefix or None, author=author, owner=terms.owner)

    def terms_of(self, name: str) -> Terms:
        return self.terms
