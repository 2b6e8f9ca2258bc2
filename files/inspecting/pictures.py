"""Pictures are drawn anew: nothing of where, when and with what they were taken, or of what was hung behind them."""

import warnings
from pathlib import Path
from typing import Any

from PIL import Image, ImageOps

from files.inspecting.report import Refused, Report

MOST_PIXELS = 40_000_000
FORMATS = {"PNG": "png", "JPEG": "jpeg"}
KEPT = ("transparency",)  # Of what a picture says beside its pixels: without it, it would look otherwise.


def clean(source: Path, target: Path) -> Report:
    """Write the pixels of *source*, turned as its metadata say, and nothing else.

    Raises:
        Refused: it is damaged, or has too many pixels.
    """
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(source, formats=list(FORMATS)) as picture:
                return _drawn(picture, target)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Refused("pixels") from None
    except (OSError, SyntaxError, ValueError, EOFError):
        raise Refused("damaged") from None


def _drawn(picture: Any, target: Path) -> Report:
    form = picture.format
    picture.load()
    turned = ImageOps.exif_transpose(picture)
    turned.info = {name: picture.info[name] for name in KEPT if name in picture.info}
    turned.getexif().clear()
    options = {"quality": 92, "subsampling": "4:4:4"} if form == "JPEG" else {"optimize": False}
    turned.save(target, form, **options)
    return Report(FORMATS[form])
