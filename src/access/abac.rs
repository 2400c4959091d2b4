//! Conditions of role assignments, read as far as the question goes: does this condition leave an operation open, forbid it,
//! or narrow it to some resources? Format: "Azure role assignment condition format and syntax". What cannot be read is not
//! guessed at.

/// What a condition does to an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// It is allowed whatever the resource.
    Open,
    /// It depends on the resource, the request, the principal or the environment.
    Narrows,
    /// It is never allowed.
    Forbids,
}

impl Effect {
    fn not(self) -> Effect {
        match self {
            Effect::Open => Effect::Forbids,
            Effect::Narrows => Effect::Narrows,
            Effect::Forbids => Effect::Open,
        }
    }

    fn and(self, other: Effect) -> Effect {
        match (self, other) {
            (Effect::Forbids, _) | (_, Effect::Forbids) => Effect::Forbids,
            (Effect::Open, Effect::Open) => Effect::Open,
            _ => Effect::Narrows,
        }
    }
}

/// A condition.
#[derive(Clone, Debug, PartialEq)]
pub enum Abac {
    /// The operation is this one; `*` stands for any text.
    Action(String),
    /// A test of an attribute.
    Attribute,
    /// The opposite.
    Not(Box<Abac>),
    /// All of them.
    All(Vec<Abac>),
    /// Any of them.
    Any(Vec<Abac>),
}

impl Abac {
    /// Reads a condition; `None` when any part of it is not understood.
    pub fn parse(text: &str) -> Option<Abac> {
        let tokens = tokens(text)?;
        let mut parser = Parser { tokens: &tokens, at: 0 };
        let condition = parser.any(0)?;
        (parser.at == tokens.len()).then_some(condition)
    }

    /// What the condition does to an operation.
    pub fn effect(&self, operation: &str) -> Effect {
        match self {
            Abac::Action(pattern) if super::operations::matches(pattern, operation) => Effect::Open,
            Abac::Action(_) => Effect::Forbids,
            Abac::Attribute => Effect::Narrows,
            Abac::Not(inner) => inner.effect(operation).not(),
            Abac::All(parts) => parts
                .iter()
                .fold(Effect::Open, |all, part| all.and(part.effect(operation))),
            Abac::Any(parts) => {
                let none = parts
                    .iter()
                    .fold(Effect::Open, |all, part| all.and(part.effect(operation).not()));
                none.not()
            }
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Open,
    Close,
    Not,
    /// `ActionMatches{'…'}` or `SubOperationMatches{'…'}`, with its text.
    Matches(bool, String),
    /// `@Resource[…]` and its kin.
    Attribute,
    /// A quoted text, a number or a list of them.
    Value,
    /// A bare word: an operator, `AND`, `OR`.
    Word(String),
}

/// Deepest nesting that is read.
const DEEPEST: usize = 64;

fn tokens(text: &str) -> Option<Vec<Token>> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let (token, after) = match first {
            '(' => (Token::Open, &rest[1..]),
            ')' => (Token::Close, &rest[1..]),
            '!' => (Token::Not, &rest[1..]),
            '\'' | '"' => (Token::Value, quoted(rest)?.1),
            '{' => (Token::Value, braced(rest)?.1),
            '@' => (Token::Attribute, &rest[rest.find(']')? + 1..]),
            '0'..='9' | '-' => {
                let end = rest.find(|letter: char| !(letter.is_ascii_alphanumeric() || "-.:".contains(letter)));
                (Token::Value, &rest[end.unwrap_or(rest.len())..])
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

/// What stands in braces, and what follows; braces inside quotes do not count.
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

struct Parser<'a> {
    tokens: &'a [Token],
    at: usize,
}

impl Parser<'_> {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn takes(&mut self, word: &str) -> bool {
        let found = matches!(self.peek(), Some(Token::Word(name)) if name == word);
        self.at += usize::from(found);
        found
    }

    fn any(&mut self, depth: usize) -> Option<Abac> {
        let mut parts = vec![self.all(depth)?];
        while self.takes("or") {
            parts.push(self.all(depth)?);
        }
        Some(one_or(parts, Abac::Any))
    }

    fn all(&mut self, depth: usize) -> Option<Abac> {
        let mut parts = vec![self.one(depth)?];
        while self.takes("and") {
            parts.push(self.one(depth)?);
        }
        Some(one_or(parts, Abac::All))
    }

    fn one(&mut self, depth: usize) -> Option<Abac> {
        if depth > DEEPEST {
            return None;
        }
        let token = self.peek()?.clone();
        self.at += 1;
        match token {
            Token::Not => Some(Abac::Not(Box::new(self.one(depth + 1)?))),
            Token::Open => {
                let inner = self.any(depth + 1)?;
                let closed = self.peek() == Some(&Token::Close);
                self.at += 1;
                closed.then_some(inner)
            }
            Token::Matches(true, operation) => Some(Abac::Action(operation)),
            Token::Matches(false, _) => Some(Abac::Attribute),
            Token::Word(name) if name == "not" => Some(Abac::Not(Box::new(self.one(depth + 1)?))),
            Token::Word(name) if name == "exists" || name == "notexists" => self.operand(),
            Token::Attribute | Token::Value => {
                let Some(Token::Word(operator)) = self.peek() else {
                    return None;
                };
                if operator == "and" || operator == "or" {
                    return None;
                }
                self.at += 1;
                self.operand()
            }
            Token::Close | Token::Word(_) => None,
        }
    }

    fn operand(&mut self) -> Option<Abac> {
        let found = matches!(self.peek(), Some(Token::Attribute | Token::Value));
        self.at += 1;
        found.then_some(Abac::Attribute)
    }
}

fn one_or(mut parts: Vec<Abac>, many: fn(Vec<Abac>) -> Abac) -> Abac {
    match parts.pop() {
        Some(only) if parts.is_empty() => only,
        Some(last) => {
            parts.push(last);
            many(parts)
        }
        None => many(parts),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const READ: &str = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read";
    const WRITE: &str = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write";

    fn effect(text: &str, operation: &str) -> Option<Effect> {
        Some(Abac::parse(text)?.effect(operation))
    }

    #[test]
    fn the_portals_form_narrows_the_operation_that_it_names_and_no_other() {
        let text = format!(
            "((!(ActionMatches{{'{READ}'}} AND NOT SubOperationMatches{{'Blob.List'}})) OR \
             (@Resource[Microsoft.Storage/storageAccounts/blobServices/containers:name] StringEquals 'training'))"
        );
        assert_eq!(effect(&text, READ), Some(Effect::Narrows));
        assert_eq!(effect(&text, WRITE), Some(Effect::Open));
    }

    #[test]
    fn a_condition_without_an_alternative_forbids() {
        let text = format!("!(ActionMatches{{'{READ}'}})");
        assert_eq!(effect(&text, READ), Some(Effect::Forbids));
        assert_eq!(effect(&text, WRITE), Some(Effect::Open));
    }

    #[test]
    fn lists_of_roles_are_values() {
        let text = "(@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals \
                    {acdd72a7-3385-48ef-bd42-f606fba81ae7, b24988ac-6180-42a0-ab88-20f7382dd24c})";
        assert_eq!(
            effect(text, "Microsoft.Authorization/roleAssignments/write"),
            Some(Effect::Narrows)
        );
    }

    #[test]
    fn what_is_not_understood_is_not_guessed_at() {
        for text in [
            "resource.name = 1 ~ 2",
            "(",
            "ActionMatches{'x'",
            "@Resource[x] and 'y'",
            "ActionMatches{'x'} 'y'",
        ] {
            assert_eq!(Abac::parse(text), None, "{text}");
        }
    }
}
