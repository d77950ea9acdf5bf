//! Under which address does the issuer publish, and what is the address of each thing?

use crate::ids::PathId;
use crate::status::StatusPurpose;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::net::Ipv4Addr;

#[cfg(test)]
mod tests;

/// Longest host name with its port: more than a code of version 10 has room for anyway.
const AUTHORITY_BYTES_MAX: usize = 253;

/// `https://HOST[:PORT]` without a path. Plain `http` only for this machine (demo, tests).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PublicUrl {
    scheme: &'static str,
    /// Lower case, with the port unless it is the scheme's own.
    authority: String,
}

/// Why an address was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PublicUrlFault {
    /// Neither `https://` nor, for this machine, `http://`.
    #[error("the public address must begin with https://")]
    Scheme,
    /// Not a host name of letters, digits, hyphens and dots; international names are written in punycode.
    #[error("the public address has no valid host name")]
    Host,
    /// `did:web` names no bare IP addresses, and scanners of messenger apps block them.
    #[error("the public address must not be an IP address")]
    IpAddress,
    #[error("the public address has no valid port")]
    Port,
    /// A path, query, fragment or user name.
    #[error("the public address must be a host only")]
    NotAHost,
}

impl PublicUrl {
    /// Reads `https://HOST[:PORT]`, with or without one slash at the end.
    ///
    /// # Errors
    /// [`PublicUrlFault`] for anything else.
    pub fn parse(text: &str) -> Result<Self, PublicUrlFault> {
        let (scheme, rest) = match text.split_once("://") {
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case("https") => ("https", rest),
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case("http") => ("http", rest),
            _ => return Err(PublicUrlFault::Scheme),
        };
        let authority = rest.strip_suffix('/').unwrap_or(rest);
        if authority.contains(['/', '?', '#', '@', '\\']) {
            return Err(PublicUrlFault::NotAHost);
        }
        if authority.len() > AUTHORITY_BYTES_MAX {
            return Err(PublicUrlFault::Host);
        }
        let (host, port) = match authority.split_once(':') {
            Some((host, port)) => (host, Some(parse_port(port)?)),
            None => (authority, None),
        };
        let host = host.to_ascii_lowercase();
        check_host(&host)?;
        if scheme == "http" && !is_this_machine(&host) {
            return Err(PublicUrlFault::Scheme);
        }
        let default_port = if scheme == "https" { 443 } else { 80 };
        let authority = match port {
            Some(port) if port != default_port => format!("{host}:{port}"),
            _ => host,
        };
        Ok(Self { scheme, authority })
    }

    /// Host and port as they are read out, for example `cert.example` or `localhost:8080`.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.authority
    }

    /// The public page of a certificate, `https://HOST/v/7K3F9QXW2M4T8RNC`; the id of its credential too.
    #[must_use]
    pub fn page(&self, path_id: PathId) -> String {
        format!("{self}/v/{path_id}")
    }

    /// The status list `list` for a purpose, `https://HOST/status/3/revocation`.
    #[must_use]
    pub fn status_list(&self, list: u32, purpose: StatusPurpose) -> String {
        format!("{self}/status/{list}/{}", purpose.as_str())
    }

    /// Our own context, `https://HOST/contexts/cert/v1`.
    #[must_use]
    pub fn context(&self) -> String {
        format!("{self}/contexts/cert/v1")
    }
}

impl fmt::Display for PublicUrl {
    /// `https://HOST` without a slash at the end.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", self.scheme, self.authority)
    }
}

impl From<PublicUrl> for String {
    fn from(url: PublicUrl) -> Self {
        url.to_string()
    }
}

impl TryFrom<String> for PublicUrl {
    type Error = PublicUrlFault;

    fn try_from(text: String) -> Result<Self, PublicUrlFault> {
        Self::parse(&text)
    }
}

fn parse_port(text: &str) -> Result<u16, PublicUrlFault> {
    let plain = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    match text.parse() {
        Ok(port) if plain && port > 0 => Ok(port),
        _ => Err(PublicUrlFault::Port),
    }
}

fn check_host(host: &str) -> Result<(), PublicUrlFault> {
    let labels_hold = host.split('.').all(|label| {
        let letters = label.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-'));
        (1..=63).contains(&label.len()) && letters && !label.starts_with('-') && !label.ends_with('-')
    });
    if !labels_hold {
        return Err(PublicUrlFault::Host);
    }
    // A last label of digits only is read as an IP address by browsers (WHATWG URL).
    let last_is_number = host.rsplit('.').next().is_some_and(|label| label.bytes().all(|b| b.is_ascii_digit()));
    if last_is_number && !is_this_machine(host) { Err(PublicUrlFault::IpAddress) } else { Ok(()) }
}

fn is_this_machine(host: &str) -> bool {
    host == "localhost" || host.parse::<Ipv4Addr>().is_ok_and(|address| address.is_loopback())
}
