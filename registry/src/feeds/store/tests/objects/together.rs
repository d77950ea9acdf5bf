//! Do rows that are taken together see each other, as if each came alone?

use std::sync::atomic::AtomicUsize;

use sea_orm::QueryOrder;

use super::*;
use crate::audit;
use crate::entity::team_leaders;
use crate::workers::RESIDENT_CARD;
use crate::workers::store::brought::person_of;

const OTHER_TEAM: &str = "木工二班";

pub fn number(nth: u16) -> String {
    id_number("320691", "19880501", nth)
}

/// The items of several bodies as those of one.
pub fn joined(items: Vec<Value>) -> Value {
    items.into_iter().flat_map(|items| items.as_array().unwrap().clone()).collect()
}

impl Yard {
    pub fn nth(&self, nth: u16, more: Value) -> Value {
        let mut row = json!({ "idCardNumber": number(nth), "workerName": "周建国" });
        row.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        self.worker(row)
    }

    fn of_team(&self, team: &str, more: Value) -> Value {
        let mut item = self.with(json!({ "teamName": team }));
        item.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        json!([item])
    }

    pub fn step(&self, nth: u16, (date, kind): (&str, &str)) -> Value {
        self.movement(json!({ "idCardNumber": number(nth), "date": date, "type": kind }))
    }

    async fn person(&self, nth: u16) -> Option<Uuid> {
        let ctx = &self.scene.world.ctx;
        person_of(ctx.db.reader(), ctx, (RESIDENT_CARD, &number(nth))).await.unwrap()
    }

    /// Row number, field and code.
    pub async fn wrong(&self, batch: Uuid) -> Vec<(i32, String, String)> {
        let rows = feed_row_errors::Entity::find()
            .filter(feed_row_errors::Column::BatchId.eq(batch))
            .order_by_asc(feed_row_errors::Column::RowNumber);
        let rows = rows.all(self.scene.world.ctx.db.reader()).await.unwrap();
        rows.into_iter().map(|row| (row.row_number, row.field, row.code)).collect()
    }

    /// Somebody's registrations that were not taken back.
    async fn registered(&self, nth: u16) -> Vec<registrations::Model> {
        let Some(person) = self.person(nth).await else { return Vec::new() };
        let rows = registrations::Entity::find()
            .filter(registrations::Column::PersonId.eq(person))
            .filter(registrations::Column::WithdrawnAt.is_null());
        rows.all(self.scene.world.ctx.db.reader()).await.unwrap()
    }

    /// First entry and last exit as lists have them, and every stay.
    async fn stays(&self, nth: u16) -> (Vec<Option<String>>, Vec<(String, Option<String>)>) {
        let row = self.registered(nth).await.remove(0);
        let stays = registration_stays::Entity::find()
            .filter(registration_stays::Column::RegistrationId.eq(row.id))
            .filter(registration_stays::Column::WithdrawnAt.is_null())
            .order_by_asc(registration_stays::Column::EnteredOn)
            .order_by_asc(registration_stays::Column::LeftOn);
        let stays = stays.all(self.scene.world.ctx.db.reader()).await.unwrap();
        (vec![row.entered_on, row.left_on], stays.into_iter().map(|stay| (stay.entered_on, stay.left_on)).collect())
    }
}

fn told(row: i32, field: &str, code: &str) -> (i32, String, String) {
    (row, field.to_owned(), code.to_owned())
}

fn days(days: [Option<&str>; 2]) -> Vec<Option<String>> {
    days.map(|day| day.map(str::to_owned)).to_vec()
}

fn spans(spans: &[(&str, Option<&str>)]) -> Vec<(String, Option<String>)> {
    spans.iter().map(|(entered, left)| ((*entered).to_owned(), left.map(str::to_owned))).collect()
}

on_both! {
    async fn workers_of_one_batch_see_each_other_and_the_good_ones_stand(town: Town) {
        let (bed, world) = town.apart();
        let yard = Yard::set(world).await;
        yard.settled().await;
        yard.sent("t-1", FeedObject::Team, yard.of_team(OTHER_TEAM, json!({ "entryTime": "2026-11-01" }))).await;
        let mut moved = yard.nth(404, json!({ "purpose": "correct", "of": {} }));
        moved[0]["teamName"] = OTHER_TEAM.into();
        let rows = vec![
            yard.nth(401, json!({})),
            yard.nth(401, json!({})),
            yard.nth(402, json!({ "isTeamLeader": 1 })),
            yard.nth(403, json!({ "isTeamLeader": 1 })),
            yard.nth(377, json!({ "workerName": "陆建民" })),
            yard.nth(404, json!({})),
            yard.nth(404, json!({ "payRollBankCardNumber": "6222020000000000025" })),
            moved,
            yard.nth(405, json!({})),
        ];
        let receipt = yard.send("w-1", FeedObject::ProjectWorker, joined(rows)).await;
        let wrong = yard.wrong(receipt.batch).await;
        let expected = [
            told(4, "teamSysNo", "workers.team_has_two_leaders"),
            told(5, "workerName", "workers.name_differs"),
            told(7, "payRollBankCardNumber", "workers.card_of_that_day"),
        ];
        assert_eq!(wrong, expected);
        assert_eq!((receipt.added, receipt.unchanged, receipt.refused), (5, 1, 3));
        assert_eq!(yard.person(403).await, None, "nothing of a refused row stays");
        for nth in [401, 402, 404, 405] {
            assert_eq!(yard.registered(nth).await.len(), 1, "{nth}");
        }
        let teams: Vec<Uuid> = teams::Entity::find()
            .filter(teams::Column::Name.eq(OTHER_TEAM))
            .all(bed.ctx.db.reader())
            .await
            .unwrap()
            .into_iter()
            .map(|team| team.id)
            .collect();
        assert_eq!(yard.registered(404).await[0].team_id, Some(teams[0]), "the later row corrects the earlier one");
        let led = team_leaders::Entity::find().filter(team_leaders::Column::UntilOn.is_null());
        assert_eq!(led.count(bed.ctx.db.reader()).await.unwrap(), 1);

        let again = vec![yard.nth(401, json!({})), yard.nth(402, json!({ "isTeamLeader": 1 })), yard.nth(405, json!({}))];
        let again = yard.send("w-2", FeedObject::ProjectWorker, joined(again)).await;
        assert_eq!((again.added, again.unchanged, again.refused), (0, 3, 0));

        let undone = yard.undone(receipt.batch).await;
        assert!(undone.contains(&("registrations".to_owned(), 4)), "{undone:?}");
        assert!(yard.registered(401).await.is_empty());
        assert_eq!(yard.registered(377).await.len(), 1);
    }

    async fn entries_and_exits_of_one_batch_follow_each_other(town: Town) {
        let (_bed, world) = town.apart();
        let yard = Yard::set(world).await;
        yard.settled().await;
        yard.sent("w-1", FeedObject::ProjectWorker, joined(vec![yard.nth(401, json!({})), yard.nth(402, json!({}))])).await;
        let rows = vec![
            yard.step(401, ("2026-11-02", "1")),
            yard.step(401, ("2026-11-05", "0")),
            yard.step(402, ("2026-11-05", "0")),
            yard.step(401, ("2026-11-05", "1")),
            yard.step(377, ("2026-11-06", "0")),
            yard.step(377, ("2026-11-07", "1")),
            yard.step(377, ("2026-11-08", "0")),
            yard.step(409, ("2026-11-02", "1")),
            yard.step(402, ("2026-11-03", "1")),
            yard.step(402, ("2026-11-03", "1")),
        ];
        let receipt = yard.send("m-1", FeedObject::WorkerEntryExit, joined(rows)).await;
        let expected = [
            told(3, "date", "workers.not_on_site"),
            told(8, "idCardNumber", "workers.not_registered_here"),
        ];
        assert_eq!(yard.wrong(receipt.batch).await, expected);
        assert_eq!((receipt.added, receipt.unchanged, receipt.refused), (7, 1, 2));
        let back = spans(&[("2026-11-02", Some("2026-11-05")), ("2026-11-05", None)]);
        assert_eq!(yard.stays(401).await, (days([Some("2026-11-02"), None]), back));
        let gone = spans(&[("2026-11-02", Some("2026-11-06")), ("2026-11-07", Some("2026-11-08"))]);
        assert_eq!(yard.stays(377).await, (days([Some("2026-11-02"), Some("2026-11-08")]), gone));
        assert_eq!(yard.stays(402).await, (days([Some("2026-11-03"), None]), spans(&[("2026-11-03", None)])));

        assert_eq!(yard.undone(receipt.batch).await, [("movements".to_owned(), 5)]);
        assert_eq!(yard.stays(377).await, (days([Some("2026-11-02"), None]), spans(&[("2026-11-02", None)])));
        assert_eq!(yard.stays(401).await, (days([None, None]), spans(&[])));
    }

    async fn teams_of_one_batch_come_and_go_with_one_entry_in_the_log(town: Town) {
        let (bed, world) = town.apart();
        let yard = Yard::set(world).await;
        yard.settled().await;
        let third = "瓦工三班";
        let mut of_nobody = yard.of_team("油漆四班", json!({}));
        of_nobody[0]["corpCode"] = yard.labour.as_str().into();
        let rows = vec![
            yard.of_team(OTHER_TEAM, json!({ "entryTime": "2026-11-01" })),
            yard.of_team(OTHER_TEAM, json!({ "entryTime": "2026-11-01" })),
            of_nobody,
            yard.of_team(third, json!({ "entryTime": "2026-11-01", "exitTime": "2026-11-10" })),
            yard.of_team(OTHER_TEAM, json!({ "exitTime": "2026-11-12" })),
            yard.of_team(OTHER_TEAM, json!({ "exitTime": "2026-11-12" })),
            yard.of_team(third, json!({ "exitTime": "2026-11-11" })),
        ];
        let receipt = yard.send("t-1", FeedObject::Team, joined(rows)).await;
        let wrong = yard.wrong(receipt.batch).await;
        let expected =
            [told(3, "corpCode", "projects.enterprise_unknown"), told(7, "exitTime", "feeds.stands_otherwise")];
        assert_eq!(wrong, expected);
        assert_eq!((receipt.added, receipt.unchanged, receipt.refused), (3, 2, 2));
        let rows = teams::Entity::find().order_by_asc(teams::Column::LeftOn).all(bed.ctx.db.reader()).await.unwrap();
        let left: Vec<_> = rows.iter().filter_map(|row| row.left_on.as_deref().map(|left| (row.name.as_str(), left))).collect();
        assert_eq!(left, [(third, "2026-11-10"), (OTHER_TEAM, "2026-11-12")]);
        let of_teams = audit::Filter { subject_kind: Some("team".into()), subject: None, ..audit::Filter::default() };
        assert_eq!(audit::list(&bed.ctx, &of_teams, 0, 10).await.unwrap().1, 0, "the batch has the entry");
    }

    async fn many_workers_take_hardly_more_statements_than_a_few(town: Town) {
        let (_bed, world) = town.apart();
        let yard = Yard::set(world).await;
        yard.settled().await;
        let asked = Arc::new(AtomicUsize::new(0));
        let heard = asked.clone();
        let ctx = &yard.scene.world.ctx;
        let db = ctx.db.observed(move |_| {
            heard.fetch_add(1, SeqCst);
        });
        let observed = Ctx { db, ..ctx.clone() };
        let mut statements = Vec::new();
        for (name, first, count) in [("w-1", 401, 5), ("w-2", 501, 60)] {
            let rows = (first..first + count).map(|nth| yard.nth(nth, json!({}))).collect();
            let body = json!({ "batchId": name, "items": joined(rows) }).to_string();
            let (time, nonce) = (ctx.now().rfc3339(), yard.scene.nonce());
            let sent = yard.scene.send_signed(&yard.sinks, FeedObject::ProjectWorker, &body, &time, &nonce);
            let id = sent.await.unwrap().batch;
            asked.store(0, SeqCst);
            apply(&observed, &yard.sinks, id).await.unwrap();
            statements.push(asked.load(SeqCst));
            let receipt = batch(&yard.scene.own(), id).await.unwrap().receipt;
            assert_eq!(receipt.added, u32::from(count), "{:?}", yard.wrong(id).await);
        }
        assert!(statements[0] > 20, "{statements:?}");
        assert!(statements[1] <= statements[0] + 60, "{statements:?}");
    }
}
