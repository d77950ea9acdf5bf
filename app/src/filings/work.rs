//! What is there to do for me as an officer, in the five areas of my work (甲文第五条, R-020)?

use axum::extract::Path;
use leptos::prelude::*;
use registry::filings::store::work::{SiteWork, own_work, work_of_site};
use registry::filings::{WorkArea, WorkTask};
use registry::{Ctx, Day, Fault};
use uuid::Uuid;

use crate::error::{OrPage, PageResult};
use crate::lang::Lang;
use crate::page::page;
use crate::ui::stat::{Stat, stats};
use crate::ui::table::{Cell, Column, Table};
use crate::ui::tone::Tone;
use crate::visit::SignedVisit;
use crate::workers::roster_path;
use crate::{attendance, projects};

/// Where the own work stands, area by area.
pub const WORK: &str = "/work";

/// Where that of one site stands.
pub fn site_path(project: Uuid) -> String {
    format!("/projects/{project}/work")
}

/// For the officer's start; nothing for whoever is no project officer.
pub async fn read(ctx: &Ctx) -> Result<Vec<SiteWork>, Fault> {
    own_work(ctx).await
}

/// The five areas with what is open in each, and the way to it.
pub fn section(lang: Lang, sites: &[SiteWork]) -> Option<AnyView> {
    if sites.is_empty() {
        return None;
    }
    let tile = |area: WorkArea| {
        let way = format!("{WORK}#{}", area.code());
        let title = lang.code("filings.work.areas", area.code());
        if !area.is_on_record() {
            return Stat::new(title, "—").note(lang.t("filings.work.not_on_record")).leads_to(way);
        }
        let open: u64 = sites.iter().map(|site| site.of_area(area)).sum();
        let tile = Stat::new(title, open).leads_to(way);
        if open > 0 { tile.tone(Tone::Warning).note(lang.t("filings.work.open")) } else { tile }
    };
    Some(
        view! {
            <section id="work">
                <h2>{lang.t("filings.work.title")}</h2>
                {stats(Vec::from(WorkArea::ALL.map(tile)))}
            </section>
        }
        .into_any(),
    )
}

pub async fn own(SignedVisit(visit): SignedVisit) -> PageResult {
    let sites = own_work(&visit.ctx).await.or_page(&visit)?;
    let (lang, title, today) = (visit.lang, visit.t("filings.work.title"), visit.ctx.now().day());
    Ok(page(&visit, title.clone())
        .layout(crate::page::Layout::Records)
        .content(|| {
            let nobodys = sites.is_empty().then(|| view! { <p>{lang.t("filings.work.no_officer")}</p> });
            view! {
                <h1>{title}</h1>
                <p class="hint">{lang.t("filings.work.intro")}</p>
                {nobodys}
                {WorkArea::ALL.map(|area| of_area(lang, area, &sites, today)).collect_view()}
            }
            .into_any()
        })
        .respond())
}

pub async fn of_site(SignedVisit(visit): SignedVisit, Path(project): Path<Uuid>) -> PageResult {
    let sites = [work_of_site(&visit.ctx, project).await.or_page(&visit)?];
    let (lang, title, today) = (visit.lang, visit.t("filings.work.of_site"), visit.ctx.now().day());
    Ok(page(&visit, title.clone())
        .of_own_projects()
        .under(sites[0].name.clone(), projects::address(project))
        .content(|| {
            view! {
                <h1>{title}</h1>
                {WorkArea::ALL.map(|area| of_area(lang, area, &sites, today)).collect_view()}
            }
            .into_any()
        })
        .respond())
}

fn of_area(lang: Lang, area: WorkArea, sites: &[SiteWork], today: Day) -> AnyView {
    let title = lang.code("filings.work.areas", area.code());
    let columns = vec![
        Column::text("site", lang.t("filings.project")),
        Column::text("task", lang.t("filings.work.task")),
        Column::number("open", lang.t("filings.work.count")),
    ];
    let row = |site: &SiteWork, task: WorkTask, open: u64| {
        let name = lang.code("filings.work.tasks", task.code());
        vec![
            Cell::link(projects::address(site.project), site.name.clone()),
            Cell::from(name),
            Cell::link(rows_of(task, site.project, today), open.to_string()),
        ]
    };
    let rows: Vec<Vec<Cell>> = sites
        .iter()
        .flat_map(|site| site.open.iter().map(move |(task, open)| (site, *task, *open)))
        .filter(|(_, task, _)| task.area() == area)
        .map(|(site, task, open)| row(site, task, open))
        .collect();
    let inside = match (area.is_on_record(), rows.is_empty()) {
        (false, _) => view! { <p>{lang.t("filings.work.disputes_advice")}</p> }.into_any(),
        (true, true) => view! { <p class="muted">{lang.t("filings.work.nothing")}</p> }.into_any(),
        (true, false) => Table::new(title.clone(), columns, rows).view(lang),
    };
    view! {
        <section class="card" id=area.code()>
            <h2>{title}</h2>
            <p class="hint">{lang.code("filings.work.duties", area.code())}</p>
            {inside}
        </section>
    }
    .into_any()
}

/// The list behind a number, narrowed to it.
fn rows_of(task: WorkTask, project: Uuid, today: Day) -> String {
    let (people, days) = (roster_path(project), attendance::address(project));
    match task {
        WorkTask::ToEnter => format!("{people}?where=expected"),
        WorkTask::WithoutTraining => format!("{people}?lacks=training"),
        WorkTask::WithoutContract => format!("{people}?lacks=contract"),
        WorkTask::WithoutCard => format!("{people}?lacks=card"),
        WorkTask::Unmatched => format!("{days}/unmatched"),
        WorkTask::Anomalies => format!("{days}/anomalies?state=open"),
        WorkTask::ByHand => format!("{days}/by-hand"),
        WorkTask::Unreported => format!("{days}/days/{}", today.previous()),
        WorkTask::OrdersDrafted => format!("/projects/{project}/payments"),
        WorkTask::LateWages => format!("/projects/{project}/payments/people?standing=late"),
    }
}
