//! The Markdown of a brand's texts: paragraphs, headings, lists, strong, emphasis, links. What else Markdown has is refused with its
//! line, so that nothing is printed otherwise than it was meant; and what is accepted arrives in a document as text, never as markup.

use std::fmt;

use serde::Serialize;

/// A block of text.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Block {
    /// A paragraph.
    Paragraph {
        /// Its text.
        runs: Vec<Run>,
    },
    /// A heading, of whatever level.
    Heading {
        /// Its text.
        runs: Vec<Run>,
    },
    /// A list.
    List {
        /// Its items.
        items: Vec<Vec<Run>>,
    },
    /// A numbered list.
    Numbered {
        /// Its items.
        items: Vec<Vec<Run>>,
    },
}

/// Text of one kind.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Run {
    /// The text.
    pub text: String,
    /// Whether it is strong.
    pub strong: bool,
    /// Whether it is emphasised.
    pub emphasis: bool,
    /// Address that it leads to, `https://` or `mailto:`; empty where it is no link.
    pub link: String,
}

/// What a text has that documents do not set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MarkdownError {
    line: usize,
    message: String,
}

impl fmt::Display for MarkdownError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "line {}: {}", self.line, self.message)
    }
}

/// Parses a text.
///
/// # Errors
/// When it holds anything beside paragraphs, headings, lists, strong, emphasis and links.
pub fn parse(text: &str) -> Result<Vec<Block>, MarkdownError> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut paragraph: Option<(usize, String)> = None;
    for (at, line) in text.lines().enumerate() {
        let (number, is_indented, line) = (at + 1, line.starts_with([' ', '\t']), line.trim());
        refuse(number, line)?;
        let marked = Marked::of(line);
        match (marked, &mut paragraph) {
            (Marked::Text(words), None) if is_indented && !words.is_empty() && last_item(&mut blocks).is_some() => {
                let more = runs(number, &format!(" {words}"))?;
                last_item(&mut blocks)
                    .into_iter()
                    .for_each(|item| item.extend(more.clone()));
            }
            (Marked::Text(words), Some((_, whole))) if !words.is_empty() => {
                whole.push(' ');
                whole.push_str(words);
            }
            (Marked::Text(words), None) if !words.is_empty() => paragraph = Some((number, words.to_owned())),
            (marked, _) => {
                close(&mut blocks, paragraph.take())?;
                open(&mut blocks, number, marked)?;
            }
        }
    }
    close(&mut blocks, paragraph)?;
    Ok(blocks)
}

/// The last item, where the last block is a list: an indented line goes on with it.
fn last_item(blocks: &mut [Block]) -> Option<&mut Vec<Run>> {
    match blocks.last_mut() {
        Some(Block::List { items } | Block::Numbered { items }) => items.last_mut(),
        _ => None,
    }
}

/// A line by what it begins with.
enum Marked<'t> {
    Heading(&'t str),
    Item(&'t str),
    Numbered(&'t str),
    Text(&'t str),
}

impl<'t> Marked<'t> {
    fn of(line: &'t str) -> Self {
        let after_hashes = line.trim_start_matches('#');
        if after_hashes.len() < line.len() && after_hashes.starts_with(' ') {
            return Self::Heading(after_hashes.trim());
        }
        if let Some(item) = line.strip_prefix("- ").or_else(|| line.strip_prefix("* ")) {
            return Self::Item(item.trim());
        }
        let after_digits = line.trim_start_matches(|letter: char| letter.is_ascii_digit());
        match after_digits.strip_prefix(". ") {
            Some(item) if after_digits.len() < line.len() => Self::Numbered(item.trim()),
            _ => Self::Text(line),
        }
    }
}

fn open(blocks: &mut Vec<Block>, number: usize, marked: Marked<'_>) -> Result<(), MarkdownError> {
    match marked {
        Marked::Heading(words) => blocks.push(Block::Heading {
            runs: runs(number, words)?,
        }),
        Marked::Item(words) => match blocks.last_mut() {
            Some(Block::List { items }) => items.push(runs(number, words)?),
            _ => blocks.push(Block::List {
                items: vec![runs(number, words)?],
            }),
        },
        Marked::Numbered(words) => match blocks.last_mut() {
            Some(Block::Numbered { items }) => items.push(runs(number, words)?),
            _ => blocks.push(Block::Numbered {
                items: vec![runs(number, words)?],
            }),
        },
        Marked::Text(_) => {}
    }
    Ok(())
}

fn close(blocks: &mut Vec<Block>, paragraph: Option<(usize, String)>) -> Result<(), MarkdownError> {
    if let Some((number, words)) = paragraph {
        blocks.push(Block::Paragraph {
            runs: runs(number, &words)?,
        });
    }
    Ok(())
}

/// Refuses what a line begins with or holds and documents do not set.
fn refuse(line: usize, words: &str) -> Result<(), MarkdownError> {
    let begins = [
        ("```", "a block of code"),
        ("~~~", "a block of code"),
        ("> ", "a quotation"),
        ("|", "a table"),
        ("---", "a rule"),
    ];
    let tag =
        |at: usize| words[at + 1..].starts_with(|next: char| next.is_ascii_alphabetic() || matches!(next, '/' | '!'));
    let found = begins
        .iter()
        .find(|(mark, _)| words.starts_with(mark))
        .map(|(_, name)| *name)
        .or_else(|| words.contains("![").then_some("a picture"))
        .or_else(|| words.match_indices('<').any(|(at, _)| tag(at)).then_some("HTML"));
    match found {
        Some(name) => Err(MarkdownError {
            line,
            message: format!("{name} is not set; there are paragraphs, headings, lists, strong, emphasis and links"),
        }),
        None => Ok(()),
    }
}

/// The runs of a block that begins on a line.
fn runs(line: usize, words: &str) -> Result<Vec<Run>, MarkdownError> {
    let wrong = |message: &str| MarkdownError {
        line,
        message: message.to_owned(),
    };
    let mut found: Vec<Run> = vec![Run::default()];
    let mut rest = words;
    while let Some(letter) = rest.chars().next() {
        let (strong, emphasis) = found.last().map_or((false, false), |run| (run.strong, run.emphasis));
        let fresh = |strong, emphasis| Run {
            strong,
            emphasis,
            ..Run::default()
        };
        if let Some(after) = rest.strip_prefix("**") {
            found.push(fresh(!strong, emphasis));
            rest = after;
        } else if let Some(after) = rest.strip_prefix('*') {
            found.push(fresh(strong, !emphasis));
            rest = after;
        } else if let Some((text, link, after)) = link(rest) {
            if !link.starts_with("https://") && !link.starts_with("mailto:") {
                return Err(wrong("a link leads to https:// or mailto:"));
            }
            found.push(Run {
                text: text.to_owned(),
                link: link.to_owned(),
                ..fresh(strong, emphasis)
            });
            found.push(fresh(strong, emphasis));
            rest = after;
        } else {
            let escaped = rest.strip_prefix('\\').and_then(|after| after.chars().next());
            let shown = escaped.filter(char::is_ascii_punctuation);
            if let Some(run) = found.last_mut() {
                run.text.push(shown.unwrap_or(letter));
            }
            rest = &rest[shown.map_or(letter.len_utf8(), |shown| 1 + shown.len_utf8())..];
        }
    }
    match found.last() {
        Some(run) if run.strong || run.emphasis => Err(wrong("a `*` is not closed; write \\* for the sign itself")),
        _ => Ok(found.into_iter().filter(|run| !run.text.is_empty()).collect()),
    }
}

/// `[text](address)` at the start of a text, and what follows.
fn link(words: &str) -> Option<(&str, &str, &str)> {
    let (text, rest) = words.strip_prefix('[')?.split_once("](")?;
    let (address, rest) = rest.split_once(')')?;
    Some((text, address, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        serde_json::to_string(&parse(text).unwrap()).unwrap()
    }

    #[test]
    fn blocks_and_runs_are_told_apart() {
        let text = "# Scope\n\nWe **looked** at\nwhat was sent.\n\n- *one*\n  goes on\n- [two](https://northwind.example)\n\n1. first\n2. second";
        let blocks = parse(text).unwrap();
        let kinds: Vec<&str> = blocks
            .iter()
            .map(|block| match block {
                Block::Paragraph { .. } => "paragraph",
                Block::Heading { .. } => "heading",
                Block::List { items } if items.len() == 2 => "list of two",
                Block::Numbered { items } if items.len() == 2 => "two numbered",
                _ => "another",
            })
            .collect();
        assert_eq!(kinds, ["heading", "paragraph", "list of two", "two numbered"]);
        let whole = shown(text);
        for part in [
            "{\"text\":\"looked\",\"strong\":true",
            "\" at what was sent.\"",
            "\"link\":\"https://northwind.example\"",
        ] {
            assert!(whole.contains(part), "{part} is not in {whole}");
        }
    }

    #[test]
    fn signs_that_mean_nothing_are_text() {
        assert!(shown("#hash, 3 < 4, a_b_c, #let x = 1, $x$, \\*").contains("#hash, 3 < 4, a_b_c, #let x = 1, $x$, *"));
    }

    #[test]
    fn what_documents_do_not_set_is_refused_with_its_line() {
        for (text, message) in [
            ("a\n\n<b>b</b>", "line 3: HTML is not set"),
            ("![a](https://a.example/a.png)", "line 1: a picture"),
            ("```\ncode", "line 1: a block of code"),
            ("| a | b |", "line 1: a table"),
            ("[a](javascript:alert)", "line 1: a link leads to"),
            ("so **much", "line 1: a `*` is not closed"),
        ] {
            let error = parse(text).unwrap_err().to_string();
            assert!(error.starts_with(message), "{error}");
        }
    }
}
