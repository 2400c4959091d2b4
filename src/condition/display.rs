//! The text of expressions and fields, as a template writes them, without the brackets around a whole expression.

use std::fmt;

use super::tree::{Expression, Field};
use crate::value::Value;

impl fmt::Display for Expression {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Expression::Literal(value) => literal(value, out),
            Expression::Field(field) => {
                out.write_str("field(")?;
                quote(&field.written(), out)?;
                out.write_str(")")
            }
            Expression::Current(reading) if reading.written.is_empty() => out.write_str("current()"),
            Expression::Current(reading) => {
                out.write_str("current(")?;
                quote(&reading.written, out)?;
                out.write_str(")")
            }
            Expression::ResourceGroup(member) => write!(out, "resourceGroup().{member}"),
            Expression::Subscription(member) => write!(out, "subscription().{member}"),
            Expression::Now => out.write_str("utcNow()"),
            Expression::ApiVersion { .. } => out.write_str("requestContext().apiVersion"),
            Expression::OnlyAzure(written) => out.write_str(written),
            Expression::Member(container, key) => match &**key {
                Expression::Literal(Value::String(name)) if is_name(name) => write!(out, "{container}.{name}"),
                key => write!(out, "{container}[{key}]"),
            },
            Expression::Call(function, arguments) => {
                write!(out, "{}(", function.name)?;
                for (index, argument) in arguments.iter().enumerate() {
                    let comma = if index == 0 { "" } else { ", " };
                    write!(out, "{comma}{argument}")?;
                }
                out.write_str(")")
            }
        }
    }
}

impl Field {
    /// The field as it is written in a condition.
    pub(super) fn written(&self) -> String {
        match self {
            Field::Type => "type".to_owned(),
            Field::FullName => "fullName".to_owned(),
            Field::At(reading) => reading.written.to_string(),
            Field::Tag(name) => format!("[{name}]"),
        }
    }
}

/// Whether a text can follow a dot.
fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|next| next.is_ascii_alphanumeric() || next == '_')
}

fn literal(value: &Value, out: &mut fmt::Formatter<'_>) -> fmt::Result {
    match value {
        Value::Null | Value::Unknown => out.write_str("null()"),
        Value::Bool(flag) => write!(out, "{flag}()"),
        Value::Number(number) => write!(out, "{number}"),
        Value::String(text) => quote(text, out),
        Value::Array(items) => {
            out.write_str("createArray(")?;
            for (index, item) in items.iter().enumerate() {
                out.write_str(if index == 0 { "" } else { ", " })?;
                literal(item, out)?;
            }
            out.write_str(")")
        }
        Value::Object(members) | Value::Part(members) => {
            out.write_str("createObject(")?;
            for (index, (name, value)) in members.iter().enumerate() {
                out.write_str(if index == 0 { "" } else { ", " })?;
                quote(name, out)?;
                out.write_str(", ")?;
                literal(value, out)?;
            }
            out.write_str(")")
        }
    }
}

fn quote(text: &str, out: &mut fmt::Formatter<'_>) -> fmt::Result {
    write!(out, "'{}'", text.replace('\'', "''"))
}
