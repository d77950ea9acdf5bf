//! What do many entries and exits change, table by table?

use std::collections::BTreeMap;

use sea_orm::{DatabaseTransaction, IntoActiveModel};
use uuid::Uuid;

use super::super::super::holding::{Differing, tell};
use super::super::super::registering::new_stay;
use super::super::super::{Origin, account};
use crate::db::many::{self, Cell, Kind, List};
use crate::entity::registration_stays;
use crate::workers::{Registration, Stay};
use crate::{Ctx, Day, Fault};

#[derive(Default)]
pub(super) struct Writes {
    /// stays on record that end, by registration: there is one open at most
    ended: BTreeMap<Uuid, Vec<Cell>>,
    /// by registration, in their order
    begun: BTreeMap<Uuid, Vec<registration_stays::Model>>,
    /// registrations whose leadership ends
    led: BTreeMap<Uuid, Vec<Cell>>,
    /// first entry and last exit of each registration that changed
    summaries: BTreeMap<Uuid, (Option<Day>, Option<Day>)>,
    /// by project
    differing: BTreeMap<Uuid, Vec<Differing>>,
}

impl Writes {
    pub(super) fn entry(&mut self, ctx: &Ctx, after: &Registration, on: Day, origin: Origin) {
        let stay = new_stay(ctx, after.id, Stay { entered: on, left: None }, origin);
        self.begun.entry(after.id).or_default().push(stay);
        self.changed(after, on.min(after.registered_on()));
    }

    pub(super) fn exit(&mut self, ctx: &Ctx, after: &Registration, on: Day, origin: Origin) {
        let ended =
            [Cell::Id(after.id), Cell::Text(on.to_string()), Cell::maybe_id(account(ctx)), Cell::Number(ctx.now().0)];
        match self.begun.get_mut(&after.id).and_then(|begun| begun.last_mut()) {
            Some(stay) => {
                stay.left_on = Some(on.to_string());
                stay.left_by = account(ctx);
                stay.left_at = Some(ctx.now().0);
                stay.exit_batch_id = origin.batch();
            }
            None => {
                let row = ended.iter().cloned().chain([Cell::maybe_id(origin.batch())]).collect();
                self.ended.insert(after.id, row);
            }
        }
        // who has stopped leading does not stop once more
        self.led.entry(after.id).or_insert_with(|| ended.to_vec());
        self.changed(after, on);
    }

    fn changed(&mut self, after: &Registration, from: Day) {
        let left = after.stays.last().and_then(|stay| stay.left);
        self.summaries.insert(after.id, (after.stays.first().map(|stay| stay.entered), left));
        self.differing.entry(after.project).or_default().push((after.person, from));
    }

    pub(super) async fn write(self, tx: &DatabaseTransaction, ctx: &Ctx) -> Result<(), Fault> {
        end_stays(tx, self.ended.into_values().collect()).await?;
        let begun: Vec<registration_stays::ActiveModel> =
            self.begun.into_values().flatten().map(IntoActiveModel::into_active_model).collect();
        many::insert(tx, &begun).await?;
        end_leaderships(tx, self.led.into_values().collect()).await?;
        keep_summaries(tx, &self.summaries).await?;
        for (project, differing) in &self.differing {
            tell(tx, ctx, *project, differing).await?;
        }
        Ok(())
    }
}

async fn end_stays(tx: &DatabaseTransaction, rows: Vec<Vec<Cell>>) -> Result<(), Fault> {
    let text = "WITH given (registration_id, left_on, left_by, left_at, batch_id) AS ({given}) \
         UPDATE registration_stays SET left_on = given.left_on, left_by = given.left_by, left_at = given.left_at, \
         exit_batch_id = given.batch_id FROM given WHERE registration_stays.registration_id = given.registration_id \
         AND registration_stays.left_on IS NULL AND registration_stays.withdrawn_at IS NULL";
    let kinds = [Kind::Id, Kind::Text, Kind::Id, Kind::Number, Kind::Id];
    many::execute(tx, text, &List { kinds: &kinds, rows }).await
}

async fn end_leaderships(tx: &DatabaseTransaction, rows: Vec<Vec<Cell>>) -> Result<(), Fault> {
    let text = "WITH given (registration_id, until_on, ended_by, ended_at) AS ({given}) \
         UPDATE team_leaders SET until_on = given.until_on, ended_by = given.ended_by, ended_at = given.ended_at \
         FROM given WHERE team_leaders.registration_id = given.registration_id AND team_leaders.until_on IS NULL";
    let kinds = [Kind::Id, Kind::Text, Kind::Id, Kind::Number];
    many::execute(tx, text, &List { kinds: &kinds, rows }).await
}

async fn keep_summaries(
    tx: &DatabaseTransaction,
    summaries: &BTreeMap<Uuid, (Option<Day>, Option<Day>)>,
) -> Result<(), Fault> {
    let text = "WITH given (id, entered_on, left_on) AS ({given}) UPDATE registrations \
         SET entered_on = given.entered_on, left_on = given.left_on FROM given WHERE registrations.id = given.id";
    let day = |day: &Option<Day>| Cell::maybe_text(day.map(|day| day.to_string()).as_deref());
    let row =
        |(id, (entered, left)): (&Uuid, &(Option<Day>, Option<Day>))| vec![Cell::Id(*id), day(entered), day(left)];
    // one is in force per person and project: who leaves makes room for who comes
    let (left, there): (Vec<_>, Vec<_>) = summaries.iter().partition(|(_, (_, left))| left.is_some());
    for some in [left, there] {
        let list = List { kinds: &[Kind::Id, Kind::Text, Kind::Text], rows: some.into_iter().map(row).collect() };
        many::execute(tx, text, &list).await?;
    }
    Ok(())
}
