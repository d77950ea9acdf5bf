//! What did the reports of a month say, day by day, as a file?

use axum::extract::Path;
use registry::attendance::store::{StoredReport, reports_in};
use uuid::Uuid;

use super::record::month_asked;
use crate::error::{OrPage, PageResult};
use crate::ui::sheet::{Value, exported};
use crate::visit::SignedVisit;

pub async fn export(SignedVisit(visit): SignedVisit, Path(project): Path<Uuid>) -> PageResult {
    let month = month_asked(&visit);
    let reports = reports_in(&visit.ctx, project, month).await.or_page(&visit)?;
    let lang = visit.lang;
    let mut titles = vec![lang.t("attendance.day")];
    titles.extend(
        ["expected", "present", "absent", "anomalies", "strangers"].map(|key| lang.code("attendance.report", key)),
    );
    titles.push(lang.t("attendance.hours"));
    let row = |stored: &StoredReport| {
        let all = &stored.report.all;
        vec![
            Value::Day(stored.report.day),
            Value::number(all.expected),
            Value::number(all.present),
            Value::number(all.absent.len()),
            Value::number(all.anomalies.values().sum::<u32>()),
            Value::number(stored.report.unmatched.values().sum::<u32>()),
            Value::Hundredths(i64::try_from((all.minutes * 100 + 30) / 60).unwrap_or(i64::MAX)),
        ]
    };
    let rows: Vec<Vec<Value>> = reports.iter().map(row).collect();
    exported(visit.ctx.now(), &lang.fill("attendance.report.of", &[("day", &month.to_string())]), &titles, &rows)
        .or_page(&visit)
}
