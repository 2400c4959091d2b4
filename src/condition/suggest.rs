//! The name that a misspelt one was probably meant to be.

/// The nearest of `known` to `name`, where it is near enough to be a slip of the pen: a third of the letters at most.
pub(crate) fn nearest<'k>(name: &str, known: impl Iterator<Item = &'k str>) -> Option<String> {
    let wanted: Vec<char> = name.to_lowercase().chars().collect();
    known
        .map(|candidate| (distance(&wanted, candidate), candidate))
        .min_by_key(|(distance, _)| *distance)
        .filter(|(distance, candidate)| *distance <= 1 + candidate.len().min(wanted.len()) / 4)
        .map(|(_, candidate)| candidate.to_owned())
}

/// Edit distance without regard to case: insertions, deletions, replacements and swaps of adjacent characters that turn one text
/// into the other.
fn distance(from: &[char], to: &str) -> usize {
    let to: Vec<char> = to.to_lowercase().chars().collect();
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (i, left) in from.iter().enumerate() {
        let mut next = vec![i + 1];
        for (j, right) in to.iter().enumerate() {
            let replaced = row[j] + usize::from(left != right);
            let mut best = replaced.min(row[j + 1] + 1).min(next[j] + 1);
            if i > 0 && j > 0 && from[i - 1] == *right && *left == to[j - 1] {
                best = best.min(before[j - 1] + 1);
            }
            next.push(best);
        }
        before = std::mem::replace(&mut row, next);
    }
    row.last().copied().unwrap_or(from.len())
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_slip_of_the_pen_is_recognised_and_a_different_word_is_not() {
        let known = ["field", "value", "count", "allOf", "anyOf", "not", "notEquals"];
        let guess = |name| nearest(name, known.iter().copied());
        assert_eq!(guess("feild").as_deref(), Some("field"));
        assert_eq!(guess("Allof ").as_deref(), Some("allOf"));
        assert_eq!(guess("notEqual").as_deref(), Some("notEquals"));
        assert_eq!(guess("description"), None);
    }
}
