//! What of the work before the start is done?

use serde_json::json;
use uuid::Uuid;

use super::scope::project_for;
use super::{Entry, day, day_or_none, documents, lock, unknown_code};
use crate::entity::project_tasks;
use crate::permissions::Verb;
use crate::projects::readiness::{Done, Task};
use crate::{Ctx, Fault, Refusal, audit};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskView {
    pub id: Uuid,
    pub done: Done,
}

/// Writes down that a task is done, or puts right what was written about it: that the devices were removed, too.
pub async fn record_task(ctx: &Ctx, project: Uuid, done: &Done, entry: &Entry) -> Result<Uuid, Fault> {
    project_for(ctx, Verb::Edit, project).await?;
    entry.check()?;
    done.check(ctx.now().day()).map_err(Fault::Refused)?;
    crate::transact!(ctx, |tx| {
        lock(tx, project).await?;
        documents::check(tx, project, done.evidence.as_deref()).await?;
        let supplier = done.supplier.as_deref().map(str::trim).filter(|_| done.task == Task::Supplier);
        let taken = Refusal::on("task", "projects.task_done_already");
        let id = put_row!(tx, ctx, project_tasks, project, entry, taken, {
            task: done.task.code().to_owned(),
            done_on: done.on.to_string(),
            supplier: supplier.map(str::to_owned),
            document: done.evidence.clone(),
            batch_id: None,
            ended_on: done.ended_on.map(|day| day.to_string()),
        })?;
        let facts = json!({ "task": done.task, "on": done.on, "replaces": entry.replaces() });
        audit::record(tx, ctx, "record_task", ("project", project), facts).await?;
        Ok(id)
    })
}

pub(super) fn views(rows: &[project_tasks::Model]) -> Result<Vec<TaskView>, Fault> {
    rows.iter().map(|row| Ok(TaskView { id: row.id, done: done_of(row)? })).collect()
}

fn done_of(row: &project_tasks::Model) -> Result<Done, Fault> {
    Ok(Done {
        task: Task::parse(&row.task).ok_or_else(|| unknown_code(&row.task))?,
        on: day(&row.done_on)?,
        supplier: row.supplier.clone(),
        evidence: row.document.clone(),
        ended_on: day_or_none(row.ended_on.as_deref())?,
    })
}
