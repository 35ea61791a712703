//! The commands, on a machine that has lost everything or has no room.

use std::process::{Command, Output};

use tempfile::TempDir;

use crate::commands::run_with;

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[test]
fn the_original_is_destroyed_and_the_commands_bring_everything_back() {
    let folder = TempDir::new().expect("a folder");
    let (data, file) = (folder.path().join("data"), folder.path().join("backup").display().to_string());
    let seeded = run_with(&data, &["seed"], &[]);
    assert!(seeded.status.success(), "{}", said(&seeded));
    let words = "four words are not many";
    let short = run_with(&data, &["backup", &file], &[("PONTE_BACKUP_PASSPHRASE", "short")]);
    assert!(said(&short).contains("needs at least 16 characters"), "{}", said(&short));
    let made = run_with(&data, &["backup", &file], &[("PONTE_BACKUP_PASSPHRASE", words)]);
    assert!(made.status.success(), "{}", said(&made));
    let key = std::fs::read(data.join("key")).expect("a key");
    let exported = folder.path().join("before.jsonl").display().to_string();
    assert!(run_with(&data, &["export", "--jsonl", &exported], &[]).status.success());
    std::fs::remove_dir_all(&data).expect("destroyed");
    std::fs::create_dir(&data).expect("a new folder");
    let no_key = run_with(&data, &["restore", &file], &[("PONTE_BACKUP_PASSPHRASE", words)]);
    assert!(said(&no_key).contains("put the key back first"), "{}", said(&no_key));
    std::fs::write(data.join("key"), key).expect("the key put back");
    for (settings, says) in [
        (&[][..], "it opens by a passphrase: set PONTE_BACKUP_PASSPHRASE"),
        (&[("PONTE_BACKUP_PASSPHRASE", "four other words here")], "was sealed with another key"),
    ] {
        let refused = run_with(&data, &["restore", &file], settings);
        assert!(!refused.status.success() && said(&refused).contains(says), "{}", said(&refused));
        assert_eq!(said(&refused).lines().count(), 1);
    }
    let restored = run_with(&data, &["restore", &file], &[("PONTE_BACKUP_PASSPHRASE", words)]);
    assert!(restored.status.success() && said(&restored).contains("rows of"), "{}", said(&restored));
    for arguments in [&["keys", "check"][..], &["audit", "verify"]] {
        let looked = run_with(&data, arguments, &[]);
        assert!(looked.status.success(), "{}", said(&looked));
    }
    let after = folder.path().join("after.jsonl").display().to_string();
    assert!(run_with(&data, &["export", "--jsonl", &after], &[]).status.success());
    assert_eq!(
        std::fs::read(exported).expect("before"),
        std::fs::read(after).expect("after"),
        "the library is the same"
    );
    let second = run_with(&data, &["restore", &file], &[("PONTE_BACKUP_PASSPHRASE", words)]);
    assert!(said(&second).contains("--replace"), "{}", said(&second));
}

#[test]
fn a_disk_that_is_full_leaves_no_half_backup() {
    let folder = TempDir::new().expect("a folder");
    let data = folder.path().join("data");
    assert!(run_with(&data, &["seed"], &[]).status.success());
    let out = folder.path().join("out");
    std::fs::create_dir(&out).expect("a folder");
    // The shell counts in blocks of 512 bytes. Without the trap, a process is killed that writes beyond the limit.
    let output = Command::new("/bin/sh")
        .args(["-c", "trap '' XFSZ; ulimit -f 128; exec \"$0\" backup \"$1\"", env!("CARGO_BIN_EXE_server")])
        .arg(out.join("backup"))
        .env_clear()
        .env("PONTE_DATA", &data)
        .env("RUST_LOG", "off")
        .output()
        .expect("started");
    assert!(!output.status.success());
    let words = said(&output);
    assert!(
        words.contains("there is no room on the disk: no backup was made") && words.lines().count() == 1,
        "{words}"
    );
    assert_eq!(std::fs::read_dir(&out).expect("a folder").count(), 0);
    let made = run_with(&data, &["backup", &out.join("backup").display().to_string()], &[]);
    assert!(made.status.success(), "with room again it is made: {}", said(&made));
}
