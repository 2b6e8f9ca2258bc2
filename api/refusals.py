"""What the contract says of refusals, beside each operation's answers: a program can expect them by name."""

from collections.abc import Iterator
from typing import Any

SAFE = frozenset({"get", "head", "options"})
BODY = {"application/json": {"schema": {"$ref": "#/components/schemas/Refusal"}}}
REFUSAL = {
    "type": "object",
    "description": "What was refused: in one sentence, or by field.",
    "properties": {"detail": {"type": "string"}},
    "additionalProperties": {"type": "array", "items": {"type": "string"}},
}
AFTER = {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}}}


def described(result: dict[str, Any], **_context: Any) -> dict[str, Any]:
    """*result*, the OpenAPI schema, with the refusals of every operation; a hook of drf-spectacular."""
    result["components"]["schemas"]["Refusal"] = REFUSAL
    for path, operations in result["paths"].items():
        for method, operation in operations.items():
            for status, words in _refusals(path, method, operation):
                refused = {"description": words, "content": BODY} | ({"headers": AFTER} if status == "429" else {})
                operation["responses"].setdefault(status, refused)
    return result


def _refusals(path: str, method: str, operation: dict[str, Any]) -> Iterator[tuple[str, str]]:
    is_writing, is_of_one_row = method not in SAFE, "{" in path
    if is_writing or any(each["in"] == "query" for each in operation.get("parameters", ())):
        yield "400", "By field, what can't be meant. Nothing was done."
    yield "403", "Nobody is signed in, or you may see this but not do this."
    if is_of_one_row:
        yield "404", "There is no such thing, or you may not see it."
    if is_writing:
        yield "409", "What is stored doesn't allow it any more."
        yield "429", "Too many within the last minute."
    if is_writing and is_of_one_row:
        yield "412", "Somebody changed it since the version in If-Match; as it is now."
        yield "428", "If-Match must say which version was read."
