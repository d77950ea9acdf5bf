//! Whose study hours may be seen by whom, and are they full?

use sea_orm::{
    ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Expr, SelectStatement},
};
use uuid::Uuid;

use super::outline::{Outline, Standing, rules};
use super::{Hours, StudyRecord};
use crate::ctx::Post;
use crate::entity::{areas, attempts, enterprise_members, enterprises, exam_roster, exams, lesson_progress, people};
use crate::permissions::{Object, Scope, Verb, require, scope};
use crate::{Actor, Ctx, Fault};

const PER_PAGE: u64 = 50;

/// A person's hours in a course, any version of which names it.
pub async fn hours(ctx: &Ctx, person: Uuid, course: Uuid) -> Result<Hours, Fault> {
    require(ctx, Verb::View, Object::StudyRecord)?;
    let db = ctx.db.reader();
    let within = people::Entity::find_by_id(person).filter(within_reach(ctx)).count(db).await?;
    if within == 0 {
        return Err(Fault::NotFound);
    }
    let outline = Outline::of_course(db, course).await?;
    let required_minutes = outline.required_minutes(&rules(ctx).await?)?;
    Ok(outline.standing(db, person).await?.hours(&outline, required_minutes))
}

/// The readers of a course within the actor's reach by name, fifty to a page (from 0), and how many there are.
pub async fn list_study_records(ctx: &Ctx, course: Uuid, page: u64) -> Result<(Vec<StudyRecord>, u64), Fault> {
    require(ctx, Verb::View, Object::StudyRecord)?;
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
        .filter(within_reach(ctx))
        .order_by_asc(people::Column::NamePinyin)
        .order_by_asc(people::Column::Id)
        .into_tuple::<(Uuid, String)>()
        .paginate(db, PER_PAGE);
    let total = pages.num_items().await?;
    let rows = pages.fetch_page(page).await?;
    let ids: Vec<Uuid> = rows.iter().map(|(person, _)| *person).collect();
    let mut standings = outline.standings(db, &ids).await?;
    let record = |(person, name): (Uuid, String)| {
        let standing: Standing = standings.remove(&person).unwrap_or_default();
        let passed = |line: &&_| standing.lesson(line).quiz_passed_at.is_some();
        StudyRecord {
            person,
            name,
            hours: standing.hours(&outline, required_minutes),
            quizzes_passed: outline.lessons.iter().filter(passed).count(),
            last_read_at: standing.last_read_at(),
        }
    };
    Ok((rows.into_iter().map(record).collect(), total))
}

/// Which people's records the actor may see: the own one and, by each post, those of an enterprise, an area, an office's
/// exams or the city.
fn within_reach(ctx: &Ctx) -> Condition {
    let who = match &ctx.actor {
        Actor::System(_) => return Condition::all(),
        Actor::Anonymous => return Condition::all().add(Expr::value(false)),
        Actor::SignedIn(who) => who,
    };
    let mut reach = Condition::any().add(people::Column::Id.eq(who.person));
    for post in &who.posts {
        match scope(post.role, Verb::View, Object::StudyRecord) {
            Some(Scope::City) => return Condition::all(),
            Some(narrower) => reach = among(reach, narrower, post),
            None => {}
        }
    }
    reach
}

fn among(reach: Condition, scope: Scope, post: &Post) -> Condition {
    let person = people::Column::Id;
    match (scope, &post.area, post.enterprise, post.office) {
        (Scope::Area, Some(area), ..) => {
            let enterprises = enterprises::Entity::find()
                .select_only()
                .column(enterprises::Column::Id)
                .filter(enterprises::Column::Area.in_subquery(area_and_parts(area)));
            let members = members().filter(enterprise_members::Column::EnterpriseId.in_subquery(enterprises.into_query()));
            reach.add(person.in_subquery(members.into_query()))
        }
        (Scope::Enterprise, _, Some(enterprise), _) => {
            let members = members().filter(enterprise_members::Column::EnterpriseId.eq(enterprise));
            reach.add(person.in_subquery(members.into_query()))
        }
        (Scope::Exam, _, _, Some(office)) => {
            let exams = exams::Entity::find().select_only().column(exams::Column::Id);
            let exams = exams.filter(exams::Column::OfficeId.eq(office)).into_query();
            let roster = exam_roster::Entity::find().select_only().column(exam_roster::Column::PersonId);
            let roster = roster.filter(exam_roster::Column::ExamId.in_subquery(exams.clone()));
            let sat = attempts::Entity::find().select_only().column(attempts::Column::PersonId);
            let sat = sat.filter(attempts::Column::ExamId.in_subquery(exams));
            reach.add(person.in_subquery(roster.into_query())).add(person.in_subquery(sat.into_query()))
        }
        _ => reach,
    }
}

fn members() -> sea_orm::Select<enterprise_members::Entity> {
    enterprise_members::Entity::find()
        .select_only()
        .column(enterprise_members::Column::PersonId)
        .filter(enterprise_members::Column::LeftAt.is_null())
}

/// Areas have two levels: the city and its parts.
fn area_and_parts(area: &str) -> SelectStatement {
    areas::Entity::find()
        .select_only()
        .column(areas::Column::Code)
        .filter(areas::Column::Code.eq(area).or(areas::Column::Parent.eq(area)))
        .into_query()
}
