//! Sealing: each record has its own key, wrapped by a master key that is not in the database. A sealed column is
//! bound to its table, column and row, so bytes copied elsewhere do not open. Cipher: XChaCha20-Poly1305
//! (draft-irtf-cfrg-xchacha-03), random 24-byte nonces.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue::Set, EntityTrait};
use zeroize::{Zeroize, Zeroizing};

use crate::db::{Read, Tx};
use crate::error::{Error, Result};

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "record_keys")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub wrapped: Vec<u8>,
        pub created: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Bytes of a key.
const KEY: usize = 32;
/// Bytes of a nonce.
const NONCE: usize = 24;

/// The master key.
#[derive(Clone)]
pub struct Keyring(Arc<Zeroizing<[u8; KEY]>>);

impl std::fmt::Debug for Keyring {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keyring")
    }
}

impl Keyring {
    /// Reads the master key from a file: 64 hexadecimal digits.
    ///
    /// # Errors
    /// [`Error::KeyFile`] when it is missing, unreadable or anything else.
    pub fn from_file(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path).map_err(|cause| Error::KeyFile(cause.to_string()))?;
        let text = Zeroizing::new(text);
        let digits = text.trim();
        let mut key = Zeroizing::new([0_u8; KEY]);
        if digits.len() != 2 * KEY || !digits.is_ascii() {
            return Err(Error::KeyFile("not 64 hexadecimal digits".into()));
        }
        for (at, byte) in key.iter_mut().enumerate() {
            let pair = digits.get(2 * at..2 * at + 2).unwrap_or("");
            *byte = u8::from_str_radix(pair, 16).map_err(|_| Error::KeyFile("not 64 hexadecimal digits".into()))?;
        }
        Ok(Self(Arc::new(key)))
    }

    /// Makes a new master key and writes it to a file that only its owner can read.
    ///
    /// # Errors
    /// [`Error::KeyFile`] when the file exists or cannot be written.
    pub fn create(path: &Path) -> Result<Self> {
        use std::io::Write as _;
        use std::os::unix::fs::OpenOptionsExt as _;
        let key = random()?;
        let hex = Zeroizing::new(key.iter().map(|byte| format!("{byte:02x}")).collect::<String>());
        let failed = |cause: std::io::Error| Error::KeyFile(cause.to_string());
        let mut file =
            std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).map_err(failed)?;
        file.write_all(hex.as_bytes()).and_then(|()| file.sync_all()).map_err(failed)?;
        Ok(Self(Arc::new(key)))
    }

    /// A keyed digest of a text, in hexadecimal: equal texts compare, and nothing can be read back or guessed
    /// without the master key. HMAC-SHA-256 (RFC 2104).
    #[must_use]
    pub fn digest(&self, purpose: &str, text: &str) -> String {
        use sha2::{Digest as _, Sha256};
        let pad = |with: u8| {
            let mut block = [with; 64];
            for (cell, byte) in block.iter_mut().zip(self.0.iter()) {
                *cell ^= byte;
            }
            block
        };
        let (mut inner_pad, mut outer_pad) = (pad(0x36), pad(0x5c));
        let inner = Sha256::new().chain_update(inner_pad).chain_update(purpose).chain_update([0]).chain_update(text);
        let outer = Sha256::new().chain_update(outer_pad).chain_update(inner.finalize());
        inner_pad.zeroize();
        outer_pad.zeroize();
        outer.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// Which column of which row a sealed value belongs to.
#[derive(Debug, Clone, Copy)]
pub struct Cell {
    /// The table.
    pub table: &'static str,
    /// The column.
    pub column: &'static str,
    /// The row's key.
    pub row: Uuid,
}

impl Cell {
    fn bytes(self) -> Vec<u8> {
        format!("{}\0{}\0{}", self.table, self.column, self.row).into_bytes()
    }
}

/// The key of one record; opens and closes its sealed columns.
pub struct RecordKey(Zeroizing<[u8; KEY]>);

impl std::fmt::Debug for RecordKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RecordKey")
    }
}

impl RecordKey {
    /// Seals a value for one cell: nonce, then ciphertext with tag.
    ///
    /// # Errors
    /// [`Error::Random`] without random bytes.
    pub fn seal(&self, cell: Cell, value: &[u8]) -> Result<Vec<u8>> {
        seal(&self.0, &cell.bytes(), value)
    }

    /// Opens a sealed value of one cell.
    ///
    /// # Errors
    /// [`Error::Sealed`] when the bytes are not this cell's.
    pub fn open(&self, cell: Cell, sealed: &[u8]) -> Result<Vec<u8>> {
        open(&self.0, &cell.bytes(), sealed)
    }
}

fn random<const N: usize>() -> Result<Zeroizing<[u8; N]>> {
    let mut bytes = Zeroizing::new([0_u8; N]);
    getrandom::fill(bytes.as_mut_slice()).map_err(|cause| Error::Random(cause.to_string()))?;
    Ok(bytes)
}

fn seal(key: &[u8; KEY], bound: &[u8], value: &[u8]) -> Result<Vec<u8>> {
    let nonce = random::<NONCE>()?;
    let cipher = XChaCha20Poly1305::new(key.into());
    let payload = Payload { msg: value, aad: bound };
    let sealed = cipher.encrypt(XNonce::from_slice(nonce.as_slice()), payload).map_err(|_| Error::Sealed)?;
    Ok([nonce.as_slice(), &sealed].concat())
}

fn open(key: &[u8; KEY], bound: &[u8], sealed: &[u8]) -> Result<Vec<u8>> {
    let (nonce, sealed) = sealed.split_at_checked(NONCE).ok_or(Error::Sealed)?;
    let payload = Payload { msg: sealed, aad: bound };
    XChaCha20Poly1305::new(key.into()).decrypt(XNonce::from_slice(nonce), payload).map_err(|_| Error::Sealed)
}

fn wrapping(record: Uuid) -> Vec<u8> {
    Cell { table: "record_keys", column: "wrapped", row: record }.bytes()
}

/// Makes the key of a new record.
///
/// # Errors
/// When the row cannot be written.
pub async fn create(tx: &Tx, keyring: &Keyring, record: Uuid, now: DateTimeUtc) -> Result<RecordKey> {
    let key = random::<KEY>()?;
    let wrapped = seal(&keyring.0, &wrapping(record), key.as_slice())?;
    let row = row::ActiveModel { id: Set(record), wrapped: Set(wrapped), created: Set(now) };
    row::Entity::insert(row).exec_without_returning(tx.on()).await?;
    Ok(RecordKey(key))
}

/// The key of a record.
///
/// # Errors
/// [`Error::Sealed`] when it was destroyed, or was wrapped by another master key.
pub async fn of(db: &impl Read, keyring: &Keyring, record: Uuid) -> Result<RecordKey> {
    let row = row::Entity::find_by_id(record).one(db.on()).await?.ok_or(Error::Sealed)?;
    let bytes = Zeroizing::new(open(&keyring.0, &wrapping(record), &row.wrapped)?);
    let key = <[u8; KEY]>::try_from(bytes.as_slice()).map_err(|_| Error::Sealed)?;
    Ok(RecordKey(Zeroizing::new(key)))
}

/// The keys of several records, in one query; one that is not there is left out.
///
/// # Errors
/// [`Error::Sealed`] when one was wrapped by another master key.
pub async fn all(
    db: &impl Read,
    keyring: &Keyring,
    records: impl IntoIterator<Item = Uuid>,
) -> Result<BTreeMap<Uuid, RecordKey>> {
    let rows = row::Entity::find().filter(row::Column::Id.is_in(records)).all(db.on()).await?;
    let opened = rows.into_iter().map(|row| {
        let bytes = Zeroizing::new(open(&keyring.0, &wrapping(row.id), &row.wrapped)?);
        let key = <[u8; KEY]>::try_from(bytes.as_slice()).map_err(|_| Error::Sealed)?;
        Ok((row.id, RecordKey(Zeroizing::new(key))))
    });
    opened.collect()
}

/// Whether the database holds the key of any record, so that only one master key can be the right one.
///
/// # Errors
/// When the database cannot be read.
pub async fn any(db: &impl Read) -> Result<bool> {
    Ok(row::Entity::find().one(db.on()).await?.is_some())
}

/// Whether this is the master key that the records' keys were wrapped by; where there is none yet, any key is.
///
/// # Errors
/// When the database cannot be read.
pub async fn fits(db: &impl Read, keyring: &Keyring) -> Result<bool> {
    let Some(row) = row::Entity::find().one(db.on()).await? else { return Ok(true) };
    Ok(open(&keyring.0, &wrapping(row.id), &row.wrapped).is_ok())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::{Cell, RecordKey, random};
    use sea_orm::entity::prelude::Uuid;

    #[test]
    fn a_sealed_value_opens_in_its_own_cell_only() {
        let key = RecordKey(random().unwrap());
        let cell = Cell { table: "messages", column: "body", row: Uuid::from_u128(1) };
        let sealed = key.seal(cell, "çelës".as_bytes()).unwrap();
        assert_eq!(key.open(cell, &sealed).unwrap(), "çelës".as_bytes());
        assert!(key.open(Cell { row: Uuid::from_u128(2), ..cell }, &sealed).is_err());
        assert!(key.open(Cell { column: "note", ..cell }, &sealed).is_err());
        assert!(RecordKey(random().unwrap()).open(cell, &sealed).is_err());
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            *changed.get_mut(at).unwrap() ^= 1;
            assert!(key.open(cell, &changed).is_err(), "byte {at}");
        }
        assert!(key.open(cell, &[]).is_err());
    }
}
