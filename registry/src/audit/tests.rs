use sea_orm::ActiveModelTrait;
use serde_json::json;

use super::*;
use crate::on_both;

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

    async fn an_emptied_chain_is_found(bed) {
        let chain = written(&bed.ctx).await;
        let emptied = format!("DELETE FROM audit_entries WHERE chain = {chain}");
        assert_eq!(tamper(&bed.ctx, &emptied).await, [Break::Cut { chain }]);
    }
}
