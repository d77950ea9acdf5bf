use super::*;
use crate::on_both;

const SPAN_MS: i64 = 1_000;

async fn takes(ctx: &Ctx, holder: &str) -> bool {
    take(ctx, "job", holder, SPAN_MS).await.unwrap()
}

on_both! {
    async fn one_of_two_holds_it_and_may_renew_it(bed) {
        let (one, other) = tokio::join!(takes(&bed.ctx, "one"), takes(&bed.ctx, "other"));
        assert!(one != other, "{one} {other}");
        let (holder, waiting) = if one { ("one", "other") } else { ("other", "one") };
        bed.clock.advance_ms(SPAN_MS - 1);
        assert!(takes(&bed.ctx, holder).await, "renewed");
        bed.clock.advance_ms(SPAN_MS);
        assert!(!takes(&bed.ctx, waiting).await, "the renewed span counts, to its last moment");
    }

    async fn an_expired_one_is_taken_over_and_its_holder_comes_too_late(bed) {
        assert!(takes(&bed.ctx, "one").await);
        bed.clock.advance_ms(SPAN_MS + 1);
        assert!(takes(&bed.ctx, "other").await);
        assert!(!takes(&bed.ctx, "one").await);
        // what was lost cannot be given back
        release(bed.ctx.db.writer(), "job", "one").await.unwrap();
        assert!(!takes(&bed.ctx, "third").await);
    }

    async fn what_is_given_back_is_free_at_once_and_names_do_not_disturb_each_other(bed) {
        assert!(takes(&bed.ctx, "one").await);
        assert!(take(&bed.ctx, "another job", "other", SPAN_MS).await.unwrap());
        release(bed.ctx.db.writer(), "job", "one").await.unwrap();
        assert!(takes(&bed.ctx, "other").await);
    }
}
