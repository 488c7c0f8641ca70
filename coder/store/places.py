"""Folders in which a database must not lie: shares lose locks, synchronising programs copy half-written files."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from coder.domain.errors import UserError

_NETWORK_TYPES = frozenset(
    (
        *("cifs", "smb2", "smb3", "smbfs", "fuse.smbnetfs", "nfs", "nfs4", "ncpfs", "afs", "afpfs"),
        *("davfs", "webdav", "fuse.davfs2", "fuse.sshfs", "fuse.rclone", "fuse.gvfsd-fuse"),
        *("ceph", "glusterfs", "fuse.glusterfs"),
    )
)
_SYNCED_NAMES = (
    "onedrive",
    "dropbox",
    "google drive",
    "googledrive",
    "icloud drive",
    "mobile documents",
    "cloudstorage",
    "nextcloud",
    "owncloud",
    "box sync",
)
_SYNCED_VARIABLES = ("OneDrive", "OneDriveCommercial", "OneDriveConsumer")
_WINDOWS_REMOTE_DRIVE = 4


def check_local(folder: Path) -> None:
    """Raise UserError when a folder is on a network share or inside a folder that another program synchronises."""
    if is_network(folder):
        raise UserError(
            "This folder is on a network drive, where the store could be damaged. Nothing was changed.",
            "Choose a folder on this computer's own disk.",
        )
    if is_synced(folder):
        raise UserError(
            "This folder is copied elsewhere by OneDrive or a similar program, which could damage the store and "
            "would send it away. Nothing was changed.",
            "Choose a folder outside it.",
        )


def is_synced(folder: Path) -> bool:
    """Whether a synchronising program looks after the folder, judged by folder names and OneDrive's variables."""
    path = folder.resolve()
    names = (part.casefold() for part in path.parts)
    if any(name == synced or name.startswith(synced + " ") for name in names for synced in _SYNCED_NAMES):
        return True
    roots = (os.environ.get(variable) for variable in _SYNCED_VARIABLES)
    return any(root and path.is_relative_to(Path(root).resolve()) for root in roots)


def is_network(folder: Path) -> bool:
    """Whether the folder is on a network share, as far as the system tells."""
    if str(folder).startswith(("\\\\", "//")):
        return True
    path = folder.resolve()
    if sys.platform == "win32":
        import ctypes

        return bool(ctypes.windll.kernel32.GetDriveTypeW(path.anchor) == _WINDOWS_REMOTE_DRIVE)
    return file_system(path, _mounts()) in _NETWORK_TYPES


def file_system(path: Path, mounts: Iterable[tuple[str, str]]) -> str:
    """The type of the file system a path lies on, given (mount point, type) pairs; "" when none fits."""
    best, found = -1, ""
    for point, kind in mounts:
        parts = len(Path(point).parts)
        if parts >= best and path.is_relative_to(point):
            best, found = parts, kind
    return found


def _mounts() -> list[tuple[str, str]]:
    if sys.platform == "darwin":
        done = subprocess.run(["/sbin/mount"], capture_output=True, text=True, check=True, timeout=10)
        return parse_darwin_mounts(done.stdout)
    table = Path("/proc/self/mounts")
    return parse_linux_mounts(table.read_text(encoding="utf-8", errors="surrogateescape")) if table.exists() else []


def parse_linux_mounts(table: str) -> list[tuple[str, str]]:
    """(mount point, type) pairs of /proc/self/mounts, where spaces are written as octal escapes."""
    pairs = []
    for line in table.splitlines():
        _, point, kind, *_ = line.split(" ")
        for escape, character in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
            point = point.replace(escape, character)
        pairs.append((point, kind))
    return pairs


def parse_darwin_mounts(table: str) -> list[tuple[str, str]]:
    """(mount point, type) pairs of what the mount command of macOS prints."""
    pairs = []
    for line in table.splitlines():
        place, _, details = line.rpartition(" (")
        pairs.append((place.partition(" on ")[2], details.split(",")[0].rstrip(")")))
    return pairs
