"""Copy the icons the application uses from an unpacked npm package lucide-static (ISC) and drop what Qt does not need.

    cd /tmp && npm pack lucide-static@1.62.0 && tar xzf lucide-static-1.62.0.tgz
    PYTHONPATH=. python tools/make_icons.py /tmp/package ui/resources/icons

A style sheet can only name a file, so the few marks it draws are also written in the colours of every theme.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from ui.tokens import TABLES

NAMES = [
    "house",
    "folder-open",
    "audio-lines",
    "user",
    "users",
    "users-round",
    "book-open",
    "settings",
    "lightbulb",
    "heart-handshake",
    "target",
    "signpost",
    "baby",
    "scan-eye",
    "play",
    "pause",
    "rotate-ccw",
    "rotate-cw",
    "repeat",
    "fast-forward",
    "zoom-in",
    "zoom-out",
    "volume-2",
    "mic",
    "search",
    "check",
    "x",
    "plus",
    "minus",
    "chevron-down",
    "chevron-right",
    "chevron-up",
    "chevron-left",
    "list",
    "funnel",
    "table",
    "refresh-cw",
    "copy",
    "pencil",
    "star",
    "file-text",
    "file-down",
    "file-up",
    "presentation",
    "message-circle",
    "messages-square",
    "quote",
    "smile",
    "tag",
    "trending-up",
    "trending-down",
    "info",
    "triangle-alert",
    "circle-alert",
    "circle-check",
    "circle",
    "circle-play",
    "circle-question-mark",
    "eye",
    "eye-off",
    "sparkles",
    "keyboard",
    "lock",
    "lock-open",
    "shield-check",
    "undo-2",
    "redo-2",
    "trash-2",
    "download",
    "upload",
    "clock",
    "calendar",
    "moon",
    "sun",
    "key",
    "arrow-right",
    "git-compare-arrows",
]


def slim(svg: str) -> str:
    """One line without class, comment and line breaks: what is drawn does not change."""
    without = re.sub(r"<!--.*?-->\s*", "", svg, flags=re.DOTALL)
    without = re.sub(r'\s*class="[^"]*"', "", without)
    return re.sub(r">\s+<", "><", re.sub(r"\s+", " ", without)).replace(" >", ">").strip() + "\n"


DOT = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">'
    '<circle cx="12" cy="12" r="5" fill="currentColor"/></svg>\n'
)


def write_tinted(folder: Path) -> None:
    """Write the marks of fields, tick boxes and radio buttons for every theme."""
    tinted = folder / "tinted"
    tinted.mkdir(exist_ok=True)
    for tokens in TABLES:
        marks = {"chevron-down": tokens.text2, "chevron-up": tokens.text2, "check": tokens.on_accent}
        for name, colour in marks.items():
            svg = (folder / f"{name}.svg").read_text(encoding="utf-8").replace('stroke-width="2"', 'stroke-width="2.5"')
            (tinted / f"{name}-{tokens.name}.svg").write_text(svg.replace("currentColor", colour), encoding="utf-8")
        (tinted / f"dot-{tokens.name}.svg").write_text(DOT.replace("currentColor", tokens.on_accent), encoding="utf-8")


def main() -> None:
    """Write one SVG a name and the licence into the second folder named on the command line."""
    package, folder = Path(sys.argv[1]), Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    for name in NAMES:
        (folder / f"{name}.svg").write_text(slim((package / "icons" / f"{name}.svg").read_text(encoding="utf-8")))
    (folder / "LICENSE-lucide.txt").write_text((package / "LICENSE").read_text(encoding="utf-8"), encoding="utf-8")
    write_tinted(folder)
    print(f"{len(NAMES)} icons")


if __name__ == "__main__":
    main()
