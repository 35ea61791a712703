//! Files under a seal: written piece by piece, and read so. Each piece is bound to its place and to the head of the
//! file, and the last one says that it is the last, so that nothing can be changed, moved, cut off or put at the end
//! without being seen (STREAM, with XChaCha20-Poly1305).

use std::io::{self, Read, Write};

use chacha20poly1305::XChaCha20Poly1305;
use chacha20poly1305::aead::generic_array::GenericArray;
use chacha20poly1305::aead::stream::{DecryptorBE32, EncryptorBE32};
use chacha20poly1305::aead::{KeyInit as _, Payload};
use zeroize::Zeroizing;

use super::cipher::{self, KEY, Key};
use super::master::MasterKey;
use crate::error::Result;

/// Bytes of a piece before it is sealed.
const PIECE: usize = 64 * 1024;
/// Bytes that the seal adds to a piece.
const TAG: usize = 16;
/// What every piece's nonce begins with: nothing, since each file has a key of its own.
const NONCE: [u8; 19] = [0; 19];

/// The key of one file.
pub struct FileKey(Key);

impl std::fmt::Debug for FileKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("FileKey")
    }
}

impl FileKey {
    /// A key that was made elsewhere, of a passphrase.
    #[must_use]
    pub fn of(bytes: Zeroizing<[u8; KEY]>) -> Self {
        Self(bytes)
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(GenericArray::from_slice(self.0.as_slice()))
    }
}

impl MasterKey {
    /// The key of a file with this salt.
    #[must_use]
    pub fn file_key(&self, salt: &[u8]) -> FileKey {
        FileKey(self.derive("file", salt))
    }
}

/// A salt for a new file.
///
/// # Errors
/// [`crate::Error::Random`] without random bytes.
pub fn salt() -> Result<[u8; 32]> {
    cipher::random::<32>().map(|bytes| *bytes)
}

fn broken() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "it is damaged, cut off, or was sealed with another key")
}

/// Seals what is written into it.
pub struct Sealing<W: Write> {
    inner: W,
    head: Vec<u8>,
    sealing: EncryptorBE32<XChaCha20Poly1305>,
    piece: Zeroizing<Vec<u8>>,
}

impl<W: Write> Sealing<W> {
    /// Begins a file; its head is bound to it, and written by whoever calls.
    pub fn new(inner: W, key: &FileKey, head: &[u8]) -> Self {
        let sealing = EncryptorBE32::from_aead(key.cipher(), GenericArray::from_slice(&NONCE));
        Self { inner, head: head.to_vec(), sealing, piece: Zeroizing::new(Vec::with_capacity(PIECE)) }
    }

    /// Ends the file.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(mut self) -> io::Result<W> {
        let payload = Payload { msg: &self.piece, aad: &self.head };
        let sealed = self.sealing.encrypt_last(payload).map_err(|_| io::Error::other("it cannot be sealed"))?;
        put(&mut self.inner, &sealed)?;
        Ok(self.inner)
    }
}

fn put(inner: &mut impl Write, sealed: &[u8]) -> io::Result<()> {
    let length = u32::try_from(sealed.len()).map_err(io::Error::other)?;
    inner.write_all(&length.to_le_bytes())?;
    inner.write_all(sealed)
}

impl<W: Write> Write for Sealing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.piece.len() == PIECE {
            let payload = Payload { msg: &self.piece, aad: &self.head };
            let sealed = self.sealing.encrypt_next(payload).map_err(|_| io::Error::other("it cannot be sealed"))?;
            put(&mut self.inner, &sealed)?;
            self.piece.clear();
        }
        let taken = bytes.get(..bytes.len().min(PIECE - self.piece.len())).unwrap_or_default();
        self.piece.extend_from_slice(taken);
        Ok(taken.len())
    }

    /// Pieces are whole: what is not one yet waits.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Opens what is read from it.
pub struct Opening<R: Read> {
    inner: R,
    head: Vec<u8>,
    opening: Option<DecryptorBE32<XChaCha20Poly1305>>,
    /// The piece that comes next, still sealed: whether it is the last is known when nothing follows.
    next: Vec<u8>,
    piece: Zeroizing<Vec<u8>>,
    at: usize,
}

impl<R: Read> Opening<R> {
    /// Begins to read a file behind its head.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn new(mut inner: R, key: &FileKey, head: &[u8]) -> io::Result<Self> {
        let opening = DecryptorBE32::from_aead(key.cipher(), GenericArray::from_slice(&NONCE));
        let next = get(&mut inner)?.ok_or_else(broken)?;
        let piece = Zeroizing::new(Vec::new());
        Ok(Self { inner, head: head.to_vec(), opening: Some(opening), next, piece, at: 0 })
    }

    fn open_next(&mut self) -> io::Result<()> {
        let Some(mut opening) = self.opening.take() else { return Ok(()) };
        let sealed = std::mem::take(&mut self.next);
        let payload = Payload { msg: &sealed, aad: &self.head };
        self.piece = match get(&mut self.inner)? {
            Some(next) => {
                let piece = opening.decrypt_next(payload).map_err(|_| broken())?;
                (self.next, self.opening) = (next, Some(opening));
                piece
            }
            None => opening.decrypt_last(payload).map_err(|_| broken())?,
        }
        .into();
        self.at = 0;
        Ok(())
    }
}

/// The next sealed piece; nothing at the end.
fn get(inner: &mut impl Read) -> io::Result<Option<Vec<u8>>> {
    let mut length = Vec::with_capacity(4);
    inner.take(4).read_to_end(&mut length)?;
    if length.is_empty() {
        return Ok(None);
    }
    let length = length.as_slice().try_into().map(u32::from_le_bytes).map_err(|_| broken())?;
    let length = usize::try_from(length).ok().filter(|length| (TAG..=PIECE + TAG).contains(length));
    let mut piece = vec![0; length.ok_or_else(broken)?];
    inner.read_exact(&mut piece).map_err(|_| broken())?;
    Ok(Some(piece))
}

impl<R: Read> Read for Opening<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.at == self.piece.len() {
            if self.opening.is_none() {
                return Ok(0);
            }
            self.open_next()?;
        }
        let left = self.piece.get(self.at..).unwrap_or_default();
        let count = left.len().min(into.len());
        if let (Some(into), Some(left)) = (into.get_mut(..count), left.get(..count)) {
            into.copy_from_slice(left);
        }
        self.at += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::{FileKey, Opening, PIECE, Sealing};
    use std::io::{Read as _, Write as _};

    fn seal(key: &FileKey, plain: &[u8]) -> Vec<u8> {
        let mut sealing = Sealing::new(Vec::new(), key, b"head");
        sealing.write_all(plain).unwrap();
        sealing.finish().unwrap()
    }

    fn open(key: &FileKey, head: &[u8], sealed: &[u8]) -> std::io::Result<Vec<u8>> {
        let mut plain = Vec::new();
        Opening::new(sealed, key, head)?.read_to_end(&mut plain).map(|_| plain)
    }

    #[test]
    fn a_file_opens_whole_or_not_at_all() {
        let key = super::super::MasterKey::random().unwrap().file_key(b"salt");
        for length in [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE] {
            let plain: Vec<u8> = (0..length).map(|at| u8::try_from(at % 251).unwrap()).collect();
            let sealed = seal(&key, &plain);
            assert_eq!(open(&key, b"head", &sealed).unwrap(), plain, "{length}");
            assert!(open(&key, b"another", &sealed).is_err());
            for cut in [0, 1, 4, 19, sealed.len() / 2, sealed.len() - 1] {
                assert!(open(&key, b"head", sealed.get(..cut).unwrap()).is_err(), "{length} cut at {cut}");
            }
            assert!(open(&key, b"head", &[sealed.as_slice(), &[0; 40]].concat()).is_err());
            for at in (0..sealed.len()).step_by(997).chain([sealed.len() - 1]) {
                let mut changed = sealed.clone();
                *changed.get_mut(at).unwrap() ^= 1;
                assert!(open(&key, b"head", &changed).is_err(), "{length} changed at {at}");
            }
        }
        let sealed = seal(&key, &vec![7; 2 * PIECE]);
        let piece = 4 + PIECE + 16;
        // Cut between two pieces, and two pieces changed for each other.
        assert!(open(&key, b"head", sealed.get(..piece).unwrap()).is_err());
        let moved = [sealed.get(piece..2 * piece).unwrap(), sealed.get(..piece).unwrap()].concat();
        assert!(open(&key, b"head", &moved).is_err());
    }
}
