//! Who is on the roster of an exam? The table of it, and the same as a workbook.

use axum::extract::Path;
use registry::exams::list::{ExamView, RosterLine, export_roster, for_desk};
use uuid::Uuid;

use crate::error::{OrPage, PageResult};
use crate::lang::Lang;
use crate::ui::table::{Cell, Column, Table};
use crate::visit::SignedVisit;

pub fn path(exam: Uuid) -> String {
    format!("/office/exams/{exam}/roster.xlsx")
}

pub async fn export(SignedVisit(visit): SignedVisit, Path(exam): Path<Uuid>) -> PageResult {
    let lines = export_roster(&visit.ctx, exam).await.or_page(&visit)?;
    let exam = for_desk(&visit.ctx, exam).await.or_page(&visit)?.exam;
    table(visit.lang, &exam, &lines).file(visit.ctx.now()).or_page(&visit)
}

pub fn table<'a>(lang: Lang, exam: &ExamView, lines: &[RosterLine]) -> Table<'a> {
    let columns = vec![
        Column::text("name", lang.t("exams.roster.name")),
        Column::number("extra", lang.t("exams.roster.extra_minutes")),
        Column::text("reason", lang.t("exams.roster.extra_reason")),
        Column::text("room", lang.t("exams.roster.room")),
    ];
    let browsers = exam.lockdown.map(|_| Column::text("browser", lang.t("rooms.arrange.lockdown")));
    let columns = columns.into_iter().chain(browsers).collect();
    let rows = lines.iter().map(|line| row(lang, exam, line)).collect();
    Table::new(lang.t("exams.roster.title"), columns, rows)
}

fn row(lang: Lang, exam: &ExamView, line: &RosterLine) -> Vec<Cell> {
    let browser = if line.without_lockdown { "waived" } else { "required" };
    let browser = exam.lockdown.map(|_| Cell::from(lang.code("rooms.extra.browser", browser)));
    let cells = vec![
        Cell::link(format!("/office/exams/{}/roster/{}", exam.id, line.person), line.name.clone()),
        Cell::number(line.extra_minutes),
        Cell::from(line.extra_reason.clone().unwrap_or_default()),
        Cell::from(line.room.clone().unwrap_or_default()),
    ];
    cells.into_iter().chain(browser).collect()
}
