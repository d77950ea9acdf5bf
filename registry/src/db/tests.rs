use futures::future::join_all;
use sea_orm::{ConnectionTrait, EntityTrait};

use crate::entity::areas;
use crate::{Ctx, Fault, on_both, transact};

/// More than any pool has connections.
const AT_ONCE: usize = 40;

/// Fewer than a transaction is tried.
const DEAD: usize = 4;

/// How many areas there are, asked as a use case asks that knows nothing of a transaction.
async fn areas_known(ctx: &Ctx) -> Result<usize, Fault> {
    Ok(areas::Entity::find().all(ctx.db.reader()).await?.len())
}

on_both! {
    async fn what_a_transaction_wrote_is_read_inside_it_and_not_outside(bed) {
        let ctx = &bed.ctx;
        let before = areas_known(ctx).await.unwrap();
        let inside: Result<usize, Fault> = async {
            transact!(ctx, |tx| {
                tx.execute_unprepared("INSERT INTO areas (code, name) VALUES ('329999', '示例区')").await?;
                let inside = areas_known(ctx).await?;
                if inside > before { Err(Fault::NotFound) } else { Ok(inside) }
            })
        }
        .await;
        assert!(matches!(inside, Err(Fault::NotFound)), "{inside:?}");
        assert_eq!(areas_known(ctx).await.unwrap(), before, "it was rolled back");
    }

    async fn transactions_that_ask_further_questions_do_not_wait_for_each_other(bed) {
        let ctx = &bed.ctx;
        let asked = join_all((0..AT_ONCE).map(|_| async {
            transact!(ctx, |_tx| {
                let first = areas_known(ctx).await?;
                tokio::task::yield_now().await;
                Ok(first + areas_known(ctx).await?)
            })
        }))
        .await;
        assert!(asked.iter().all(Result::is_ok), "{asked:?}");
    }

    async fn a_connection_that_died_while_it_was_idle_is_no_fault_of_a_transaction(bed) {
        let ctx = &bed.ctx;
        if ctx.db.is_sqlite() {
            return;
        }
        let at_once = async || {
            join_all((0..DEAD).map(|_| async {
                transact!(ctx, |_tx| {
                    let known = areas_known(ctx).await?;
                    tokio::time::sleep(std::time::Duration::from_millis(20)).await;
                    Ok(known)
                })
            }))
            .await
        };
        assert!(at_once().await.iter().all(Result::is_ok));
        let end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
            WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()";
        bed.another_node().await.db.writer().execute_unprepared(end).await.unwrap();
        // not so long that the pool asks whether they are still there
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        let asked = at_once().await;
        assert!(asked.iter().all(Result::is_ok), "{asked:?}");
    }

    async fn a_transaction_inside_another_one_is_a_fault_of_ours(bed) {
        let ctx = &bed.ctx;
        let nested: Result<(), Fault> = async { transact!(ctx, |_tx| { transact!(ctx, |_inner| { Ok(()) }) }) }.await;
        assert!(matches!(nested, Err(Fault::Internal(_))), "{nested:?}");
    }
}
