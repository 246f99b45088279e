"""Where a catalogue may be: SQLite's write-ahead log needs memory that all its users share, so one machine."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from harvester.errors import StoreError

#: Linux's list of what is mounted where, as this process sees it; other systems have no such file.
MOUNTS = Path("/proc/self/mountinfo")

#: File systems that several machines write to, as the kernel names them; those that a program runs are "fuse.PROGRAM".
NETWORKED = frozenset(
    """
    9p afs auristorfs beegfs ceph cifs coda davfs fuse.ceph fuse.ceph-fuse fuse.curlftpfs fuse.davfs fuse.davfs2
    fuse.gcsfuse fuse.glusterfs fuse.goofys fuse.gvfsd-fuse fuse.juicefs fuse.mfs fuse.rclone fuse.s3fs
    fuse.smbnetfs fuse.sshfs fuse.vmhgfs-fuse glusterfs gpfs lustre ncpfs nfs nfs4 orangefs prl_fs pvfs2 smb2
    smb3 smbfs vboxsf vmhgfs
    """.split()
)


class Mount(NamedTuple):
    """One line of mountinfo: the folder that something is mounted on, its file system, and where it comes from."""

    point: str
    kind: str
    origin: str


def mount_of(folder: str, mountinfo: str) -> Mount | None:
    r"""The mount that ``folder``, an absolute path without symbolic links, is on; None where the text names none.

    Of several mounts on one folder the last covers the others.

    >>> lines = '''22 1 8:1 / / rw - ext4 /dev/sda1 rw
    ... 40 22 0:45 / /srv/our\\040share rw,relatime shared:21 - nfs4 nas:/export rw,vers=4.2'''
    >>> mount_of("/srv/our share/harvester", lines)
    Mount(point='/srv/our share', kind='nfs4', origin='nas:/export')
    >>> mount_of("/srv/our shares", lines).kind
    'ext4'
    """
    best: Mount | None = None
    for line in mountinfo.splitlines():
        # Optional fields stand before the dash, so that what comes behind it is found from there.
        before, dash, behind = line.partition(" - ")
        placed, described = before.split(), behind.split()
        if not dash or len(placed) < 5 or len(described) < 2:
            continue
        mount = Mount(_unescaped(placed[4]), described[0], _unescaped(described[1]))
        inside = f"{folder}/".startswith(mount.point.rstrip("/") + "/")
        if inside and (best is None or len(mount.point) >= len(best.point)):
            best = mount
    return best


def _unescaped(field: str) -> str:
    r"""A field of mountinfo, in which blanks and backslashes are octal: ``\040``."""
    return re.sub(r"\\([0-7]{3})", lambda match: chr(int(match[1], 8)), field)


def check_place(path: Path, *, read_only: bool = False, mounts: Path = MOUNTS) -> None:
    """See to it that a catalogue may be at ``path``: its folder exists, on a disk here as far as ``mounts`` tells.

    A file without a write-ahead log, such as a backup, may be read wherever it is.

    Raises:
        StoreError: it is a folder itself, its folder does not exist, or that is on a network file system.
    """
    if path.is_dir():
        raise StoreError(f"{path}: is a folder; set [store] path to a file in it")
    if not path.parent.is_dir():
        raise StoreError(f"{path}: its folder does not exist; create it, or set [store] path elsewhere")
    if not mounts.is_file() or (read_only and path.is_file() and not _has_log(path)):
        return  # without that file this is not Linux, and nothing can be told
    text = mounts.read_text(encoding="utf-8", errors="surrogateescape")
    mount = mount_of(str(path.resolve().parent), text)
    if mount and mount.kind in NETWORKED:
        raise StoreError(
            f"{path}: is on a network file system ({mount.kind}, {mount.origin} mounted at {mount.point}), where "
            "SQLite's write-ahead log does not work and the catalogue could be damaged; set [store] path to a disk of "
            "this machine. To move a catalogue there, end every run and copy the file together with its -wal, if "
            "there is one; `harvester backup` may write to the network"
        )


def _has_log(path: Path) -> bool:
    """Whether a database is in write-ahead mode: by the read version of its file format, the 20th byte."""
    with path.open("rb") as file:
        return file.read(20)[19:] == b"\x02"
