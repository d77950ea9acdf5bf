use super::*;
use crate::accounts::SessionKind;
use crate::accounts::store::{find_session, sign_in, sign_up};
use crate::fixtures::{PASSWORD, Part, World, extra};
use crate::instant::{DAY_MS, MINUTE_MS};

fn at(ctx: &Ctx, address: &str) -> Ctx {
    ctx.coming_from(Some(address.parse().unwrap()))
}

async fn fail(ctx: &Ctx, name: &str) -> &'static str {
    sign_in(ctx, name, "wrong-2026", SessionKind::Cookie, "").await.unwrap_err().code().unwrap()
}

async fn come(ctx: &Ctx, part: Part) -> Result<(), &'static str> {
    let session = sign_in(ctx, &part.member().phone(), PASSWORD, SessionKind::Cookie, "").await;
    session.map(|_| ()).map_err(|fault| fault.code().unwrap())
}

/// Fails as often as it takes to wait.
async fn shut(world: &World, address: &str) {
    let ctx = at(&world.anonymous(), address);
    while fail(&ctx, &Part::Bystander.member().phone()).await != "accounts.locked" {}
}

crate::on_both! {
    async fn failures_at_one_place_do_not_shut_the_holder_out_at_another(town: Town) {
        let (_bed, world) = town.apart();
        shut(&world, "203.0.113.9").await;
        assert_eq!(come(&at(&world.anonymous(), "203.0.113.9"), Part::Bystander).await, Err("accounts.locked"));
        come(&at(&world.anonymous(), "198.51.100.1"), Part::Bystander).await.unwrap();
        // of one household in IPv6 every address counts together
        shut(&world, "2001:db8:1:2::1").await;
        assert_eq!(come(&at(&world.anonymous(), "2001:db8:1:2::9"), Part::Bystander).await, Err("accounts.locked"));
    }

    async fn guesses_from_many_places_shut_the_account_for_everybody(town: Town) {
        let (_bed, world) = town.apart();
        let phone = Part::Bystander.member().phone();
        for place in 0..29 {
            assert_eq!(fail(&at(&world.anonymous(), &format!("10.0.{place}.1")), &phone).await, "accounts.sign_in_wrong");
        }
        assert_eq!(fail(&at(&world.anonymous(), "10.0.30.1"), &phone).await, "accounts.locked");
        assert_eq!(come(&at(&world.anonymous(), "198.51.100.1"), Part::Bystander).await, Err("accounts.locked"));
    }

    async fn a_session_goes_on_whatever_strangers_try(town: Town) {
        let (_bed, world) = town.apart();
        let session = world.enter(Part::Bystander).await.unwrap();
        shut(&world, "203.0.113.9").await;
        for place in 0..30 {
            fail(&at(&world.anonymous(), &format!("10.0.{place}.1")), &Part::Bystander.member().phone()).await;
        }
        assert!(find_session(&at(&world.ctx, "203.0.113.9"), &session.token).await.unwrap().is_some());
    }

    async fn a_name_that_nobody_has_waits_like_one_that_somebody_has(town: Town) {
        let (_bed, world) = town.apart();
        let (known, unknown) = (Part::Bystander.member().phone(), "13900000000".to_owned());
        let answers = async |name: &str| {
            let mut answers = Vec::new();
            for _ in 0..7 {
                answers.push(fail(&at(&world.anonymous(), "203.0.113.9"), name).await);
            }
            answers
        };
        let told = answers(&known).await;
        assert_eq!(told[4..], ["accounts.locked"; 3]);
        assert_eq!(answers(&unknown).await, told);
    }

    async fn one_address_guesses_at_sixty_names_and_then_waits(town: Town) {
        let (bed, world) = town.apart();
        let ctx = at(&world.anonymous(), "203.0.113.9");
        for name in 0..59 {
            assert_eq!(fail(&ctx, &format!("139000000{name:02}")).await, "accounts.sign_in_wrong");
        }
        assert_eq!(fail(&ctx, "13900000099").await, "accounts.address_waits");
        assert_eq!(come(&ctx, Part::Bystander).await, Err("accounts.address_waits"));
        come(&at(&world.anonymous(), "198.51.100.1"), Part::Bystander).await.unwrap();
        bed.clock.advance_ms(MINUTE_MS);
        come(&ctx, Part::Bystander).await.unwrap();
    }

    async fn a_second_node_sees_what_the_first_counted(town: Town) {
        let (bed, world) = town.apart();
        let first = at(&world.anonymous(), "203.0.113.9");
        let other = Ctx { db: bed.another_node().await.db, ..first.clone() };
        let phone = Part::Bystander.member().phone();
        for node in [&other, &first, &other, &other] {
            assert_eq!(fail(node, &phone).await, "accounts.sign_in_wrong");
        }
        for node in [&first, &other] {
            assert_eq!(fail(node, &phone).await, "accounts.locked");
        }
    }

    async fn sign_ups_of_one_address_are_counted(bed) {
        let ctx = at(&bed.ctx.acting_as(crate::Actor::Anonymous), "203.0.113.9");
        for _ in 0..59 {
            use_door(&ctx, Door::SignUp).await.unwrap();
        }
        let closing = use_door(&ctx, Door::SignUp).await.unwrap_err();
        assert_eq!(closing.code(), Some("accounts.address_waits"));
        let refused = sign_up(&ctx, &extra(1, "钱多多", PASSWORD)).await.unwrap_err();
        assert_eq!(refused.code(), Some("accounts.address_waits"));
        sign_up(&at(&ctx, "198.51.100.1"), &extra(1, "钱多多", PASSWORD)).await.unwrap();
        // no address, no limit: the program's own work
        use_door(&bed.ctx, Door::SignUp).await.unwrap();
    }

    async fn rows_are_cleared_after_a_quiet_day_and_name_nobody(town: Town) {
        let (bed, world) = town.apart();
        shut(&world, "203.0.113.9").await;
        let rows = throttles::Entity::find().all(bed.ctx.db.reader()).await.unwrap();
        assert_eq!(rows.len(), 3);
        let stored = format!("{rows:?}");
        assert!(!stored.contains("203.0.113") && !stored.contains(&world.account(Part::Bystander).to_string()));
        assert_eq!(clear_throttles(&bed.ctx).await.unwrap(), 0);
        bed.clock.advance_ms(DAY_MS + 1);
        assert_eq!(clear_throttles(&bed.ctx).await.unwrap(), 3);
    }
}
