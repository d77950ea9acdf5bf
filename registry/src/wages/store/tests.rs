mod owed;
mod retracting;
mod sight;

use sea_orm::{EntityTrait, Set};
use uuid::Uuid;

use super::*;
use crate::attendance::store::monthly_record;
use crate::attendance::store::tests::scene::{Scene, Somebody, at, day, officer_of, shut_away, somebody};
use crate::attendance::{Mark, Scope};
use crate::calendar::{Due, Month};
use crate::entity::{contracts, project_accounts, wage_cards};
use crate::fixtures::{Part, World};
use crate::people::PersonName;
use crate::wages::{
    AccountNumber, Agreement, BankOutcome, BankResult, BatchState, Check, LineState, PaymentKind, PaymentLine,
    ResultRow, RowOutcome, Standing,
};
use crate::workers::CardNumber;
use crate::{Ctx, Fault, Instant, on_both};

const ACCOUNT: &str = "1111822509000000123";

fn card(nth: u8) -> CardNumber {
    CardNumber::parse(&format!("62220200000000000{nth:02}")).unwrap()
}

fn november() -> Month {
    Month::parse("2026-11").unwrap()
}

/// A wage account of the site; for both people a contract by the day and a card.
async fn prepared(bed: &crate::testing::Bed, world: World) -> Scene {
    let scene = Scene::make(world).await;
    let ctx = &bed.ctx;
    let account = project_accounts::ActiveModel {
        id: Set(ctx.new_id()),
        project_id: Set(scene.project),
        holder: Set("示例建设有限公司".into()),
        bank: Set("102".into()),
        branch: Set("某支行".into()),
        account_number_sealed: Set(ctx
            .vault
            .seal(ctx.random.as_ref(), "project_accounts.account_number", ACCOUNT.as_bytes())
            .unwrap()),
        account_number_index: Set(ctx.vault.index("account_number", ACCOUNT).unwrap()),
        opened_on: Set("2026-01-05".into()),
        recorded_at: Set(1),
        ..Default::default()
    };
    project_accounts::Entity::insert(account).exec_without_returning(ctx.db.writer()).await.unwrap();
    for (nth, who, name) in [(1, &scene.one, "陆建明"), (2, &scene.two, "顾小芳")] {
        own_card(ctx, scene.project, who, name, nth).await;
        contract(ctx, &scene, who).await;
    }
    scene
}

async fn own_card(ctx: &Ctx, project: Uuid, who: &Somebody, name: &str, nth: u8) {
    let number = card(nth);
    let row = wage_cards::ActiveModel {
        id: Set(ctx.new_id()),
        person_id: Set(who.person),
        number_sealed: Set(ctx
            .vault
            .seal(ctx.random.as_ref(), "wage_cards.number", number.as_str().as_bytes())
            .unwrap()),
        number_index: Set(ctx.vault.index("card", number.as_str()).unwrap()),
        project_id: Set(Some(project)),
        bank: Set("102".into()),
        bank_name: Set("工商银行".into()),
        holder: Set(name.into()),
        since_on: Set("2026-11-02".into()),
        recorded_at: Set(1),
        ..Default::default()
    };
    wage_cards::Entity::insert(row).exec_without_returning(ctx.db.writer()).await.unwrap();
}

async fn contract(ctx: &Ctx, scene: &Scene, who: &Somebody) {
    let row = contracts::ActiveModel {
        id: Set(ctx.new_id()),
        person_id: Set(who.person),
        project_id: Set(scene.project),
        employer_id: Set(scene.unit),
        kind: Set("labour_contract".into()),
        term: Set("until_work_done".into()),
        signed_on: Set("2026-11-01".into()),
        starts_on: Set("2026-11-01".into()),
        pay_basis: Set("day".into()),
        rate_fen: Set(Some(35_000)),
        pay_day: Set(Some(10)),
        pay_month: Set(Some("next".into())),
        recorded_at: Set(1),
        ..Default::default()
    };
    contracts::Entity::insert(row).exec_without_returning(ctx.db.writer()).await.unwrap();
}

fn line(nth: u8, who: &Somebody, name: &str) -> PaymentLine {
    PaymentLine {
        reference: format!("P{nth}"),
        worker: who.registration,
        month: november(),
        kind: PaymentKind::Wages,
        card: card(nth),
        card_holder: PersonName::parse(name).unwrap(),
        payable_fen: 70_000,
        deducted_fen: 5_000,
        amount_fen: 65_000,
        days_hundredths: Some(200),
        results: vec![],
    }
}

fn order(scene: &Scene) -> NewBatch {
    NewBatch {
        project: scene.project,
        unit: scene.unit,
        paying_account: AccountNumber::parse(ACCOUNT).unwrap(),
        lines: vec![line(1, &scene.one, "陆建明"), line(2, &scene.two, "顾小芳")],
    }
}

fn result(reference: &str, outcome: BankOutcome, amount_fen: i64, at: Instant) -> ResultRow {
    let reason = (outcome != BankOutcome::Succeeded).then(|| "账户不存在".to_owned());
    let result = BankResult { outcome, amount_fen, at, receipt: None, reason };
    ResultRow { reference: reference.into(), result }
}

on_both! {
    async fn an_order_is_drafted_sent_once_and_answered(town: Town) {
        let (bed, world) = town.apart();
        let scene = prepared(&bed, world).await;
        let id = draft(&scene.officer, &order(&scene)).await.unwrap();
        let seen = batch(&scene.officer, id).await.unwrap();
        assert_eq!((seen.head.state, seen.head.lines, seen.head.amount_fen), (BatchState::Drafted, 2, 130_000));
        assert!(!seen.lines[0].card_masked.contains("6222") && seen.account_masked.ends_with("0123"));
        assert_eq!(findings(&scene.officer, id).await.unwrap(), []);
        assert_eq!(send(&scene.officer, id).await.unwrap(), []);
        assert_eq!(send(&scene.officer, id).await.unwrap_err().code(), Some("wages.batch_sent_already"));
        assert_eq!(withdraw(&scene.officer, id).await.unwrap_err().code(), Some("wages.batch_sent_already"));
        bed.clock.advance_ms(60_000);
        let now = bed.ctx.now();
        let rows = [
            result("P1", BankOutcome::Succeeded, 65_000, now),
            result("P2", BankOutcome::Failed, 0, now),
            result("P9", BankOutcome::Succeeded, 1, now),
        ];
        let outcomes = take_bank_results(&scene.officer, id, &rows).await.unwrap();
        assert_eq!(outcomes[..2], [RowOutcome::Recorded, RowOutcome::Recorded]);
        assert!(matches!(&outcomes[2], RowOutcome::Refused(refusals) if refusals[0].code == "wages.result_of_no_line"));
        let again = take_bank_results(&scene.officer, id, &rows[..2]).await.unwrap();
        assert_eq!(again, [RowOutcome::Repeated, RowOutcome::Repeated]);
        let seen = batch(&scene.officer, id).await.unwrap();
        assert_eq!((seen.head.state, seen.head.paid_fen, seen.underpaid.clone()), (BatchState::PaidInPart, 65_000, vec![1]));
        assert_eq!((seen.lines[0].state, seen.lines[1].state), (LineState::Succeeded, LineState::Failed));
        assert_eq!(batches_of(&scene.officer, scene.project, 0).await.unwrap().0, [seen.head]);
    }

    async fn of_sending_and_taking_back_at_once_one_is_done(town: Town) {
        let (bed, world) = town.apart();
        let scene = prepared(&bed, world).await;
        let id = draft(&scene.officer, &order(&scene)).await.unwrap();
        let (sent, taken_back) = tokio::join!(send(&scene.officer, id), withdraw(&scene.officer, id));
        assert!(sent.is_ok() != taken_back.is_ok(), "{sent:?} {taken_back:?}");
        let state = batch(&scene.officer, id).await.unwrap().head.state;
        assert_eq!(state == BatchState::Sent, sent.is_ok());
    }

    async fn a_faulty_row_keeps_an_order_from_the_bank(town: Town) {
        let (bed, world) = town.apart();
        let scene = prepared(&bed, world).await;
        let mut new = order(&scene);
        new.lines[0].card = card(7);
        new.lines[1].card_holder = PersonName::parse("严春生").unwrap();
        let id = draft(&scene.officer, &new).await.unwrap();
        let found = findings(&scene.officer, id).await.unwrap();
        let checks: Vec<_> = found.iter().map(|one| (one.check, one.rows.clone())).collect();
        assert_eq!(checks, [(Check::HolderIsNotWorker, vec![1]), (Check::CardNotOwn, vec![0])]);
        assert_eq!(send(&scene.officer, id).await.unwrap_err().code(), Some("wages.rows_rejected"));
        let mut new = order(&scene);
        new.paying_account = AccountNumber::parse("99990000").unwrap();
        for line in &mut new.lines {
            line.reference.push('b');
        }
        let id = draft(&scene.officer, &new).await.unwrap();
        assert_eq!(send(&scene.officer, id).await.unwrap_err().code(), Some("wages.batch_rejected"));
        withdraw(&scene.officer, id).await.unwrap();
    }

    async fn what_cannot_be_written_down_is_refused(town: Town) {
        let (bed, world) = town.apart();
        let scene = prepared(&bed, world).await;
        draft(&scene.officer, &order(&scene)).await.unwrap();
        let code = async |new: NewBatch| draft(&scene.officer, &new).await.unwrap_err().code();
        assert_eq!(code(order(&scene)).await, Some("wages.reference_used"));
        assert_eq!(code(NewBatch { lines: vec![], ..order(&scene) }).await, Some("wages.batch_empty"));
        let unit = scene.world.other_enterprise;
        assert_eq!(code(NewBatch { unit, ..order(&scene) }).await, Some("wages.unit_not_on_project"));
        let mut unknown = order(&scene);
        unknown.lines[0].worker = Uuid::from_u128(5);
        assert_eq!(code(unknown).await, Some("wages.worker_not_on_project"));
        let world = &scene.world;
        let of_another = Some((scene.project, world.other_enterprise, "2026-11-02"));
        let third = somebody(&world.ctx, 3, "陈二", of_another).await;
        let mut foreign = order(&scene);
        foreign.lines[0].worker = third.registration;
        assert_eq!(code(foreign).await, Some("wages.worker_of_another_unit"));
        let mut unnamed = order(&scene);
        unnamed.lines[0].reference = " ".into();
        assert_eq!(code(unnamed).await, Some("wages.reference_shape"));
    }

    async fn strangers_and_other_counties_see_and_write_no_orders(town: Town) {
        let (bed, world) = town.apart();
        let scene = prepared(&bed, world).await;
        let id = draft(&scene.officer, &order(&scene)).await.unwrap();
        for part in [Part::OtherHumanResources, Part::OtherEnterpriseAdministrator] {
            let ctx = scene.world.as_(part);
            assert!(matches!(batch(&ctx, id).await, Err(Fault::NotFound)), "{part:?}");
            assert!(matches!(batches_of(&ctx, scene.project, 0).await, Err(Fault::NotFound)), "{part:?}");
            assert!(matches!(send(&ctx, id).await, Err(Fault::NotFound)), "{part:?}");
            assert!(matches!(months(&ctx, scene.project).await, Err(Fault::NotFound)), "{part:?}");
            assert!(matches!(late(&ctx, &scene).await, Err(Fault::NotFound)), "{part:?}");
            assert!(matches!(draft_again(&ctx, id).await, Err(Fault::NotFound)), "{part:?}");
        }
        for part in [Part::HumanResources, Part::EnterpriseAdministrator] {
            let ctx = scene.world.as_(part);
            assert!(batch(&ctx, id).await.is_ok(), "{part:?}");
            assert!(matches!(send(&ctx, id).await, Err(Fault::Forbidden)), "{part:?}");
            assert!(matches!(draft(&ctx, &order(&scene)).await, Err(Fault::Forbidden)), "{part:?}");
        }
        assert!(matches!(batch(&scene.world.anonymous(), id).await, Err(Fault::Anonymous)));
        let elsewhere = officer_of(&scene.world, Part::CandidateHeld, scene.other);
        assert!(matches!(withdraw(&elsewhere, id).await, Err(Fault::NotFound)));
    }

    async fn an_order_is_compared_with_what_attendance_gives(town: Town) {
        let (bed, world) = town.apart();
        let scene = prepared(&bed, world).await;
        let mut rows = scene.whole_day(&scene.one, "2026-11-18");
        rows.extend(scene.whole_day(&scene.one, "2026-11-19"));
        scene.deliver(rows).await;
        let id = draft(&scene.officer, &order(&scene)).await.unwrap();
        let found = reconcile_batch(&scene.officer, id, &[]).await.unwrap();
        let of = |who: &Somebody| found.rows.iter().find(|row| row.worker == who.registration).unwrap();
        assert_eq!((of(&scene.one).earned_fen, of(&scene.one).agreement), (70_000, Agreement::Agrees));
        assert_eq!(of(&scene.two).agreement, Agreement::PaidWithoutAttendance);
    }

    async fn wages_are_late_after_their_day_and_stand_in_the_monthly_record(town: Town) {
        let (bed, world) = town.apart();
        let scene = prepared(&bed, world).await;
        scene.deliver(scene.whole_day(&scene.one, "2026-11-18")).await;
        assert_eq!(refresh_dues(&scene.feed(), 10).await.unwrap(), 0, "a month that is not over waits for the next day");
        bed.clock.set(at("2026-12-15 09:00"));
        assert_eq!(refresh_dues(&scene.feed(), 10).await.unwrap(), 1);
        assert_eq!(refresh_dues(&scene.feed(), 10).await.unwrap(), 0, "once is enough");
        let found = late(&scene.officer, &scene).await.unwrap();
        assert_eq!((found.len(), found[0].dues.worker, found[0].dues.owed_fen), (1, scene.one.registration, Some(35_000)));
        assert_eq!((found[0].dues.due, found[0].days_late), (Some(Due::Fixed(day("2026-12-10"))), 5));
        let id = draft(&scene.officer, &order(&scene)).await.unwrap();
        send(&scene.officer, id).await.unwrap();
        bed.clock.advance_ms(60_000);
        let rows = [result("P1", BankOutcome::Succeeded, 65_000, bed.ctx.now())];
        take_bank_results(&scene.officer, id, &rows).await.unwrap();
        let found = late(&scene.officer, &scene).await.unwrap();
        let told: Vec<_> = found.iter().map(|one| (one.dues.worker, one.dues.missing_fen(), one.name.as_str())).collect();
        assert_eq!(told, [(scene.two.registration, Some(65_000), "顾小芳")]);
        let filter = DuesFilter { standing: Some(Standing::PaidLate), month: Some(november()) };
        let (paid_late, total) = dues_list(&scene.officer, scene.project, &filter, 0).await.unwrap();
        assert_eq!((total, paid_late[0].dues.worker, paid_late[0].days_late), (1, scene.one.registration, 5));
        shut_away(&bed.ctx, scene.one.person).await;
        let (kept, _) = dues_list(&scene.officer, scene.project, &filter, 0).await.unwrap();
        assert_eq!((kept[0].name.as_str(), kept[0].dues.worker), ("***", scene.one.registration));
        let line = &months(&scene.officer, scene.project).await.unwrap()[0];
        assert_eq!((line.month, line.people, line.late, line.paid_late), (november(), 2, 1, 1));
        assert_eq!((line.owed_fen, line.paid_fen), (130_000, 65_000));
        let record = monthly_record(&scene.officer, Scope::Project(scene.project), november()).await.unwrap();
        let own = record.sections[0].lines.iter().find(|line| line.worker == scene.one.registration).unwrap();
        assert_eq!(own.marks[17], Mark::Attended { minutes: 600 });
        assert_eq!((own.pay.unit_price_fen, own.pay.payable_fen), (Some(35_000), Some(70_000)));
        assert_eq!((own.pay.paid_fen, own.pay.paid_on), (Some(65_000), Some(day("2026-12-15"))));
    }

    async fn a_late_month_is_told_to_the_panel_and_to_offices_in_reach_alone(town: Town) {
        let (bed, world) = town.apart();
        let scene = prepared(&bed, world).await;
        scene.deliver(scene.whole_day(&scene.one, "2026-11-18")).await;
        bed.clock.set(at("2026-12-10 09:00"));
        refresh_dues(&scene.feed(), 10).await.unwrap();
        let office = scene.world.as_(Part::HumanResources);
        assert_eq!(late_projects(&office, "", 0).await.unwrap(), (vec![], 0), "the last day itself is in time");
        bed.clock.set(at("2026-12-11 09:00"));
        let (found, total) = late_projects(&office, "示例住宅", 0).await.unwrap();
        assert_eq!((total, found[0].project, found[0].people, found[0].missing_fen), (1, scene.project, 1, 35_000));
        assert_eq!((found[0].since, count_late_projects(&office).await.unwrap()), (day("2026-12-10"), 1));
        assert_eq!(late_projects(&office, "别的工地", 0).await.unwrap().1, 0);
        assert_eq!(count_late_projects(&scene.world.as_(Part::OtherHumanResources)).await.unwrap(), 0);
        let months = month_wages(bed.ctx.db.reader(), scene.project, day("2026-12-11")).await.unwrap();
        assert_eq!((months.len(), months[0].payable_fen, months[0].paid_fen), (1, 35_000, 0));
    }

    async fn what_failed_is_sent_again_to_the_card_on_record(town: Town) {
        let (bed, world) = town.apart();
        let scene = prepared(&bed, world).await;
        let id = draft(&scene.officer, &order(&scene)).await.unwrap();
        send(&scene.officer, id).await.unwrap();
        assert_eq!(draft_again(&scene.officer, id).await.unwrap_err().code(), Some("wages.nothing_to_send_again"));
        bed.clock.advance_ms(60_000);
        take_bank_results(&scene.officer, id, &[result("P2", BankOutcome::Failed, 0, bed.ctx.now())]).await.unwrap();
        let again = draft_again(&scene.officer, id).await.unwrap();
        let seen = batch(&scene.officer, again).await.unwrap();
        let told: Vec<_> = seen.lines.iter().map(|line| (line.reference.as_str(), line.registration)).collect();
        assert_eq!(told, [("P2-2", scene.two.registration)]);
        assert_eq!(draft_again(&scene.officer, id).await.unwrap_err().code(), Some("wages.nothing_to_send_again"));
        let office = scene.world.as_(Part::HumanResources);
        assert!(matches!(draft_again(&office, id).await, Err(Fault::Forbidden)));
    }

    async fn a_sheet_becomes_an_order_whole_or_not_at_all(town: Town) {
        let (bed, world) = town.apart();
        let scene = prepared(&bed, world).await;
        let account = choices(&scene.officer, scene.project).await.unwrap().accounts[0].0;
        let head = OrderHead { unit: scene.unit, account, month: november() };
        let titles = ["工资单编号", "姓名", "证件号码", "工资卡号", "应发工资", "实发工资"];
        let row = |cells: [&str; 6]| cells.map(str::to_owned).to_vec();
        let (one, two) = (scene.one.number.as_str(), scene.two.number.as_str());
        let sound = row(["S1", "陆建明", one, card(1).as_str(), "350", "350"]);
        let sheet = vec![
            row(titles),
            sound.clone(),
            row(["S2", "顾小方", two, card(2).as_str(), "350", "350"]),
            row(["S3", "严春生", "32069119880501999X", card(3).as_str(), "350", "三百"]),
        ];
        let faults = draft_from_sheet(&scene.officer, scene.project, &head, &sheet).await.unwrap();
        let Drafted::Faults(faults) = faults else { panic!("wrong lines were taken") };
        let told: Vec<_> = faults.iter().map(|fault| (fault.number, fault.reason.code)).collect();
        assert_eq!(told, [(3, "wages.sheet_name_differs"), (4, "wages.amount_shape")]);
        assert_eq!(batches_of(&scene.officer, scene.project, 0).await.unwrap().1, 0);
        let drafted = draft_from_sheet(&scene.officer, scene.project, &head, &[row(titles), sound]).await.unwrap();
        let Drafted::Order(id) = drafted else { panic!("{drafted:?}") };
        assert_eq!(findings(&scene.officer, id).await.unwrap(), []);
        send(&scene.officer, id).await.unwrap();
        bed.clock.advance_ms(60_000);
        let at = bed.ctx.now().local().format("%Y/%m/%d %H:%M:%S").to_string();
        let row = |cells: [&str; 5]| cells.map(str::to_owned).to_vec();
        let answer = [
            row(["工资单编号", "办理结果", "到账金额", "办理时间", "原因"]),
            row(["S1", "成功", "350.00", &at, ""]),
            row(["S9", "成功", "350.00", &at, ""]),
        ];
        let answered = take_result_sheet(&scene.officer, id, &answer).await.unwrap();
        assert_eq!((answered.recorded, answered.faults[0].number), (1, 3));
        assert_eq!(batch(&scene.officer, id).await.unwrap().head.state, BatchState::Paid);
    }

    async fn a_form_pays_to_the_card_on_record(town: Town) {
        let (bed, world) = town.apart();
        let scene = prepared(&bed, world).await;
        scene.deliver(scene.whole_day(&scene.one, "2026-11-18")).await;
        let account = choices(&scene.officer, scene.project).await.unwrap().accounts[0].0;
        let proposed = proposal(&scene.officer, scene.project, scene.unit, november()).await.unwrap();
        assert_eq!((proposed.len(), proposed[0].open_fen, proposed[0].days), (1, Some(35_000), 1));
        let head = OrderHead { unit: scene.unit, account, month: november() };
        let typed = |payable: &str| TypedLine { registration: scene.one.registration, payable: payable.into(), deducted: String::new() };
        let refused = draft_typed(&scene.officer, scene.project, &head, &[typed("三百")]).await.unwrap_err();
        assert_eq!(refused.code(), Some("wages.sum_of"));
        let id = draft_typed(&scene.officer, scene.project, &head, &[typed("350")]).await.unwrap();
        assert_eq!(findings(&scene.officer, id).await.unwrap(), []);
        let again = proposal(&scene.officer, scene.project, scene.unit, november()).await.unwrap();
        assert_eq!(again[0].open_fen, Some(0), "what is ordered is not asked for twice");
        // somebody of another project: no form tells a name by an id
        let stranger = somebody(&bed.ctx, 9, "严春生", Some((scene.other, scene.world.other_enterprise, "2026-11-01"))).await;
        let of_stranger = TypedLine { registration: stranger.registration, ..typed("350") };
        let Err(Fault::Refused(told)) = draft_typed(&scene.officer, scene.project, &head, &[of_stranger]).await else {
            panic!("a stranger was paid")
        };
        assert!(told.iter().all(|one| one.code == "wages.worker_not_on_project" && one.details.is_empty()), "{told:?}");
        let office = scene.world.as_(Part::HumanResources);
        assert!(matches!(draft_typed(&office, scene.project, &head, &[typed("350")]).await, Err(Fault::Forbidden)));
    }
}

async fn late(ctx: &Ctx, scene: &Scene) -> Result<Vec<DuesLine>, Fault> {
    let filter = DuesFilter { standing: Some(Standing::Late), month: None };
    Ok(dues_list(ctx, scene.project, &filter, 0).await?.0)
}
