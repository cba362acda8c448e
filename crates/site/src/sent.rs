//! What a form sent.

use axum::extract::{FromRequest, RawForm, Request};

use crate::Failure;

/// The fields of a form, or of an address's query, in their order; a name may come several times.
#[derive(Debug, Clone, Default)]
pub struct Sent(Vec<(String, String)>);

impl Sent {
    /// Of a query.
    pub fn of(query: &str) -> Self {
        Self(form_urlencoded::parse(query.as_bytes()).into_owned().collect())
    }

    /// The first field of that name, as it was typed; `None` if there is none.
    pub fn typed(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(it, _)| it == name).map(|(_, value)| value.as_str())
    }

    /// The same without the spaces around it; empty if there is none.
    pub fn text(&self, name: &str) -> &str {
        self.typed(name).unwrap_or("").trim()
    }

    /// All fields of that name.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.0.iter().filter(move |(it, _)| it == name).map(|(_, value)| value.as_str())
    }
}

impl<S: Send + Sync> FromRequest<S> for Sent {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &S) -> Result<Self, Failure> {
        let RawForm(form) =
            RawForm::from_request(request, state).await.map_err(|it| Failure::of_status(it.status()))?;
        Ok(Self(form_urlencoded::parse(&form).into_owned().collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_read_in_their_order_and_may_come_several_times() {
        let sent = Sent::of("a=+1+&b=x&a=2&c");
        assert_eq!(
            (sent.typed("a"), sent.text("a"), sent.typed("d"), sent.text("d")),
            (Some(" 1 "), "1", None, "")
        );
        assert_eq!(sent.all("a").collect::<Vec<_>>(), [" 1 ", "2"]);
        assert_eq!(sent.typed("c"), Some(""));
    }
}
