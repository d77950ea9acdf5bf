//! How is an exam held beyond the usual: what a pass takes beside the pass line, in which order one answers, who opens it,
//! and from where one may begin? Arranged for the draft, frozen with its rules.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use question_bank::Demands;
use serde::{Deserialize, Serialize};

use crate::Refusal;

/// Of a classroom no more are written down.
pub const MOST_NETWORKS: usize = 20;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Conduct {
    pub demands: Demands,
    pub order: Order,
    pub begins: Begins,
    /// From elsewhere nobody begins; none: from anywhere.
    pub networks: Vec<Network>,
}

/// In which order the questions are answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// Forward and back, with an answer sheet.
    #[default]
    Free,
    /// One after another: nobody goes back.
    Sequential,
}

impl Order {
    pub const ALL: [Self; 2] = [Self::Free, Self::Sequential];

    pub fn code(self) -> &'static str {
        match self {
            Self::Free => "free",
            Self::Sequential => "sequential",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|order| order.code() == code)
    }
}

/// Who says that one may begin.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Begins {
    #[default]
    WithWindow,
    /// Whoever looks after the room, within the window.
    OnCommand,
}

impl Begins {
    pub const ALL: [Self; 2] = [Self::WithWindow, Self::OnCommand];

    pub fn code(self) -> &'static str {
        match self {
            Self::WithWindow => "with_window",
            Self::OnCommand => "on_command",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|begins| begins.code() == code)
    }
}

/// Addresses with so many first bits alike: `10.1.2.0/24`, `2001:db8::/32`; one address alone has no `/`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Network {
    address: IpAddr,
    prefix: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an address or a network like 10.0.0.0/8")]
pub struct NotANetwork;

impl Network {
    pub fn contains(&self, address: IpAddr) -> bool {
        let ((own, width), (other, of)) = (bits(self.address), bits(address.to_canonical()));
        // a shift by the whole width is none that a number knows
        width == of && (own ^ other).checked_shr(width - self.prefix).unwrap_or(0) == 0
    }
}

fn bits(address: IpAddr) -> (u128, u32) {
    match address {
        IpAddr::V4(address) => (u32::from(address).into(), 32),
        IpAddr::V6(address) => (address.into(), 128),
    }
}

impl FromStr for Network {
    type Err = NotANetwork;

    fn from_str(text: &str) -> Result<Self, NotANetwork> {
        let (address, prefix) = text.split_once('/').map_or((text, None), |(address, prefix)| (address, Some(prefix)));
        let address = address.trim().parse::<IpAddr>().map_err(|_| NotANetwork)?.to_canonical();
        let width = if address.is_ipv4() { 32 } else { 128 };
        let prefix = prefix.map_or(Ok(width), |prefix| prefix.trim().parse().map_err(|_| NotANetwork))?;
        if prefix <= width { Ok(Self { address, prefix }) } else { Err(NotANetwork) }
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = if self.address.is_ipv4() { 32 } else { 128 };
        if self.prefix == width { write!(f, "{}", self.address) } else { write!(f, "{}/{}", self.address, self.prefix) }
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

/// One network a line, or with commas between them.
///
/// # Errors
/// The first line that is none, or when there are too many.
pub fn networks(typed: &str) -> Result<Vec<Network>, Refusal> {
    let lines = typed.split(['\n', ',', '，', ';', '；']).map(str::trim).filter(|line| !line.is_empty());
    let read: Result<Vec<Network>, Refusal> = lines
        .map(|line| line.parse().map_err(|_| Refusal::on("networks", "exams.network_unreadable").with("line", line)))
        .collect();
    match read? {
        read if read.len() > MOST_NETWORKS => {
            Err(Refusal::on("networks", "exams.networks_many").with("limit", MOST_NETWORKS))
        }
        read => Ok(read),
    }
}

impl Conduct {
    /// Whether one may begin from this address. An address that nobody knows is none of the room's.
    pub fn admits(&self, address: Option<IpAddr>) -> bool {
        let is_inside = |address| self.networks.iter().any(|network| network.contains(address));
        self.networks.is_empty() || address.is_some_and(is_inside)
    }
}

#[cfg(all(test, feature = "fixtures"))]
mod tests {
    use super::*;

    fn from(networks_typed: &str) -> Conduct {
        Conduct { networks: networks(networks_typed).expect("networks"), ..Conduct::default() }
    }

    #[test]
    fn whoever_comes_from_one_of_the_networks_may_begin() {
        let room = from("10.1.2.0/24\n192.168.7.9，2001:db8::/32");
        for inside in ["10.1.2.200", "192.168.7.9", "2001:db8:1::5", "::ffff:10.1.2.3"] {
            assert!(room.admits(Some(inside.parse().unwrap())), "{inside}");
        }
        for outside in ["10.1.3.1", "192.168.7.8", "2001:db9::1", "127.0.0.1"] {
            assert!(!room.admits(Some(outside.parse().unwrap())), "{outside}");
        }
        assert!(!room.admits(None));
        assert!(from("").admits(None) && from("0.0.0.0/0").admits(Some("8.8.8.8".parse().unwrap())));
    }

    #[test]
    fn what_is_no_network_is_named() {
        for wrong in ["10.1.2", "10.1.2.0/33", "教室", "10.1.2.0/-1"] {
            let refused = networks(&format!("10.1.2.0/24\n{wrong}")).unwrap_err();
            assert_eq!((refused.code, refused.field), ("exams.network_unreadable", Some("networks")), "{wrong}");
        }
        assert_eq!(networks(&"10.0.0.1\n".repeat(21)).unwrap_err().code, "exams.networks_many");
    }

    #[test]
    fn a_network_is_written_as_it_is_read() {
        for text in ["10.1.2.0/24", "192.168.7.9", "2001:db8::/32"] {
            assert_eq!(text.parse::<Network>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn rules_that_were_stored_before_hold_the_usual() {
        assert_eq!(serde_json::from_str::<Conduct>("{}").unwrap(), Conduct::default());
        let conduct = Conduct { order: Order::Sequential, begins: Begins::OnCommand, ..from("10.0.0.0/8") };
        let stored = serde_json::to_string(&conduct).unwrap();
        assert_eq!(serde_json::from_str::<Conduct>(&stored).unwrap(), conduct);
    }
}
