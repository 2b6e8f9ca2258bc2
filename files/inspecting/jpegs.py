"""The segments of a JPEG that tell of its making, cut out without drawing it anew: for pictures within documents."""

START, SCAN, COMMENT = 0xD8, 0xDA, 0xFE
APPLICATION = range(0xE1, 0xF0)  # Of programs and cameras: Exif and its places, XMP, thumbnails.
COLOURS = 0xEE  # How its colours are meant (Adobe).
PROFILE = b"ICC_PROFILE\0"


def bare(data: bytes) -> bytes:
    """*data* without such segments; as it is, where it can't be followed."""
    if data[:2] != bytes((0xFF, START)):
        return data
    kept, at = bytearray(data[:2]), 2
    while at + 4 <= len(data) and data[at] == 0xFF:  # noqa: PLR2004  (Every segment begins so.)
        kind, end = data[at + 1], at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        if kind == SCAN:
            return bytes(kept + data[at:])
        if not _tells(kind, data[at + 4 : end]):
            kept += data[at:end]
        at = end
    return data


def _tells(kind: int, content: bytes) -> bool:
    if kind == COMMENT:
        return True
    return kind in APPLICATION and kind != COLOURS and not content.startswith(PROFILE)
