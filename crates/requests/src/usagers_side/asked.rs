//! What a reason asks besides the message: the partner's own few fields, and nothing that it does not ask.

use kernel::PartnerCode;
use register::{StoreError, Tx, both};
use serde::Deserialize;
use site::{Field, form::FieldKind};

/// Fields of one reason.
const FIELDS_MAX: usize = 12;
/// Letters of one answer.
const ANSWER_MAX: usize = 1_000;

/// The column `reason.form`, as JSON: `{"fields": [{"name": "dossier", "label": "Numéro de dossier", "required": true}]}`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    pub(super) fields: Vec<AskedField>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(super) struct AskedField {
    /// Letters, digits and `-`.
    name: String,
    label: String,
    #[serde(default)]
    hint: String,
    #[serde(default)]
    kind: AskedKind,
    #[serde(default)]
    required: bool,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum AskedKind {
    #[default]
    Text,
    Long,
    Date,
    Number,
}

/// What a reason asks; nothing if what is written there cannot be read, which is no fault of the usager.
pub(super) async fn of_reason(
    tx: &mut Tx,
    partner: &PartnerCode,
    reason: Option<&str>,
) -> Result<Asked, StoreError> {
    const SQL: &str = "SELECT form FROM reason WHERE partner = $1 AND code = $2";
    let Some(reason) = reason else { return Ok(Asked::default()) };
    let form: Option<String> = both!(tx, conn => sqlx::query_scalar(SQL)
        .bind(partner.as_str()).bind(reason).fetch_optional(conn).await)?;
    Ok(form.map_or_else(Asked::default, |it| Asked::read(&it)))
}

impl Asked {
    fn read(json: &str) -> Self {
        let mut asked: Self = serde_json::from_str(json).unwrap_or_else(|error| {
            tracing::warn!(%error, "the form of a reason cannot be read");
            Self::default()
        });
        let is_name =
            |it: &str| !it.is_empty() && it.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'-');
        asked.fields.retain(|it| is_name(&it.name) && !it.label.trim().is_empty());
        asked.fields.truncate(FIELDS_MAX);
        asked
    }
}

impl AskedField {
    /// Its name in the form, apart from ours.
    pub(super) fn id(&self) -> String {
        format!("asked-{}", self.name)
    }

    /// What it is called.
    pub(super) fn label(&self) -> &str {
        &self.label
    }

    /// The key of what is wrong with an answer, if something is.
    pub(super) fn problem(&self, answer: &str) -> Option<&'static str> {
        if answer.is_empty() {
            self.required.then_some("contact-missing")
        } else {
            (answer.chars().count() > ANSWER_MAX).then_some("contact-too-long")
        }
    }

    /// The field, with what stands in it.
    pub(super) fn field(&self, value: &str, error: Option<String>) -> Field {
        let kind = match self.kind {
            AskedKind::Text => FieldKind::Text,
            AskedKind::Long => FieldKind::LongText,
            AskedKind::Date => FieldKind::Date,
            AskedKind::Number => FieldKind::Number,
        };
        let mut field = Field::new(kind, self.id(), self.label.clone()).value(value).error(error);
        if !self.hint.is_empty() {
            field = field.hint(self.hint.clone());
        }
        if self.required { field.required() } else { field }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_asks_what_can_be_read_and_nothing_else() {
        assert_eq!(Asked::read("{}"), Asked::default());
        assert_eq!(Asked::read("not json"), Asked::default());
        let asked = Asked::read(
            r#"{"fields": [{"name": "dossier", "label": "Dossier", "required": true}, {"name": "a b", "label": "x"},
                {"name": "jour", "label": "Jour", "kind": "date"}]}"#,
        );
        let ids: Vec<String> = asked.fields.iter().map(AskedField::id).collect();
        assert_eq!(ids, ["asked-dossier", "asked-jour"]);
        assert_eq!(asked.fields[0].problem(""), Some("contact-missing"));
        assert_eq!(asked.fields[1].problem(""), None);
        assert_eq!(asked.fields[1].problem(&"x".repeat(1_001)), Some("contact-too-long"));
    }
}
