//! The text of a condition as tokens.

/// A token of a condition.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    Open,
    Close,
    Not,
    /// `ActionMatches{'…'}` or `SubOperationMatches{'…'}`, with its text.
    Matches(bool, String),
    /// `@Resource[…]` and its kin, with the lower-case name of the attribute.
    Attribute(String),
    /// A quoted text, a number or a list of them, in lower case.
    Value(Vec<String>),
    /// A bare word: an operator, `AND`, `OR`.
    Word(String),
}

/// The tokens of a condition; `None` where something is not understood.
pub(super) fn tokens(text: &str) -> Option<Vec<Token>> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let (token, after) = match first {
            '(' => (Token::Open, &rest[1..]),
            ')' => (Token::Close, &rest[1..]),
            '!' => (Token::Not, &rest[1..]),
            '\'' | '"' => quoted(rest).map(|(text, after)| (value(text), after))?,
            '{' => braced(rest).map(|(text, after)| (value(text), after))?,
            '@' => {
                let end = rest.find(']')?;
                let name = rest[..end].split_once('[').map_or("", |(_, name)| name);
                (Token::Attribute(name.trim().to_ascii_lowercase()), &rest[end + 1..])
            }
            '0'..='9' | '-' => {
                let end = rest.find(|letter: char| !(letter.is_ascii_alphanumeric() || "-.:".contains(letter)));
                let (text, after) = rest.split_at(end.unwrap_or(rest.len()));
                (value(text), after)
            }
            'A'..='Z' | 'a'..='z' => word(rest)?,
            '&' => (Token::Word("and".to_owned()), rest.strip_prefix("&&")?),
            '|' => (Token::Word("or".to_owned()), rest.strip_prefix("||")?),
            _ => return None,
        };
        tokens.push(token);
        rest = after.trim_start();
    }
    Some(tokens)
}

/// A value, or a list of values between commas.
fn value(text: &str) -> Token {
    let items = text.split(',').map(|item| item.trim().trim_matches(['\'', '"']).trim());
    Token::Value(items.map(str::to_ascii_lowercase).collect())
}

fn word(text: &str) -> Option<(Token, &str)> {
    let end = text
        .find(|letter: char| !(letter.is_ascii_alphanumeric() || letter == ':'))
        .unwrap_or(text.len());
    let (name, rest) = (text[..end].to_ascii_lowercase(), &text[end..]);
    if name == "actionmatches" || name == "suboperationmatches" {
        let (inside, rest) = braced(rest.trim_start())?;
        let (operation, _) = quoted(inside.trim())?;
        return Some((Token::Matches(name == "actionmatches", operation.to_owned()), rest));
    }
    Some((Token::Word(name), rest))
}

/// A quoted text and what follows it; a quote inside is doubled.
fn quoted(text: &str) -> Option<(&str, &str)> {
    let quote = text.chars().next().filter(|first| *first == '\'' || *first == '"')?;
    let mut from = 1;
    loop {
        let end = from + text[from..].find(quote)?;
        if text[end + 1..].starts_with(quote) {
            from = end + 2;
            continue;
        }
        return Some((&text[1..end], &text[end + 1..]));
    }
}

/// The text in braces, and the text behind it; braces inside quotes do not count.
fn braced(text: &str) -> Option<(&str, &str)> {
    let inside = text.strip_prefix('{')?;
    let mut rest = inside;
    loop {
        let at = rest.find(['\'', '"', '}'])?;
        if rest[at..].starts_with('}') {
            let end = inside.len() - rest.len() + at;
            return Some((&inside[..end], &inside[end + 1..]));
        }
        rest = quoted(&rest[at..])?.1;
    }
}
