//! The file of a backup: a head that says by which key it opens, then, under the seal and packed, lines of JSON: what
//! it is, each table with its rows behind it, and at the end how many there were and the digest of all lines before.

use std::io::{self, BufRead, BufReader, Read, Write};

use chrono::{DateTime, Utc};
use flate2::Compression;
use flate2::bufread::GzDecoder;
use flate2::write::GzEncoder;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use sha2::{Digest as _, Sha256};

use super::Table;
use crate::keys::stream::{FileKey, Opening, Sealing};

/// What every file begins with; the number is that of the form.
const MAGIC: &[u8] = b"PONTE BACKUP 1\n";
/// The longest head, in bytes.
const LONGEST_HEAD: u32 = 4096;

/// What a file says before its seal begins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// By which key it opens.
    pub opens: Opens,
    /// What makes the file's key its own, in hexadecimal.
    pub salt: String,
}

/// By which key a file opens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Opens {
    /// By the master key of this name.
    Master(String),
    /// By a passphrase.
    Passphrase,
}

impl Head {
    fn bytes(&self) -> io::Result<Vec<u8>> {
        let json = serde_json::to_vec(self)?;
        let length = u32::try_from(json.len()).map_err(io::Error::other)?;
        Ok([MAGIC, &length.to_le_bytes(), &json].concat())
    }

    /// Reads the head of a file.
    ///
    /// # Errors
    /// When it cannot be read, or the file is something else.
    pub fn read(from: &mut impl Read) -> io::Result<Self> {
        let wrong = |_| io::Error::new(io::ErrorKind::InvalidData, "it is no backup of Ponte, or one of another form");
        let mut begins = [0; 15];
        from.read_exact(&mut begins).map_err(wrong)?;
        let mut length = [0; 4];
        from.read_exact(&mut length).map_err(wrong)?;
        let length = u32::from_le_bytes(length);
        if begins != MAGIC || length > LONGEST_HEAD {
            return Err(wrong(io::ErrorKind::InvalidData.into()));
        }
        let mut json = vec![0; usize::try_from(length).map_err(io::Error::other)?];
        from.read_exact(&mut json).map_err(wrong)?;
        serde_json::from_slice(&json).map_err(|cause| wrong(cause.into()))
    }
}

/// The first line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct First {
    /// The version of the program that made it.
    pub version: String,
    /// When.
    pub made: DateTime<Utc>,
    /// The migrations that had made the tables, in their order.
    pub migrations: Vec<String>,
}

/// How much there is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Tables.
    pub tables: u64,
    /// Rows.
    pub rows: u64,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Marked {
    First(First),
    Table { name: String, columns: Vec<String> },
    Last { tables: u64, rows: u64, sha256: String },
}

/// Writes a backup.
pub struct Writer<W: Write> {
    out: GzEncoder<Sealing<W>>,
    digest: Sha256,
    counts: Counts,
}

impl<W: Write> Writer<W> {
    /// Begins a file.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn begin(mut out: W, key: &FileKey, head: &Head, first: First) -> io::Result<Self> {
        let head = head.bytes()?;
        out.write_all(&head)?;
        let out = GzEncoder::new(Sealing::new(out, key, &head), Compression::default());
        let mut writer = Self { out, digest: Sha256::new(), counts: Counts::default() };
        writer.marked(&Marked::First(first))?;
        Ok(writer)
    }

    fn marked(&mut self, marked: &Marked) -> io::Result<()> {
        self.line(&serde_json::to_string(marked)?)
    }

    fn line(&mut self, line: &str) -> io::Result<()> {
        for part in [line.as_bytes(), b"\n"] {
            self.digest.update(part);
            self.out.write_all(part)?;
        }
        Ok(())
    }

    /// Begins a table.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn table(&mut self, table: &Table) -> io::Result<()> {
        self.counts.tables += 1;
        let columns = table.columns.iter().map(|(name, _)| name.clone()).collect();
        self.marked(&Marked::Table { name: table.name.clone(), columns })
    }

    /// Adds rows of the table, as lines of JSON.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn rows(&mut self, lines: &[String]) -> io::Result<()> {
        self.counts.rows += u64::try_from(lines.len()).unwrap_or(u64::MAX);
        lines.iter().try_for_each(|line| self.line(line))
    }

    /// Ends the file.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(mut self) -> io::Result<(W, Counts)> {
        let Counts { tables, rows } = self.counts;
        let sha256 = hex(self.digest.clone());
        self.marked(&Marked::Last { tables, rows, sha256 })?;
        Ok((self.out.finish()?.finish()?, self.counts))
    }
}

fn hex(digest: Sha256) -> String {
    digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What a reader meets, in order.
#[derive(Debug, Clone, PartialEq)]
pub enum Item {
    /// A table begins.
    Table {
        /// Its name.
        name: String,
        /// Its columns.
        columns: Vec<String>,
    },
    /// A row of it.
    Row(Vec<Json>),
}

/// Reads a backup, and holds at its end that it is whole.
pub struct Reader<R: Read> {
    lines: BufReader<GzDecoder<BufReader<Opening<R>>>>,
    /// What the first line says.
    pub first: First,
    digest: Sha256,
    counts: Counts,
    columns: usize,
    ended: bool,
}

fn damaged() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "it is damaged")
}

impl<R: Read> Reader<R> {
    /// Begins to read a file behind its head.
    ///
    /// # Errors
    /// When it does not open by this key, or is damaged.
    pub fn begin(from: R, key: &FileKey, head: &Head) -> io::Result<Self> {
        let opening = Opening::new(from, key, &head.bytes()?)?;
        let lines = BufReader::new(GzDecoder::new(BufReader::new(opening)));
        let first = First { version: String::new(), made: DateTime::UNIX_EPOCH, migrations: Vec::new() };
        let (digest, counts) = (Sha256::new(), Counts::default());
        let mut reader = Self { lines, first, digest, counts, columns: 0, ended: false };
        match serde_json::from_str(&reader.line()?.1)? {
            Marked::First(first) => reader.first = first,
            Marked::Table { .. } | Marked::Last { .. } => return Err(damaged()),
        }
        Ok(reader)
    }

    /// The next line, and the digest of what came before it.
    fn line(&mut self) -> io::Result<(Sha256, String)> {
        let mut line = String::new();
        self.lines.read_line(&mut line)?;
        let before = self.digest.clone();
        self.digest.update(line.as_bytes());
        if line.pop() == Some('\n') { Ok((before, line)) } else { Err(damaged()) }
    }

    /// The next item; nothing at the end, which is there only if the whole file is as it was written.
    ///
    /// # Errors
    /// When the file is damaged or cut off.
    pub fn item(&mut self) -> io::Result<Option<Item>> {
        if self.ended {
            return Ok(None);
        }
        let (before, line) = self.line()?;
        if line.starts_with('[') {
            let row: Vec<Json> = serde_json::from_str(&line)?;
            self.counts.rows += 1;
            return if row.len() == self.columns { Ok(Some(Item::Row(row))) } else { Err(damaged()) };
        }
        match serde_json::from_str(&line)? {
            Marked::First(_) => Err(damaged()),
            Marked::Table { name, columns } => {
                self.counts.tables += 1;
                self.columns = columns.len();
                Ok(Some(Item::Table { name, columns }))
            }
            Marked::Last { tables, rows, sha256 } => {
                let whole = self.counts == Counts { tables, rows } && hex(before) == sha256;
                let nothing = self.lines.fill_buf()?.is_empty();
                self.ended = true;
                if whole && nothing { Ok(None) } else { Err(damaged()) }
            }
        }
    }

    /// How much there was so far.
    #[must_use]
    pub const fn counts(&self) -> Counts {
        self.counts
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::super::Kind;
    use super::{Counts, First, Head, Item, Opens, Reader, Table, Writer};
    use crate::keys::MasterKey;
    use chrono::DateTime;

    #[test]
    fn a_backup_reads_back_and_is_whole_or_refused() {
        let key = MasterKey::random().unwrap();
        let head = Head { opens: Opens::Master(key.name()), salt: "00".into() };
        let first = First { version: "1".into(), made: DateTime::UNIX_EPOCH, migrations: vec!["a".into()] };
        let table = Table { name: "lamps".into(), columns: vec![("id".into(), Kind::Text)], key: vec!["id".into()] };
        let mut writer = Writer::begin(Vec::new(), &key.file_key(b"salt"), &head, first.clone()).unwrap();
        writer.table(&table).unwrap();
        writer.rows(&["[\"one\"]".into(), "[null]".into()]).unwrap();
        let (bytes, counts) = writer.finish().unwrap();
        assert_eq!(counts, Counts { tables: 1, rows: 2 });
        let read = |bytes: &[u8], key: &MasterKey| -> std::io::Result<Vec<Item>> {
            let mut from = bytes;
            let head = Head::read(&mut from)?;
            let mut reader = Reader::begin(from, &key.file_key(b"salt"), &head)?;
            assert_eq!(reader.first, first);
            let mut items = Vec::new();
            while let Some(item) = reader.item()? {
                items.push(item);
            }
            Ok(items)
        };
        let items = read(&bytes, &key).unwrap();
        assert_eq!(items.len(), 3);
        assert_eq!(items.last(), Some(&Item::Row(vec![serde_json::Value::Null])));
        let other = read(&bytes, &MasterKey::random().unwrap()).unwrap_err();
        assert_eq!(other.to_string(), "it is damaged, cut off, or was sealed with another key");
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            *changed.get_mut(at).unwrap() ^= 1;
            assert!(read(&changed, &key).is_err(), "byte {at}");
            assert!(read(bytes.get(..at).unwrap(), &key).is_err(), "cut at {at}");
        }
    }
}
