//! Exact fractions, and the one place where they are rounded.
//!
//! `framework.md` section 6.2, "Numbers": equality and thresholds are decided on exact fractions; a printed figure has
//! one decimal, rounded down, so that a score never looks better than it is and 100.0 is printed only for exactly 100.

use std::fmt;

use num_bigint::BigInt;
use num_rational::{BigRational, Ratio};
use num_traits::ToPrimitive;

/// An exact fraction of any size, always in lowest terms.
pub type Exact = BigRational;

/// A figure as it is printed, in tenths: `Tenths(390)` reads `39.0`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Hash)]
pub struct Tenths(pub i64);

impl fmt::Display for Tenths {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let size = self.0.unsigned_abs();
        write!(formatter, "{sign}{}.{}", size / 10, size % 10)
    }
}

/// `value` to one decimal, rounded down (towards minus infinity). Values beyond `i64` tenths saturate.
///
/// For a difference of two printed scores subtract their `Tenths`, so that the three printed figures agree.
pub fn one_decimal_down(value: &Exact) -> Tenths {
    let tenths = (value * whole(10)).floor().to_integer();
    Tenths(
        tenths
            .to_i64()
            .unwrap_or(if value < &whole(0) { i64::MIN } else { i64::MAX }),
    )
}

/// A share from 0 to 1 as per cent to one decimal, rounded down.
pub fn percent_down(share: &Exact) -> Tenths {
    one_decimal_down(&(share * whole(100)))
}

/// A share from 0 to 1 as text, rounded down: `94.1 %`.
pub fn percent_text(share: &Exact) -> String {
    format!("{} %", percent_down(share))
}

pub(super) fn whole(value: u64) -> Exact {
    Exact::from_integer(BigInt::from(value))
}

/// `numerator / denominator`, undefined when the denominator is 0.
pub(super) fn fraction(numerator: u64, denominator: u64) -> Option<Exact> {
    (denominator != 0).then(|| Exact::new(BigInt::from(numerator), BigInt::from(denominator)))
}

pub(super) fn widen(share: Ratio<u32>) -> Exact {
    Exact::new(BigInt::from(*share.numer()), BigInt::from(*share.denom()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_rounded_down_to_one_decimal() {
        let text = |n: i64, d: i64| one_decimal_down(&Exact::new(n.into(), d.into())).to_string();
        assert_eq!(text(9_999_999, 100_000), "99.9");
        assert_eq!(text(100, 1), "100.0");
        assert_eq!(text(2, 3), "0.6");
        assert_eq!(text(-1, 3), "-0.4");
        assert_eq!(text(0, 1), "0.0");
    }

    #[test]
    fn a_share_just_short_of_whole_is_not_printed_as_whole() {
        let share = Exact::new(9999.into(), 10_000.into());
        assert_eq!(percent_text(&share), "99.9 %");
    }

    #[test]
    fn a_fraction_over_nothing_is_undefined() {
        assert_eq!(fraction(1, 0), None);
    }
}
