"""Cut the four Inter weights the application ships from the variable font of the PyPI package fontpkg-inter.

Qt with fontconfig reads a variable TTF as one style and ignores bold, so static instances are made. Run in an
environment of its own, as none of this is needed at run time:

    python -m venv /tmp/fonts && /tmp/fonts/bin/pip install fonttools==4.68.0 fontpkg-inter==4.1.post1
    /tmp/fonts/bin/python tools/make_fonts.py coder/resources/fonts
"""

from __future__ import annotations

import sys
from importlib.resources import files
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

WEIGHTS = {400: "Regular", 500: "Medium", 600: "SemiBold", 700: "Bold"}
# Text size on screen is 10 to 28 px: the optical size made for text, not the one for display.
OPTICAL_SIZE = 14
FEATURES = ["calt", "case", "ccmp", "frac", "kern", "liga", "locl", "mark", "mkmk", "tnum"]
# Latin with the accents of European and Vietnamese names, punctuation, currency, arrows, and a few signs.
UNICODES = [
    *range(0x0020, 0x007F),
    *range(0x00A0, 0x0180),
    *range(0x0218, 0x021C),
    *range(0x02BB, 0x02DE),
    *range(0x0300, 0x0313),
    *range(0x1E80, 0x1EFA),
    *range(0x2010, 0x2028),
    *range(0x2030, 0x203B),
    *range(0x2070, 0x208F),
    *range(0x20A0, 0x20BF),
    *range(0x2190, 0x219A),
    *(
        0x2122,
        0x2153,
        0x2154,
        0x2212,
        0x2248,
        0x2260,
        0x2264,
        0x2265,
        0x2318,
        0x2325,
        0x232B,
        0x23CE,
        0x25CF,
        0x25CB,
        0x2713,
    ),
]


DIGITS = {"zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"}


def keep_hyphens_narrow(font: TTFont) -> None:
    """Leave only the ten digits in the tabular feature: Inter also widens the hyphen, which splits names like W-17."""
    table = font["GSUB"].table
    lookups = {
        index
        for record in table.FeatureList.FeatureRecord
        if record.FeatureTag == "tnum"
        for index in record.Feature.LookupListIndex
    }
    for index in lookups:
        for part in table.LookupList.Lookup[index].SubTable:
            single = getattr(part, "ExtSubTable", part)
            single.mapping = {glyph: wide for glyph, wide in single.mapping.items() if glyph in DIGITS}


def cut(source: Path, weight: int, style: str, folder: Path) -> Path:
    """Write one static, subset instance and return its path; without a time stamp, so a second run gives the same."""
    font = TTFont(source, recalcTimestamp=False)
    static = instancer.instantiateVariableFont(font, {"wght": weight, "opsz": OPTICAL_SIZE}, updateFontNames=True)
    keep_hyphens_narrow(static)
    options = subset.Options()
    options.layout_features = FEATURES
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14, 16, 17]
    options.notdef_outline = True
    options.drop_tables += ["DSIG", "STAT"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=UNICODES)
    subsetter.subset(static)
    target = folder / f"Inter-{style}.ttf"
    static.save(target)
    return target


def main() -> None:
    """Write Inter-Regular, -Medium, -SemiBold, -Bold and the licence into the folder named on the command line."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    package = Path(str(files("fontpkg_inter")))
    source = next(path for path in (package / "files").glob("Inter*.ttf") if "Italic" not in path.name)
    for weight, style in WEIGHTS.items():
        target = cut(source, weight, style, folder)
        print(f"{target}  {target.stat().st_size / 1000:.0f} kB")
    (folder / "LICENSE-Inter.txt").write_text((package / "LICENSE").read_text(encoding="utf-8"), encoding="utf-8")


if __name__ == "__main__":
    main()
