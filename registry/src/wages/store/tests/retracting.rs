//! Is an answer of the bank taken back as a whole, once, and only while nothing follows from it?

use super::*;

/// An order that was sent, and an answer that says both of its lines: the one arrived, the other failed.
async fn answered(bed: &crate::testing::Bed, world: World) -> (Scene, Uuid) {
    let scene = prepared(bed, world).await;
    let id = draft(&scene.officer, &order(&scene)).await.unwrap();
    send(&scene.officer, id).await.unwrap();
    bed.clock.advance_ms(60_000);
    let now = bed.ctx.now();
    let rows = [result("P1", BankOutcome::Succeeded, 65_000, now), result("P2", BankOutcome::Failed, 0, now)];
    take_bank_results(&scene.officer, id, &rows).await.unwrap();
    (scene, id)
}

async fn states(scene: &Scene, id: Uuid) -> [LineState; 2] {
    let seen = batch(&scene.officer, id).await.unwrap();
    [seen.lines[0].state, seen.lines[1].state]
}

on_both! {
    async fn an_answer_is_taken_back_with_what_follows_shown_first(town: Town) {
        let (bed, world) = town.apart();
        let (scene, id) = answered(&bed, world).await;
        let all = answers(&scene.officer, id).await.unwrap();
        assert_eq!((all.len(), all[0].lines, all[0].withdrawn.clone()), (1, 2, None));
        let (one, found) = retraction(&scene.officer, id, all[0].id).await.unwrap();
        let expected =
            Retraction { waiting: 2, arrived: 1, arrived_fen: 65_000, failed: 1, ..Retraction::default() };
        assert_eq!((one.id, found), (all[0].id, expected));
        assert_eq!(states(&scene, id).await, [LineState::Succeeded, LineState::Failed], "to look changes nothing");
        let month = || months(&scene.officer, scene.project);
        assert_eq!(month().await.unwrap()[0].paid_fen, 65_000);

        let short = withdraw_answer(&scene.officer, id, one.id, " 错 ").await.unwrap_err();
        assert_eq!(short.code(), Some("wages.answer_reason"));
        withdraw_answer(&scene.officer, id, one.id, "回单属于另一批次").await.unwrap();
        assert_eq!(states(&scene, id).await, [LineState::Sent, LineState::Sent]);
        assert_eq!(month().await.unwrap()[0].paid_fen, 0, "the month is worked out anew");
        let kept = &answers(&scene.officer, id).await.unwrap()[0];
        assert_eq!(kept.withdrawn, Some((bed.ctx.now(), "回单属于另一批次".to_owned())), "the record stays");
        let again = withdraw_answer(&scene.officer, id, one.id, "回单属于另一批次").await.unwrap_err();
        assert_eq!(again.code(), Some("wages.answer_withdrawn"));

        // the right one comes after it, with the same words for one line
        bed.clock.advance_ms(60_000);
        let now = bed.ctx.now();
        let rows = [result("P1", BankOutcome::Succeeded, 60_000, now), result("P2", BankOutcome::Failed, 0, now)];
        let outcomes = take_bank_results(&scene.officer, id, &rows).await.unwrap();
        assert_eq!(outcomes, [RowOutcome::Recorded, RowOutcome::Recorded]);
        assert_eq!(batch(&scene.officer, id).await.unwrap().head.paid_fen, 60_000);
        let repeated = take_bank_results(&scene.officer, id, &rows).await.unwrap();
        assert_eq!(repeated, [RowOutcome::Repeated, RowOutcome::Repeated]);
        assert_eq!(answers(&scene.officer, id).await.unwrap().len(), 2, "what says nothing new is no answer");
    }

    async fn what_others_rest_on_stays(town: Town) {
        let (bed, world) = town.apart();
        let (scene, id) = answered(&bed, world).await;
        let first = answers(&scene.officer, id).await.unwrap()[0].id;
        bed.clock.advance_ms(60_000);
        let back = [result("P1", BankOutcome::Returned, 65_000, bed.ctx.now())];
        take_bank_results(&scene.officer, id, &back).await.unwrap();
        let code = async |answer: Uuid| retraction(&scene.officer, id, answer).await.map(|_| ()).unwrap_err().code();
        assert_eq!(code(first).await, Some("wages.answer_followed"));
        let refused = withdraw_answer(&scene.officer, id, first, "登记错误").await.unwrap_err();
        assert_eq!(refused.code(), Some("wages.answer_followed"));

        // the later one goes first: its line stands as the earlier one says
        let later = answers(&scene.officer, id).await.unwrap()[0].id;
        let (_, found) = retraction(&scene.officer, id, later).await.unwrap();
        assert_eq!(found, Retraction { as_before: 1, returned: 1, ..Retraction::default() });
        withdraw_answer(&scene.officer, id, later, "银行更正").await.unwrap();
        assert_eq!(states(&scene, id).await, [LineState::Succeeded, LineState::Failed]);

        bed.clock.advance_ms(60_000);
        let again = draft_again(&scene.officer, id).await.unwrap();
        assert_eq!(code(first).await, Some("wages.answer_ordered_again"), "both would be paid");
        withdraw(&scene.officer, again).await.unwrap();
        withdraw_answer(&scene.officer, id, first, "登记错误").await.unwrap();
        assert_eq!(states(&scene, id).await, [LineState::Sent, LineState::Sent]);
    }

    async fn one_answer_may_say_two_things_of_a_line(town: Town) {
        let (bed, world) = town.apart();
        let scene = prepared(&bed, world).await;
        let id = draft(&scene.officer, &order(&scene)).await.unwrap();
        send(&scene.officer, id).await.unwrap();
        bed.clock.advance_ms(60_000);
        let early = bed.ctx.now();
        bed.clock.advance_ms(60_000);
        let rows =
            [result("P1", BankOutcome::Failed, 0, early), result("P1", BankOutcome::Succeeded, 65_000, bed.ctx.now())];
        take_bank_results(&scene.officer, id, &rows).await.unwrap();
        let answer = answers(&scene.officer, id).await.unwrap()[0].id;
        let (_, found) = retraction(&scene.officer, id, answer).await.unwrap();
        let expected = Retraction { waiting: 1, arrived: 1, arrived_fen: 65_000, ..Retraction::default() };
        assert_eq!(found, expected);
        withdraw_answer(&scene.officer, id, answer, "登记错误").await.unwrap();
        assert_eq!(states(&scene, id).await, [LineState::Sent, LineState::Sent]);
    }

    async fn strangers_and_offices_take_no_answer_back(town: Town) {
        let (bed, world) = town.apart();
        let (scene, id) = answered(&bed, world).await;
        let answer = answers(&scene.officer, id).await.unwrap()[0].id;
        for part in [Part::OtherHumanResources, Part::OtherEnterpriseAdministrator] {
            let ctx = scene.world.as_(part);
            assert!(matches!(answers(&ctx, id).await, Err(Fault::NotFound)), "{part:?}");
            assert!(matches!(retraction(&ctx, id, answer).await, Err(Fault::NotFound)), "{part:?}");
            assert!(matches!(withdraw_answer(&ctx, id, answer, "登记错误").await, Err(Fault::NotFound)), "{part:?}");
        }
        for part in [Part::HumanResources, Part::EnterpriseAdministrator] {
            let ctx = scene.world.as_(part);
            assert_eq!(answers(&ctx, id).await.unwrap().len(), 1, "{part:?}");
            assert!(matches!(retraction(&ctx, id, answer).await, Err(Fault::Forbidden)), "{part:?}");
            assert!(matches!(withdraw_answer(&ctx, id, answer, "登记错误").await, Err(Fault::Forbidden)), "{part:?}");
        }
        let other = draft(&scene.officer, &NewBatch {
            lines: vec![PaymentLine { reference: "P7".into(), ..line(1, &scene.one, "陆建明") }],
            ..order(&scene)
        }).await.unwrap();
        assert!(matches!(retraction(&scene.officer, other, answer).await, Err(Fault::NotFound)), "of another order");
        assert_eq!(states(&scene, id).await, [LineState::Succeeded, LineState::Failed]);
    }
}
