//! Texts of which most are the only one of their kind, such as names: one after the other in one piece of memory, where each
//! costs its length and no allocation.

/// Texts begin at multiples of this, so that 32 bits tell the place of 32 GB.
const STEP: usize = 8;

/// A text that is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Text {
    start: u32,
    length: u32,
}

/// Holds texts, each as often as it is given.
#[derive(Debug, Default)]
pub(super) struct Texts(String);

impl Texts {
    /// Holds a text.
    pub(super) fn add(&mut self, text: &str) -> Text {
        let start = self.0.len() / STEP;
        self.0.push_str(text);
        while !self.0.len().is_multiple_of(STEP) {
            self.0.push('\0');
        }
        Text {
            start: start as u32,
            length: text.len() as u32,
        }
    }

    /// The text.
    pub(super) fn get(&self, text: Text) -> &str {
        let start = text.start as usize * STEP;
        &self.0[start..start + text.length as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_come_back_as_they_were() {
        let mut texts = Texts::default();
        let given = ["", "a", "eight by", "ninefold!", "größe", ""];
        let held = given.map(|text| texts.add(text));
        assert_eq!(held.map(|text| texts.get(text)), given);
    }
}
