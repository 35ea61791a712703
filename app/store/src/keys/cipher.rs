//! The few primitives that everything under the seal is made of. Cipher: XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03)
//! with random 24-byte nonces; keyed digests: HMAC-SHA-256 (RFC 2104).

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use sha2::{Digest as _, Sha256};
use zeroize::{Zeroize as _, Zeroizing};

use crate::error::{Error, Result};

/// Bytes of a key.
pub(super) const KEY: usize = 32;
/// Bytes of a nonce.
const NONCE: usize = 24;

/// A key that is wiped when nobody holds it any more.
pub(super) type Key = Zeroizing<[u8; KEY]>;

/// Random bytes of the system.
pub(super) fn random<const N: usize>() -> Result<Zeroizing<[u8; N]>> {
    let mut bytes = Zeroizing::new([0_u8; N]);
    getrandom::fill(bytes.as_mut_slice()).map_err(|cause| Error::Random(cause.to_string()))?;
    Ok(bytes)
}

/// Seals a value and binds it to what is said of it: nonce, then ciphertext with tag.
pub(super) fn seal(key: &[u8; KEY], bound: &[u8], value: &[u8]) -> Result<Vec<u8>> {
    let nonce = random::<NONCE>()?;
    let cipher = XChaCha20Poly1305::new(key.into());
    let payload = Payload { msg: value, aad: bound };
    let sealed = cipher.encrypt(XNonce::from_slice(nonce.as_slice()), payload).map_err(|_| Error::Sealed)?;
    Ok([nonce.as_slice(), &sealed].concat())
}

/// Opens what [`seal`] sealed, if it is bound to the same.
pub(super) fn open(key: &[u8; KEY], bound: &[u8], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
    let (nonce, sealed) = sealed.split_at_checked(NONCE).ok_or(Error::Sealed)?;
    let payload = Payload { msg: sealed, aad: bound };
    let opened = XChaCha20Poly1305::new(key.into()).decrypt(XNonce::from_slice(nonce), payload);
    opened.map(Zeroizing::new).map_err(|_| Error::Sealed)
}

/// A key out of bytes that were opened.
pub(super) fn key(bytes: &[u8]) -> Result<Key> {
    <[u8; KEY]>::try_from(bytes).map(Zeroizing::new).map_err(|_| Error::Sealed)
}

/// A keyed digest of a value, for one purpose.
pub(super) fn digest(key: &[u8; KEY], purpose: &str, value: &[u8]) -> Key {
    let pad = |with: u8| {
        let mut block = [with; 64];
        for (cell, byte) in block.iter_mut().zip(key.iter()) {
            *cell ^= byte;
        }
        block
    };
    let (mut inner_pad, mut outer_pad) = (pad(0x36), pad(0x5c));
    let inner = Sha256::new().chain_update(inner_pad).chain_update(purpose).chain_update([0]).chain_update(value);
    let outer = Sha256::new().chain_update(outer_pad).chain_update(inner.finalize());
    inner_pad.zeroize();
    outer_pad.zeroize();
    Zeroizing::new(outer.finalize().into())
}

/// Bytes in hexadecimal.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
