//! Which files does a month have: its record and its list of staff, as a workbook, and on paper for each project?

use std::collections::BTreeMap;

use leptos::prelude::*;
use registry::attendance::{MonthlyRecord, Scope};
use uuid::Uuid;

use super::address;
use crate::lang::Lang;
use crate::ui::icons::{Icon, icon};
use crate::ui::query::Query;
use crate::visit::Visit;

/// The whole enterprise, or its people on the one project that the address names.
pub fn enterprise_asked(visit: &Visit, enterprise: Uuid) -> Scope {
    let project = Query::of(&visit.path).filter("project").and_then(|project| project.parse().ok());
    project.map_or(Scope::Enterprise(enterprise), |project| Scope::EnterpriseOn { enterprise, project })
}

pub fn files(lang: Lang, record: &MonthlyRecord) -> Option<AnyView> {
    let projects: BTreeMap<Uuid, &str> =
        record.sections.iter().map(|section| (section.head.project, section.head.project_name.as_str())).collect();
    let file = |file: &str, key: &str| {
        let path = path(record, record.scope, file);
        view! { <a class="button secondary" href=path>{icon(Icon::Download)}{lang.code("attendance.record", key)}</a> }
    };
    let sheets = view! { {file("record.xlsx", "as_sheet")}{file("staff.xlsx", "staff_as_sheet")} };
    match (record.scope, projects.len()) {
        (_, 0) => None,
        // a paper of many sites at once would be of no use to any of them, and grow without end
        (Scope::Enterprise(enterprise), 2..) => Some(
            view! {
                <p class="actions">{sheets}</p>
                {of_projects(lang, record, enterprise, &projects)}
            }
            .into_any(),
        ),
        _ => {
            let papers = view! { {file("record.pdf", "as_paper")}{file("staff.pdf", "staff_as_paper")} };
            Some(view! { <p class="actions">{sheets}{papers}</p> }.into_any())
        }
    }
}

/// The papers of each project of an enterprise.
fn of_projects(lang: Lang, record: &MonthlyRecord, enterprise: Uuid, projects: &BTreeMap<Uuid, &str>) -> AnyView {
    let mut named: Vec<(&str, Uuid)> = projects.iter().map(|(project, name)| (*name, *project)).collect();
    named.sort_unstable();
    let rows = named.into_iter().map(|(name, project)| {
        let scope = Scope::EnterpriseOn { enterprise, project };
        let link = |file: &str, key: &str| {
            view! { <a href=path(record, scope, file)>{lang.code("attendance.record", key)}</a> }
        };
        view! { <li>{name.to_owned()}" "{link("record.pdf", "as_paper")}" "{link("staff.pdf", "staff_as_paper")}</li> }
    });
    view! {
        <details>
            <summary>{lang.t("attendance.record.papers_of_projects")}</summary>
            <ul>{rows.collect_view()}</ul>
        </details>
    }
    .into_any()
}

fn path(record: &MonthlyRecord, scope: Scope, file: &str) -> String {
    let month = record.month;
    match scope {
        Scope::Project(project) => format!("{}/{file}?month={month}", address(project)),
        Scope::Enterprise(enterprise) => format!("/enterprises/{enterprise}/attendance/{file}?month={month}"),
        Scope::EnterpriseOn { enterprise, project } => {
            format!("/enterprises/{enterprise}/attendance/{file}?month={month}&project={project}")
        }
    }
}

#[cfg(test)]
mod tests {
    use registry::Day;
    use registry::attendance::{Section, SectionHead};
    use registry::calendar::Month;

    use super::*;

    fn of_enterprise(projects: &[u128]) -> String {
        let (day, month) = (Day::from_ymd(2026, 12, 1), Month::parse("2026-11").unwrap());
        let section = |number: &u128| {
            let (project, unit) = (Uuid::from_u128(*number), Uuid::from_u128(9));
            let (project_name, unit_name) = (format!("工程{number}"), "海州劳务".to_owned());
            let head = SectionHead { project, project_name, unit, unit_name, team: None, team_name: String::new() };
            Section::new(head, month, &[], day.unwrap())
        };
        let sections = projects.iter().map(section).collect();
        let record = MonthlyRecord::new(Scope::Enterprise(Uuid::from_u128(9)), month, day.unwrap(), sections);
        files(Lang::Chinese, &record).map(|files| files.to_html().replace("&amp;", "&")).unwrap_or_default()
    }

    #[test]
    fn an_enterprise_of_many_sites_prints_site_by_site() {
        let (one, two) = (of_enterprise(&[1]), of_enterprise(&[1, 2]));
        assert!(one.contains("attendance/record.pdf?month=2026-11") && !one.contains("project="), "{one}");
        for number in [1, 2] {
            let project = Uuid::from_u128(number);
            for file in ["record", "staff"] {
                assert!(two.contains(&format!("{file}.pdf?month=2026-11&project={project}")), "{two}");
            }
        }
        assert!(!two.contains("record.pdf?month=2026-11\""), "no paper of all sites at once: {two}");
        assert!(two.contains("staff.xlsx?month=2026-11\""), "{two}");
        assert_eq!(of_enterprise(&[]), "");
    }
}
