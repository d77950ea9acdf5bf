//! Which sites does a project manager lead, and where is the report of yesterday?

use leptos::prelude::*;
use registry::permissions::Role;
use registry::projects::store::{Filter, Order, ProjectLine, list};
use registry::{Day, Fault};
use uuid::Uuid;

use crate::lang::Lang;
use crate::ui::table::{Cell, Column, Table};
use crate::visit::Visit;
use crate::{attendance, projects};

/// Nothing is asked for whoever leads none.
pub async fn read(visit: &Visit) -> Result<Vec<ProjectLine>, Fault> {
    let posts = visit.who().into_iter().flat_map(|who| &who.posts);
    let led: Vec<Uuid> =
        posts.filter(|post| post.role == Role::ProjectManager).filter_map(|post| post.project).collect();
    if led.is_empty() {
        return Ok(Vec::new());
    }
    let (mut lines, _) = list(&visit.ctx, &Filter::default(), Order::Newest, 0).await?;
    lines.retain(|line| led.contains(&line.id));
    Ok(lines)
}

pub fn section(lang: Lang, lines: &[ProjectLine], yesterday: Day) -> Option<AnyView> {
    if lines.is_empty() {
        return None;
    }
    let columns =
        vec![Column::text("project", lang.t("home.led.project")), Column::text("report", lang.t("home.led.report"))];
    let rows = lines.iter().map(|line| {
        let report = format!("{}/days/{yesterday}", attendance::address(line.id));
        let open = lang.fill("home.led.open", &[("day", &lang.day(yesterday))]);
        vec![Cell::link(projects::address(line.id), line.name.clone()), Cell::link(report, open)]
    });
    let title = lang.t("home.led.title");
    Some(
        view! {
            <section class="card" id="led">
                <h2>{title.clone()}</h2>
                {Table::new(title, columns, rows.collect()).view(lang)}
            </section>
        }
        .into_any(),
    )
}
