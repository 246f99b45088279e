"""Where a catalogue may be. The texts of mountinfo are written by us, after the kernel's description of the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from harvester.errors import StoreError
from harvester.store import Store
from harvester.store.backup import back_up
from harvester.store.lock import locked
from harvester.store.place import Mount, check_place, mount_of

if TYPE_CHECKING:
    from pathlib import Path

LINES = r"""
22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw,errors=remount-ro
23 22 0:21 / /proc rw,nosuid - proc proc rw
31 22 0:44 / /home rw,relatime shared:9 master:2 - autofs systemd-1 rw,fd=41
32 31 0:45 / /home/anna rw,relatime - nfs4 nas.example.org:/export/anna rw,vers=4.2
33 22 0:46 / /srv/our\040share rw - cifs //nas/our\040share rw,vers=3.1.1
34 22 0:47 / /mnt/twice rw - ext4 /dev/sdb1 rw
35 22 0:48 / /mnt/twice rw - fuse.sshfs anna@far.example.org: rw,user_id=0
36 22 0:49 / /mnt/c rw - 9p C:\134 rw,aname=drvfs
a line that is none
"""


@pytest.mark.parametrize(
    ("folder", "mount"),
    [
        ("/var/lib/harvester", Mount("/", "ext4", "/dev/sda1")),
        ("/", Mount("/", "ext4", "/dev/sda1")),
        ("/home/ben", Mount("/home", "autofs", "systemd-1")),
        ("/home/anna/harvester", Mount("/home/anna", "nfs4", "nas.example.org:/export/anna")),
        ("/home/annabel", Mount("/home", "autofs", "systemd-1")),
        ("/srv/our share", Mount("/srv/our share", "cifs", "//nas/our share")),
        ("/mnt/twice/x", Mount("/mnt/twice", "fuse.sshfs", "anna@far.example.org:")),
        ("/mnt/c/Users", Mount("/mnt/c", "9p", "C:\\")),
    ],
)
def test_the_innermost_and_last_mount_counts(folder: str, mount: Mount) -> None:
    assert mount_of(folder, LINES) == mount


def test_no_mounts_tell_nothing(tmp_path: Path) -> None:
    assert mount_of("/srv", "") is None
    check_place(tmp_path / "c.sqlite", mounts=tmp_path / "nothing")


def mounted(folder: Path, kind: str) -> Path:
    """A mountinfo in which ``folder`` is on a file system of this kind."""
    text = f"22 1 8:1 / / rw - ext4 /dev/sda1 rw\n40 22 0:50 / {folder} rw shared:3 - {kind} nas:/export rw\n"
    (folder / "mountinfo").write_text(text, encoding="utf-8")
    return folder / "mountinfo"


@pytest.mark.parametrize(
    "kind", ["nfs", "nfs4", "cifs", "smb3", "fuse.sshfs", "9p", "afs", "ceph", "fuse.glusterfs"]
)
def test_a_network_file_system_is_refused_before_anything_is_made(tmp_path: Path, kind: str) -> None:
    mounts = mounted(tmp_path, kind)
    with pytest.raises(StoreError, match=rf"{kind}, nas:/export mounted at .*set \[store\] path") as refusal:
        Store(tmp_path / "c.sqlite", mounts=mounts)
    assert refusal.value.exit_code == 74
    with pytest.raises(StoreError, match="network file system"), locked(tmp_path / "c.sqlite", mounts=mounts):
        pytest.fail("the lock was given")
    assert [file.name for file in tmp_path.iterdir()] == ["mountinfo"]


@pytest.mark.parametrize("kind", ["ext4", "xfs", "btrfs", "tmpfs", "overlay", "zfs", "fuse.ntfs-3g"])
def test_a_disk_of_this_machine_is_taken(tmp_path: Path, kind: str) -> None:
    Store(tmp_path / "c.sqlite", mounts=mounted(tmp_path, kind)).close()


def test_a_link_to_the_network_is_found_out(tmp_path: Path) -> None:
    share = tmp_path / "share"
    share.mkdir()
    (tmp_path / "local").symlink_to(share)
    with pytest.raises(StoreError, match="network file system"):
        Store(tmp_path / "local/c.sqlite", mounts=mounted(share, "nfs4"))


def test_on_the_network_a_backup_may_be_read_and_a_catalogue_may_not(catalogue: Path) -> None:
    copy = back_up(catalogue, catalogue.with_name("copy.sqlite")).path
    mounts = mounted(catalogue.parent, "nfs4")
    with pytest.raises(StoreError, match="network file system"):
        Store(catalogue, read_only=True, mounts=mounts)
    with Store(copy, read_only=True, mounts=mounts) as store:
        assert store.works.count()
    with pytest.raises(StoreError, match="network file system"):
        Store(copy, mounts=mounts)
