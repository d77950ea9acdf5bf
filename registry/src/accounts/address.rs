//! Whom does an address stand for, and how much of it may be written down?

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Whom a limit counts together: an address, or the /64 that one household or office gets in IPv6.
pub fn household(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => Ipv6Addr::from(u128::from(address) >> 64 << 64).into(),
    }
}

/// What a list of sessions keeps: the first three parts of an IPv4 address, the first three groups of an IPv6 one.
pub fn shortened(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => {
            let [a, b, c, _] = Ipv4Addr::octets(&address);
            format!("{a}.{b}.{c}.*")
        }
        IpAddr::V6(address) => {
            let [a, b, c, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:*")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_household_shares_its_first_half_and_a_list_shows_less() {
        let six: IpAddr = "2001:db8:1:2:3::4".parse().unwrap();
        assert_eq!(household(six).to_string(), "2001:db8:1:2::");
        assert_eq!(shortened(six), "2001:db8:1:*");
        let four: IpAddr = "203.0.113.9".parse().unwrap();
        assert_eq!((household(four), shortened(four).as_str()), (four, "203.0.113.*"));
    }
}
