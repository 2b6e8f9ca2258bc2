"""Forms about oneself, and about parties and groups; allauth finds its own by the names here."""

from accounts.forms.oneself import AuthenticateForm, ChoicesForm, ReauthenticateForm

__all__ = ["AuthenticateForm", "ChoicesForm", "ReauthenticateForm"]
