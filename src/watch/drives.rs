//! Which drives are known to keep silent: files that another machine, or Windows under WSL, may change.
//!
//! Reads `/proc/mounts`, which only Linux has; elsewhere nothing is known beforehand, and the watcher finds out when a
//! look finds what nobody announced.

use std::path::{Path, PathBuf};

/// File systems whose files change without an event, as `/proc/mounts` names them.
const SILENT: [&str; 22] = [
    "nfs",
    "nfs4",
    "cifs",
    "smb",
    "smb2",
    "smb3",
    "smbfs",
    "ncpfs",
    "9p",
    "v9fs",
    "drvfs",
    "virtiofs",
    "vboxsf",
    "prl_fs",
    "afs",
    "ceph",
    "lustre",
    "gfs2",
    "ocfs2",
    "fuse",
    "osxfs",
    "fakeowner",
];

/// Returns the type of the file system a path lies on, if that type is known to keep silent.
pub(super) fn silent(path: &Path) -> Option<String> {
    let mounts = std::fs::read_to_string("/proc/mounts").ok()?;
    silent_among(&mounts, path)
}

/// The same, of a list of mounts. `fuseblk` (NTFS on a disk of this machine) does announce.
fn silent_among(mounts: &str, path: &Path) -> Option<String> {
    let mut nearest: Option<(usize, &str)> = None;
    for line in mounts.lines() {
        let mut words = line.split(' ').skip(1);
        let (Some(place), Some(kind)) = (words.next(), words.next()) else { continue };
        let place = PathBuf::from(unescaped(place));
        let depth = place.components().count();
        // Of two mounts at one place the later lies above the earlier.
        if path.starts_with(&place) && nearest.is_none_or(|(deepest, _)| depth >= deepest) {
            nearest = Some((depth, kind));
        }
    }
    let (_, kind) = nearest?;
    (SILENT.contains(&kind) || kind.starts_with("fuse.")).then(|| kind.to_owned())
}

/// Returns a place as people write it: spaces stand as `\040` in `/proc/mounts`.
fn unescaped(place: &str) -> String {
    let mut plain = place.to_owned();
    for (escape, character) in [("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")] {
        plain = plain.replace(escape, character);
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOUNTS: &str = "/dev/vda / ext4 rw 0 0\n\
        server:/office /srv/共享\\040文件 nfs4 rw,vers=4.2 0 0\n\
        C:\\134 /mnt/c 9p rw,aname=drvfs 0 0\n\
        /dev/sdb /mnt/c/disk fuseblk rw 0 0\n\
        me@host:/ /home/me/remote fuse.sshfs rw 0 0\n\
        tmpfs /home/me/remote tmpfs rw 0 0\n";

    #[test]
    fn the_nearest_mount_decides() {
        let of = |path: &str| silent_among(MOUNTS, Path::new(path));
        assert_eq!(of("/home/me/report"), None);
        assert_eq!(of("/srv/共享 文件/报告").as_deref(), Some("nfs4"));
        assert_eq!(of("/srv/共享"), None);
        assert_eq!(of("/mnt/c/Users/me/report").as_deref(), Some("9p"));
        assert_eq!(of("/mnt/c/disk/report"), None, "a disk of this machine");
        assert_eq!(of("/home/me/remote/report"), None, "what was mounted over it counts");
    }

    #[test]
    fn a_drive_behind_a_program_keeps_silent() {
        let mounts = "me@host:/ /remote fuse.sshfs rw 0 0\n";
        assert_eq!(silent_among(mounts, Path::new("/remote/a")).as_deref(), Some("fuse.sshfs"));
    }
}
