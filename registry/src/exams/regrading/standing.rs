//! How does everybody stand in an exam? The graded attempts with papers and answers, as grading read them.

use std::collections::{BTreeSet, HashMap};

use question_bank::regrade::Standing;
use question_bank::{Answers, Choice, Paper};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::Fault;
use crate::entity::{answers, attempts, results};
use crate::questions::library::{self, Library};

/// How many attempts' answers are read at a time.
const BATCH: usize = 200;

pub(super) struct Graded {
    pub result: results::Model,
    id: String,
    paper: Paper,
    answers: Answers,
    score: u32,
}

pub(super) struct Everybody {
    pub graded: Vec<Graded>,
    pub library: Library,
}

impl Everybody {
    /// Void attempts count for nothing, and those that were not handed in got no grade that a correction could change.
    pub(super) async fn of<C: ConnectionTrait>(db: &C, exam: Uuid) -> Result<Self, Fault> {
        let rows = attempts::Entity::find()
            .filter(attempts::Column::ExamId.eq(exam))
            .filter(attempts::Column::State.eq("finished"))
            .filter(attempts::Column::Abandoned.eq(0))
            .order_by_asc(attempts::Column::Id)
            .all(db)
            .await?;
        let results = results::Entity::find().filter(results::Column::ExamId.eq(exam)).all(db).await?;
        let mut results: HashMap<Uuid, results::Model> = results.into_iter().map(|row| (row.attempt_id, row)).collect();
        let mut graded = Vec::with_capacity(rows.len());
        for batch in rows.chunks(BATCH) {
            let mut chosen = chosen(db, batch).await?;
            for row in batch {
                let Some(result) = results.remove(&row.id) else { continue };
                graded.push(Graded {
                    id: row.id.to_string(),
                    paper: serde_json::from_str(&row.paper)?,
                    answers: chosen.remove(&row.id).unwrap_or_default(),
                    score: u32::try_from(result.score).map_err(Fault::internal)?,
                    result,
                });
            }
        }
        let versions: BTreeSet<_> = graded.iter().flat_map(|one| one.paper.versions()).collect();
        let library = library::read(db, &versions.into_iter().collect::<Vec<_>>()).await?;
        Ok(Self { graded, library })
    }

    pub(super) fn standings(&self) -> Vec<Standing<'_>> {
        self.graded.iter().map(Graded::standing).collect()
    }

    pub(super) fn papers(&self) -> impl Iterator<Item = &Paper> {
        self.graded.iter().map(|one| &one.paper)
    }
}

impl Graded {
    fn standing(&self) -> Standing<'_> {
        Standing { attempt: &self.id, paper: &self.paper, answers: &self.answers, score: self.score }
    }
}

async fn chosen<C: ConnectionTrait>(db: &C, rows: &[attempts::Model]) -> Result<HashMap<Uuid, Answers>, Fault> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let stored = answers::Entity::find().filter(answers::Column::AttemptId.is_in(ids)).all(db).await?;
    let mut chosen: HashMap<Uuid, Answers> = HashMap::new();
    for answer in stored {
        let number = u16::try_from(answer.slot).map_err(Fault::internal)?;
        let ticked: Choice = (0..8_u8).filter(|index| answer.choice & (1 << index) != 0).collect();
        chosen.entry(answer.attempt_id).or_default().insert(number, ticked);
    }
    Ok(chosen)
}
