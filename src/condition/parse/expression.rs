//! The grammar of template expressions: calls, members, subscripts, quoted texts and numbers. A text is an expression
//! when it is enclosed in brackets, and means itself with one bracket less when it starts with two.

use super::super::answer::Answer;
use super::super::budget::Budget;
use super::super::error::Fault;
use super::super::facts::Context;
use super::super::functions::{self, Function};
use super::super::parameters::Parameters;
use super::super::reading::Reading;
use super::super::scope::{Enclosing, Scope};
use super::super::tree::{Expression, Field};
use super::super::view::number_of;
use crate::value::Value;
use crate::value::path::{Path, Segment};

/// Upper bound of the nesting of calls and subscripts.
const DEEPEST: usize = 48;

/// The surroundings that an expression may refer to.
#[derive(Clone, Copy)]
pub(super) struct Surroundings<'p> {
    pub parameters: &'p Parameters,
    pub enclosing: &'p [Enclosing],
    /// The budget of all that is worked out while the condition is parsed.
    pub budget: &'p Budget,
    /// Whether `field()` speaks of another resource than the condition's fields: then no count holds its element.
    pub beside: bool,
}

/// Reads a JSON value, in which every text may be an expression.
pub(super) fn parse_operand(json: &serde_json::Value, around: Surroundings<'_>) -> Result<Expression, Fault> {
    match json {
        serde_json::Value::String(text) => parse_text(text, around),
        serde_json::Value::Array(items) => {
            let items: Result<Vec<_>, _> = items.iter().map(|item| parse_operand(item, around)).collect();
            build("createArray", items?, around.budget)
        }
        serde_json::Value::Object(members) => {
            let mut parts = Vec::with_capacity(members.len() * 2);
            for (name, value) in members {
                parts.push(Expression::Literal(Value::from(name.as_str())));
                parts.push(parse_operand(value, around)?);
            }
            build("createObject", parts, around.budget)
        }
        scalar => Ok(Expression::Literal(Value::from(scalar.clone()))),
    }
}

fn parse_text(text: &str, around: Surroundings<'_>) -> Result<Expression, Fault> {
    match text.strip_prefix('[') {
        Some(literal) if literal.starts_with('[') => Ok(Expression::Literal(Value::from(literal))),
        Some(inner) if inner.ends_with(']') => {
            let mut parser = TemplateParser {
                rest: &inner[..inner.len() - 1],
                around,
                depth: 0,
            };
            let expression = parser.expression()?;
            match parser.next_char() {
                None => Ok(expression),
                Some(_) => Err(unreadable(&format!("`{}` follows where it should end", parser.rest))),
            }
        }
        _ => Ok(Expression::Literal(Value::from(text))),
    }
}

impl Field {
    /// The field that `written` names, inside these counts.
    pub(super) fn parse(written: &str, enclosing: &[Enclosing]) -> Result<Field, Fault> {
        match written.trim() {
            name if name.eq_ignore_ascii_case("type") => Ok(Field::Type),
            name if name.eq_ignore_ascii_case("fullName") => Ok(Field::FullName),
            name => Reading::parse(name, enclosing).map(Field::At),
        }
    }
}

impl Expression {
    /// A call, worked out at once where its arguments are.
    fn call(function: &'static Function, arguments: Vec<Expression>, budget: &Budget) -> Result<Expression, Fault> {
        let settled = arguments
            .iter()
            .all(|argument| matches!(argument, Expression::Literal(_)));
        let call = Expression::Call(function, arguments.into());
        if settled { call.fold(budget) } else { Ok(call) }
    }

    /// A member, worked out at once where it can be.
    fn member(container: Expression, key: Expression, budget: &Budget) -> Result<Expression, Fault> {
        let settled = matches!((&container, &key), (Expression::Literal(_), Expression::Literal(_)));
        let member = Expression::Member(Box::new(container), Box::new(key));
        if settled { member.fold(budget) } else { Ok(member) }
    }

    fn fold(self, budget: &Budget) -> Result<Expression, Fault> {
        let context = Context::default();
        let nothing = Value::Null;
        let folded = match self.answer(&Scope::new(&nothing, &context).within(budget)) {
            Answer::Known(value) => Some(value.into_owned()),
            Answer::Undefined | Answer::Unknown => None,
        };
        match budget.exceeded() {
            Some(limit) => Err(Fault::TooMuch(limit)),
            None => Ok(folded.map_or(self, Expression::Literal)),
        }
    }
}

fn unreadable(reason: &str) -> Fault {
    Fault::BadExpression(reason.to_owned())
}

/// A call of a plain function, with the right number of arguments.
fn build(name: &str, arguments: Vec<Expression>, budget: &Budget) -> Result<Expression, Fault> {
    let function = functions::named(name).ok_or_else(|| Fault::UnsupportedFunction {
        name: name.to_owned(),
        known: functions::names(),
    })?;
    if (function.least..=function.most).contains(&arguments.len()) {
        Expression::call(function, arguments, budget)
    } else {
        Err(wrong_arguments(function, arguments.len()))
    }
}

fn wrong_arguments(function: &Function, found: usize) -> Fault {
    let wanted = match (function.least, function.most) {
        (1, 1) => "1 argument".to_owned(),
        (least, most) if least == most => format!("{least} arguments"),
        (least, usize::MAX) => format!("{least} arguments or more"),
        (least, most) => format!("{least} to {most} arguments"),
    };
    Fault::WrongArguments {
        name: function.name.to_owned(),
        wanted,
        found,
    }
}

struct TemplateParser<'t, 'p> {
    rest: &'t str,
    around: Surroundings<'p>,
    depth: usize,
}

impl<'t> TemplateParser<'t, '_> {
    /// The next character that is not blank, left in place.
    fn next_char(&mut self) -> Option<char> {
        self.rest = self.rest.trim_start();
        self.rest.chars().next()
    }

    /// Takes `wanted` where it comes next.
    fn take(&mut self, wanted: char) -> bool {
        self.next_char();
        match self.rest.strip_prefix(wanted) {
            Some(behind) => {
                self.rest = behind;
                true
            }
            None => false,
        }
    }

    /// Takes characters as long as they pass.
    fn take_while(&mut self, passes: fn(char) -> bool) -> &'t str {
        let end = self.rest.find(|next| !passes(next)).unwrap_or(self.rest.len());
        let (taken, behind) = self.rest.split_at(end);
        self.rest = behind;
        taken
    }

    fn name(&mut self) -> Result<&'t str, Fault> {
        self.next_char();
        match self.take_while(|next| next.is_alphanumeric() || next == '_' || next == '$') {
            "" if self.rest.is_empty() => Err(unreadable("it ends too early")),
            "" => Err(unreadable(&format!("a name is wanted before `{}`", self.rest))),
            name => Ok(name),
        }
    }

    fn expression(&mut self) -> Result<Expression, Fault> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(Fault::TooDeep(DEEPEST));
        }
        let mut expression = self.primary()?;
        loop {
            if self.take('.') {
                let key = Expression::Literal(Value::from(self.name()?));
                expression = Expression::member(expression, key, self.around.budget)?;
            } else if self.take('[') {
                let key = self.expression()?;
                if !self.take(']') {
                    return Err(unreadable("a `[` has no `]`"));
                }
                expression = Expression::member(expression, key, self.around.budget)?;
            } else {
                self.depth -= 1;
                return Ok(expression);
            }
        }
    }

    fn primary(&mut self) -> Result<Expression, Fault> {
        match self.next_char() {
            Some('\'') => self.text().map(|text| Expression::Literal(Value::from(text.as_str()))),
            Some(next) if next == '-' || next.is_ascii_digit() => {
                let digits = self.take_while(|next| next == '-' || next == '.' || next.is_ascii_digit());
                match number_of(digits) {
                    Some(number) => Ok(Expression::Literal(Value::Number(number))),
                    None => Err(unreadable(&format!("`{digits}` is no number"))),
                }
            }
            _ => {
                let name = self.name()?;
                if self.take('(') {
                    let arguments = self.arguments()?;
                    self.call(name, arguments)
                } else {
                    constant(name)
                }
            }
        }
    }

    /// A quoted text. Two quotes in it mean one.
    fn text(&mut self) -> Result<String, Fault> {
        let mut text = String::new();
        let mut characters = self.rest.char_indices().skip(1).peekable();
        while let Some((at, next)) = characters.next() {
            if next != '\'' {
                text.push(next);
            } else if characters.next_if(|(_, after)| *after == '\'').is_some() {
                text.push('\'');
            } else {
                self.rest = &self.rest[at + 1..];
                return Ok(text);
            }
        }
        Err(unreadable("a quoted text has no end"))
    }

    fn arguments(&mut self) -> Result<Vec<Expression>, Fault> {
        let mut arguments = Vec::new();
        if self.take(')') {
            return Ok(arguments);
        }
        loop {
            arguments.push(self.expression()?);
            if self.take(')') {
                return Ok(arguments);
            }
            if !self.take(',') {
                return Err(unreadable("a `(` has no `)`"));
            }
        }
    }

    fn call(&mut self, name: &str, arguments: Vec<Expression>) -> Result<Expression, Fault> {
        match (name.to_ascii_lowercase().as_str(), arguments.as_slice()) {
            ("parameters", [Expression::Literal(Value::String(parameter))]) => self.parameter(parameter),
            ("field", [Expression::Literal(Value::String(field))]) => {
                let enclosing = if self.around.beside { &[] } else { self.around.enclosing };
                let field = Field::parse(field, enclosing)?;
                Ok(Expression::Field(Box::new(field)))
            }
            ("current", []) => self.current(None),
            ("current", [Expression::Literal(Value::String(name))]) => self.current(Some(name)),
            ("resourcegroup", []) => self.owner(name).map(Expression::ResourceGroup),
            ("subscription", []) => self.owner(name).map(Expression::Subscription),
            ("utcnow", []) => Ok(Expression::Now),
            ("requestcontext", []) if self.take_member("apiVersion") => Ok(Expression::ApiVersion { is_newest: false }),
            ("requestcontext" | "policy", [_, ..]) => Err(Fault::WrongArguments {
                name: name.to_owned(),
                wanted: "no arguments".into(),
                found: arguments.len(),
            }),
            ("parameters" | "field" | "current", _) => Err(unreadable(&format!("`{name}()` wants a name in quotes"))),
            ("resourcegroup" | "subscription" | "utcnow", _) => Err(Fault::WrongArguments {
                name: name.to_owned(),
                wanted: "no arguments".into(),
                found: arguments.len(),
            }),
            _ => match functions::only_azure(name) {
                Some(name) => {
                    let arguments: Vec<String> = arguments.iter().map(Expression::to_string).collect();
                    Ok(Expression::OnlyAzure(
                        format!("{name}({})", arguments.join(", ")).into(),
                    ))
                }
                None => build(name, arguments, self.around.budget),
            },
        }
    }

    fn parameter(&self, name: &str) -> Result<Expression, Fault> {
        match self.around.parameters.get(name) {
            Some(Some(value)) => Ok(Expression::Literal(value.clone())),
            Some(None) => Err(Fault::UnsetParameter {
                name: name.to_owned(),
                allowed: self.around.parameters.allowed(name),
            }),
            None => Err(Fault::UnknownParameter {
                name: name.to_owned(),
                known: self.around.parameters.names(),
            }),
        }
    }

    /// The member that is read of `resourceGroup()` or `subscription()`.
    fn owner(&mut self, name: &str) -> Result<Box<str>, Fault> {
        if self.take('.') {
            self.name().map(Into::into)
        } else {
            Err(unreadable(&format!("`{name}()` wants a member, such as `{name}().id`")))
        }
    }

    /// Takes `.name` where it comes next.
    fn take_member(&mut self, name: &str) -> bool {
        let before = self.rest;
        if self.take('.') && self.name().is_ok_and(|taken| taken.eq_ignore_ascii_case(name)) {
            return true;
        }
        self.rest = before;
        false
    }

    /// The element of the count that `name` means: the innermost without a name, and otherwise the innermost of that
    /// name or over that field.
    fn current(&self, name: Option<&str>) -> Result<Expression, Fault> {
        let written = name.unwrap_or_default();
        let unknown = || Fault::NoCurrent(name.map_or(String::new(), |name| format!("'{name}'")));
        let enclosing = self.around.enclosing;
        let Some(name) = name else {
            let level = enclosing.len().checked_sub(1).ok_or_else(unknown)?;
            let path = Path::of(vec![Segment::Key("current()".into())]);
            return Ok(Expression::Current(Box::new(Reading::of_item(written, level, path))));
        };
        let path = Path::parse(name).ok().filter(|path| !path.member().contains('/'));
        for (level, count) in enclosing.iter().enumerate().rev() {
            match (count, &path) {
                (Enclosing::Value { name: Some(counted) }, Some(path))
                    if path.member().eq_ignore_ascii_case(counted) =>
                {
                    let reading = Reading::of_item(written, level, path.clone());
                    return Ok(Expression::Current(Box::new(reading)));
                }
                _ => {}
            }
        }
        match Reading::parse(name, enclosing) {
            Ok(reading) if reading.is_bound() => Ok(Expression::Current(Box::new(reading))),
            _ => Err(unknown()),
        }
    }
}

fn constant(name: &str) -> Result<Expression, Fault> {
    let value = match name.to_ascii_lowercase().as_str() {
        "true" => Value::Bool(true),
        "false" => Value::Bool(false),
        "null" => Value::Null,
        _ => {
            return Err(unreadable(&format!(
                "`{name}` stands alone: texts are quoted, functions have brackets"
            )));
        }
    };
    Ok(Expression::Literal(value))
}
