//! Rounding of parts so that the printed parts add up to the printed total (largest remainder, also called Hamilton's
//! method), as `framework.md` section 6.8, property 11 asks.

use std::cmp::Reverse;

use super::exact::{Exact, Tenths, one_decimal_down, whole};

/// The tenths of each part. Every part is rounded down, then the tenths that `total` still lacks go to the parts with
/// the largest remainders, the earlier part first among equals.
///
/// The parts may not be negative, and `total` must be their exact sum rounded down or up to one decimal. Then a part is
/// never off by a whole tenth, and a part that needs no rounding is left alone.
pub(super) fn apportion(parts: &[Exact], total: Tenths) -> Vec<Tenths> {
    let mut printed: Vec<Tenths> = parts.iter().map(one_decimal_down).collect();
    let mut by_remainder: Vec<(Reverse<Exact>, usize)> = parts
        .iter()
        .enumerate()
        .map(|(index, part)| (Reverse((part * whole(10)).fract()), index))
        .collect();
    by_remainder.sort();

    let rounded_down: i64 = printed.iter().map(|tenths| tenths.0).sum();
    let lacking = usize::try_from(total.0 - rounded_down).unwrap_or(0);
    for (_, index) in by_remainder.into_iter().take(lacking) {
        printed[index].0 += 1;
    }
    printed
}

#[cfg(test)]
mod tests {
    use super::*;

    fn thirds(numerators: &[i64]) -> Vec<Exact> {
        numerators
            .iter()
            .map(|&numerator| Exact::new(numerator.into(), 3.into()))
            .collect()
    }

    #[test]
    fn the_largest_remainders_get_the_lacking_tenths() {
        // 0.333 + 0.666 + 1.333 = 2.333
        let printed = apportion(&thirds(&[1, 2, 4]), Tenths(23));
        assert_eq!(printed, [Tenths(3), Tenths(7), Tenths(13)]);
    }

    #[test]
    fn equal_remainders_are_served_in_order() {
        let printed = apportion(&thirds(&[1, 1, 1]), Tenths(10));
        assert_eq!(printed, [Tenths(4), Tenths(3), Tenths(3)]);
    }

    #[test]
    fn nothing_apportioned_is_nothing_printed() {
        assert_eq!(apportion(&[], Tenths(0)), []);
    }
}
