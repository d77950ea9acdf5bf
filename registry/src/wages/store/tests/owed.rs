//! What is owed and by when, where papers or orders say less than they should?

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, QueryFilter};

use super::*;
use crate::calendar::tests::notices::year_2027;
use crate::calendar::years;
use crate::ctx::Actor;
use crate::entity::identity_confirmations;

/// As feeds and files bring it: no day of payment for the one, and no contract for the other.
async fn without_pay_days(scene: &Scene) {
    let db = scene.world.ctx.db.writer();
    contracts::Entity::update_many()
        .col_expr(contracts::Column::PayDay, Expr::value(None::<i32>))
        .col_expr(contracts::Column::PayMonth, Expr::value(None::<String>))
        .exec(db)
        .await
        .unwrap();
    contracts::Entity::delete_many().filter(contracts::Column::PersonId.eq(scene.two.person)).exec(db).await.unwrap();
}

/// The person signed in, with a confirmed identity.
async fn as_worker(scene: &Scene, who: &Somebody) -> Ctx {
    let ctx = &scene.world.ctx;
    let Actor::SignedIn(mut actor) = scene.world.actor(Part::Bystander) else { panic!("nobody") };
    let row = identity_confirmations::ActiveModel {
        id: Set(ctx.new_id()),
        person_id: Set(who.person),
        confirmed_by: Set(actor.account),
        office_id: Set(Some(scene.world.offices.issuer)),
        document: Set("identity_card".into()),
        confirmed_at: Set(ctx.now().0),
        ..Default::default()
    };
    identity_confirmations::Entity::insert(row).exec_without_returning(ctx.db.writer()).await.unwrap();
    actor.person = who.person;
    ctx.acting_as(Actor::SignedIn(actor))
}

on_both! {
    async fn who_came_without_a_pay_day_is_late_after_the_next_month(town: Town) {
        let (bed, world) = town.apart();
        let scene = prepared(&bed, world).await;
        without_pay_days(&scene).await;
        for who in [&scene.one, &scene.two] {
            scene.deliver(scene.whole_day(who, "2026-11-18")).await;
        }
        let office = scene.world.as_(Part::HumanResources);
        bed.clock.set(at("2026-12-31 09:00"));
        refresh_dues(&scene.feed(), 10).await.unwrap();
        assert_eq!(late_projects(&office, "", 0).await.unwrap().1, 0, "the last day itself is in time");
        let filter = DuesFilter { standing: Some(Standing::Open), month: Some(november()) };
        let (open, total) = dues_list(&scene.officer, scene.project, &filter, 0).await.unwrap();
        assert_eq!(total, 2, "whose sum nobody knows is waited for, too");
        assert!(open.iter().all(|one| one.dues.due == Some(Due::Fixed(day("2026-12-31")))), "{open:?}");
        bed.clock.set(at("2027-01-01 09:00"));
        assert_eq!(late(&scene.officer, &scene).await.unwrap().len(), 2);
        let (found, _) = late_projects(&office, "", 0).await.unwrap();
        assert_eq!((found[0].people, found[0].since, found[0].missing_fen), (2, day("2026-12-31"), 35_000));
        let told = month_wages(bed.ctx.db.reader(), scene.project, day("2027-01-01")).await.unwrap();
        assert_eq!((told.len(), told[0].payable_fen, told[0].paid_fen), (1, 35_001, 0), "the panel sees it");
    }

    async fn a_pay_day_in_a_year_without_calendar_makes_nobody_late_until_the_year_is_published(town: Town) {
        let (bed, world) = town.apart();
        let scene = prepared(&bed, world).await;
        without_pay_days(&scene).await;
        bed.clock.set(at("2026-12-02 09:00"));
        scene.deliver(scene.whole_day(&scene.one, "2026-12-01")).await;
        bed.clock.set(at("2027-02-02 09:00"));
        refresh_dues(&scene.feed(), 10).await.unwrap();
        let december = DuesFilter { standing: None, month: Some(Month::parse("2026-12").unwrap()) };
        let due = async || dues_list(&scene.officer, scene.project, &december, 0).await.unwrap().0[0].dues.due;
        assert_eq!(due().await, Some(Due::Provisional(day("2027-01-29"))));
        assert!(late(&scene.officer, &scene).await.unwrap().is_empty());
        let (administrator, city) = (scene.world.as_(Part::SystemAdministrator), scene.world.as_(Part::City));
        let year = years::propose(&administrator, "2027.json", year_2027().to_json().as_bytes()).await.unwrap();
        years::confirm(&city, year).await.unwrap();
        assert_eq!(refresh_dues(&scene.feed(), 10).await.unwrap(), 1, "the month is marked");
        assert_eq!(due().await, Some(Due::Fixed(day("2027-01-29"))));
        assert_eq!(late(&scene.officer, &scene).await.unwrap().len(), 1);
    }

    async fn an_order_of_less_than_was_earned_settles_nothing(town: Town) {
        let (bed, world) = town.apart();
        let scene = prepared(&bed, world).await;
        for day in ["2026-11-18", "2026-11-19"] {
            scene.deliver(scene.whole_day(&scene.one, day)).await;
        }
        scene.deliver(scene.whole_day(&scene.two, "2026-11-19")).await;
        let little = PaymentLine { payable_fen: 600, deducted_fen: 500, amount_fen: 100, ..line(1, &scene.one, "陆建明") };
        let id = draft(&scene.officer, &NewBatch { lines: vec![little], ..order(&scene) }).await.unwrap();
        send(&scene.officer, id).await.unwrap();
        bed.clock.advance_ms(60_000);
        let rows = [result("P1", BankOutcome::Succeeded, 100, bed.ctx.now())];
        take_bank_results(&scene.officer, id, &rows).await.unwrap();
        bed.clock.set(at("2026-12-15 09:00"));
        refresh_dues(&scene.feed(), 10).await.unwrap();
        let found = late(&scene.officer, &scene).await.unwrap();
        let owed = |who: &Somebody| found.iter().find(|one| one.dues.worker == who.registration).unwrap().dues;
        // two days at 350.00, less what is rightly held back
        assert_eq!((owed(&scene.one).owed_fen, owed(&scene.one).missing_fen()), (Some(69_500), Some(69_400)));
        assert_eq!(owed(&scene.two).owed_fen, Some(35_000));
        let proposed = proposal(&scene.officer, scene.project, scene.unit, november()).await.unwrap();
        let open = |who: &Somebody| proposed.iter().find(|one| one.registration == who.registration).unwrap().open_fen;
        assert_eq!((open(&scene.one), open(&scene.two)), (Some(69_400), Some(35_000)), "the rest can be ordered");

        for part in [Part::EnterpriseAdministrator, Part::HumanResources] {
            let odd = differences(&scene.world.as_(part), id).await.unwrap();
            let told = |who: &Somebody| {
                let one = odd.iter().find(|one| one.registration == who.registration).unwrap();
                (one.agreement, one.earned_fen, one.ordered_fen)
            };
            assert_eq!(told(&scene.one), (Agreement::TooLittle, 70_000, 600), "{part:?}");
            assert_eq!(told(&scene.two), (Agreement::AttendedWithoutPay, 35_000, 0), "{part:?}");
        }
        let far = scene.world.as_(Part::OtherHumanResources);
        assert!(matches!(differences(&far, id).await, Err(Fault::NotFound)));

        // the rest in another order: nothing is odd any more, and all of it is paid
        let rest = PaymentLine {
            reference: "P3".into(),
            payable_fen: 69_400,
            deducted_fen: 0,
            amount_fen: 69_400,
            ..line(1, &scene.one, "陆建明")
        };
        let second = draft(&scene.officer, &NewBatch { lines: vec![rest], ..order(&scene) }).await.unwrap();
        send(&scene.officer, second).await.unwrap();
        bed.clock.advance_ms(60_000);
        let rows = [result("P3", BankOutcome::Succeeded, 69_400, bed.ctx.now())];
        take_bank_results(&scene.officer, second, &rows).await.unwrap();
        let odd = differences(&scene.officer, id).await.unwrap();
        assert!(odd.iter().all(|one| one.registration != scene.one.registration), "{odd:?}");
        let found = late(&scene.officer, &scene).await.unwrap();
        assert!(found.iter().all(|one| one.dues.worker != scene.one.registration), "{found:?}");
    }

    async fn each_day_has_the_price_of_its_own_contract(town: Town) {
        let (bed, world) = town.apart();
        let scene = prepared(&bed, world).await;
        contracts::Entity::update_many()
            .col_expr(contracts::Column::EndsOn, Expr::value("2026-11-18"))
            .filter(contracts::Column::PersonId.eq(scene.one.person))
            .exec(bed.ctx.db.writer())
            .await
            .unwrap();
        contract(&bed.ctx, &scene, &scene.one).await;
        contracts::Entity::update_many()
            .col_expr(contracts::Column::StartsOn, Expr::value("2026-11-19"))
            .col_expr(contracts::Column::RateFen, Expr::value(40_000_i64))
            .filter(contracts::Column::PersonId.eq(scene.one.person))
            .filter(contracts::Column::EndsOn.is_null())
            .exec(bed.ctx.db.writer())
            .await
            .unwrap();
        for day in ["2026-11-18", "2026-11-19"] {
            scene.deliver(scene.whole_day(&scene.one, day)).await;
        }
        bed.clock.set(at("2026-12-15 09:00"));
        refresh_dues(&scene.feed(), 10).await.unwrap();
        let found = late(&scene.officer, &scene).await.unwrap();
        assert_eq!(found.iter().map(|one| one.dues.owed_fen).collect::<Vec<_>>(), [Some(75_000)]);
    }

    async fn a_worker_reads_what_really_arrived(town: Town) {
        let (bed, world) = town.apart();
        let scene = prepared(&bed, world).await;
        let worker = as_worker(&scene, &scene.one).await;
        let id = draft(&scene.officer, &order(&scene)).await.unwrap();
        assert_eq!(own_payments(&worker).await.unwrap(), [], "a draft is no payment");
        send(&scene.officer, id).await.unwrap();
        let told = async || {
            let own = own_payments(&worker).await.unwrap();
            assert_eq!((own.len(), own[0].payable_fen, own[0].deducted_fen), (1, 70_000, 5_000));
            (own[0].paid_fen, own[0].is_underpaid, own[0].outcome)
        };
        assert_eq!(told().await, (None, false, None));
        bed.clock.advance_ms(60_000);
        let part = [result("P1", BankOutcome::Succeeded, 40_000, bed.ctx.now())];
        take_bank_results(&scene.officer, id, &part).await.unwrap();
        assert_eq!(told().await, (Some(40_000), true, Some(BankOutcome::Succeeded)));
        bed.clock.advance_ms(60_000);
        let back = [result("P1", BankOutcome::Returned, 40_000, bed.ctx.now())];
        take_bank_results(&scene.officer, id, &back).await.unwrap();
        assert_eq!(told().await, (Some(0), true, Some(BankOutcome::Returned)));
        let all = as_worker(&scene, &scene.two).await;
        let rows = [result("P2", BankOutcome::Succeeded, 65_000, bed.ctx.now())];
        take_bank_results(&scene.officer, id, &rows).await.unwrap();
        let own = own_payments(&all).await.unwrap();
        assert_eq!((own[0].paid_fen, own[0].is_underpaid), (Some(65_000), false));
    }
}
