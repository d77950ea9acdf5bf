//! How does a board say it, on the page and in print?

use leptos::prelude::*;
use registry::filings::boards::{Channel, ChannelKind, Content, MinimumWage, Reached};
use registry::projects::quantities::{Position, decimal_text};
use registry::wages::yuan;
use registry::workers::PayDay;

use crate::lang::Lang;

/// What each of the three legal groups says: its head, and what stands beside what. An empty text is a blank.
pub fn groups(lang: Lang, content: &Content) -> [(String, Vec<[String; 2]>); 3] {
    let head = |key: &str| lang.code("boards.groups", key);
    [
        (head("parties"), parties(lang, content)),
        (head("wages"), wages(lang, content)),
        (head("channels"), channels(lang, content)),
    ]
}

fn parties(lang: Lang, content: &Content) -> Vec<[String; 2]> {
    let and = lang.t("boards.and");
    let contractor = match &content.contractor_phone {
        Some(phone) => called(lang, &content.contractor, phone),
        None => content.contractor.clone(),
    };
    let department = content.department.as_ref().map(|one| {
        let manager = called(lang, &one.name, &one.phone);
        lang.fill("boards.manager", &[("name", &manager)])
    });
    let subcontractors = match content.subcontractors.is_empty() {
        true => lang.t("boards.no_subcontractors"),
        false => content.subcontractors.join(&and),
    };
    rows(
        lang,
        [
            ("owner", content.owners.join(&and)),
            ("contractor", contractor),
            ("department", department.unwrap_or_default()),
            ("subcontractors", subcontractors),
            ("industry_department", content.industry_department.clone().unwrap_or_default()),
            ("officer", called(lang, &content.officer.name, &content.officer.phone)),
        ],
    )
}

fn wages(lang: Lang, content: &Content) -> Vec<[String; 2]> {
    let deposit = content.deposit.as_ref().map(|one| {
        let form = lang.code("projects.deposit_forms", &one.form);
        lang.fill("boards.deposit_line", &[("form", &form), ("provider", &one.provider)])
    });
    rows(
        lang,
        [
            ("minimum_wage", content.minimum_wage.map(|wage| minimum_wage(lang, wage)).unwrap_or_default()),
            ("pay_day", pay_day(lang, content.pay_day)),
            ("deposit", deposit.unwrap_or_default()),
        ],
    )
}

fn channels(lang: Lang, content: &Content) -> Vec<[String; 2]> {
    let row = |kind: ChannelKind| {
        let said = content.channel(kind).map(|one| channel(lang, one)).unwrap_or_default();
        [lang.code("boards.kinds", kind.code()), said]
    };
    ChannelKind::ALL.into_iter().map(row).collect()
}

fn rows<const N: usize>(lang: Lang, said: [(&str, String); N]) -> Vec<[String; 2]> {
    said.into_iter().map(|(key, value)| [lang.code("boards.rows", key), value]).collect()
}

/// 名称（电话）
pub fn called(lang: Lang, name: &str, phone: &str) -> String {
    match phone.is_empty() {
        true => name.to_owned(),
        false => lang.fill("boards.called", &[("name", name), ("phone", phone)]),
    }
}

pub fn channel(lang: Lang, channel: &Channel) -> String {
    let said = lang.fill("boards.channel_line", &[("body", &channel.body), ("phone", &channel.phone)]);
    match &channel.address {
        Some(address) => lang.fill("boards.channel_at", &[("said", &said), ("address", address)]),
        None => said,
    }
}

pub fn minimum_wage(lang: Lang, wage: MinimumWage) -> String {
    lang.fill("boards.minimum_wage_line", &[("yuan", &yuan(wage.month_fen)), ("day", &lang.day(wage.since))])
}

pub fn pay_day(lang: Lang, pay_day: PayDay) -> String {
    let day = pay_day.day_of_month.to_string();
    lang.fill(&format!("boards.pay_day_lines.{}", pay_day.month.code()), &[("day", &day)])
}

/// The number in groups that are read aloud well: `138 0000 5678`.
pub fn spaced(reached: &Reached) -> String {
    match (reached.phone.get(..3), reached.phone.get(3..7), reached.phone.get(7..11), reached.phone.len()) {
        (Some(first), Some(middle), Some(last), 11) => format!("{first} {middle} {last}"),
        _ => reached.phone.clone(),
    }
}

pub fn position(lang: Lang, at: Position) -> AnyView {
    let degrees = |value: i64| decimal_text(value, 9);
    let (longitude, latitude) = (degrees(at.longitude_nanodegrees), degrees(at.latitude_nanodegrees));
    let said = lang.fill("boards.position", &[("longitude", &longitude), ("latitude", &latitude)]);
    view! { <small>{said}</small> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mobile_number_stands_in_three_groups() {
        let reached = |phone: &str| Reached { name: "王芳".into(), phone: phone.into() };
        assert_eq!(spaced(&reached("13800005678")), "138 0000 5678");
        assert_eq!(spaced(&reached("0513-85123456")), "0513-85123456");
    }
}
