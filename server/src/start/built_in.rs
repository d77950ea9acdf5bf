//! What comes with the program? Areas and rule packs, the official questions, and the course.

use question_bank::bank;
use registry::courses::store::{CourseText, import};
use registry::exams::withdrawing::settle_left;
use registry::questions::loading::Origin;
use registry::{Ctx, Fault, questions, rulepacks};

/// Loads what is new in this build; what is there stays as it is.
///
/// # Errors
/// When the database refuses.
pub async fn load(ctx: &Ctx) -> Result<(), Fault> {
    rulepacks::store::load_built_in(ctx).await?;
    let bank = bank::embedded().map_err(Fault::internal)?;
    let loaded = questions::loading::load(ctx, &bank.questions, &bank.facts, Origin::BuiltIn).await?;
    let settled = settle_left(ctx).await?;
    let course = import(ctx, &CourseText::built_in()).await?;
    tracing::info!(?loaded, settled, ?course, "built-in content");
    Ok(())
}
