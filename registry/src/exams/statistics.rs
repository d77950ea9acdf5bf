//! How good were the questions of an exam, and whose answers look alike? Worked out from the stored answers, for people
//! who look after questions and exams; it changes nothing and names nobody.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use question_bank::similarity::{self, Screening, default_threshold};
use question_bank::sitting::Sitting;
use question_bank::speed::{Hurried, Timed, hurried};
use question_bank::statistics::{self, ItemFigures, Papers, Statistics};
use question_bank::{Answers, Blueprint, Choice, Corrections, Grade, ItemId, Paper, Question};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::reach::exam_within;
use super::regrading;
use crate::db::Reader;
use crate::entity::{answers, attempts, exams, people, results};
use crate::permissions::{Object, Scope, Verb, require};
use crate::questions::library::{self, Library};
use crate::sheets::{check_exported, leaving};
use crate::{Ctx, Fault, Instant};

/// How many attempts' answers are read at a time.
const BATCH: usize = 200;

/// An exam with its figures. There are none while somebody may still sit.
#[derive(Clone, Debug)]
pub struct Report {
    pub exam: Uuid,
    pub title: String,
    pub closes_at: Instant,
    /// `None` before the window is over.
    pub figures: Option<Figures>,
}

#[derive(Clone, Debug)]
pub struct Figures {
    pub statistics: Statistics,
    /// By version: the id that all versions of a question share, and its short name in the bank.
    pub questions: BTreeMap<String, String>,
    /// How many attempts have a score in each tenth of the full score, the lowest first.
    pub spread: [i64; 10],
}

/// One question of an exam with its text: for whom the bank itself is.
#[derive(Clone, Debug)]
pub struct ItemReport {
    pub title: String,
    pub question: Question,
    pub part: Option<u8>,
    pub figures: ItemFigures,
}

/// Pairs whose answers look alike, for people to look at.
#[derive(Clone, Debug)]
pub struct SimilarityReport {
    pub title: String,
    pub screening: Option<Screened>,
}

#[derive(Clone, Debug)]
pub struct Screened {
    pub screening: Screening,
    /// The attempts by their places in the screening, with whose they are.
    pub attempts: Vec<(Uuid, String)>,
    pub questions: BTreeMap<String, String>,
    /// Those who answered faster than anybody reads, by the same places.
    pub hurried: Vec<Hurried>,
}

/// The figures of an exam: for those who may see statistics, of their own office's exams or of the whole city's.
pub async fn of_exam(ctx: &Ctx, exam: Uuid) -> Result<Report, Fault> {
    let row = within(ctx, exam).await?;
    let figures = match ctx.now().0 >= row.closes_at {
        false => None,
        true => Some(figures(&Read::of(ctx.db.reader(), &row).await?, &row)?),
    };
    Ok(Report { exam, title: row.title, closes_at: Instant(row.closes_at), figures })
}

/// One item with its text, key and distractors, after the window.
pub async fn of_item(ctx: &Ctx, exam: Uuid, item: ItemId) -> Result<ItemReport, Fault> {
    require(ctx, Verb::View, Object::QuestionBank)?;
    let row = within(ctx, exam).await?;
    if ctx.now().0 < row.closes_at {
        return Err(Fault::NotFound);
    }
    let read = Read::of(ctx.db.reader(), &row).await?;
    let question = read.library.get(&item.version).ok_or(Fault::NotFound)?.clone();
    let figures = figures(&read, &row)?.statistics.items.into_iter().find(|figures| figures.item == item);
    Ok(ItemReport { title: row.title, question, part: item.part, figures: figures.ok_or(Fault::NotFound)? })
}

/// The screening of an exam by the default threshold, after the window. Nothing follows from it by itself.
pub async fn similar(ctx: &Ctx, exam: Uuid) -> Result<SimilarityReport, Fault> {
    if require(ctx, Verb::View, Object::Result)? <= Scope::Own {
        return Err(Fault::Forbidden);
    }
    let row = within(ctx, exam).await?;
    if ctx.now().0 < row.closes_at {
        return Ok(SimilarityReport { title: row.title, screening: None });
    }
    let read = Read::of(ctx.db.reader(), &row).await?;
    let threshold = default_threshold(read.attempts.len());
    let screening = similarity::screen(&read.sitting, threshold);
    let (questions, hurried) = (names(&read.library), hurried(&timed(ctx.db.reader(), &read).await?));
    let attempts = with_names(ctx.db.reader(), &read).await?;
    Ok(SimilarityReport { title: row.title, screening: Some(Screened { attempts, screening, questions, hurried }) })
}

/// The screening to be taken away; that it was is on record, for it names people.
///
/// # Errors
/// Not found as long as there is none; `sheets.too_long` when there is too much of it for one file.
pub async fn export_similar(ctx: &Ctx, exam: Uuid) -> Result<Screened, Fault> {
    let screened = similar(ctx, exam).await?.screening.ok_or(Fault::NotFound)?;
    let lines = screened.screening.pairs.len() + screened.hurried.len();
    check_exported(lines)?;
    leaving::record(ctx, ("exam", exam), "similarity", lines).await?;
    Ok(screened)
}

/// Per attempt of the sitting the answers that were saved, with the time since the save before.
async fn timed(db: &Reader, read: &Read) -> Result<Vec<Vec<Timed>>, Fault> {
    let mut all = Vec::with_capacity(read.attempts.len());
    let ids: Vec<Uuid> = read.attempts.iter().map(|(attempt, _)| *attempt).collect();
    for (batch, sat) in ids.chunks(BATCH).zip(read.sitting.attempts.chunks(BATCH)) {
        let (started, mut saved) = (started(db, batch).await?, saved(db, batch).await?);
        for (attempt, sat) in batch.iter().zip(sat) {
            let mut moments = saved.remove(attempt).unwrap_or_default();
            moments.sort_unstable();
            let mut before = started.get(attempt).copied().unwrap_or_default();
            let answers = moments.into_iter().filter_map(|(at, slot)| {
                let gap_ms = at - std::mem::replace(&mut before, at);
                let response = usize::try_from(slot).ok().and_then(|slot| sat.responses.get(slot.checked_sub(1)?))?;
                let full = read.sitting.items.get(&response.item)?.full;
                Some(Timed { item: response.item, gap_ms, is_right: response.score >= full })
            });
            all.push(answers.collect());
        }
    }
    Ok(all)
}

async fn started(db: &Reader, ids: &[Uuid]) -> Result<HashMap<Uuid, i64>, Fault> {
    let rows = attempts::Entity::find()
        .select_only()
        .columns([attempts::Column::Id, attempts::Column::StartedAt])
        .filter(attempts::Column::Id.is_in(ids.iter().copied()));
    Ok(rows.into_tuple::<(Uuid, i64)>().all(db).await?.into_iter().collect())
}

/// Moment and slot of every answer that was saved.
async fn saved(db: &Reader, ids: &[Uuid]) -> Result<HashMap<Uuid, Vec<(i64, i32)>>, Fault> {
    let rows = answers::Entity::find()
        .select_only()
        .columns([answers::Column::AttemptId, answers::Column::SavedAt, answers::Column::Slot])
        .filter(answers::Column::AttemptId.is_in(ids.iter().copied()))
        .filter(answers::Column::SavedAt.is_not_null());
    let mut saved: HashMap<Uuid, Vec<(i64, i32)>> = HashMap::new();
    for (attempt, at, slot) in rows.into_tuple::<(Uuid, i64, i32)>().all(db).await? {
        saved.entry(attempt).or_default().push((at, slot));
    }
    Ok(saved)
}

async fn with_names(db: &Reader, read: &Read) -> Result<Vec<(Uuid, String)>, Fault> {
    let ids: Vec<Uuid> = read.attempts.iter().map(|(_, person)| *person).collect();
    let mut names = HashMap::new();
    for batch in ids.chunks(BATCH) {
        let rows = people::Entity::find().filter(people::Column::Id.is_in(batch.iter().copied())).all(db).await?;
        names.extend(rows.into_iter().map(|row| (row.id, row.name)));
    }
    let named = |(attempt, person): &(Uuid, Uuid)| (*attempt, names.get(person).cloned().unwrap_or_default());
    Ok(read.attempts.iter().map(named).collect())
}

/// The exam, when the actor may see its statistics; else, and while it is a draft, it is not found.
async fn within(ctx: &Ctx, exam: Uuid) -> Result<exams::Model, Fault> {
    let row = exam_within(ctx, Verb::View, Object::Statistics, exam).await?;
    if row.state == "draft" { Err(Fault::NotFound) } else { Ok(row) }
}

fn figures(read: &Read, exam: &exams::Model) -> Result<Figures, Fault> {
    let blueprint: Blueprint = serde_json::from_str(&exam.blueprint)?;
    let rule = read.corrections.rule_or(blueprint.multiple_rule);
    let statistics = statistics::statistics(&read.sitting, Papers::Drawn, rule);
    let full = u64::from(statistics.exam.full.unwrap_or(0)).max(1);
    let mut spread = [0; 10];
    for attempt in &read.sitting.attempts {
        let tenth = usize::try_from(u64::from(attempt.total()) * 10 / full).unwrap_or(9);
        spread[tenth.min(9)] += 1;
    }
    Ok(Figures { statistics, questions: names(&read.library), spread })
}

fn names(library: &Library) -> BTreeMap<String, String> {
    library.iter().map(|(version, question)| (version.to_string(), question.id.to_string())).collect()
}

/// The first finished attempt of each person, with the answers as they were graded and everything that was put right since.
struct Read {
    sitting: Sitting,
    corrections: Corrections,
    /// Attempt and person, by their places in the sitting.
    attempts: Vec<(Uuid, Uuid)>,
    library: Library,
}

impl Read {
    async fn of(db: &Reader, exam: &exams::Model) -> Result<Self, Fault> {
        let rows = attempts::Entity::find()
            .filter(attempts::Column::ExamId.eq(exam.id))
            .filter(attempts::Column::State.eq("finished"))
            .filter(attempts::Column::Abandoned.eq(0))
            .order_by_asc(attempts::Column::Ordinal)
            .order_by_asc(attempts::Column::Id)
            .all(db)
            .await?;
        let mut seen = BTreeSet::new();
        let firsts: Vec<attempts::Model> = rows.into_iter().filter(|row| seen.insert(row.person_id)).collect();
        let papers = firsts.iter().map(|row| serde_json::from_str(&row.paper)).collect::<Result<Vec<Paper>, _>>()?;
        let versions: BTreeSet<_> = papers.iter().flat_map(Paper::versions).collect();
        let library = library::read(db, &versions.into_iter().collect::<Vec<_>>()).await?;
        let (grades, corrections) = (grades(db, exam.id).await?, regrading::in_force(db, exam.id).await?);
        let mut read = Self { sitting: Sitting::default(), corrections, attempts: Vec::new(), library };
        for (rows, papers) in firsts.chunks(BATCH).zip(papers.chunks(BATCH)) {
            let chosen = chosen(db, rows).await?;
            for (row, paper) in rows.iter().zip(papers) {
                let (Some(grade), Some(answers)) = (grades.get(&row.id), chosen.get(&row.id)) else { continue };
                let find = |version: &question_bank::VersionId| read.library.get(version);
                read.sitting.add(paper, answers, grade, &read.corrections, find).map_err(Fault::internal)?;
                read.attempts.push((row.id, row.person_id));
            }
        }
        Ok(read)
    }
}

async fn grades(db: &Reader, exam: Uuid) -> Result<HashMap<Uuid, Grade>, Fault> {
    let rows = results::Entity::find().filter(results::Column::ExamId.eq(exam)).all(db).await?;
    rows.into_iter().map(|row| Ok((row.attempt_id, serde_json::from_str(&row.detail)?))).collect()
}

async fn chosen(db: &Reader, rows: &[attempts::Model]) -> Result<HashMap<Uuid, Answers>, Fault> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let stored = answers::Entity::find().filter(answers::Column::AttemptId.is_in(ids)).all(db).await?;
    let mut chosen: HashMap<Uuid, Answers> = HashMap::new();
    for answer in stored {
        let number = u16::try_from(answer.slot).map_err(Fault::internal)?;
        let bits = (0..8_u8).filter(|index| answer.choice & (1 << index) != 0);
        chosen.entry(answer.attempt_id).or_default().insert(number, bits.fold(Choice::EMPTY, Choice::with));
    }
    Ok(chosen)
}
