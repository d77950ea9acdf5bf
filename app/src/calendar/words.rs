//! How are the days of a year told?

use std::collections::BTreeSet;

use registry::Day;
use registry::calendar::notice::{Changed, Notice};

use crate::lang::Lang;
use crate::ui::facts::Fact;

pub fn year(lang: Lang, year: i32) -> String {
    lang.fill("calendar.year", &[("year", &year.to_string())])
}

/// The notices of a year, its days off, the weekend days that are worked, and what that comes to.
pub fn days(lang: Lang, notice: &Notice) -> Vec<Fact> {
    let work = if notice.work.is_empty() { lang.t("calendar.none") } else { runs(lang, &notice.work) };
    vec![
        Fact::text(lang.t("calendar.papers"), notice.papers.join(&lang.t("calendar.and"))),
        Fact::text(lang.t("calendar.off"), runs(lang, &notice.off)),
        Fact::text(lang.t("calendar.work"), work),
        Fact::text(lang.t("calendar.working_days"), notice.working_days().to_string()),
    ]
}

/// Days that become off, and days that become worked.
pub fn changes(lang: Lang, changes: &[Changed]) -> Vec<Fact> {
    let of = |is_worked: bool| -> BTreeSet<Day> {
        changes.iter().filter(|change| change.is_worked == is_worked).map(|change| change.day).collect()
    };
    let told = |days: BTreeSet<Day>| if days.is_empty() { lang.t("calendar.none") } else { runs(lang, &days) };
    vec![
        Fact::text(lang.t("calendar.becomes_off"), told(of(false))),
        Fact::text(lang.t("calendar.becomes_worked"), told(of(true))),
    ]
}

/// `1月1日至3日` is easier to hold against a notice than three days one after the other.
fn runs(lang: Lang, days: &BTreeSet<Day>) -> String {
    let mut runs: Vec<(Day, Day)> = Vec::new();
    for day in days {
        match runs.last_mut() {
            Some((_, last)) if last.next() == *day => *last = *day,
            _ => runs.push((*day, *day)),
        }
    }
    let told = |(first, last): (Day, Day)| match first == last {
        true => lang.day(first),
        false => lang.fill("calendar.run", &[("first", &lang.day(first)), ("last", &lang.day(last))]),
    };
    runs.into_iter().map(told).collect::<Vec<_>>().join(&lang.t("calendar.and"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_that_follow_each_other_are_told_together() {
        let days = ["2027-01-01", "2027-01-02", "2027-01-03", "2027-02-07"].map(|day| Day::parse(day).unwrap());
        assert_eq!(runs(Lang::Chinese, &days.into()), "2027年1月1日至2027年1月3日、2027年2月7日");
    }
}
