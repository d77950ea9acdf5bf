use sea_orm::PaginatorTrait;

use super::*;
use crate::Actor;
use crate::accounts::SessionKind;
use crate::accounts::messenger::DemoOutbox;
use crate::accounts::second_factor::tests::set_up;
use crate::accounts::store::{Channels, Key, Met, ask_reset, enter, find_session, make_reset_code};
use crate::fixtures::{PASSWORD, Part, World};
use crate::instant::MINUTE_MS;
use crate::people::Document;

async fn left(ctx: &Ctx) -> (u64, u64) {
    let reader = ctx.db.reader();
    let halves = half_sign_ins::Entity::find().count(reader).await.unwrap();
    (halves, one_time_codes::Entity::find().count(reader).await.unwrap())
}

/// A sign-in that stops before its second step.
async fn stop_halfway(world: &World) {
    let session = world.enter(Part::Bystander).await.unwrap();
    let who = find_session(&world.ctx, &session.token).await.unwrap().unwrap();
    set_up(&world.ctx.acting_as(Actor::SignedIn(who))).await;
    let phone = Part::Bystander.member().phone();
    let key = Key { sign_in: &phone, password: PASSWORD, kind: SessionKind::Cookie, device: "" };
    enter(&world.anonymous(), key).await.unwrap();
}

crate::on_both! {
    async fn a_second_step_that_nobody_took_is_cleared_once_it_is_over(town: Town) {
        let (bed, world) = town.apart();
        stop_halfway(&world).await;
        assert_eq!((clear_leftovers(&bed.ctx).await.unwrap(), left(&bed.ctx).await.0), (0, 1), "it is still open");
        bed.clock.advance_ms(10 * MINUTE_MS + 1);
        clear_leftovers(&bed.ctx).await.unwrap();
        assert_eq!(left(&bed.ctx).await.0, 0);
    }

    async fn a_code_that_was_sent_is_cleared_a_day_after_its_end_and_one_from_a_clerk_after_a_week(town: Town) {
        let (bed, world) = town.apart();
        let (sent, given) = (Part::Bystander.member(), Part::CandidateNew.member().id_number());
        let channels = Channels { messenger: Some(&DemoOutbox), letter_subject: None };
        ask_reset(&world.anonymous(), channels, &sent.phone(), str::to_owned).await.unwrap();
        let met = Met { sign_in: &given, document: Document::IdentityCard, reason: "本人持证到场" };
        make_reset_code(&world.as_(Part::HumanResources), &met).await.unwrap();
        bed.clock.advance_ms(DAY_MS);
        clear_leftovers(&bed.ctx).await.unwrap();
        assert_eq!(left(&bed.ctx).await.1, 2);
        bed.clock.advance_ms(DAY_MS);
        clear_leftovers(&bed.ctx).await.unwrap();
        assert_eq!(left(&bed.ctx).await.1, 1, "who gave it counts for a week");
        bed.clock.advance_ms(APART_MS);
        assert_eq!(clear_leftovers(&bed.ctx).await.unwrap(), 1);
        assert_eq!((left(&bed.ctx).await.1, clear_leftovers(&bed.ctx).await.unwrap()), (0, 0), "once");
    }
}
