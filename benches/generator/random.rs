//! SplitMix64: few lines, the same numbers on every machine, and any position can be reached at once, so that a row depends
//! on its index alone and a million rows need not be held to be named again.

use std::fmt::Write as _;

/// A stream of numbers.
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// The stream of one thing, told apart by what it is for and which one it is.
    pub fn of(seed: u64, purpose: u64, index: u64) -> Self {
        let mut random = Random(seed ^ purpose.wrapping_mul(0xA24B_AED4_963E_E407));
        random.0 = random.number() ^ index.wrapping_mul(0x9FB2_1C65_1E98_DF25);
        random.number();
        random
    }

    /// Any number.
    pub fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below `bound`.
    pub fn below(&mut self, bound: u64) -> u64 {
        self.number() % bound.max(1)
    }

    /// True so many times in a thousand.
    pub fn chance(&mut self, per_mille: u64) -> bool {
        self.below(1000) < per_mille
    }

    /// One of a list.
    pub fn of_list<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len() as u64) as usize]
    }

    /// A version 4 GUID.
    pub fn guid(&mut self) -> String {
        let mut text = String::with_capacity(36);
        self.write_guid(&mut text);
        text
    }

    /// A version 4 GUID, at the end of `out`.
    pub fn write_guid(&mut self, out: &mut String) {
        let (high, low) = (self.number(), self.number());
        let _ = write!(
            out,
            "{:08x}-{:04x}-4{:03x}-a{:03x}-{:012x}",
            high >> 32,
            (high >> 16) & 0xFFFF,
            high & 0xFFF,
            low >> 52,
            low & 0xFFFF_FFFF_FFFF
        );
    }

    /// An instant of 2026 as Azure writes it, with seven fractional digits.
    pub fn write_instant(&mut self, out: &mut String) {
        let _ = write!(
            out,
            "2026-{:02}-{:02}T{:02}:{:02}:{:02}.{:07}Z",
            1 + self.below(11),
            1 + self.below(28),
            self.below(24),
            self.below(60),
            self.below(60),
            self.below(10_000_000)
        );
    }
}
