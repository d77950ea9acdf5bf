//! From which address does a request really come? Behind a proxy that we trust, the proxy says it.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::str::FromStr;

use axum::http::HeaderMap;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// `10.0.0.0/8`, or one address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Network {
    address: IpAddr,
    prefix: u8,
}

#[derive(Debug, PartialEq, Eq, Error)]
#[error("not an address or a network like 10.0.0.0/8")]
pub struct NotANetwork;

impl Network {
    fn contains(self, address: IpAddr) -> bool {
        bits(self.address).zip_same(bits(address)).is_some_and(|(ours, theirs, width)| {
            self.prefix == 0 || (ours ^ theirs) >> (width - u32::from(self.prefix)) == 0
        })
    }
}

/// An address as a number, with its width in bits.
struct Bits(u128, u32);

impl Bits {
    fn zip_same(self, other: Self) -> Option<(u128, u128, u32)> {
        (self.1 == other.1).then_some((self.0, other.0, self.1))
    }
}

fn bits(address: IpAddr) -> Bits {
    match address {
        IpAddr::V4(address) => Bits(u32::from(address).into(), 32),
        IpAddr::V6(address) => Bits(address.into(), 128),
    }
}

impl FromStr for Network {
    type Err = NotANetwork;

    fn from_str(text: &str) -> Result<Self, NotANetwork> {
        let (address, prefix) = text.split_once('/').map_or((text, None), |(address, prefix)| (address, Some(prefix)));
        let address: IpAddr = address.trim().parse().map_err(|_| NotANetwork)?;
        let width = if address.is_ipv4() { 32 } else { 128 };
        let prefix = prefix.map_or(Ok(width), |prefix| prefix.trim().parse().map_err(|_| NotANetwork))?;
        if prefix <= width { Ok(Self { address, prefix }) } else { Err(NotANetwork) }
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.address, self.prefix)
    }
}

impl TryFrom<String> for Network {
    type Error = NotANetwork;

    fn try_from(text: String) -> Result<Self, NotANetwork> {
        text.parse()
    }
}

impl From<Network> for String {
    fn from(network: Network) -> Self {
        network.to_string()
    }
}

/// The proxies whose `X-Forwarded-For` is believed.
#[derive(Clone, Debug, Default)]
pub struct Proxies(Vec<Network>);

impl Proxies {
    pub fn new(trusted: Vec<Network>) -> Self {
        Self(trusted)
    }

    /// The nearest address that is not a trusted proxy: whatever stands further left was written by strangers.
    pub fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let said: Vec<&str> = headers
            .get_all("x-forwarded-for")
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .collect();
        let mut nearest = peer.to_canonical();
        for hop in said.into_iter().rev() {
            if !self.trusts(nearest) {
                break;
            }
            match address_of(hop.trim()) {
                Some(address) => nearest = address.to_canonical(),
                None => break,
            }
        }
        nearest
    }

    fn trusts(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(address))
    }
}

/// Some proxies write the port behind it, and one of version 6 in brackets.
fn address_of(hop: &str) -> Option<IpAddr> {
    let bare = hop.strip_prefix('[').and_then(|hop| hop.strip_suffix(']'));
    let in_brackets = || bare.and_then(|bare| bare.parse::<Ipv6Addr>().ok()).map(IpAddr::from);
    let with_port = || hop.parse::<SocketAddr>().ok().map(|address| address.ip());
    hop.parse::<IpAddr>().ok().or_else(with_port).or_else(in_brackets)
}

/// What is left of an address where only a change of network matters.
pub fn shortened(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(address) => Ipv4Addr::from(u32::from(address) >> 8 << 8).into(),
        IpAddr::V6(address) => Ipv6Addr::from(u128::from(address) >> 80 << 80).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(trusted: &[&str], peer: &str, forwarded: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers.append("x-forwarded-for", value.parse().unwrap());
        }
        let proxies = Proxies::new(trusted.iter().map(|network| network.parse().unwrap()).collect());
        proxies.client(peer.parse().unwrap(), &headers).to_string()
    }

    #[test]
    fn nobody_is_believed_without_being_trusted() {
        assert_eq!(client(&[], "203.0.113.9", &["198.51.100.1"]), "203.0.113.9");
        assert_eq!(client(&["10.0.0.0/8"], "203.0.113.9", &["198.51.100.1"]), "203.0.113.9");
    }

    #[test]
    fn a_trusted_proxy_names_the_client_and_not_what_the_client_claims() {
        let trusted = ["10.0.0.0/8", "::1"];
        assert_eq!(client(&trusted, "10.1.2.3", &["198.51.100.1"]), "198.51.100.1");
        assert_eq!(client(&trusted, "10.1.2.3", &["6.6.6.6, 198.51.100.1, 10.9.9.9"]), "198.51.100.1");
        assert_eq!(client(&trusted, "::1", &["6.6.6.6", "198.51.100.1"]), "198.51.100.1");
        assert_eq!(client(&trusted, "::ffff:10.1.2.3", &["198.51.100.1"]), "198.51.100.1");
        assert_eq!(client(&trusted, "10.1.2.3", &["6.6.6.6, nonsense"]), "10.1.2.3");
    }

    #[test]
    fn an_address_may_have_its_port_behind_it() {
        for (hop, address) in [
            ("198.51.100.1:50123", "198.51.100.1"),
            ("[2001:db8::9]:50123", "2001:db8::9"),
            ("[2001:db8::9]", "2001:db8::9"),
            ("2001:db8::9", "2001:db8::9"),
            ("[::ffff:198.51.100.1]:80", "198.51.100.1"),
        ] {
            let forwarded = format!("6.6.6.6, {hop}, 10.9.9.9:8080");
            assert_eq!(client(&["10.0.0.0/8"], "10.1.2.3", &[forwarded.as_str()]), address);
        }
        for strange in ["198.51.100.1:", "198.51.100.1:port", "[198.51.100.1]", "[2001:db8::9", "198.51.100.1:1:2"] {
            assert_eq!(client(&["10.0.0.0/8"], "10.1.2.3", &[strange]), "10.1.2.3", "{strange}");
        }
    }

    #[test]
    fn networks_are_read_strictly() {
        for bad in ["", "10.0.0.0/33", "::/129", "10.0.0/8", "10.0.0.0/", "host"] {
            assert_eq!(bad.parse::<Network>(), Err(NotANetwork), "{bad:?}");
        }
        assert_eq!("127.0.0.1".parse::<Network>().unwrap().to_string(), "127.0.0.1/32");
        assert!("0.0.0.0/0".parse::<Network>().unwrap().contains("203.0.113.9".parse().unwrap()));
    }

    #[test]
    fn a_shortened_address_names_a_network_and_nobody() {
        let short = |text: &str| shortened(text.parse().unwrap()).to_string();
        assert_eq!(short("203.0.113.9"), "203.0.113.0");
        assert_eq!(short("2001:db8:1:2:3::9"), "2001:db8:1::");
    }
}
