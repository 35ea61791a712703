//! The commands, with each source of a key.

use std::path::Path;
use std::process::Output;

use store::keys::{MasterKey, Ring};
use tempfile::TempDir;

use crate::commands::run_with;

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

fn key_in(path: &Path) -> Vec<String> {
    std::fs::read_to_string(path).expect("a key file").lines().map(str::to_owned).collect()
}

#[test]
fn the_commands_replace_a_key_file_and_look_at_everything() {
    let folder = TempDir::new().expect("a folder");
    let (data, file) = (folder.path().join("data"), folder.path().join("data/key"));
    let first = run_with(&data, &["keys", "check"], &[]);
    assert!(first.status.success() && said(&first).contains("everything opens"), "{}", said(&first));
    let before = key_in(&file);
    let backup = folder.path().join("backup").display().to_string();
    assert!(run_with(&data, &["backup", &backup], &[]).status.success());
    {
        let held = std::fs::File::open(&data).expect("a folder");
        held.lock().expect("another call");
        let second = run_with(&data, &["keys", "rotate"], &[]);
        assert!(!second.status.success() && said(&second).contains("by another call"), "{}", said(&second));
        assert_eq!(key_in(&file), before);
    }
    let early = run_with(&data, &["keys", "rotate", "--give-up", "1"], &[]);
    assert!(!early.status.success() && said(&early).contains("nothing was done"), "{}", said(&early));
    assert_eq!(key_in(&file), before, "nothing was begun");
    let done = run_with(&data, &["keys", "rotate"], &[]);
    assert!(done.status.success() && said(&done).contains("moved 1 records"), "{}", said(&done));
    let after = key_in(&file);
    assert!(after.len() == 1 && after != before, "the new one alone");
    let looked = run_with(&data, &["keys", "check"], &[]);
    let words = said(&looked);
    assert!(
        words.contains("retired on") && words.contains("in force since") && words.contains("0 days old"),
        "{words}"
    );
    assert!(!words.contains(&after.concat()), "no key is ever said");
    let old = before.concat().parse::<MasterKey>().expect("a key").name();
    let kept = data.join(format!("key.{old}"));
    assert!(said(&done).contains(&kept.display().to_string()) && key_in(&kept) == before, "{}", said(&done));
    let shut = run_with(&data, &["restore", &backup, "--replace"], &[]);
    assert!(said(&shut).contains("with --key"), "{}", said(&shut));
    let restored = run_with(&data, &["restore", &backup, "--replace", "--key", &kept.display().to_string()], &[]);
    assert!(restored.status.success(), "{}", said(&restored));
    assert!(run_with(&data, &["keys", "check"], &[]).status.success());
    std::fs::write(&file, before.concat()).expect("the old one put back");
    let old = run_with(&data, &["keys", "check"], &[]);
    assert!(
        !old.status.success() && said(&old).contains("when another followed: give the one that did"),
        "{}",
        said(&old)
    );
    assert_eq!(said(&old).lines().count(), 1, "{}", said(&old));
}

#[tokio::test]
async fn what_is_wrong_ends_a_command_with_a_failure_and_no_key_is_ever_in_the_data() {
    let folder = TempDir::new().expect("a folder");
    let data = folder.path().join("data");
    assert!(run_with(&data, &["keys", "rotate"], &[]).status.success());
    let key = Ring::from_file(&data.join("key")).expect("a key").current;
    let digits = key.digits().to_string();
    let raw: Vec<u8> = (0..32).filter_map(|at| u8::from_str_radix(digits.get(2 * at..2 * at + 2)?, 16).ok()).collect();
    for file in ["ponte.db", "ponte.db-wal"] {
        let bytes = std::fs::read(data.join(file)).unwrap_or_default();
        let has = |part: &[u8]| bytes.windows(part.len()).any(|window| window == part);
        assert!(!has(digits.as_bytes()) && !has(&raw), "{file}");
    }
    let db = store::Db::open(&format!("sqlite://{}", data.join("ponte.db").display())).await.expect("opened");
    for (spoil, arguments, says) in [
        ("UPDATE record_keys SET wrapped = zeroblob(72)", &["keys", "check"][..], "do not open"),
        ("UPDATE audit_head SET hash = 'x'", &["audit", "verify"], "broken at row"),
    ] {
        migrations::execute(db.connection(), spoil).await.expect("spoilt");
        let found = run_with(&data, arguments, &[]);
        assert!(!found.status.success() && said(&found).contains(says), "{arguments:?}: {}", said(&found));
    }
}

#[test]
fn a_key_of_the_environment_or_of_a_command_is_stored_by_the_operator_before_it_is_used() {
    for name in ["PONTE_KEY", "PONTE_KEY_COMMAND"] {
        let folder = TempDir::new().expect("a folder");
        let data = folder.path().join("data");
        let given = |key: &str| if name == "PONTE_KEY" { key.to_owned() } else { format!("echo {key}") };
        let old = MasterKey::random().expect("random").digits().to_string();
        let early = run_with(&data, &["keys", "rotate", "--give-up", "1"], &[(name, &given(&old))]);
        assert!(!early.status.success() && early.stdout.is_empty(), "{}", said(&early));
        let first = run_with(&data, &["keys", "rotate"], &[(name, &given(&old))]);
        assert!(first.status.success(), "{}", said(&first));
        let new = String::from_utf8_lossy(&first.stdout).trim().to_owned();
        assert!(new.parse::<MasterKey>().is_ok() && new != old);
        let still = run_with(&data, &["keys", "check"], &[(name, &given(&old))]);
        assert!(still.status.success(), "nothing was moved: {}", said(&still));
        let alone = run_with(&data, &["keys", "rotate"], &[(name, &given(&new))]);
        assert!(said(&alone).contains(&format!("{name} is not the key")), "{}", said(&alone));
        let second = run_with(&data, &["keys", "rotate"], &[(name, &given(&new)), ("PONTE_KEY_PREVIOUS", &old)]);
        assert!(second.status.success() && said(&second).contains("moved 1 records"), "{}", said(&second));
        let after = run_with(&data, &["keys", "check"], &[(name, &given(&new))]);
        assert!(after.status.success() && said(&after).contains("everything opens"), "{}", said(&after));
        let gone = run_with(&data, &["migrate"], &[(name, &given(&old))]);
        assert!(gone.status.success(), "the tables need no key");
        assert!(!data.join("key").exists(), "no file is made beside");
    }
}
