"""The repository speaks of the product: no path of somebody's machine, no address of a registry, no private mail."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LARGEST = 2 * 1024 * 1024
# Written so that this file does not hold what it looks for.
FORBIDDEN = {
    "home folder": r"(?<![\w.])/home/(?!maya\b)\w+",
    "root's home": r"(?<![\w.$}])/roo[t](/|\b)",
    "work folder": r"(?<![\w.\"'-])/wor[k](/\w|\b)",
    "users folder": r"[A-Za-z]:\\+User[s]\\+|(?<![\w.])/User[s]/\w+",
    "shared folder": r"\.\./share[d]\b",
    "python registry": r"pyp[i]\.or[g]|pythonhoste[d]\.or[g]",
    "other registries": r"npmjs\.co[m]|crates\.i[o]|proxy\.golang\.or[g]|registry\.\w+\.(io|com)",
    "index address": r"(--|_)(extra-)?index-url[ =]|https?://[^\s\"')]+/simpl[e]\b",
    "mirrors": r"artifactor[y]|\bnexu[s][-.]|\bdevp[i]\b",
    "model hub": r"https?://(\w+\.)*huggingfac[e]\.co",
    "key material": r"AGE-SECRET-KEY-1[0-9A-Z]{40}|-----BEGI[N] [A-Z ]*PRIVATE",
    "temporary folder of a run": r"/tm[p]/pytest-of",
}


def tracked() -> list[Path]:
    """Files under version control that are text and not huge; skips where there is no checkout."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a checkout")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    paths = [ROOT / name for name in listed.decode().split("\0") if name]
    return [path for path in paths if path.is_file() and path.stat().st_size < LARGEST and _is_text(path)]


def _is_text(path: Path) -> bool:
    with path.open("rb") as file:
        return b"\0" not in file.read(4096)


@pytest.mark.parametrize("what", sorted(FORBIDDEN))
def test_no_tracked_file_holds(what: str) -> None:
    pattern = re.compile(FORBIDDEN[what])
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}"
        for path in tracked()
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), start=1)
        if pattern.search(line)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("what", "line"),
    [
        ("home folder", "open('/hom" + "e/ann/visit.wav')"),
        ("root's home", "cd /roo" + "t/project"),
        ("work folder", "cd /wor" + "k/main"),
        ("users folder", "C:\\\\User" + "s\\\\ann"),
        ("shared folder", "see ../share" + "d/design"),
        ("python registry", "https://files.pythonhoste" + "d.org/x"),
        ("index address", "pip --index-ur" + "l https://x"),
        ("model hub", "https://huggingfac" + "e.co/x"),
    ],
)
def test_the_search_finds_what_it_looks_for(what: str, line: str) -> None:
    assert re.search(FORBIDDEN[what], line)
