//! Conditions of role assignments, read as far as the question goes: does this condition leave an operation open, forbid it,
//! or narrow it to some resources? Format: "Azure role assignment condition format and syntax". What cannot be read is not
//! guessed at.
//!
//! Whoever may give roles away is bounded only by which roles: a bound on the type or the id of those who get them leaves every role
//! to be given ("Delegate Azure access management to others": roles, principal types and principals are separate constraints).

mod tokens;

use tokens::{Token, tokens};

/// The operation that gives a role away.
pub(super) const GIVE: &str = "Microsoft.Authorization/roleAssignments/write";
/// The attribute that holds the role that is given.
const ROLE: &str = "microsoft.authorization/roleassignments:roledefinitionid";

/// The effect of a condition on an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// The operation is allowed whatever the resource.
    Open,
    /// The operation is allowed by the resource, the request, the principal or the environment.
    Narrows,
    /// The operation is never allowed.
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

    pub(super) fn and(self, other: Effect) -> Effect {
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
    /// A test of the role that is given away.
    Role(RoleTest),
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
        let mut parser = ConditionParser { tokens: &tokens, at: 0 };
        let condition = parser.any(0)?;
        (parser.at == tokens.len()).then_some(condition)
    }

    /// The effect of the condition on an operation. Giving roles away is open while any of the roles `giving` can be given, which let
    /// their holder give roles away in turn; they are lower-case GUIDs.
    pub fn effect<'r>(&self, operation: &str, giving: impl IntoIterator<Item = &'r str>) -> Effect {
        let is_open = |role: &str| self.effect_on(operation, Some(role)) != Effect::Forbids;
        if operation.eq_ignore_ascii_case(GIVE) && giving.into_iter().any(is_open) {
            return Effect::Open;
        }
        self.effect_on(operation, None)
    }

    /// The roles that the condition names, lower-case.
    pub fn roles(&self) -> Vec<&str> {
        match self {
            Abac::Action(_) | Abac::Attribute => Vec::new(),
            Abac::Role(test) => test.roles.iter().map(String::as_str).collect(),
            Abac::Not(inner) => inner.roles(),
            Abac::All(parts) | Abac::Any(parts) => parts.iter().flat_map(Abac::roles).collect(),
        }
    }

    /// The effect of the condition on an operation, of one role or of any.
    fn effect_on(&self, operation: &str, role: Option<&str>) -> Effect {
        let part = |part: &Abac| part.effect_on(operation, role);
        match self {
            Abac::Action(pattern) if super::operations::matches(pattern, operation) => Effect::Open,
            Abac::Action(_) => Effect::Forbids,
            Abac::Attribute => Effect::Narrows,
            Abac::Role(test) => match role.map(|role| test.holds(role)) {
                Some(true) => Effect::Open,
                Some(false) => Effect::Forbids,
                None => Effect::Narrows,
            },
            Abac::Not(inner) => part(inner).not(),
            Abac::All(parts) => parts.iter().fold(Effect::Open, |all, own| all.and(part(own))),
            Abac::Any(parts) => parts
                .iter()
                .fold(Effect::Open, |all, own| all.and(part(own).not()))
                .not(),
        }
    }
}

/// A test of the one role that is given away against those that a condition names.
#[derive(Clone, Debug, PartialEq)]
pub struct RoleTest {
    /// Lower-case GUIDs.
    roles: Vec<String>,
    /// Whether it asks for a difference from them rather than to be one of them.
    differs: bool,
    /// Whether it has to hold of all of them rather than of any.
    of_all: bool,
}

impl RoleTest {
    /// The test of an operator, in lower case; `None` for one that is not understood.
    fn of(operator: &str, roles: Vec<String>) -> Option<Self> {
        let (quantifier, comparison) = operator.rsplit_once(':').unwrap_or(("", operator));
        let of_all = match quantifier {
            "" | "foranyofanyvalues" | "forallofanyvalues" => false,
            "foranyofallvalues" | "forallofallvalues" => true,
            _ => return None,
        };
        let differs = match comparison {
            "guidequals" | "stringequals" | "stringequalsignorecase" => false,
            "guidnotequals" | "stringnotequals" | "stringnotequalsignorecase" => true,
            _ => return None,
        };
        Some(RoleTest { roles, differs, of_all })
    }

    fn holds(&self, role: &str) -> bool {
        let mut each = self.roles.iter().map(|own| (own == role) != self.differs);
        if self.of_all {
            each.all(|holds| holds)
        } else {
            each.any(|holds| holds)
        }
    }
}

/// Deepest nesting that is read.
const DEEPEST: usize = 64;

struct ConditionParser<'a> {
    tokens: &'a [Token],
    at: usize,
}

impl ConditionParser<'_> {
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
            Token::Word(name) if name == "exists" || name == "notexists" => self.operand().map(|_| Abac::Attribute),
            left @ (Token::Attribute(_) | Token::Value(_)) => {
                let Some(Token::Word(operator)) = self.peek().cloned() else {
                    return None;
                };
                if operator == "and" || operator == "or" {
                    return None;
                }
                self.at += 1;
                comparison(left, &operator, self.operand()?)
            }
            Token::Close | Token::Word(_) => None,
        }
    }

    fn operand(&mut self) -> Option<Token> {
        let found = self
            .peek()
            .filter(|token| matches!(token, Token::Attribute(_) | Token::Value(_)));
        let found = found.cloned();
        self.at += 1;
        found
    }
}

/// The test of one operand against another.
fn comparison(left: Token, operator: &str, right: Token) -> Option<Abac> {
    match (left, right) {
        (Token::Attribute(name), Token::Value(roles)) | (Token::Value(roles), Token::Attribute(name))
            if name == ROLE =>
        {
            RoleTest::of(operator, roles).map(Abac::Role)
        }
        _ => Some(Abac::Attribute),
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
        Some(Abac::parse(text)?.effect(operation, [OWNER]))
    }

    const OWNER: &str = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";
    const READER: &str = "acdd72a7-3385-48ef-bd42-f606fba81ae7";

    /// The effect of a bound on giving roles away, in the form of the portal.
    fn given(bound: &str) -> Option<Effect> {
        effect(&format!("((!(ActionMatches{{'{GIVE}'}})) OR ({bound}))"), GIVE)
    }

    #[test]
    fn giving_roles_away_is_bounded_by_the_roles_and_by_nothing_else() {
        const REQUEST: &str = "@Request[Microsoft.Authorization/roleAssignments:";
        for bound in [
            format!("{REQUEST}PrincipalType] ForAnyOfAnyValues:StringEqualsIgnoreCase {{'User'}}"),
            format!("{REQUEST}PrincipalId] ForAnyOfAnyValues:GuidEquals {{{READER}}}"),
            format!("{REQUEST}RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {{{READER}, {OWNER}}}"),
            format!("{REQUEST}RoleDefinitionId] ForAnyOfAllValues:GuidNotEquals {{{READER}}}"),
            // Every role differs from one of two.
            format!("{REQUEST}RoleDefinitionId] ForAnyOfAnyValues:GuidNotEquals {{{OWNER}, {READER}}}"),
            format!("NOT {REQUEST}RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {{{READER}}}"),
            format!(
                "{REQUEST}RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {{{READER}}} OR {REQUEST}PrincipalType] \
                 StringEqualsIgnoreCase 'User'"
            ),
        ] {
            assert_eq!(given(&bound), Some(Effect::Open), "{bound}");
        }
        for bound in [
            format!("{REQUEST}RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {{{READER}}}"),
            format!("{REQUEST}RoleDefinitionId] ForAllOfAnyValues:GuidEquals {{{READER}}}"),
            format!("{REQUEST}RoleDefinitionId] ForAnyOfAllValues:GuidNotEquals {{{READER}, {OWNER}}}"),
            format!("{REQUEST}RoleDefinitionId] ForAllOfAllValues:GuidNotEquals {{'{OWNER}'}}"),
            format!("{REQUEST}RoleDefinitionId] GuidNotEquals '{}'", OWNER.to_uppercase()),
            format!("!({REQUEST}RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {{{OWNER}}})"),
            format!(
                "{REQUEST}RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {{{READER}}} AND {REQUEST}PrincipalType] \
                 ForAnyOfAnyValues:StringEqualsIgnoreCase {{'User'}}"
            ),
        ] {
            assert_eq!(given(&bound), Some(Effect::Narrows), "{bound}");
        }
        let like = format!("{REQUEST}RoleDefinitionId] StringLike '*'");
        assert_eq!(given(&like), None);
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
        assert_eq!(effect(text, GIVE), Some(Effect::Narrows));
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
