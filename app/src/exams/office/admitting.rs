//! How do people come onto a roster? By their identity numbers, one per line; whoever was not found stays in the form.

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use registry::exams::setup::admit_by_number;
use registry::{Ctx, Fault, Refusal};
use serde::Deserialize;
use uuid::Uuid;

use super::exam::{self, Typed};
use crate::error::{self, PageResult};
use crate::form::{Form, Mistakes};
use crate::visit::SignedVisit;

/// More lines than an exam room holds are a mistake.
const MOST_LINES: usize = 500;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct AdmitForm {
    people: String,
    extra_minutes: String,
    extra_reason: String,
    room: String,
}

pub async fn admit_people(
    SignedVisit(visit): SignedVisit,
    Path(exam): Path<Uuid>,
    Form(form): Form<AdmitForm>,
) -> PageResult {
    match all(&visit.ctx, exam, &form).await {
        Ok(left) if left.reasons.is_empty() => {
            Ok(Redirect::to(&format!("/office/exams/{exam}?done=people_admitted")).into_response())
        }
        Ok(left) => {
            let typed = Typed {
                people: left.lines.join("\n"),
                extra_minutes: form.extra_minutes,
                extra_reason: form.extra_reason,
                room: form.room,
                ..Typed::default()
            };
            exam::respond(&visit, exam, &typed, &Mistakes::new(left.reasons, visit.lang)).await
        }
        Err(fault) => Err(error::page(&visit, fault)),
    }
}

/// The lines that could not be taken, and why.
#[derive(Default)]
struct Left {
    lines: Vec<String>,
    reasons: Vec<Refusal>,
}

async fn all(ctx: &Ctx, exam: Uuid, form: &AdmitForm) -> Result<Left, Fault> {
    let lines: Vec<&str> = form.people.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let mut left = Left::default();
    if lines.is_empty() || lines.len() > MOST_LINES {
        left.reasons.push(Refusal::on("people", "exams.people_missing").with("limit", MOST_LINES));
    }
    let typed = form.extra_minutes.trim();
    let extra_minutes = if typed.is_empty() { Some(0) } else { typed.parse::<i64>().ok() };
    let Some(extra_minutes) = extra_minutes else {
        left.reasons.push(Refusal::on("extra_minutes", "exams.extra_time_range"));
        left.lines = lines.into_iter().map(str::to_owned).collect();
        return Ok(left);
    };
    if !left.reasons.is_empty() {
        left.lines = lines.into_iter().map(str::to_owned).collect();
        return Ok(left);
    }
    for (line, number) in lines.into_iter().zip(1..) {
        match admit_by_number(ctx, exam, line, extra_minutes, Some(&form.extra_reason), Some(&form.room)).await {
            Ok(()) => {}
            Err(Fault::Refused(reasons)) => {
                left.lines.push(line.to_owned());
                left.reasons.extend(reasons.into_iter().map(|reason| reason.with("line", number)));
            }
            Err(fault) => return Err(fault),
        }
    }
    // a wrong extra time is wrong for every line: said once
    left.reasons.dedup_by(|later, earlier| later.code == earlier.code && later.field == Some("extra_minutes"));
    left.reasons.dedup_by(|later, earlier| later.code == earlier.code && later.field == Some("extra_reason"));
    left.reasons.dedup_by(|later, earlier| later.code == earlier.code && later.field == Some("room"));
    Ok(left)
}
