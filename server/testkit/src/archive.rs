//! Backups as tests look at them: made, opened, and compared.

use std::path::Path;

use services::backup::{Lock, write};
use store::Read;
use store::backup::archive::{Head, Opens, Reader};
use store::backup::{OF_THE_MOMENT, Pages, tables};
use store::keys::MasterKey;

use crate::World;

/// Everything that a backup holds, opened by its master key.
///
/// # Panics
/// When it does not open.
#[must_use]
pub fn opened(file: &Path, key: &MasterKey) -> String {
    let mut from = std::fs::File::open(file).expect("a backup");
    let head = Head::read(&mut from).expect("its head");
    assert_eq!(head.opens, Opens::Master(key.name()));
    let digit = |at: usize| u8::from_str_radix(&head.salt[at..at + 2], 16).expect("a digit");
    let salt: Vec<u8> = (0..head.salt.len()).step_by(2).map(digit).collect();
    let mut reader = Reader::begin(from, &key.file_key(&salt), &head).expect("it opens");
    let mut text = String::new();
    while let Some(item) = reader.item().expect("it is whole") {
        text.push_str(&format!("{item:?}\n"));
    }
    text
}

/// Every row of a database that a backup keeps, as lines; without what making or restoring one adds.
pub async fn everything(db: &impl Read) -> Vec<String> {
    let apart = ["audit_log", "audit_head", "audit_signatures", "marks", "master_keys", "record_keys"];
    let mut all = Vec::new();
    for table in tables(db).await.expect("tables") {
        if OF_THE_MOMENT.contains(&table.name.as_str()) || apart.contains(&table.name.as_str()) {
            continue;
        }
        let mut pages = Pages::of(&table);
        loop {
            let rows = pages.next(db).await.expect("rows");
            if rows.is_empty() {
                break;
            }
            all.extend(rows.into_iter().map(|row| format!("{} {row}", table.name)));
        }
    }
    all.sort_unstable();
    all
}

impl World {
    /// Makes a backup, and answers all that it holds.
    pub async fn backed_up(&self) -> String {
        let file = self.folder.path().join(uuid::Uuid::new_v4().to_string());
        write(&self.system(), &file, &Lock::Master).await.expect("a backup");
        let text = opened(&file, &self.services.keyring.ring().current);
        std::fs::remove_file(file).expect("removed");
        text
    }
}
