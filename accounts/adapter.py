"""How allauth signs people in here: nobody signs up, and the name shown is the person's."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class Adapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Whoever has a second factor shows it again: the password alone would undo what it is for (ADR 12)."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        by_factor = [method for method in methods if method["id"].startswith("mfa_")]
        return by_factor or methods

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """Usernames are given by an administrator."""
