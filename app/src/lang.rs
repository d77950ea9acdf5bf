//! In which language is it said? The two catalogues in `locales/`, Chinese first.

use std::borrow::Cow;

use registry::Refusal;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Lang {
    #[default]
    Chinese,
    English,
}

impl Lang {
    pub fn parse(tag: &str) -> Option<Self> {
        match tag {
            "zh-CN" => Some(Self::Chinese),
            "en" => Some(Self::English),
            _ => None,
        }
    }

    /// What a program's `Accept-Language` asks for: Chinese unless it names English alone.
    pub fn accepted(header: &str) -> Self {
        if header.starts_with("en") && !header.contains("zh") { Self::English } else { Self::Chinese }
    }

    pub fn tag(self) -> &'static str {
        match self {
            Self::Chinese => "zh-CN",
            Self::English => "en",
        }
    }

    /// The catalogue's text for a key; a test keeps keys and catalogues complete.
    pub fn t(self, key: &str) -> String {
        match crate::_rust_i18n_try_translate(self.tag(), key) {
            Some(text) => text.into_owned(),
            None => format!("[{key}]"),
        }
    }

    /// The text with `%{name}` filled in.
    pub fn fill(self, key: &str, details: &[(&str, &str)]) -> String {
        let mut text = self.t(key);
        for (name, value) in details {
            text = text.replace(&format!("%{{{name}}}"), value);
        }
        text
    }

    /// The text of a code that comes from the registry: `group.code`.
    pub fn code(self, group: &str, code: &str) -> String {
        self.t(&format!("{group}.{code}"))
    }

    /// A refusal as a sentence that says what to do.
    pub fn refusal(self, refusal: &Refusal) -> String {
        let details: Vec<(&str, &str)> = refusal.details.iter().map(|(name, value)| (*name, value.as_str())).collect();
        self.fill(&format!("refusals.{}", refusal.code), &details)
    }

    /// The same of a refusal that was stored.
    pub fn stored_refusal(self, code: &str, details: &[(String, String)]) -> String {
        let details: Vec<(&str, &str)> = details.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        self.fill(&format!("refusals.{code}"), &details)
    }

    pub fn day(self, day: registry::Day) -> String {
        match self {
            Self::Chinese => day.chinese(),
            Self::English => day.to_string(),
        }
    }

    pub fn time(self, at: registry::Instant) -> String {
        match self {
            Self::Chinese => at.chinese(),
            Self::English => at.local().format("%Y-%m-%d %H:%M").to_string(),
        }
    }

    /// Hundredths as points: `85`, `85.5`, `-0.25`.
    pub fn points(self, hundredths: i64) -> String {
        let sign = if hundredths < 0 { "-" } else { "" };
        let (whole, rest) = (hundredths.abs() / 100, hundredths.abs() % 100);
        let fraction: Cow<'_, str> = match rest {
            0 => "".into(),
            rest if rest % 10 == 0 => format!(".{}", rest / 10).into(),
            rest => format!(".{rest:02}").into(),
        };
        format!("{sign}{whole}{fraction}")
    }
}

#[cfg(test)]
mod tests {
    use super::Lang;

    #[test]
    fn points_are_printed_without_needless_digits() {
        let points: Vec<String> = [8500, 8550, 8525, 0, -25].iter().map(|p| Lang::Chinese.points(*p)).collect();
        assert_eq!(points, ["85", "85.5", "85.25", "0", "-0.25"]);
    }
}
