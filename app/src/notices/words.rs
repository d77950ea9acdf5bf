//! In which words is it said, on the page and in a letter?

use registry::Day;
use registry::calendar::Month;
use registry::notices::letters::Words;
use registry::notices::store::NoticeView;

use super::leads::leads;
use crate::attendance::words::month;
use crate::lang::Lang;

pub fn title(lang: Lang, notice: &NoticeView) -> String {
    said(lang, notice, "title")
}

pub fn body(lang: Lang, notice: &NoticeView) -> String {
    said(lang, notice, "body")
}

/// The same as a letter, with the address of the page where the site has one.
pub fn letter(lang: Lang, public_url: Option<&str>, notice: &NoticeView) -> Words {
    let title = title(lang, notice);
    let subject = lang.fill("notices.letter.subject", &[("title", &title)]);
    let mut parts = vec![body(lang, notice)];
    parts
        .extend(public_url.map(|url| lang.fill("notices.letter.open", &[("url", &format!("{url}{}", leads(notice)))])));
    parts.push(lang.t("notices.letter.why"));
    Words { subject, body: parts.join("\r\n\r\n") }
}

fn said(lang: Lang, notice: &NoticeView, part: &str) -> String {
    let facts: Vec<(&str, String)> =
        notice.facts.iter().map(|(name, value)| (name.as_str(), spoken(lang, value))).collect();
    let facts: Vec<(&str, &str)> = facts.iter().map(|(name, value)| (*name, value.as_str())).collect();
    lang.fill(&format!("notices.kinds.{}.{part}", notice.kind.code()), &facts)
}

/// A fact that is a day or a month is said as the language says it.
fn spoken(lang: Lang, value: &str) -> String {
    match (Day::parse(value), Month::parse(value)) {
        (Some(day), _) => lang.day(day),
        (None, Ok(of)) => month(lang, of),
        (None, Err(_)) => value.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use registry::Instant;
    use registry::notices::{Kind, To};
    use uuid::Uuid;

    use super::*;

    fn notice(kind: Kind) -> NoticeView {
        let facts = [("day", "2026-11-19"), ("project", "崇川区演示项目")];
        NoticeView {
            id: Uuid::nil(),
            to: To::Person(Uuid::nil()),
            inbox: None,
            kind,
            about: Uuid::nil(),
            facts: facts.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec(),
            sent_at: Instant(0),
            read_at: None,
            readings: Vec::new(),
        }
    }

    #[test]
    fn every_kind_has_its_words_and_leads_somewhere() {
        for kind in Kind::ALL {
            let notice = notice(kind);
            for lang in [Lang::Chinese, Lang::English] {
                for text in [title(lang, &notice), body(lang, &notice)] {
                    assert!(!text.starts_with("[notices."), "{} in {}: {text}", kind.code(), lang.tag());
                }
            }
            assert!(leads(&notice).starts_with('/'), "{}", kind.code());
        }
    }

    #[test]
    fn a_letter_names_the_day_the_site_and_the_page() {
        let letter = letter(Lang::Chinese, Some("https://cert.example"), &notice(Kind::DailyReportMissing));
        assert!(letter.body.contains("2026年11月19日") && letter.body.contains("崇川区演示项目"), "{}", letter.body);
        assert!(letter.body.contains("https://cert.example/projects/"), "{}", letter.body);
        assert!(!letter.subject.contains('\n'));
    }
}
