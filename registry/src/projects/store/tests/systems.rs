use sea_orm::{EntityTrait, IntoActiveModel};

use super::*;
use crate::fault::Fault;
use crate::projects::Category;
use crate::projects::panel::{Reason, Standing, System};
use crate::projects::readiness::{Done, Readiness, Task};

fn code(outcome: Result<impl Sized, Fault>) -> &'static str {
    outcome.err().unwrap().code().unwrap()
}

fn account() -> NewAccount {
    NewAccount {
        holder: "南通崇川示例建设有限公司".into(),
        bank: "102".into(),
        branch: "崇川支行".into(),
        number: "1111 0222 3333 4444".into(),
        open: since("2026-03-01"),
        document: None,
        batch: None,
    }
}

fn deposit() -> NewDeposit {
    NewDeposit {
        form: DepositForm::BankGuarantee,
        amount_fen: 50_000_000,
        provider: "某银行".into(),
        number: "BH-1".into(),
        period: period("2026-03-01", "2028-03-01"),
        document: None,
        batch: None,
    }
}

async fn standing(ctx: &Ctx, project: Uuid, system: System) -> (Standing, Reason) {
    let told = panel(ctx, project).await.unwrap();
    told.iter().find(|line| line.system == system).map(|line| (line.standing, line.reason)).unwrap()
}

crate::on_both! {
    // a project without a wage account shows 专用账户 = 未落实
    async fn the_panel_says_which_systems_are_in_place(town: Town) {
        let (bed, world) = town.apart();
        let (contractor, project) = (world.as_(Part::EnterpriseAdministrator), site(&world).await);
        for system in [System::WageAccount, System::WageDeposit] {
            assert_eq!(standing(&contractor, project, system).await, (Standing::Missing, Reason::NeverProvided));
        }
        assert_eq!(standing(&contractor, project, System::RealNameAttendance).await, (Standing::Missing, Reason::NoDevices));
        record_account(&contractor, project, &account(), &Entry::New).await.unwrap();
        record_deposit(&contractor, project, &deposit(), &Entry::New).await.unwrap();
        for system in [System::WageAccount, System::WageDeposit] {
            assert_eq!(standing(&contractor, project, system).await, (Standing::InPlace, Reason::InForce));
        }
        let told = panel(&contractor, project).await.unwrap();
        assert_eq!((told[3].system, told[3].reason), (System::MonthlyPayment, Reason::NoMonthDue));
        let evidence = Some(paper(&contractor, project).await);
        let done = Done { task: Task::DeviceInstallation, on: day("2026-02-27"), supplier: None, evidence, ended_on: None };
        record_task(&contractor, project, &done, &Entry::New).await.unwrap();
        assert_eq!(standing(&contractor, project, System::RealNameAttendance).await, (Standing::Missing, Reason::Silent));
        let seen = crate::entity::attendance_seen::Model {
            project_id: project, first_at: Some(bed.ctx.now().0), last_at: Some(bed.ctx.now().0), last_received_at: None,
        };
        crate::entity::attendance_seen::Entity::insert(seen.into_active_model()).exec_without_returning(bed.ctx.db.writer()).await.unwrap();
        assert_eq!(standing(&contractor, project, System::RealNameAttendance).await, (Standing::InPlace, Reason::InForce));
        let row = page(&contractor, project).await.unwrap().tasks[0].id;
        let removed = Done { ended_on: Some(day("2026-11-19")), ..done.clone() };
        let gone = Entry::InPlaceOf { row, reason: "设备已拆除".into() };
        let never = Done { task: Task::SoftwareLearning, ..removed.clone() };
        assert_eq!(code(record_task(&contractor, project, &never, &Entry::New).await), "projects.task_without_end");
        let early = Done { ended_on: Some(day("2026-02-26")), ..done.clone() };
        assert_eq!(code(record_task(&contractor, project, &early, &gone).await), "calendar.period_backwards");
        record_task(&contractor, project, &removed, &gone).await.unwrap();
        assert_eq!(standing(&contractor, project, System::RealNameAttendance).await, (Standing::Missing, Reason::Ended));
        // installed anew: the first one stays on record
        record_task(&contractor, project, &Done { on: day("2026-11-20"), ..done }, &Entry::New).await.unwrap();
        assert_eq!(standing(&contractor, project, System::RealNameAttendance).await, (Standing::InPlace, Reason::InForce));
        for part in STRANGERS {
            assert!(matches!(panel(&world.as_(part), project).await, Err(Fault::NotFound)), "{part:?}");
            assert!(matches!(readiness(&world.as_(part), project).await, Err(Fault::NotFound)), "{part:?}");
            assert!(matches!(completeness(&world.as_(part), project).await, Err(Fault::NotFound)), "{part:?}");
        }
    }

    async fn accounts_and_deposits_are_masked_checked_and_put_right(town: Town) {
        let (_bed, world) = town.apart();
        let (contractor, county, project) = (world.as_(Part::EnterpriseAdministrator), world.as_(Part::HumanResources), site(&world).await);
        assert_eq!(code(check_system(&county, project, System::WageAccount, "已核对").await), "projects.nothing_to_check");
        let row = record_account(&contractor, project, &account(), &Entry::New).await.unwrap();
        assert_eq!(code(record_account(&contractor, project, &account(), &Entry::New).await), "projects.account_twice");
        let wrong = NewAccount { holder: "一".into(), branch: String::new(), bank: "xyz".into(), number: "12".into(), ..account() };
        let Err(Fault::Refused(reasons)) = record_account(&contractor, project, &wrong, &Entry::New).await else { panic!("passed") };
        assert_eq!(reasons.len(), 4);
        check_system(&county, project, System::WageAccount, "协议已核对").await.unwrap();
        assert!(matches!(check_system(&contractor, project, System::WageAccount, "已核对").await, Err(Fault::Forbidden)));
        let seen = page(&county, project).await.unwrap();
        assert!(seen.accounts[0].number_masked.ends_with("4444") && !seen.accounts[0].number_masked.contains("0222"));
        assert_eq!(seen.accounts[0].held.checked_on, Some(day("2026-11-20")));
        let closed = NewAccount { open: period("2026-03-01", "2026-11-19"), ..account() };
        let instead = Entry::InPlaceOf { row, reason: "账户已注销".into() };
        record_account(&contractor, project, &closed, &instead).await.unwrap();
        assert_eq!(standing(&contractor, project, System::WageAccount).await, (Standing::Missing, Reason::Ended));
        let free = NewDeposit { amount_fen: 0, ..deposit() };
        assert_eq!(code(record_deposit(&contractor, project, &free, &Entry::New).await), "projects.deposit_amount");
        let row = record_deposit(&officer(&world, project), project, &deposit(), &Entry::New).await.unwrap();
        assert_eq!(code(record_deposit(&contractor, project, &deposit(), &Entry::New).await), "projects.deposit_twice");
        withdraw(&contractor, project, Record::Deposit(row), "登记有误").await.unwrap();
        assert_eq!(standing(&contractor, project, System::WageDeposit).await, (Standing::Missing, Reason::NeverProvided));
        for part in STRANGERS {
            let ctx = world.as_(part);
            assert!(matches!(record_account(&ctx, project, &account(), &Entry::New).await, Err(Fault::NotFound)));
            assert!(matches!(record_deposit(&ctx, project, &deposit(), &Entry::New).await, Err(Fault::NotFound)));
        }
    }

    //
    async fn the_start_is_ready_when_everything_was_done_before_it(town: Town) {
        let (_bed, world) = town.apart();
        let (contractor, project) = (world.as_(Part::EnterpriseAdministrator), site(&world).await);
        let supplier = Done { task: Task::Supplier, on: day("2026-03-02"), supplier: Some("某科技公司".into()), evidence: None, ended_on: None };
        let row = record_task(&contractor, project, &supplier, &Entry::New).await.unwrap();
        assert_eq!(code(record_task(&contractor, project, &supplier, &Entry::New).await), "projects.task_done_already");
        let of = |lines: &[crate::projects::readiness::TaskLine], task| lines.iter().find(|line| line.task == task).unwrap().readiness;
        let lines = readiness(&contractor, project).await.unwrap();
        assert_eq!((of(&lines, Task::Supplier), of(&lines, Task::DataEntry)), (Readiness::SameDay, Readiness::Overdue));
        let right = Done { on: day("2026-03-01"), ..supplier.clone() };
        record_task(&contractor, project, &right, &Entry::InPlaceOf { row, reason: "日期有误".into() }).await.unwrap();
        let lines = readiness(&world.as_(Part::City), project).await.unwrap();
        assert_eq!(of(&lines, Task::Supplier), Readiness::InTime);
        let bare = Done { task: Task::DataEntry, on: day("2026-03-01"), supplier: None, evidence: None, ended_on: None };
        assert_eq!(code(record_task(&contractor, project, &bare, &Entry::New).await), "projects.evidence_missing");
        let foreign = Done { evidence: Some("0".repeat(64)), ..bare };
        assert_eq!(code(record_task(&officer(&world, project), project, &foreign, &Entry::New).await), "projects.document_unknown");
    }

    //
    async fn the_completeness_says_what_is_missing_per_category(town: Town) {
        let (_bed, world) = town.apart();
        let (contractor, project) = (world.as_(Part::EnterpriseAdministrator), site(&world).await);
        let lines = completeness(&contractor, project).await.unwrap();
        assert_eq!(lines.iter().map(|line| line.category).collect::<Vec<_>>(), Category::ALL);
        let before = lines[0].share;
        assert!(before.filled > 0 && before.filled < before.of);
        assert_eq!(lines[3].share.of, 0, "nobody rated or complained");
        let whole = Draft { street: "新城街道".into(), address: "世纪大道1号".into(), ..draft("崇川某小区一期") };
        change_details(&contractor, project, 0, &whole, None).await.unwrap();
        let after = completeness(&contractor, project).await.unwrap()[0].share;
        assert_eq!((after.filled, after.of), (before.filled + 2, before.of));
    }
}
