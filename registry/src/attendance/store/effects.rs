//! What does it change when presses come into force or go out of it? Whose days they are, and which rows are written anew.
//!
//! The only way by which days, last-seen rows and the list of the unmatched are written: by deliveries, approvals, and when
//! registrations change. Whatever the number of presses, it takes the same few statements.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use sea_orm::DatabaseTransaction;
use uuid::Uuid;

use super::last_seen::{self, SeenChanges};
use super::roster::Roster;
use super::stored_days::{self, Belonging, Stander, StoredDay, StoredPress};
use super::unmatched::{self, Listed};
use crate::attendance::{
    DayRow, Event, PairingRules, Press, Touched, Unmatched, mark_of, match_press, rows_after, short_key, touched,
};
use crate::workers::Registration;
use crate::{Ctx, Day, Fault, Instant};

/// One press that comes or goes.
#[derive(Clone, Debug)]
pub(crate) struct Effect {
    pub event: Uuid,
    pub project: Uuid,
    pub who: Uuid,
    pub stored: StoredPress,
    pub received_at: Instant,
    pub way: Way,
    pub batch: Option<Uuid>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    Comes,
    Goes,
}

impl Effect {
    /// None for a row that says nothing about presence.
    pub(crate) fn of(event: &Event, way: Way, batch: Option<Uuid>) -> Option<Self> {
        Some(Self {
            event: event.id,
            project: event.project,
            who: short_key(&event.who)?,
            stored: StoredPress { press: event.press()?, team: event.team, mark: mark_of(event.id) },
            received_at: event.received_at,
            way,
            batch,
        })
    }
}

/// What is known when effects are applied.
pub(crate) struct Ground<'a> {
    pub roster: &'a Roster,
    pub rules: &'a HashMap<Uuid, PairingRules>,
    /// the numbers of the documents, as far as they were sent
    pub documents: &'a HashMap<Uuid, String>,
    pub ctx: &'a Ctx,
    pub now: Instant,
}

impl Ground<'_> {
    fn rules_of(&self, project: Uuid) -> Result<&PairingRules, Fault> {
        self.rules.get(&project).ok_or_else(|| Fault::internal("a project without figures"))
    }

    fn sealed_document(&self, who: Uuid) -> Result<Option<Vec<u8>>, Fault> {
        let number = self.documents.get(&who);
        let seal =
            |number: &String| self.ctx.vault.seal(self.ctx.random.as_ref(), unmatched::DOCUMENT, number.as_bytes());
        number.map(seal).transpose()
    }

    fn registrations(&self, who: Uuid) -> &[Registration] {
        self.roster.get(who).map_or(&[], |known| known.registrations.as_slice())
    }
}

#[derive(Debug, Default)]
pub(crate) struct Applied {
    pub unmatched: BTreeMap<Uuid, Unmatched>,
    pub days: usize,
}

/// The changes of one person on one project.
#[derive(Default)]
struct Turn {
    came: Vec<StoredPress>,
    went: Vec<StoredPress>,
    spans: Vec<Touched>,
}

pub(crate) async fn apply(tx: &DatabaseTransaction, ground: &Ground<'_>, effects: &[Effect]) -> Result<Applied, Fault> {
    let mut applied = Applied::default();
    let mut turns: BTreeMap<Stander, Turn> = BTreeMap::new();
    let mut who_is: BTreeMap<Stander, Uuid> = BTreeMap::new();
    let (mut listed, mut gone, mut seen) = (Vec::new(), BTreeSet::new(), SeenChanges::default());
    for effect in effects {
        let registrations = ground.registrations(effect.who);
        let stander =
            ground.roster.get(effect.who).map(|known| Stander { project: effect.project, person: known.person });
        if effect.way == Way::Goes {
            gone.insert(effect.event);
            if let Some(stander) = stander {
                who_is.insert(stander, effect.who);
                turns.entry(stander).or_default().went.push(effect.stored);
                seen.goes(stander.project, effect.stored.press.at);
            }
            continue;
        }
        let StoredPress { press, team, .. } = effect.stored;
        let rules = ground.rules_of(effect.project)?;
        match (match_press(effect.project, press, team, registrations, rules), stander) {
            (Ok(found), Some(stander)) => {
                who_is.insert(stander, effect.who);
                turns.entry(stander).or_default().came.push(effect.stored);
                seen.comes(effect.project, found.worker, press.at, effect.received_at);
            }
            (verdict, _) => {
                let reason = verdict.err().unwrap_or(Unmatched::UnknownWorker);
                applied.unmatched.insert(effect.event, reason);
                listed.push(Listed { effect, reason, document: ground.sealed_document(effect.who)? });
            }
        }
    }
    let days = days_anew(tx, ground, &mut turns, &who_is).await?;
    applied.days = days.len();
    stored_days::write(tx, &days, ground.now).await?;
    // in this order: a press may go from somebody's day and be nobody's from now on
    unmatched::settle(tx, &gone, unmatched::Settled::TakenBack, ground.now).await?;
    unmatched::add(tx, &listed, ground.now).await?;
    last_seen::write(tx, seen).await?;
    Ok(applied)
}

/// The days that differ from what is stored, in the order of their key.
async fn days_anew(
    tx: &DatabaseTransaction,
    ground: &Ground<'_>,
    turns: &mut BTreeMap<Stander, Turn>,
    who_is: &BTreeMap<Stander, Uuid>,
) -> Result<Vec<StoredDay>, Fault> {
    // nothing lies after tomorrow: those rows need not be asked for
    let latest = ground.now.day().next();
    let mut wanted = BTreeSet::new();
    for (stander, turn) in turns.iter_mut() {
        let instants: Vec<Instant> = turn.came.iter().chain(&turn.went).map(|stored| stored.press.at).collect();
        turn.spans = touched(&instants, ground.rules_of(stander.project)?);
        for span in &turn.spans {
            let (mut day, last) = (span.read_from.day(), span.read_before.minus_ms(1).day().min(latest));
            while day <= last {
                wanted.insert((stander.project, day, stander.person));
                day = day.next();
            }
        }
    }
    let stored = stored_days::read(tx, &wanted).await?;
    let mut changed = Vec::new();
    for (stander, turn) in turns.iter() {
        let registrations = who_is.get(stander).map_or(&[][..], |who| ground.registrations(*who));
        let rules = ground.rules_of(stander.project)?;
        for span in &turn.spans {
            changed.extend(span_anew(*stander, turn, span, &stored, registrations, rules)?);
        }
    }
    changed.sort_unstable_by_key(|day| (day.stander.project, day.row.day, day.stander.person));
    Ok(changed)
}

fn span_anew(
    stander: Stander,
    turn: &Turn,
    span: &Touched,
    stored: &BTreeMap<(Stander, Day), StoredDay>,
    registrations: &[Registration],
    rules: &PairingRules,
) -> Result<Vec<StoredDay>, Fault> {
    let is_read = |at: Instant| span.read_from <= at && at < span.read_before;
    let known = stored.range((stander, span.read_from.day())..=(stander, span.read_before.day()));
    let mut presses: Vec<StoredPress> = known.flat_map(|(_, day)| day.presses.iter().copied()).collect();
    for gone in turn.went.iter().filter(|gone| is_read(gone.press.at)) {
        if let Some(place) = presses.iter().position(|stored| stored == gone) {
            presses.swap_remove(place);
        }
    }
    presses.extend(turn.came.iter().filter(|came| is_read(came.press.at)));
    presses.sort_unstable();
    let bare: Vec<Press> = presses.iter().map(|stored| stored.press).filter(|press| is_read(press.at)).collect();
    let mut changed = Vec::new();
    for (day, row) in rows_after(span, &bare, rules) {
        let before = stored.get(&(stander, day));
        let own: Vec<StoredPress> = presses.iter().filter(|stored| stored.press.at.day() == day).copied().collect();
        let Some(after) = day_after(stander, day, own, row, before, registrations, rules)? else { continue };
        if before != Some(&after) {
            changed.push(after);
        }
    }
    Ok(changed)
}

/// None when nothing stands on the day and nothing ever did. A day whose presses all went stays as an empty row.
fn day_after(
    stander: Stander,
    day: Day,
    presses: Vec<StoredPress>,
    row: Option<DayRow>,
    before: Option<&StoredDay>,
    registrations: &[Registration],
    rules: &PairingRules,
) -> Result<Option<StoredDay>, Fault> {
    let of_first = presses.first().and_then(|first| {
        let found = match_press(stander.project, first.press, first.team, registrations, rules).ok()?;
        let registration = registrations.iter().find(|registration| registration.id == found.worker)?;
        Some(Belonging { registration: registration.id, team: registration.team, unit: registration.unit })
    });
    let belonging = match (of_first, before) {
        (Some(belonging), _) => belonging,
        (None, Some(before)) => before.belonging,
        (None, None) if presses.is_empty() => return Ok(None),
        (None, None) => return Err(Fault::internal("a day of nobody")),
    };
    let row = row.unwrap_or(DayRow {
        day,
        presses: 0,
        pairs: Vec::new(),
        missing_out: Vec::new(),
        missing_in: Vec::new(),
        repeated: 0,
        guessed: 0,
    });
    Ok(Some(StoredDay { stander, belonging, presses, row }))
}
