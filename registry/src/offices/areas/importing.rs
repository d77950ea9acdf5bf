//! What do the lines of a sheet of areas come to? Further areas, beside others or in the place of some; what is there stays as
//! it is and is named with what differs. Taken back, those go that nothing was built on.

use std::collections::BTreeSet;

use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    TransactionTrait,
};
use uuid::Uuid;

use super::sheet::{SheetColumn, SheetLine, read_lines};
use super::{NewArea, change, place, read};
use crate::entity::{areas, office_changes};
use crate::offices::changes::{Subject, record};
use crate::permissions::{Object, Verb, require};
use crate::projects::{Area, Areas as Tree};
use crate::sheets::bringing::{Bringing, Plan};
use crate::sheets::kept::About;
use crate::sheets::{Leaving, LineFault};
use crate::{Ctx, Day, Fault, Refusal, db};

/// Sheets of areas.
pub struct Areas;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Becomes {
    New,
    /// It is there, and says the same or more.
    Same,
    /// It is there and says something else in these columns; what is there stays.
    Differs(Vec<SheetColumn>),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportLine {
    pub number: usize,
    pub name: String,
    pub code: String,
    pub becomes: Becomes,
}

/// A sound line and what becomes of it.
pub struct Planned {
    number: usize,
    new: NewArea,
    valid_to: Option<Day>,
    reason: String,
    becomes: Becomes,
}

impl Bringing for Areas {
    type Line = ImportLine;
    type Planned = Planned;
    const ABOUT: About = About::Areas;

    fn may_bring(ctx: &Ctx) -> Result<(), Fault> {
        require(ctx, Verb::Create, Object::Office).map(|_| ())
    }

    fn check(rows: &[Vec<String>]) -> Result<(), Refusal> {
        read_lines(rows).map(|_| ())
    }

    async fn plan(ctx: &Ctx, rows: &[Vec<String>], _: Uuid) -> Result<Plan<Planned>, Fault> {
        let known = areas::Entity::find().order_by_asc(areas::Column::Code).all(ctx.db.reader()).await?;
        plan(read(known)?, rows, ctx.now().day()).map_err(Fault::from)
    }

    fn is_new(line: &Planned) -> bool {
        line.becomes == Becomes::New
    }

    async fn insert(tx: &DatabaseTransaction, ctx: &Ctx, sheet: Uuid, new: &[&Planned]) -> Result<u64, Fault> {
        for line in new {
            change(tx, ctx, (&line.reason, Some(sheet)), |areas| {
                place(areas, &line.new, line.valid_to);
                Ok(())
            })
            .await?;
        }
        u64::try_from(new.len()).map_err(Fault::internal)
    }

    async fn shown(_: &Ctx, mut lines: Vec<Planned>) -> Result<Vec<ImportLine>, Fault> {
        lines.sort_by_key(|line| line.number);
        let shown = |line: Planned| ImportLine {
            number: line.number,
            name: line.new.name,
            code: line.new.code,
            becomes: line.becomes,
        };
        Ok(lines.into_iter().map(shown).collect())
    }

    async fn brought(ctx: &Ctx, sheet: Uuid) -> Result<u64, Fault> {
        let came = areas::Entity::find().filter(areas::Column::BatchId.eq(sheet));
        Ok(came.count(ctx.db.reader()).await?)
    }

    async fn leaving(tx: &DatabaseTransaction, sheet: Uuid) -> Result<Leaving, Fault> {
        let trial = tx.begin().await?;
        let (gone, stay) = take_away(&trial, sheet).await?;
        trial.rollback().await?;
        leaving_of(&gone, stay)
    }

    async fn take_away(tx: &DatabaseTransaction, ctx: &Ctx, sheet: Uuid, reason: &str) -> Result<Leaving, Fault> {
        let (gone, stay) = take_away(tx, sheet).await?;
        for code in &gone {
            record(tx, ctx, (Subject::Area, code), "code", (Some(code), None), reason).await?;
        }
        leaving_of(&gone, stay)
    }
}

fn leaving_of(gone: &[String], stay: usize) -> Result<Leaving, Fault> {
    let go = u64::try_from(gone.len()).map_err(Fault::internal)?;
    Ok(Leaving { go, stay: u64::try_from(stay).map_err(Fault::internal)? })
}

/// The lines that can stand, those first on which others rest.
fn plan(known: Vec<Area>, rows: &[Vec<String>], today: Day) -> Result<Plan<Planned>, Refusal> {
    let (lines, mut faults) = read_lines(rows)?;
    let (mut planned, mut waiting) = (Vec::new(), Vec::new());
    let meant = Meant::new(&known, &lines, today);
    for line in lines {
        let number = line.number;
        match meant.resolved(line) {
            Ok(mut line) => match known.iter().find(|area| area.code == line.new.code) {
                Some(stands) => {
                    line.becomes = compared(&line, stands);
                    planned.push(line);
                }
                None => waiting.push(line),
            },
            Err(reason) => faults.push(LineFault { number, reason }),
        }
    }
    let mut map = known;
    for line in in_order(waiting) {
        let mut next = map.clone();
        place(&mut next, &line.new, line.valid_to);
        match Tree::new(next.clone()) {
            Ok(_) => {
                map = next;
                planned.push(line);
            }
            Err(reasons) => {
                faults.extend(reasons.into_iter().map(|reason| LineFault { number: line.number, reason }));
            }
        }
    }
    faults.sort_by_key(|fault| fault.number);
    Ok(Plan { lines: planned, faults })
}

/// What the texts of a sheet mean that name other areas.
struct Meant {
    codes: BTreeSet<String>,
    /// name and code, those that stand or are in the sheet before those that ended
    names: Vec<(String, String)>,
}

impl Meant {
    fn new(known: &[Area], lines: &[SheetLine], today: Day) -> Self {
        let named = |area: &Area| (area.name.clone(), area.code.clone());
        let (standing, ended): (Vec<&Area>, Vec<&Area>) = known.iter().partition(|area| area.stands_on(today));
        let in_sheet = lines.iter().map(|line| (line.name.clone(), line.code.clone()));
        let names: Vec<_> =
            standing.into_iter().map(named).chain(in_sheet).chain(ended.into_iter().map(named)).collect();
        Self { codes: names.iter().map(|(_, code)| code.clone()).collect(), names }
    }

    fn code(&self, text: &str) -> Option<String> {
        if self.codes.contains(text) {
            return Some(text.to_owned());
        }
        self.names.iter().find(|(name, _)| name == text).map(|(_, code)| code.clone())
    }

    fn resolved(&self, line: SheetLine) -> Result<Planned, Refusal> {
        let on = |field, code| Refusal::on(field, code).with("code", &line.code);
        let parent = match &line.parent {
            None => None,
            Some(text) => Some(self.code(text).ok_or_else(|| on("parent", "projects.area_without_parent"))?),
        };
        let old = |text: &String| {
            self.code(text).ok_or_else(|| on("replaces", "projects.area_replaces_unknown").with("old", text))
        };
        let replaces = line.replaces.iter().map(old).collect::<Result<_, _>>()?;
        let SheetLine { number, name, code, valid_from, valid_to, reason, .. } = line;
        let new = NewArea { code, name, parent, valid_from, replaces };
        Ok(Planned { number, new, valid_to, reason, becomes: Becomes::New })
    }
}

/// A blank in the sheet says nothing.
fn compared(line: &Planned, stands: &Area) -> Becomes {
    let new = &line.new;
    let same = [
        (SheetColumn::Name, new.name == stands.name),
        (SheetColumn::Parent, new.parent.is_none() || new.parent == stands.parent),
        (SheetColumn::ValidFrom, new.valid_from.is_none() || new.valid_from == stands.valid_from),
        (SheetColumn::ValidTo, line.valid_to.is_none() || line.valid_to == stands.valid_to),
        (SheetColumn::Replaces, new.replaces.iter().all(|old| stands.replaces.contains(old))),
    ];
    let differing: Vec<_> = same.into_iter().filter(|(_, same)| !same).map(|(column, _)| column).collect();
    if differing.is_empty() { Becomes::Same } else { Becomes::Differs(differing) }
}

/// A parent, and what is replaced, comes before the line that names it. Lines in a circle keep their order.
fn in_order(mut waiting: Vec<Planned>) -> Vec<Planned> {
    let mut ordered = Vec::new();
    loop {
        let codes: BTreeSet<String> = waiting.iter().map(|line| line.new.code.clone()).collect();
        let rests = |line: &Planned| {
            let mut named = line.new.parent.iter().chain(&line.new.replaces);
            named.any(|code| *code != line.new.code && codes.contains(code))
        };
        let (resting, free): (Vec<_>, Vec<_>) = waiting.into_iter().partition(rests);
        if free.is_empty() {
            ordered.extend(resting);
            return ordered;
        }
        ordered.extend(free);
        waiting = resting;
    }
}

/// Deletes what came with a sheet, was not changed since, took nobody's place, gave its own to nobody, and is named by no
/// record: the codes that went, and how many stay.
async fn take_away(tx: &DatabaseTransaction, sheet: Uuid) -> Result<(Vec<String>, usize), Fault> {
    let rows = areas::Entity::find().lock_exclusive().all(tx).await?;
    let places = rows.iter().flat_map(|row| row.replaced_by.iter()).flat_map(|codes| codes.split(' '));
    let took_a_place: BTreeSet<String> = places.map(str::to_owned).collect();
    let (mut open, mut stay) = (Vec::new(), 0);
    for row in rows.into_iter().filter(|row| row.batch_id == Some(sheet)) {
        let changed = office_changes::Entity::find()
            .filter(office_changes::Column::SubjectKind.eq(Subject::Area.code()))
            .filter(office_changes::Column::Subject.eq(&row.code))
            .filter(office_changes::Column::Field.ne("code"));
        let is_touched = row.replaced_by.is_some() || took_a_place.contains(&row.code) || changed.count(tx).await? > 0;
        if is_touched { stay += 1 } else { open.push(row.code) }
    }
    let mut gone = Vec::new();
    // what lies in another goes before it
    loop {
        let (before, mut left) = (gone.len(), Vec::new());
        for code in open {
            let point = tx.begin().await?;
            let outcome = areas::Entity::delete_by_id(&code).exec(&point).await.map(|_| ());
            if db::went(point, outcome).await? { gone.push(code) } else { left.push(code) }
        }
        if gone.len() == before {
            return Ok((gone, stay + left.len()));
        }
        open = left;
    }
}
