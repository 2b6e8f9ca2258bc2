"""Compile the translations: ``locale/*/LC_MESSAGES/*.po`` into the ``.mo`` files Django reads. Needs no gettext."""

import polib

from stack.places import ROOT


def main() -> None:
    for source in sorted(ROOT.glob("locale/*/LC_MESSAGES/*.po")):
        polib.pofile(str(source)).save_as_mofile(str(source.with_suffix(".mo")))


if __name__ == "__main__":
    main()
