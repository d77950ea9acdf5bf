use sea_orm::{ActiveModelTrait, ConnectionTrait};
use serde_json::json;

use super::*;
use crate::ctx::SignedIn;
use crate::instant::DAY_MS;
use crate::{Actor, on_both};

const SUBJECT: (&str, &str) = ("exam", "1");

/// A chain of five.
async fn written(ctx: &Ctx) -> i32 {
    for number in 0..5 {
        write(ctx, number).await.unwrap();
    }
    assert_eq!(check_chains(ctx.db.reader()).await.unwrap(), []);
    i32::from(chain_of(SUBJECT.0, SUBJECT.1))
}

async fn write(ctx: &Ctx, number: i32) -> Result<(), Fault> {
    crate::transact!(ctx, |tx| { record(tx, ctx, "edit", SUBJECT, json!({ "number": number })).await })
}

async fn write_about(ctx: &Ctx, kind: &str, subject: &str) -> Result<(), Fault> {
    crate::transact!(ctx, |tx| { record(tx, ctx, "edit", (kind, subject), json!({})).await })
}

async fn tamper(ctx: &Ctx, sql: &str) -> Vec<Break> {
    ctx.db.writer().execute_unprepared(sql).await.unwrap();
    check_chains(ctx.db.reader()).await.unwrap()
}

on_both! {
    async fn a_changed_entry_is_found(bed) {
        let chain = written(&bed.ctx).await;
        for column in ["facts = '{\"number\":9}'", "actor = 'nobody'", "at = at + 1", "verb = 'create'", "subject = '2'"] {
            let changed = format!("UPDATE audit_entries SET {column} WHERE chain = {chain} AND sequence = 3");
            let before = audit_entries::Entity::find_by_id((chain, 3)).one(bed.ctx.db.reader()).await.unwrap().unwrap();
            assert_eq!(tamper(&bed.ctx, &changed).await, [Break::Changed { chain, sequence: 3 }], "{column}");
            // put back as it was
            audit_entries::Entity::update(before.into_active_model().reset_all()).exec(bed.ctx.db.writer()).await.unwrap();
            assert_eq!(check_chains(bed.ctx.db.reader()).await.unwrap(), []);
        }
    }

    async fn an_entry_that_was_changed_together_with_its_hash_is_found_by_the_next(bed) {
        let chain = written(&bed.ctx).await;
        let mut entry = audit_entries::Entity::find_by_id((chain, 3)).one(bed.ctx.db.reader()).await.unwrap().unwrap();
        entry.actor = "nobody".into();
        entry.hash = hash_of(&entry).unwrap();
        let changed = format!("UPDATE audit_entries SET actor = 'nobody', hash = '{}' WHERE chain = {chain} AND sequence = 3", entry.hash);
        assert_eq!(tamper(&bed.ctx, &changed).await, [Break::Changed { chain, sequence: 4 }]);
    }

    async fn a_missing_entry_is_found(bed) {
        let chain = written(&bed.ctx).await;
        let taken = format!("DELETE FROM audit_entries WHERE chain = {chain} AND sequence = 2");
        assert_eq!(tamper(&bed.ctx, &taken).await, [Break::Missing { chain, sequence: 2 }]);
    }

    async fn a_cut_tail_is_found(bed) {
        let chain = written(&bed.ctx).await;
        let cut = format!("DELETE FROM audit_entries WHERE chain = {chain} AND sequence > 3");
        assert_eq!(tamper(&bed.ctx, &cut).await, [Break::Cut { chain }]);
    }

    async fn an_entry_beyond_the_head_and_a_missing_head_are_found(bed) {
        let chain = written(&bed.ctx).await;
        let last = audit_entries::Entity::find_by_id((chain, 4)).one(bed.ctx.db.reader()).await.unwrap().unwrap();
        let back = format!("UPDATE audit_heads SET sequence = 4, hash = '{}' WHERE chain = {chain}", last.hash);
        assert_eq!(tamper(&bed.ctx, &back).await, [Break::Cut { chain }]);
        let taken = format!("DELETE FROM audit_heads WHERE chain = {chain}");
        assert_eq!(tamper(&bed.ctx, &taken).await, [Break::Cut { chain }]);
    }

    async fn a_tail_cut_off_together_with_its_head_is_given_away_by_the_heads_of_an_earlier_day(bed) {
        let chain = written(&bed.ctx).await;
        let known: Vec<Head> = heads(bed.ctx.db.reader()).await.unwrap();
        let ours = known.iter().find(|head| head.chain == chain).unwrap().clone();
        assert_eq!(Head::parse(&ours.to_string()), Some(ours.clone()));
        assert_eq!((Head::parse("whole: 5 entries in 16 chains"), Head::parse("1 2")), (None, None));
        write(&bed.ctx, 6).await.unwrap();
        assert_eq!(lost(bed.ctx.db.reader(), std::slice::from_ref(&ours)).await.unwrap(), [], "it grew");
        let kept = audit_entries::Entity::find_by_id((chain, 3)).one(bed.ctx.db.reader()).await.unwrap().unwrap();
        let cut = [
            format!("DELETE FROM audit_entries WHERE chain = {chain} AND sequence > 3"),
            format!("UPDATE audit_heads SET sequence = 3, hash = '{}' WHERE chain = {chain}", kept.hash),
        ];
        tamper(&bed.ctx, &cut[0]).await;
        assert_eq!(tamper(&bed.ctx, &cut[1]).await, [], "the chain alone does not tell");
        assert_eq!(lost(bed.ctx.db.reader(), std::slice::from_ref(&ours)).await.unwrap(), [ours]);
    }

    async fn the_log_is_narrowed_by_kind_id_actor_and_day(bed) {
        written(&bed.ctx).await;
        bed.clock.advance_ms(2 * DAY_MS);
        let account = bed.ctx.new_id();
        let who = SignedIn { account, person: bed.ctx.new_id(), session: bed.ctx.new_id(), name: String::new(), posts: vec![] };
        let ctx = bed.ctx.acting_as(Actor::SignedIn(who));
        write_about(&ctx, "course", "c").await.unwrap();
        write_about(&bed.ctx, "account", &account.to_string()).await.unwrap();
        let today = bed.ctx.now().day();
        let found = async |filter: Filter| list(&bed.ctx, &filter, 0, 50).await.unwrap().1;
        let all = Filter::default;
        assert_eq!(found(all()).await, 7);
        assert_eq!(found(Filter { subject_kind: Some("exam".into()), ..all() }).await, 5);
        assert_eq!(found(Filter { concerning: Some(account.to_string()), ..all() }).await, 2, "done by it and to it");
        assert_eq!(found(Filter { by: Some(By::Account), ..all() }).await, 1);
        assert_eq!(found(Filter { by: Some(By::System), ..all() }).await, 6);
        assert_eq!(found(Filter { from: Some(today), ..all() }).await, 2);
        assert_eq!(found(Filter { until: Some(today.previous()), ..all() }).await, 5);
        assert_eq!(found(Filter { from: Some(today), until: Some(today), by: Some(By::Account), ..all() }).await, 1);
        assert_eq!(kinds(&bed.ctx).await.unwrap(), ["account", "course", "exam"]);
        assert!(matches!(list(&ctx, &all(), 0, 1).await, Err(Fault::Forbidden)));
        assert!(matches!(kinds(&ctx).await, Err(Fault::Forbidden)));
    }

    async fn an_emptied_chain_is_found(bed) {
        let chain = written(&bed.ctx).await;
        let emptied = format!("DELETE FROM audit_entries WHERE chain = {chain}");
        assert_eq!(tamper(&bed.ctx, &emptied).await, [Break::Cut { chain }]);
    }
}
