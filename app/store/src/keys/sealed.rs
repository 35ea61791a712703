//! Values under the seal of a record: a column of type [`Sealed<T>`] holds a `T` that only the record's key opens, and
//! only in its own table, column and row.

use std::marker::PhantomData;

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{ArrayType, Nullable, ValueType, ValueTypeErr};
use sea_orm::{ColIdx, QueryResult, TryGetError, TryGetable};
use serde::Serialize;
use serde::de::DeserializeOwned;
use zeroize::Zeroizing;

use super::cipher::{self, Key};
use crate::error::{Error, Result};

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
    pub(super) fn bytes(self) -> Vec<u8> {
        format!("{}\0{}\0{}", self.table, self.column, self.row).into_bytes()
    }
}

/// The key of one record; opens and closes its sealed columns.
pub struct RecordKey(pub(super) Key);

impl std::fmt::Debug for RecordKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RecordKey")
    }
}

impl RecordKey {
    /// Seals bytes for one cell: nonce, then ciphertext with tag.
    ///
    /// # Errors
    /// [`Error::Random`] without random bytes.
    pub fn seal(&self, cell: Cell, value: &[u8]) -> Result<Vec<u8>> {
        cipher::seal(&self.0, &cell.bytes(), value)
    }

    /// Opens the sealed bytes of one cell.
    ///
    /// # Errors
    /// [`Error::Sealed`] when the bytes are not this cell's.
    pub fn open(&self, cell: Cell, sealed: &[u8]) -> Result<Vec<u8>> {
        Ok(cipher::open(&self.0, &cell.bytes(), sealed)?.to_vec())
    }

    /// A keyed digest that only this record's key gives, in hexadecimal.
    pub(crate) fn digest(&self, purpose: &str, value: &[u8]) -> String {
        cipher::hex(cipher::digest(&self.0, purpose, value).as_slice())
    }
}

/// What can be put under the seal: any value of serde, as JSON; a text as it is.
pub trait Sealable: Serialize + DeserializeOwned {
    /// It as bytes.
    ///
    /// # Errors
    /// [`Error::Column`] when it cannot be written.
    fn to_plain(&self) -> Result<Zeroizing<Vec<u8>>> {
        serde_json::to_vec(self).map(Zeroizing::new).map_err(|_| Error::Column("a sealed column"))
    }

    /// It out of bytes.
    ///
    /// # Errors
    /// [`Error::Column`] when they are something else.
    fn from_plain(plain: &[u8]) -> Result<Self> {
        serde_json::from_slice(plain).map_err(|_| Error::Column("a sealed column"))
    }
}

impl Sealable for String {
    fn to_plain(&self) -> Result<Zeroizing<Vec<u8>>> {
        Ok(Zeroizing::new(self.as_bytes().to_vec()))
    }

    fn from_plain(plain: &[u8]) -> Result<Self> {
        Self::from_utf8(plain.to_vec()).map_err(|_| Error::Column("a sealed column"))
    }
}

/// A `T` under the seal of its record, as a column keeps it.
pub struct Sealed<T> {
    bytes: Vec<u8>,
    of: PhantomData<fn() -> T>,
}

impl<T: Sealable> Sealed<T> {
    /// Seals a value for one cell.
    ///
    /// # Errors
    /// [`Error::Random`] without random bytes.
    pub fn seal(key: &RecordKey, cell: Cell, value: &T) -> Result<Self> {
        Ok(Self::from_bytes(key.seal(cell, &value.to_plain()?)?))
    }

    /// Opens it as the value of one cell.
    ///
    /// # Errors
    /// [`Error::Sealed`] when it is not this cell's.
    pub fn open(&self, key: &RecordKey, cell: Cell) -> Result<T> {
        T::from_plain(&cipher::open(&key.0, &cell.bytes(), &self.bytes)?)
    }
}

impl<T> Sealed<T> {
    const fn from_bytes(bytes: Vec<u8>) -> Self {
        Self { bytes, of: PhantomData }
    }
}

impl<T> Clone for Sealed<T> {
    fn clone(&self) -> Self {
        Self::from_bytes(self.bytes.clone())
    }
}

impl<T> std::fmt::Debug for Sealed<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sealed")
    }
}

impl<T> PartialEq for Sealed<T> {
    fn eq(&self, other: &Self) -> bool {
        self.bytes == other.bytes
    }
}

impl<T> Eq for Sealed<T> {}

impl<T> From<Sealed<T>> for Value {
    fn from(sealed: Sealed<T>) -> Self {
        sealed.bytes.into()
    }
}

impl<T> TryGetable for Sealed<T> {
    fn try_get_by<I: ColIdx>(row: &QueryResult, index: I) -> std::result::Result<Self, TryGetError> {
        Vec::<u8>::try_get_by(row, index).map(Self::from_bytes)
    }
}

impl<T> ValueType for Sealed<T> {
    fn try_from(value: Value) -> std::result::Result<Self, ValueTypeErr> {
        <Vec<u8> as ValueType>::try_from(value).map(Self::from_bytes)
    }

    fn type_name() -> String {
        "Sealed".to_owned()
    }

    fn array_type() -> ArrayType {
        <Vec<u8> as ValueType>::array_type()
    }

    fn column_type() -> ColumnType {
        <Vec<u8> as ValueType>::column_type()
    }
}

impl<T> Nullable for Sealed<T> {
    fn null() -> Value {
        <Vec<u8> as Nullable>::null()
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::super::cipher::random;
    use super::{Cell, RecordKey, Sealable, Sealed};
    use sea_orm::entity::prelude::Uuid;

    #[test]
    fn a_sealed_value_opens_in_its_own_cell_only() {
        let key = RecordKey(random().unwrap());
        let cell = Cell { table: "messages", column: "body", row: Uuid::from_u128(1) };
        let sealed = key.seal(cell, "çelës".as_bytes()).unwrap();
        assert_eq!(key.open(cell, &sealed).unwrap(), "çelës".as_bytes());
        assert!(key.open(Cell { row: Uuid::from_u128(2), ..cell }, &sealed).is_err());
        assert!(key.open(Cell { column: "note", ..cell }, &sealed).is_err());
        assert!(key.open(Cell { table: "notes", ..cell }, &sealed).is_err());
        assert!(RecordKey(random().unwrap()).open(cell, &sealed).is_err());
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            *changed.get_mut(at).unwrap() ^= 1;
            assert!(key.open(cell, &changed).is_err(), "byte {at}");
        }
        assert!(key.open(cell, &[]).is_err());
    }

    #[derive(Debug, PartialEq, serde::Serialize, serde::Deserialize)]
    struct Answer {
        words: Vec<String>,
    }

    impl Sealable for Answer {}

    #[test]
    fn any_value_of_serde_is_sealed_and_a_text_as_it_is() {
        let key = RecordKey(random().unwrap());
        let cell = Cell { table: "answers", column: "answer", row: Uuid::from_u128(1) };
        let answer = Answer { words: vec!["po".into(), "jo".into()] };
        let sealed = Sealed::seal(&key, cell, &answer).unwrap();
        assert_eq!(sealed.open(&key, cell).unwrap(), answer);
        assert!(sealed.open(&key, Cell { row: Uuid::from_u128(2), ..cell }).is_err());
        let text = Sealed::seal(&key, cell, &"\"çelës\"".to_owned()).unwrap();
        assert_eq!(text.open(&key, cell).unwrap(), "\"çelës\"");
        // What earlier versions sealed as bytes opens as a text.
        assert_eq!(key.open(cell, &text.bytes).unwrap(), "\"çelës\"".as_bytes());
        assert_eq!(format!("{text:?}"), "Sealed");
    }
}
