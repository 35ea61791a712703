//! Networks, and what an address counts as when attempts are counted by source.

use std::net::IpAddr;
use std::str::FromStr;

/// The most significant bits of an address that stand for a household or a firm: with IPv6, one machine can have as
/// many addresses of its /64 as it likes.
const COUNTED_V6: u32 = 64;

/// A network: an address and how many of its bits count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    bits: u32,
}

impl Network {
    /// The networks of this machine itself.
    #[must_use]
    pub const fn loopback() -> [Self; 2] {
        [
            Self { address: IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), bits: 8 },
            Self { address: IpAddr::V6(std::net::Ipv6Addr::LOCALHOST), bits: 128 },
        ]
    }

    /// Whether an address lies in it.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        match (self.address, address.to_canonical()) {
            (IpAddr::V4(ours), IpAddr::V4(other)) => {
                first(u32::from(ours).into(), self.bits + 96) == first(u32::from(other).into(), self.bits + 96)
            }
            (IpAddr::V6(ours), IpAddr::V6(other)) => first(ours.into(), self.bits) == first(other.into(), self.bits),
            _ => false,
        }
    }
}

/// A number of 128 bits with all but the first ones cleared.
const fn first(number: u128, bits: u32) -> u128 {
    match u128::MAX.checked_shl(128 - bits) {
        Some(mask) => number & mask,
        None => 0,
    }
}

impl FromStr for Network {
    type Err = ();

    /// Reads `10.0.0.0/8`, `fd00::/8` or a single address.
    fn from_str(text: &str) -> Result<Self, ()> {
        let (address, bits) = text.split_once('/').map_or((text, None), |(address, bits)| (address, Some(bits)));
        let address: IpAddr = address.parse().map_err(|_| ())?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let bits = bits.map_or(Ok(most), str::parse).map_err(|_| ())?;
        if bits <= most { Ok(Self { address, bits }) } else { Err(()) }
    }
}

/// What an address counts as: itself, or its /64.
#[must_use]
pub fn counted(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let network = std::net::Ipv6Addr::from(first(address.into(), COUNTED_V6));
            format!("{network}/{COUNTED_V6}")
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::{Network, counted};

    #[test]
    fn networks_hold_their_addresses_and_no_others() {
        for (network, inside, outside) in [
            ("10.0.0.0/8", "10.200.3.4", "11.0.0.1"),
            ("192.0.2.7", "192.0.2.7", "192.0.2.8"),
            ("192.0.2.0/31", "::ffff:192.0.2.1", "::1"),
            ("0.0.0.0/0", "8.8.8.8", "2001:db8::1"),
            ("fd00::/8", "fd12::1", "fe80::1"),
            ("::1", "::1", "::2"),
        ] {
            let parsed: Network = network.parse().unwrap();
            assert!(parsed.contains(inside.parse().unwrap()), "{network} {inside}");
            assert!(!parsed.contains(outside.parse().unwrap()), "{network} {outside}");
        }
        for wrong in ["", "proxy", "10.0.0.0/33", "10.0.0.0/-1", "fd00::/129", "10.0.0/8"] {
            assert!(wrong.parse::<Network>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_source_is_an_address_or_a_64() {
        for (address, expect) in [
            ("192.0.2.7", "192.0.2.7"),
            ("::ffff:192.0.2.7", "192.0.2.7"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
            ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ] {
            assert_eq!(counted(address.parse().unwrap()), expect);
        }
    }
}
