//! The report as one self-contained HTML file, through minijinja.
//!
//! It draws the report model and decides nothing. Text of a tenant stays text: every template escapes, an undefined name is an
//! error, and no template can mark a string as safe; charts, styles and script come in through functions that return nothing
//! else. The page loads and sends nothing, and its content security policy says so: the style sheet and the script are allowed by
//! their hashes, everything else is forbidden.

mod colours;
mod data;
mod faces;
mod functions;
mod page;
mod policy;
mod sources;

#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, UndefinedBehavior, Value, context, escape_formatter};

use crate::chart::Chart;
use crate::render::brand::Brand;
use crate::report::model::Report;
use page::Page;
use sources::{SCRIPTS, Sources, condensed};

use super::document::{Document, Drawing, Folder, RenderError};
use super::visible::visible;

/// `report.html`.
pub const DOCUMENT: Document = Document {
    kind: "html",
    files: &["report.html"],
    executive: &[],
    write: document,
};

fn document(drawing: &Drawing<'_>, folder: &dyn Folder) -> Result<(), RenderError> {
    let html = render(drawing.report, drawing.charts, drawing.brand, drawing.templates)?;
    folder.file("report.html", &mut |target| Ok(target.write_all(&html)?))
}

/// Reason why the HTML report could not be written.
#[derive(Debug, thiserror::Error)]
pub enum HtmlError {
    /// A template cannot be parsed or asks for something that is not there; the message names the template and the line.
    #[error("{0}")]
    Template(String),
    /// The findings cannot be written as JSON.
    #[error(transparent)]
    Data(#[from] serde_json::Error),
    /// A replacement template cannot be read.
    #[error("{path}: {source}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The error of the operating system.
        source: std::io::Error,
    },
    /// A style sheet or script would end its own element, so that the rest of it would be read as markup.
    #[error("{name} contains `{found}`, which would end it inside the page; write it apart")]
    EndsItself {
        /// The file.
        name: &'static str,
        /// The sequence in it that would end the element.
        found: &'static str,
    },
}

/// Renders the report. `templates` is a folder whose `report/html` files take the place of the embedded ones of the same
/// names.
///
/// # Errors
/// When a replacement template cannot be read or used. The embedded templates render every report.
pub fn render(
    report: &Report,
    charts: &[Chart],
    brand: &Brand,
    templates: Option<&Path>,
) -> Result<Vec<u8>, HtmlError> {
    let sources = Sources::new(templates);
    let colours = faces::faces(brand) + &colours::custom_properties(brand);
    let style = embeddable("style.css", "</style", colours, &sources)?;
    let mut script = String::new();
    for name in SCRIPTS {
        script = embeddable(name, "</script", script, &sources)?;
    }
    let policy = policy::content_security_policy(&style, &script);

    let mut environment = environment(sources).map_err(refused)?;
    functions::add_to(
        &mut environment,
        charts,
        [("css", style), ("js", script), ("data", data::block(report)?)],
    );
    let page = Page::new(report, brand);
    let values = context! { policy, ..Value::from(Serde(&page)) };
    let html = environment
        .get_template("report.html")
        .and_then(|template| template.render(values))
        .map_err(refused)?;
    Ok(html.into_bytes())
}

/// Every template escapes, whatever it is called, and shows what has no shape; a name that is not there is an error; block tags leave
/// no blank lines.
fn environment(sources: Sources) -> Result<Environment<'static>, minijinja::Error> {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_formatter(|out, state, value| match value.as_str().map(visible) {
        Some(Cow::Owned(text)) if !value.is_safe() => escape_formatter(out, state, &Value::from(text)),
        _ => escape_formatter(out, state, value),
    });
    let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?;
    environment.set_syntax(syntax);
    environment.set_loader(move |name| sources.template(name));
    Ok(environment)
}

/// `before` and the text of a style sheet or script, as the browser will see it between its tags.
fn embeddable(
    name: &'static str,
    ending: &'static str,
    mut before: String,
    sources: &Sources,
) -> Result<String, HtmlError> {
    let text = condensed(&sources.text(name)?.replace('\r', ""));
    if text.to_ascii_lowercase().contains(ending) {
        let found = ending;
        return Err(HtmlError::EndsItself { name, found });
    }
    before.push_str(&text);
    Ok(before)
}

fn refused(error: minijinja::Error) -> HtmlError {
    HtmlError::Template(format!("{error:#}").trim_end().to_owned())
}
