//! Text with holes: `%name%` takes a value, `%a|b|c%` one of the words, `%guid%`, `%hex%`, `%number%`, `%ip%` and
//! `%instant%` something new each time.

use std::fmt::Write as _;

use super::random::Random;

/// Writes `template` with its holes filled.
pub fn fill(out: &mut String, template: &str, random: &mut Random, values: &[(&str, &str)]) {
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('%') {
        out.push_str(before);
        let (hole, after) = after.split_once('%').unwrap_or((after, ""));
        rest = after;
        match hole {
            "guid" => random.write_guid(out),
            "instant" => random.write_instant(out),
            "hex" => {
                let _ = write!(out, "{:016x}", random.number());
            }
            "number" => {
                let _ = write!(out, "{}", random.below(9000) + 100);
            }
            "ip" => {
                let _ = write!(
                    out,
                    "10.{}.{}.{}",
                    random.below(250),
                    random.below(250),
                    random.below(250)
                );
            }
            words if words.contains('|') => {
                let count = words.split('|').count() as u64;
                out.push_str(words.split('|').nth(random.below(count) as usize).unwrap_or_default());
            }
            name => match values.iter().find(|(known, _)| *known == name) {
                Some((_, value)) => out.push_str(value),
                None => panic!("the template names `{name}`, which nothing fills"),
            },
        }
    }
    out.push_str(rest);
}
