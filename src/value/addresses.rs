//! Address ranges as network rules write them, and the share of the internet that a list of them covers. Two halves are a whole:
//! only the union of all ranges tells.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Bits of an IPv6 address below the prefix of a site. A provider gives an end site a /48 (RFC 6177 allows for less), so that one
/// site of IPv6 stands for one address of IPv4.
const BELOW_SITE: u32 = 80;
/// Addresses of IPv4 that nobody on the internet has, by the registry of special-purpose addresses (RFC 6890): a rule that names
/// them lets in no stranger.
const NOT_PUBLIC: [(Ipv4Addr, u32); 10] = [
    (Ipv4Addr::new(0, 0, 0, 0), 8),
    (Ipv4Addr::new(10, 0, 0, 0), 8),
    (Ipv4Addr::new(100, 64, 0, 0), 10),
    (Ipv4Addr::new(127, 0, 0, 0), 8),
    (Ipv4Addr::new(169, 254, 0, 0), 16),
    (Ipv4Addr::new(172, 16, 0, 0), 12),
    (Ipv4Addr::new(192, 168, 0, 0), 16),
    (Ipv4Addr::new(198, 18, 0, 0), 15),
    (Ipv4Addr::new(224, 0, 0, 0), 4),
    (Ipv4Addr::new(240, 0, 0, 0), 4),
];
/// All public addresses of IPv6 (RFC 4291).
const PUBLIC_V6: Range = Range {
    is_v6: true,
    first: 0x2000 << 112,
    last: (0x4000 << 112) - 1,
};
/// All addresses of IPv4.
const ALL_V4: Range = Range {
    is_v6: false,
    first: 0,
    last: u32::MAX as u128,
};

/// Addresses of one family, from the first to the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Range {
    is_v6: bool,
    first: u128,
    last: u128,
}

impl Range {
    /// Reads `203.0.113.7`, `203.0.113.0/24`, `203.0.113.1-203.0.113.9` and the same of IPv6. `None` where it is none of these.
    pub fn parse(text: &str) -> Option<Range> {
        let text = text.trim();
        if let Some((first, last)) = text.split_once('-') {
            return Range::between(first, last);
        }
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (address, Some(prefix.trim().parse::<u32>().ok()?)),
            None => (text, None),
        };
        let (is_v6, bits, width) = match address.trim().parse().ok()? {
            IpAddr::V4(address) => (false, u128::from(address.to_bits()), 32),
            IpAddr::V6(address) => (true, address.to_bits(), 128),
        };
        let prefix = prefix.unwrap_or(width);
        let free = width.checked_sub(prefix)?;
        let mask = 1u128.checked_shl(free).map_or(u128::MAX, |size| size - 1);
        Some(Range {
            is_v6,
            first: bits & !mask,
            last: bits | mask,
        })
    }

    /// The range from one address to another, in any order.
    pub fn between(first: &str, last: &str) -> Option<Range> {
        let (first, last) = (Range::parse(first)?, Range::parse(last)?);
        (first.is_v6 == last.is_v6).then(|| Range {
            is_v6: first.is_v6,
            first: first.first.min(last.first),
            last: first.last.max(last.last),
        })
    }

    /// Addresses of IPv4, or sites of IPv6; a part of a site is one.
    pub fn hosts(self) -> u128 {
        let less_one = self.last - self.first;
        match self.is_v6 {
            true => (less_one >> BELOW_SITE) + 1,
            false => less_one + 1,
        }
    }

    /// Whether it covers more addresses than an IPv4 prefix of this length does.
    pub fn is_wider_than(self, prefix: u32) -> bool {
        self.hosts() > 1u128 << 32u32.saturating_sub(prefix)
    }

    /// Whether it holds all of another.
    pub fn contains(self, other: Range) -> bool {
        self.common(other) == Some(other)
    }

    /// The intersection of two ranges; `None` where they have no address in common or belong to different families.
    fn common(self, other: Range) -> Option<Range> {
        let (first, last) = (self.first.max(other.first), self.last.min(other.last));
        (self.is_v6 == other.is_v6 && first <= last).then_some(Range {
            is_v6: self.is_v6,
            first,
            last,
        })
    }
}

impl fmt::Display for Range {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let address = |bits: u128| match self.is_v6 {
            true => IpAddr::V6(Ipv6Addr::from_bits(bits)),
            false => IpAddr::V4(Ipv4Addr::from_bits(bits as u32)),
        };
        let width = if self.is_v6 { 128 } else { 32 };
        let (first, size) = (address(self.first), self.last - self.first);
        let free = 128 - size.leading_zeros();
        let is_prefix = (size == 0 || size.wrapping_add(1).is_power_of_two() || size == u128::MAX)
            && (free == 128 || self.first.trailing_zeros() >= free);
        match size {
            0 => write!(out, "{first}"),
            _ if is_prefix => write!(out, "{first}/{}", width - free),
            _ => write!(out, "{first}-{}", address(self.last)),
        }
    }
}

/// Share of the internet that a list of ranges covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Share {
    /// No address at all.
    Nobody,
    /// Fewer than the floor.
    Some,
    /// At least as many as the floor.
    Most,
    /// Every public address of one family.
    All,
}

/// The share of the internet that ranges take in together. `floor` is a number of addresses of IPv4, and of sites of IPv6.
pub fn share(ranges: &[Range], floor: u64) -> Share {
    let merged = merged(ranges);
    let within = |whole: Range| {
        let common = merged.iter().filter_map(move |range| range.common(whole));
        common.map(Range::hosts).sum::<u128>()
    };
    let (mut v4, mut all_v4) = (within(ALL_V4), ALL_V4.hosts());
    for (first, prefix) in NOT_PUBLIC {
        let Some(special) = Range::parse(&format!("{first}/{prefix}")) else {
            continue;
        };
        v4 -= within(special);
        all_v4 -= special.hosts();
    }
    let v6 = within(PUBLIC_V6);
    let holds_all_v6 = merged.iter().any(|range| range.common(PUBLIC_V6) == Some(PUBLIC_V6));
    match () {
        () if merged.is_empty() => Share::Nobody,
        () if v4 == all_v4 || holds_all_v6 => Share::All,
        () if v4.max(v6) >= u128::from(floor) => Share::Most,
        () => Share::Some,
    }
}

/// Merges ranges into the fewest that cover the same addresses, in order; no two of them touch.
fn merged(ranges: &[Range]) -> Vec<Range> {
    let mut sorted = ranges.to_vec();
    sorted.sort_unstable();
    let mut merged: Vec<Range> = Vec::new();
    for range in sorted {
        match merged.last_mut() {
            Some(last) if last.is_v6 == range.is_v6 && range.first <= last.last.saturating_add(1) => {
                last.last = last.last.max(range.last);
            }
            _ => merged.push(range),
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const FLOOR: u64 = 1 << 24;

    fn share_of(texts: &[&str]) -> Share {
        let ranges: Vec<Range> = texts.iter().map(|text| Range::parse(text).unwrap()).collect();
        share(&ranges, FLOOR)
    }

    #[test]
    fn the_union_decides_and_not_the_widest_range() {
        for (texts, expected) in [
            (&["203.0.113.7"][..], Share::Some),
            (&["0.0.0.0/0"], Share::All),
            (&["0.0.0.0/1", "128.0.0.0/1"], Share::All),
            (&["128.0.0.0-255.255.255.255", "0.0.0.0/1"], Share::All),
            (&["0.0.0.0/1"], Share::Most),
            (&["20.0.0.0/9", "20.128.0.0/9"], Share::Most),
            (&["20.0.0.0/9", "20.0.0.0/10"], Share::Some),
            (&["20.0.0.0/8"], Share::Most),
            (&["::/0"], Share::All),
            (&["2000::/4", "3000::/4"], Share::All),
            (&["2000::/3"], Share::All),
            (&["2a00::/24"], Share::Most),
            (&["2a00::/25"], Share::Some),
            (&[], Share::Nobody),
        ] {
            assert_eq!(share_of(texts), expected, "{texts:?}");
        }
    }

    #[test]
    fn private_addresses_are_no_part_of_the_internet() {
        assert_eq!(
            share_of(&["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"]),
            Share::Some
        );
        let around = ["0.0.0.0-9.255.255.255", "11.0.0.0-223.255.255.255"];
        assert_eq!(share_of(&around), Share::All);
    }

    #[test]
    fn a_range_is_printed_as_a_rule_would_write_it() {
        for text in [
            "203.0.113.7",
            "203.0.113.0/24",
            "0.0.0.0/0",
            "203.0.113.1-203.0.113.9",
            "2001:db8::/32",
            "::/0",
            "2001:db8::1",
        ] {
            assert_eq!(Range::parse(text).unwrap().to_string(), text);
        }
        assert_eq!(Range::parse(" 203.0.113.7/24 ").unwrap().to_string(), "203.0.113.0/24");
    }

    #[test]
    fn what_names_no_addresses_is_no_range() {
        for text in [
            "",
            "office",
            "10.0.0.0/33",
            "10.0.0",
            "10.0.0.1-2001:db8::1",
            "10.0.0.0/x",
        ] {
            assert_eq!(Range::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_prefix_of_ipv6_is_as_wide_as_the_one_of_ipv4_with_as_many_sites() {
        let wider = |text: &str| Range::parse(text).unwrap().is_wider_than(24);
        assert!(wider("203.0.112.0/23") && !wider("203.0.113.0/24"));
        assert!(wider("2001:db8::/39") && !wider("2001:db8::/40"));
    }

    fn range() -> impl Strategy<Value = Range> {
        let v4 = (any::<u32>(), 0u32..=32).prop_map(|(bits, prefix)| format!("{}/{prefix}", Ipv4Addr::from_bits(bits)));
        let v6 =
            (any::<u128>(), 0u32..=128).prop_map(|(bits, prefix)| format!("{}/{prefix}", Ipv6Addr::from_bits(bits)));
        prop_oneof![v4, v6].prop_map(|text| Range::parse(&text).unwrap())
    }

    proptest! {
        #[test]
        fn one_more_range_never_takes_in_less(ranges in prop::collection::vec(range(), 0..6), more in range()) {
            let mut all = ranges.clone();
            all.push(more);
            prop_assert!(share(&all, FLOOR) >= share(&ranges, FLOOR));
        }

        #[test]
        fn order_and_repetition_change_nothing(ranges in prop::collection::vec(range(), 0..6)) {
            let mut again: Vec<Range> = ranges.iter().rev().copied().collect();
            again.extend(&ranges);
            prop_assert_eq!(share(&again, FLOOR), share(&ranges, FLOOR));
        }

        #[test]
        fn what_is_printed_reads_as_the_same_range(range in range()) {
            prop_assert_eq!(Range::parse(&range.to_string()), Some(range));
        }
    }
}
