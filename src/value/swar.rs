//! SIMD within a register: eight bytes are compared in one step.

/// A word of eight equal bytes.
pub const fn each(byte: u8) -> u64 {
    u64::from_ne_bytes([byte; 8])
}

/// The highest bit of every byte that is zero, and perhaps of some above the lowest of them.
pub fn zeros(bytes: u64) -> u64 {
    bytes.wrapping_sub(each(1)) & !bytes & each(0x80)
}
