//! How do the groups of what stands on record look below each other, each with the way to its own page?

use leptos::prelude::*;
use registry::projects::store::ProjectPage;

use super::super::{accounts, address, deposits, managers, milestones, parties, permits, status, tasks, words};
use crate::lang::Lang;
use crate::ui::table::{Cell, Column, Table};

pub fn shown(lang: Lang, found: &ProjectPage) -> AnyView {
    type Shown = fn(Lang, &ProjectPage, String) -> AnyView;
    let groups: [(&str, Shown); 10] = [
        ("status", status::table),
        ("shutdowns", filings),
        ("milestones", milestones::table),
        ("tasks", tasks::table),
        ("parties", parties::table),
        ("managers", managers::table),
        ("permits", permits::table),
        ("accounts", accounts::table),
        ("deposits", deposits::table),
        ("codes", codes),
    ];
    let sections = groups.into_iter().map(|(part, table)| {
        let title = lang.code("projects.groups", part);
        let path = format!("{}/{part}", address(found.project.id));
        view! {
            <h2><a href=path>{title.clone()}</a></h2>
            {table(lang, found, title)}
        }
    });
    let further = ["exemptions", "documents", "history"].into_iter().map(|part| {
        let path = format!("{}/{part}", address(found.project.id));
        view! { <li><a href=path>{lang.code("projects.groups", part)}</a></li> }
    });
    view! {
        {sections.collect_view()}
        <h2>{lang.t("projects.further_title")}</h2>
        <ul class="office-ways">{further.collect_view()}</ul>
    }
    .into_any()
}

/// Shutdowns and other approved periods in one table, the newest first.
fn filings(lang: Lang, found: &ProjectPage, caption: String) -> AnyView {
    let columns = ["kind", "period", "state"];
    let columns = columns.map(|key| Column::text(key, lang.code("projects.filings", key))).to_vec();
    let shutdowns = found.shutdowns.iter().map(|view| &view.exemption);
    let filed = shutdowns.chain(found.exemptions.iter().map(|view| &view.exemption));
    let rows = filed.map(|one| {
        let state = match one.decided {
            Some((verdict, _)) => lang.code("projects.verdicts", verdict.code()),
            None => lang.t("projects.filing.waits"),
        };
        vec![
            Cell::from(lang.code("projects.exemption_kinds", one.kind.code())),
            Cell::from(words::period(lang, one.period)),
            Cell::from(state),
        ]
    });
    Table::new(caption, columns, rows.collect()).view(lang)
}

fn codes(lang: Lang, found: &ProjectPage, caption: String) -> AnyView {
    let columns = ["scheme", "code"].map(|key| Column::text(key, lang.code("projects.codes", key))).to_vec();
    let code = |text: &str| Cell::from(view! { <span class="code">{text.to_owned()}</span> }.into_any());
    let rows = found.codes.iter().map(|view| vec![code(&view.scheme), code(&view.code)]);
    Table::new(caption, columns, rows.collect()).view(lang)
}
