//! What stands in a month's list of staff (职工花名册, R-032)? As a workbook; `server` prints it.

use axum::extract::Path;
use registry::attendance::store::staff_list;
use registry::attendance::{Scope, StaffColumn, StaffLine, StaffSection};
use registry::workers::{Codes, Stay, Table as CodeTable};
use uuid::Uuid;

use super::record::{month_asked, team};
use crate::error::{OrPage, PageResult};
use crate::lang::Lang;
use crate::ui::sheet::{Value, exported};
use crate::visit::{SignedVisit, Visit};

pub async fn sheet_of_project(SignedVisit(visit): SignedVisit, Path(project): Path<Uuid>) -> PageResult {
    sheet(&visit, Scope::Project(project)).await
}

pub async fn sheet_of_enterprise(SignedVisit(visit): SignedVisit, Path(enterprise): Path<Uuid>) -> PageResult {
    sheet(&visit, Scope::Enterprise(enterprise)).await
}

pub fn heading(lang: Lang, column: StaffColumn) -> String {
    lang.code("attendance.staff_columns", column.code())
}

/// What stands in a cell, in the workbook and on paper.
pub fn text(lang: Lang, line: &StaffLine, column: StaffColumn) -> String {
    let days = |day: fn(&Stay) -> Option<registry::Day>| {
        let days: Vec<String> = line.stays.iter().filter_map(day).map(|day| day.to_string()).collect();
        days.join(&lang.t("attendance.staff.between"))
    };
    match column {
        StaffColumn::Number => line.number.to_string(),
        StaffColumn::Name => line.name.clone(),
        StaffColumn::Sex => lang.code("accounts.sexes", &line.sex),
        StaffColumn::IdentityNumber => line.masked_id_number.clone(),
        StaffColumn::Role => lang.code("workers.roles", line.role.code()),
        StaffColumn::Trade => Codes::built_in().name(CodeTable::Trade, &line.trade).unwrap_or(&line.trade).to_owned(),
        StaffColumn::Entered => days(|stay| Some(stay.entered)),
        StaffColumn::Left => days(|stay| stay.left),
        StaffColumn::Signature | StaffColumn::Remark => String::new(),
    }
}

/// Every section one below the other, under the titles of the list.
async fn sheet(visit: &Visit, scope: Scope) -> PageResult {
    let month = month_asked(visit);
    let list = staff_list(&visit.ctx, scope, month).await.or_page(visit)?;
    // a Chinese form, whatever the language of the page
    let lang = Lang::Chinese;
    let heads = ["project", "unit", "team"].map(|key| lang.code("attendance.record", key));
    let titles: Vec<String> =
        heads.into_iter().chain(StaffColumn::ALL.iter().map(|column| heading(lang, *column))).collect();
    let row = |(section, line): (&StaffSection, &StaffLine)| -> Vec<Value> {
        let head = &section.head;
        let of_section = [head.project_name.clone(), head.unit_name.clone(), team(lang, head)].map(Value::Text);
        of_section.into_iter().chain(StaffColumn::ALL.iter().map(|column| value(lang, line, *column))).collect()
    };
    let lines = list.sections.iter().flat_map(|section| section.lines.iter().map(move |line| (section, line)));
    let rows: Vec<Vec<Value>> = lines.map(row).collect();
    exported(visit.ctx.now(), &format!("{} {month}", lang.t("attendance.staff.title")), &titles, &rows).or_page(visit)
}

fn value(lang: Lang, line: &StaffLine, column: StaffColumn) -> Value {
    match column {
        StaffColumn::Number => Value::number(line.number),
        other => Value::text(text(lang, line, other)),
    }
}
