//! Fields of forms: label, hint and error tied to their input, for everybody's tools.

use std::fmt::{self, Write as _};

use askama::filters::HtmlSafe;

use crate::{Shell, markup::text};

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldKind {
    /// A line of text.
    Text,
    /// Several lines.
    LongText,
    /// An e-mail address.
    Email,
    /// A password: its value is never written back.
    Password,
    /// A number, typed as people of the language do.
    Number,
    /// A day.
    Date,
    /// A file.
    File,
    /// One of a list: value and label.
    Select(Vec<(String, String)>),
    /// One of a few, all visible: value and label.
    Radios(Vec<(String, String)>),
    /// Yes or no; sends `on`.
    Checkbox,
}

/// A field. In a template, `{{ field }}` writes it whole.
#[derive(Debug, Clone)]
#[must_use]
pub struct Field {
    kind: FieldKind,
    name: String,
    id: String,
    label: String,
    value: String,
    hint: Option<String>,
    error: Option<String>,
    autocomplete: Option<&'static str>,
    is_required: bool,
}

impl Field {
    /// An empty field. `name` is also its id, unless it is given one: letters, digits and `-`.
    pub fn new(kind: FieldKind, name: impl Into<String>, label: impl Into<String>) -> Self {
        let name = name.into();
        Self {
            kind,
            id: name.clone(),
            name,
            label: label.into(),
            value: String::new(),
            hint: None,
            error: None,
            autocomplete: None,
            is_required: false,
        }
    }

    /// What stands in it.
    pub fn value(mut self, value: impl Into<String>) -> Self {
        self.value = value.into();
        self
    }

    /// An id of its own, where several forms of a page have a field of this name.
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = id.into();
        self
    }

    /// Says how to fill it.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Says what is wrong with it.
    pub fn error(mut self, error: Option<String>) -> Self {
        self.error = error;
        self
    }

    /// Lets the browser fill it: a word of HTML's list.
    pub const fn autocomplete(mut self, what: &'static str) -> Self {
        self.autocomplete = Some(what);
        self
    }

    /// Whether something is wrong with what stands in it.
    pub const fn is_wrong(&self) -> bool {
        self.error.is_some()
    }

    /// Must be filled.
    pub const fn required(mut self) -> Self {
        self.is_required = true;
        self
    }

    fn attributes(&self) -> String {
        let id = text(&self.id);
        let mut all = format!(" id=\"{id}\" name=\"{}\"", text(&self.name));
        let mut described = Vec::new();
        if self.hint.is_some() {
            described.push(format!("{id}-hint"));
        }
        if self.error.is_some() {
            described.push(format!("{id}-error"));
            all.push_str(" aria-invalid=\"true\"");
        }
        if !described.is_empty() {
            all.extend([" aria-describedby=\"", &described.join(" "), "\""]);
        }
        if let Some(what) = self.autocomplete {
            all.extend([" autocomplete=\"", what, "\""]);
        }
        if self.is_required {
            all.push_str(" required");
        }
        all
    }

    fn notes(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let id = text(&self.id);
        if let Some(hint) = &self.hint {
            write!(f, "<p class=\"hint\" id=\"{id}-hint\">{}</p>", text(hint))?;
        }
        if let Some(error) = &self.error {
            write!(f, "<p class=\"error\" id=\"{id}-error\">{}</p>", text(error))?;
        }
        Ok(())
    }

    fn radios(&self, f: &mut fmt::Formatter<'_>, options: &[(String, String)]) -> fmt::Result {
        let (name, id) = (text(&self.name), text(&self.id));
        write!(f, "<fieldset class=\"field\" id=\"{id}\"><legend>{}</legend>", text(&self.label))?;
        self.notes(f)?;
        for (place, (value, label)) in options.iter().enumerate() {
            let checked = if *value == self.value { " checked" } else { "" };
            let required = if self.is_required { " required" } else { "" };
            write!(
                f,
                "<div class=\"choice\"><input type=\"radio\" id=\"{id}-{place}\" name=\"{name}\" value=\"{}\"\
                 {checked}{required}><label for=\"{id}-{place}\">{}</label></div>",
                text(value),
                text(label)
            )?;
        }
        f.write_str("</fieldset>")
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let attributes = self.attributes();
        let value = text(&self.value);
        let class = if self.error.is_some() { "field wrong" } else { "field" };
        let label = format!("<label for=\"{}\">{}</label>", text(&self.id), text(&self.label));
        match &self.kind {
            FieldKind::Radios(options) => return self.radios(f, options),
            FieldKind::Checkbox => {
                let checked = if self.value == "on" { " checked" } else { "" };
                write!(f, "<div class=\"{class}\">")?;
                self.notes(f)?;
                return write!(
                    f,
                    "<div class=\"choice\"><input type=\"checkbox\"{attributes}{checked}>{label}</div></div>"
                );
            }
            _ => {}
        }
        write!(f, "<div class=\"{class}\">{label}")?;
        self.notes(f)?;
        match &self.kind {
            FieldKind::LongText => write!(f, "<textarea rows=\"6\"{attributes}>{value}</textarea>")?,
            FieldKind::Select(options) => {
                write!(f, "<select{attributes}>")?;
                for (code, label) in options {
                    let selected = if *code == self.value { " selected" } else { "" };
                    write!(f, "<option value=\"{}\"{selected}>{}</option>", text(code), text(label))?;
                }
                f.write_str("</select>")?;
            }
            FieldKind::Password => write!(f, "<input type=\"password\"{attributes}>")?,
            FieldKind::File => write!(f, "<input type=\"file\"{attributes}>")?,
            FieldKind::Email => {
                write!(
                    f,
                    "<input type=\"email\" inputmode=\"email\" spellcheck=\"false\"{attributes} value=\"{value}\">"
                )?;
            }
            FieldKind::Number => {
                write!(f, "<input type=\"text\" inputmode=\"decimal\"{attributes} value=\"{value}\">")?;
            }
            FieldKind::Date => write!(f, "<input type=\"date\"{attributes} value=\"{value}\">")?,
            FieldKind::Text | FieldKind::Radios(_) | FieldKind::Checkbox => {
                write!(f, "<input type=\"text\"{attributes} value=\"{value}\">")?;
            }
        }
        f.write_str("</div>")
    }
}

impl HtmlSafe for Field {}

/// What is wrong with a form, at its top: each line leads to its field. Takes the focus when the page opens.
#[derive(Debug, Clone)]
pub struct ErrorSummary {
    title: String,
    lines: Vec<(String, String)>,
}

impl ErrorSummary {
    /// Nothing is wrong yet.
    pub fn new(shell: &Shell) -> Self {
        Self { title: shell.t("form-problems"), lines: Vec::new() }
    }

    /// A field, by its name, and what is wrong with it.
    pub fn add(&mut self, field: impl Into<String>, problem: impl Into<String>) {
        self.lines.push((field.into(), problem.into()));
    }

    /// Whether nothing is wrong.
    pub const fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }
}

impl fmt::Display for ErrorSummary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_empty() {
            return Ok(());
        }
        let mut lines = String::new();
        for (field, problem) in &self.lines {
            write!(lines, "<li><a href=\"#{}\">{}</a></li>", text(field), text(problem))?;
        }
        write!(
            f,
            "<div class=\"notice bad\" role=\"alert\" tabindex=\"-1\" autofocus><h2>{}</h2><ul>{lines}</ul></div>",
            text(&self.title)
        )
    }
}

impl HtmlSafe for ErrorSummary {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_tied_to_its_field() {
        let field = Field::new(FieldKind::Text, "city", "Ville")
            .value("<b>")
            .error(Some("Inconnue".into()))
            .required();
        assert_eq!(
            field.to_string(),
            "<div class=\"field wrong\"><label for=\"city\">Ville</label>\
             <p class=\"error\" id=\"city-error\">Inconnue</p>\
             <input type=\"text\" id=\"city\" name=\"city\" aria-invalid=\"true\" aria-describedby=\"city-error\" required \
             value=\"&#60;b&#62;\"></div>"
        );
    }

    #[test]
    fn a_password_is_never_written_back() {
        let field = Field::new(FieldKind::Password, "p", "P").value("secret-secret");
        assert!(!field.to_string().contains("secret-secret"));
    }
}
