"""A profile on a network share is noticed (F13)."""

from pathlib import Path

import pytest

from crmdesk.system.shares import share_of

MOUNTS = """\
/dev/vda / ext4 rw 0 0
server:/home /mnt/nfs nfs4 rw 0 0
//office/crm /mnt/of\\040fice cifs rw 0 0
me@far: /mnt/far fuse.sshfs rw 0 0
tmpfs /mnt/nfs/local tmpfs rw 0 0
/dev/sdb1 /mnt/stick fuseblk rw 0 0
"""


@pytest.mark.parametrize(
    ("folder", "share"),
    [
        ("/home/anna", None),
        ("/mnt/nfs", "nfs4"),
        ("/mnt/nfs/anna/crmdesk", "nfs4"),
        ("/mnt/nfsx", None),
        ("/mnt/of fice/anna", "cifs"),
        ("/mnt/far/anna", "fuse.sshfs"),
        ("/mnt/nfs/local/anna", None),
        ("/mnt/stick", None),
    ],
)
def test_the_innermost_mount_tells(tmp_path: Path, folder: str, share: str | None) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(MOUNTS)
    assert share_of(Path(folder), mounts) == share


def test_where_the_system_does_not_tell_nothing_is_said(tmp_path: Path) -> None:
    assert share_of(tmp_path, tmp_path / "no mounts") is None
