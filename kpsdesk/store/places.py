"""Where a store must not lie: folders that a cloud program copies, and drives on another computer.

A cloud program copies the file in the middle of a write; SQLite's WAL needs memory shared on one machine (reliability
2.3). What is found is a reason to tell the person, who may know better: nothing is refused here.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath
from typing import Final

from kpsdesk.i18n import N_, _

_NETWORK = frozenset(
    {
        "nfs",
        "nfs4",
        "cifs",
        "smb",
        "smb2",
        "smb3",
        "smbfs",
        "afs",
        "afpfs",
        "webdav",
        "davfs",
        "ncpfs",
        "9p",
        "ceph",
    }
    | {
        "glusterfs",
        "lustre",
        "beegfs",
        "fuse.sshfs",
        "fuse.rclone",
        "fuse.davfs",
        "fuse.davfs2",
        "fuse.glusterfs",
    }
    | {"fuse.gvfsd-fuse", "fuse.smbnetfs", "fuse.curlftpfs", "fuse.s3fs", "fuse.google-drive-ocamlfuse"}
)
# A folder's name says whose it is; business accounts add theirs: "OneDrive - Region Exempel", "Dropbox (Work)"
_CLOUDS: Final = (
    ("OneDrive", re.compile(r"onedrive( *[-–(].*)?", re.IGNORECASE)),
    ("Dropbox", re.compile(r"dropbox( *\(.*\))?", re.IGNORECASE)),
    ("Google Drive", re.compile(r"google ?drive.*|googledrive-.*|my drive|drivefs", re.IGNORECASE)),
    ("iCloud Drive", re.compile(r"icloud ?drive.*|com~apple~clouddocs|mobile documents", re.IGNORECASE)),
    ("Nextcloud", re.compile(r"nextcloud\d*", re.IGNORECASE)),
    ("ownCloud", re.compile(r"owncloud\d*", re.IGNORECASE)),
    ("Box", re.compile(r"box sync|box-box", re.IGNORECASE)),
    ("pCloud", re.compile(r"pcloud ?drive", re.IGNORECASE)),
    ("Syncthing", re.compile(r"syncthing", re.IGNORECASE)),
)
_CLOUD_VARIABLES = (
    "OneDrive",
    "OneDriveCommercial",
    "OneDriveConsumer",
)  # set on Windows, whatever the folder's name
_REMOTE_DRIVE = 4  # DRIVE_REMOTE of GetDriveType

if sys.platform == "win32":
    import ctypes
    import string

    def _windows_drives() -> list[Mount]:
        kind = ctypes.windll.kernel32.GetDriveTypeW
        drives = [f"{letter}:" for letter in string.ascii_uppercase]
        return [Mount(drive, "remote") for drive in drives if kind(f"{drive}\\") == _REMOTE_DRIVE]


_IN_CLOUD = N_(
    "The store lies in a folder that {service} copies. Such programs copy the file while it is being written, which can "
    "damage it. Move the store to a folder on this computer and let the backups go to the cloud folder instead."
)
_ON_NETWORK = N_(
    "The store lies on a network drive. There it can be damaged when the connection breaks or two computers use it. Move "
    "the store to a folder on this computer and let the backups go to the network drive instead."
)


@dataclass(frozen=True, slots=True)
class Mount:
    """A place in the tree and the kind of file system found there."""

    folder: str
    kind: str


def warning(
    path: Path,
    *,
    mounts: Sequence[Mount] | None = None,
    environ: Mapping[str, str] | None = None,
) -> str:
    """Why the store should not lie there, in the language in use; empty when the place is good."""
    whole = _resolved(path)
    service = cloud_service(whole, os.environ if environ is None else environ)
    if service:
        return _(_IN_CLOUD).format(service=service)
    if is_network(whole, read_mounts() if mounts is None else mounts):
        return _(_ON_NETWORK)
    return ""


def cloud_service(path: PurePath, environ: Mapping[str, str]) -> str:
    """The service that copies the folder, by the names of its parents; empty if none."""
    for variable in _CLOUD_VARIABLES:
        root = environ.get(variable, "")
        if root and path.is_relative_to(root):
            return "OneDrive"
    for part in path.parent.parts:
        for service, pattern in _CLOUDS:
            if pattern.fullmatch(part):
                return service
    return ""


def is_network(path: PurePath, mounts: Sequence[Mount]) -> bool:
    """Whether another computer holds the file: a UNC path, or the innermost mount says so."""
    if isinstance(path, PureWindowsPath):
        drive = path.drive
        if drive.startswith("\\\\"):
            return not drive.startswith(("\\\\?\\", "\\\\.\\")) or drive.upper().startswith("\\\\?\\UNC\\")
        return any(mount.kind == "remote" and mount.folder.casefold() == drive.casefold() for mount in mounts)
    inner = max(
        (mount for mount in mounts if path.is_relative_to(mount.folder)),
        key=lambda mount: len(PurePosixPath(mount.folder).parts),
        default=None,
    )
    return inner is not None and inner.kind.casefold() in _NETWORK


def read_mounts() -> list[Mount]:
    """What is mounted on this computer; empty when the system does not say."""
    if sys.platform == "win32":
        return _windows_drives()
    if sys.platform == "darwin":
        return _mac_mounts()
    try:
        return parse_mounts(Path("/proc/self/mounts").read_text(encoding="utf-8", errors="surrogateescape"))
    except OSError:
        return []


def parse_mounts(text: str) -> list[Mount]:
    """The lines of /proc/mounts, in which a space in a name is written as an octal number."""
    rows = (line.split() for line in text.splitlines())
    return [Mount(_unescaped(row[1]), row[2]) for row in rows if len(row) > 2]


def parse_mac_mounts(text: str) -> list[Mount]:
    """The lines of macOS's `mount`: `//me@server/share on /Volumes/share (smbfs, nodev)`."""
    found = re.findall(r"^.+? on (/.*) \((\w+)[,)]", text, re.MULTILINE)
    return [Mount(folder, kind) for folder, kind in found]


def _unescaped(text: str) -> str:
    return re.sub(r"\\([0-7]{3})", lambda match: chr(int(match.group(1), 8)), text)


def _resolved(path: Path) -> Path:
    """Links followed as far as the path exists: a link in the home folder may lead into a cloud folder."""
    try:
        return path.resolve()
    except OSError:
        return path.absolute()


def _mac_mounts() -> list[Mount]:
    import subprocess

    try:
        answer = subprocess.run(["/sbin/mount"], capture_output=True, text=True, timeout=5, check=True)
    except (OSError, subprocess.SubprocessError):
        return []
    return parse_mac_mounts(answer.stdout)
