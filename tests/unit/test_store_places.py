"""Cloud folders and network drives are recognised; ordinary folders are left in peace."""

from __future__ import annotations

from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest

from kpsdesk.store import places
from kpsdesk.store.places import Mount

LINUX = """\
/dev/nvme0n1p2 / ext4 rw,relatime 0 0
server:/export /mnt/my\\040share nfs4 rw 0 0
//filer/h /home/anna/H cifs rw 0 0
sshfs /home/anna/far fuse.sshfs rw 0 0
/dev/sdb1 /mnt/my\\040share/local ext4 rw 0 0
portal /run/user/1000/doc fuse.portal rw 0 0
"""


@pytest.mark.parametrize(
    "folder,service",
    [
        ("C:/Users/anna/OneDrive", "OneDrive"),
        ("C:/Users/anna/OneDrive - Region Exempel/Dokument", "OneDrive"),
        ("C:/Users/anna/Dropbox (Arbete)", "Dropbox"),
        ("C:/Users/anna/iCloudDrive", "iCloud Drive"),
        ("G:/My Drive/kps", "Google Drive"),
        ("C:/Users/anna/Nextcloud", "Nextcloud"),
        ("C:/Users/anna/Dokument", ""),
        ("C:/Users/anna/Boxar", ""),
        ("C:/Users/anna/Mina onedriveminnen", ""),
    ],
)
def test_cloud_folders_on_windows(folder: str, service: str) -> None:
    assert places.cloud_service(PureWindowsPath(folder) / "store.kps", {}) == service


@pytest.mark.parametrize(
    "folder,service",
    [
        ("/Users/anna/Library/Mobile Documents/com~apple~CloudDocs", "iCloud Drive"),
        ("/Users/anna/Library/CloudStorage/GoogleDrive-anna@example.org/My Drive", "Google Drive"),
        ("/Users/anna/Library/CloudStorage/OneDrive-Kunta", ""),
        ("/home/anna/Nextcloud2/kps", "Nextcloud"),
        ("/home/anna/Documents", ""),
    ],
)
def test_cloud_folders_elsewhere(folder: str, service: str) -> None:
    expected = "OneDrive" if "OneDrive-" in folder else service
    assert places.cloud_service(PurePosixPath(folder) / "store.kps", {}) == expected


def test_a_renamed_onedrive_folder_is_known_by_its_variable() -> None:
    path = PureWindowsPath("D:/Moln/kps/store.kps")
    assert places.cloud_service(path, {"OneDriveCommercial": "D:\\Moln"}) == "OneDrive"
    assert not places.cloud_service(path, {"OneDriveCommercial": "D:\\Annat", "OneDrive": ""})


def test_a_file_called_dropbox_is_no_cloud_folder() -> None:
    assert not places.cloud_service(PurePosixPath("/home/anna/dropbox"), {})


@pytest.mark.parametrize(
    "path,network",
    [
        ("/home/anna/store.kps", False),
        ("/home/anna/H/store.kps", True),
        ("/home/anna/Hus/store.kps", False),
        ("/home/anna/far/a/b/store.kps", True),
        ("/mnt/my share/store.kps", True),
        ("/mnt/my share/local/store.kps", False),
        ("/run/user/1000/doc/store.kps", False),
    ],
)
def test_the_innermost_mount_decides(path: str, network: bool) -> None:
    assert places.is_network(PurePosixPath(path), places.parse_mounts(LINUX)) is network


@pytest.mark.parametrize(
    "path,network",
    [
        (r"\\filer\kps\store.kps", True),
        (r"\\?\UNC\filer\kps\store.kps", True),
        (r"\\?\C:\kps\store.kps", False),
        (r"H:\kps\store.kps", True),
        (r"h:\kps\store.kps", True),
        (r"C:\kps\store.kps", False),
    ],
)
def test_network_drives_on_windows(path: str, network: bool) -> None:
    assert places.is_network(PureWindowsPath(path), [Mount("H:", "remote")]) is network


def test_macs_mounts_are_read() -> None:
    text = "/dev/disk3s1 on / (apfs, local)\n//anna@filer/kps on /Volumes/kps (1) (smbfs, nodev)\nmap auto on /net (autofs)\n"
    mounts = places.parse_mac_mounts(text)
    assert places.is_network(PurePosixPath("/Volumes/kps (1)/store.kps"), mounts)
    assert not places.is_network(PurePosixPath("/Users/anna/store.kps"), mounts)


def test_a_good_place_needs_no_words_and_a_bad_one_names_the_service(tmp_path: Path) -> None:
    assert not places.warning(tmp_path / "store.kps", mounts=[Mount("/", "ext4")], environ={})
    assert "Dropbox" in places.warning(tmp_path / "Dropbox" / "store.kps", mounts=[], environ={})
    assert places.warning(tmp_path / "store.kps", mounts=[Mount("/", "nfs")], environ={})


def test_a_link_into_a_cloud_folder_is_followed(tmp_path: Path) -> None:
    (tmp_path / "Nextcloud").mkdir()
    (tmp_path / "kps").symlink_to(tmp_path / "Nextcloud")
    assert "Nextcloud" in places.warning(tmp_path / "kps" / "store.kps", mounts=[], environ={})


def test_this_computers_mounts_can_be_read() -> None:
    assert (
        any(mount.folder == "/" for mount in places.read_mounts()) or not Path("/proc/self/mounts").exists()
    )
