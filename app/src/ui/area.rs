//! How is a longer text asked for? The only home of `<textarea>`: the framework writes its content raw, so that a text
//! with `</textarea>` in it would become markup. Here the text is escaped.

use leptos::prelude::*;

use super::field::{Need, labelled};
use crate::form::Mistakes;

#[derive(Clone, Debug, Default)]
pub struct SafeTextarea {
    name: &'static str,
    label: String,
    value: String,
    hint: Option<String>,
    rows: Option<u32>,
    maxlength: Option<u32>,
    need: Need,
}

impl SafeTextarea {
    pub fn new(name: &'static str, label: impl Into<String>, value: impl Into<String>) -> Self {
        Self { name, label: label.into(), value: value.into(), ..Self::default() }
    }

    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    pub fn rows(mut self, rows: u32) -> Self {
        self.rows = Some(rows);
        self
    }

    pub fn maxlength(mut self, length: u32) -> Self {
        self.maxlength = Some(length);
        self
    }

    pub fn optional(mut self) -> Self {
        self.need = Need::Optional;
        self
    }

    pub fn view(self, mistakes: &Mistakes) -> AnyView {
        labelled(self.name, self.label, self.hint, mistakes, |said| {
            view! {
                <textarea
                    id=self.name
                    name=self.name
                    rows=self.rows.unwrap_or(5).to_string()
                    maxlength=self.maxlength.map(|length| length.to_string())
                    required=self.need == Need::Required
                    aria-invalid=said.invalid
                    aria-describedby=said.described
                    inner_html=content(&self.value)
                ></textarea>
            }
            .into_any()
        })
    }
}

/// The element's content. HTML drops one line break after the start tag, so one is put before a text that begins with one.
fn content(text: &str) -> String {
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    format!("\n{escaped}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;

    fn html(value: &str) -> String {
        SafeTextarea::new("reason", "理由", value).view(&Mistakes::none(Lang::Chinese)).to_html()
    }

    #[test]
    fn a_text_cannot_leave_its_box() {
        let html = html("</textarea><script>alert(1)</script>");
        assert_eq!(html.matches("</textarea>").count(), 1, "{html}");
        assert!(!html.contains("<script"), "{html}");
        assert!(html.contains("\n&lt;/textarea&gt;&lt;script&gt;"), "{html}");
    }

    #[test]
    fn entities_and_leading_line_breaks_stay_what_they_were() {
        assert!(html("&lt;").contains(">\n&amp;lt;</textarea>"));
        assert!(html("\n第二行").contains(">\n\n第二行</textarea>"));
        assert!(html("").contains(">\n</textarea>"));
    }
}
