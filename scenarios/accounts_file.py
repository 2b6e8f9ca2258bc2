"""The demonstration's accounts as a file, for whoever signs in by hand or by machine."""

import json
import os
from pathlib import Path
from typing import Any

from accounts.models import User
from scenarios.index import entries
from scenarios.reading import Source


def write(sources: list[Source], path: Path) -> int:
    """Write every account of the scenario to *path*, readable by its owner only; how many there are."""
    accounts = [_account(said) for _source, _place, said in entries(sources, "people") if "account" in said]
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(f".{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(json.dumps(accounts, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    draft.replace(path)
    return len(accounts)


def _account(said: dict[str, Any]) -> dict[str, str | None]:
    user = User.objects.select_related("person__organisation").get(username=said["id"])
    account = said["account"]
    return {
        "username": user.username,
        "password": account["password"],
        "totp_secret": account.get("totp_secret"),
        "role": account["role"],
        "organisation": user.organisation.name_en,
        "name": str(user),
    }
