//! Master keys as they are written, replaced and read again.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use super::{Keyring, MasterKey, Ring, WAIT};
use crate::error::Error;

#[test]
fn a_key_reads_back_and_what_is_none_is_named() {
    let key = MasterKey::random().unwrap();
    let digits = key.digits();
    assert_eq!(digits.parse::<MasterKey>().unwrap().name(), key.name());
    assert!(!digits.contains(&key.name()));
    let other = MasterKey::random().unwrap().digits();
    let cases = [
        (String::new(), "is empty"),
        (" \n".into(), "is empty"),
        ("no key".into(), "is no key: a key is 64 hexadecimal digits"),
        (digits.get(..63).unwrap().into(), "has 63 of the 64 hexadecimal digits of a key"),
        (format!("{}0", digits.as_str()), "has 65 of the 64 hexadecimal digits of a key"),
        (format!("{0} {0}", digits.as_str()), "names the same key as the present and the previous one"),
        (format!("{0} {1} {0}", digits.as_str(), other.as_str()), "holds more than two keys"),
    ];
    for (text, expect) in cases {
        assert_eq!(Ring::read(&text).unwrap_err().to_string(), expect);
    }
    assert!(Ring::read(&format!("{}\n{}\n", digits.as_str(), other.as_str())).unwrap().previous.is_some());
    assert!(!format!("{key:?}").contains(digits.as_str()));
}

#[tokio::test]
async fn a_source_that_does_not_answer_holds_up_nobody_else_and_is_not_asked_by_each() {
    let ring = Ring { current: MasterKey::random().unwrap(), previous: None };
    let (asked, answered) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicBool::new(false)));
    let (counting, answering) = (asked.clone(), answered.clone());
    let keyring = Keyring::of(move || {
        if counting.fetch_add(1, Ordering::SeqCst) > 0 {
            std::thread::sleep(WAIT + Duration::from_secs(1));
            answering.store(true, Ordering::SeqCst);
        }
        Ok(ring.clone())
    });
    let keyring = keyring.unwrap();
    // Counted in turns and not in time: this machine may be busy.
    let others = async {
        for _ in 0..20 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        answered.load(Ordering::SeqCst)
    };
    let (first, second, answered) = tokio::join!(keyring.named("another"), keyring.named("another"), others);
    let first = first.unwrap_err().to_string();
    assert_eq!(first, "there was no answer within 3 seconds");
    assert!(matches!(second, Err(Error::KeyAbsent(_))));
    assert!(!answered, "somebody else had twenty turns meanwhile");
    assert!(matches!(keyring.named("another").await, Err(Error::KeyAbsent(_))));
    assert_eq!(asked.load(Ordering::SeqCst), 2, "at its start, and once for all who needed it");
}

#[tokio::test]
async fn a_file_is_replaced_whole_and_stays_its_owners() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = std::env::temp_dir().join(format!("ponte-keys-{}", uuid::Uuid::new_v4()));
    std::fs::create_dir(&folder).unwrap();
    let path = folder.join("key");
    let keyring = Keyring::create(&path).unwrap();
    assert!(Keyring::create(&path).is_err(), "no key is ever overwritten");
    let next = Ring::of(MasterKey::random().unwrap(), Some(keyring.ring().current)).unwrap();
    next.replace(&path).unwrap();
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 1);
    assert_eq!(keyring.names().len(), 1);
    assert_eq!(keyring.named(&next.current.name()).await.unwrap().name(), next.current.name(), "read again by itself");
    std::fs::write(&path, "cut off").unwrap();
    assert!(keyring.named("another").await.is_err());
    assert_eq!(keyring.names().len(), 2, "those that are held stay");
    std::fs::remove_dir_all(folder).unwrap();
}
