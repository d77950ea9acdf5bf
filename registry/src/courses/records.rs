//! Whose study hours may be seen by whom, and are they full?

use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use uuid::Uuid;

use super::outline::{Outline, rules};
use super::{Hours, StudyRecord};
use crate::entity::{lesson_progress, people};
use crate::offices::reach;
use crate::people::scope::{Unaffiliated, within};
use crate::permissions::{Object, Verb};
use crate::{Ctx, Fault};

const PER_PAGE: u64 = 50;

/// A person's hours in a course, any version of which names it.
///
/// # Errors
/// [`Fault::NotFound`] when the person is beyond the actor's reach.
pub async fn hours(ctx: &Ctx, person: Uuid, course: Uuid) -> Result<Hours, Fault> {
    let reach = reach(ctx, Verb::View, Object::StudyRecord).await?;
    let db = ctx.db.reader();
    let reached = people::Entity::find_by_id(person).filter(within(&reach, Unaffiliated::LeftOut)).count(db).await?;
    if reached == 0 {
        return Err(Fault::NotFound);
    }
    let outline = Outline::of_course(db, course).await?;
    let required_minutes = outline.required_minutes(&rules(ctx).await?)?;
    Ok(outline.standing(db, person).await?.hours(&outline, required_minutes))
}

/// The readers of a course within the actor's reach by name, fifty to a page (from 0), and how many there are.
pub async fn list_study_records(ctx: &Ctx, course: Uuid, page: u64) -> Result<(Vec<StudyRecord>, u64), Fault> {
    let reach = reach(ctx, Verb::View, Object::StudyRecord).await?;
    let db = ctx.db.reader();
    let outline = Outline::of_course(db, course).await?;
    let required_minutes = outline.required_minutes(&rules(ctx).await?)?;
    let readers = lesson_progress::Entity::find()
        .select_only()
        .column(lesson_progress::Column::PersonId)
        .filter(lesson_progress::Column::LessonId.is_in(outline.lesson_ids()));
    let pages = people::Entity::find()
        .select_only()
        .columns([people::Column::Id, people::Column::Name])
        .filter(people::Column::Id.in_subquery(readers.into_query()))
        .filter(within(&reach, Unaffiliated::LeftOut))
        .order_by_asc(people::Column::NamePinyin)
        .order_by_asc(people::Column::Id)
        .into_tuple::<(Uuid, String)>()
        .paginate(db, PER_PAGE);
    let total = pages.num_items().await?;
    let rows = pages.fetch_page(page).await?;
    let ids: Vec<Uuid> = rows.iter().map(|(person, _)| *person).collect();
    let mut standings = outline.standings(db, &ids).await?;
    let record = |(person, name): (Uuid, String)| {
        let standing = standings.remove(&person).unwrap_or_default();
        let quizzes_passed =
            outline.lessons.iter().filter(|line| standing.lesson(line).quiz_passed_at.is_some()).count();
        StudyRecord {
            person,
            name,
            hours: standing.hours(&outline, required_minutes),
            quizzes_passed,
            last_read_at: standing.last_read_at(),
        }
    };
    Ok((rows.into_iter().map(record).collect(), total))
}
