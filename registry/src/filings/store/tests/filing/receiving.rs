use super::*;
use crate::ctx::SignedIn;
use crate::filings::change::Timeliness;
use crate::filings::store::change::{ChangeFilter, ChangeWhich, list_changes, open_of_project};
use crate::filings::store::first_tasks::{TaskPart, close_first_task, count_first_tasks, first_tasks};
use crate::notices::{Kind, store as notices};

async fn counted(ctx: &Ctx) -> [u64; 3] {
    queue(ctx, QueuePart::Waiting, 0).await.unwrap().1
}

crate::on_both! {
    //
    async fn two_departments_receive_it_and_each_answers_once(town: Town) {
        let (bed, world) = town.apart();
        let sides = Sides::of(&world).await;
        let (people, industry) = (world.as_(Part::HumanResources), world.as_(Part::Industry));
        let filed = file(&sides.desk(), sides.binding).await.unwrap();
        for (ctx, receiver) in [(&people, Receiver::People), (&industry, Receiver::Industry)] {
            let (lines, counts) = queue(ctx, QueuePart::Waiting, 0).await.unwrap();
            assert_eq!((counts, lines.len()), ([1, 0, 0], 1));
            assert_eq!((lines[0].filing, lines[0].receiver, lines[0].punctuality), (filed.filing, receiver, Punctuality::NotStarted));
            assert_eq!((lines[0].officer.as_str(), lines[0].contractor.as_str()), ("顾文静", "南通崇川示例建设有限公司"));
            assert_eq!(waiting_filings(ctx).await.unwrap(), 1);
            assert_eq!(get(ctx, filed.filing).await.unwrap().answers_as, Some(receiver));
        }
        accept(&people, filed.filing).await.unwrap();
        assert_eq!(get(&people, filed.filing).await.unwrap().view.stage, FilingStage::Waiting, "one of two");
        assert_eq!(accept(&people, filed.filing).await.unwrap_err().code(), Some("filings.answered_already"));
        let undone = return_for_correction(&people, filed.filing, "另有问题").await.unwrap_err();
        assert_eq!(undone.code(), Some("filings.answered_already"));
        assert_eq!((counted(&people).await, counted(&industry).await), ([0, 1, 0], [1, 0, 0]));
        accept(&industry, filed.filing).await.unwrap();
        let one = get(&sides.officer, filed.filing).await.unwrap();
        assert_eq!(one.view.stage, FilingStage::Accepted);
        assert!(one.view.receipts.iter().all(|receipt| receipt.answer == Some(Answer::Accepted) && receipt.answered_by.is_some()));
        let accepted = accepted_filing_of_project(&bed.ctx, bed.ctx.db.reader(), world.project).await.unwrap();
        assert_eq!(accepted.map(|view| view.id), Some(filed.filing));
        let stages = stages_of(bed.ctx.db.reader(), &[sides.binding]).await.unwrap();
        assert_eq!(stages.get(&sides.binding), Some(&FilingStage::Accepted));
        // whoever looks on sees both
        assert_eq!(counted(&world.as_(Part::City)).await, [0, 2, 0]);
        assert_eq!(counted(&world.as_(Part::OtherHumanResources)).await, [0, 0, 0]);
    }

    async fn a_returned_filing_is_followed_by_another_version(town: Town) {
        let (bed, world) = town.apart();
        let sides = Sides::of(&world).await;
        let (people, industry) = (world.as_(Part::HumanResources), world.as_(Part::Industry));
        let filed = file(&sides.desk(), sides.binding).await.unwrap();
        let short = return_for_correction(&people, filed.filing, "错").await.unwrap_err();
        assert_eq!(short.code(), Some("filings.reasons_length"));
        return_for_correction(&people, filed.filing, "项目经理电话有误").await.unwrap();
        let one = get(&sides.officer, filed.filing).await.unwrap();
        assert_eq!(one.view.stage, FilingStage::Returned);
        let reasons: Vec<_> = one.view.receipts.iter().filter_map(|receipt| receipt.reasons.as_deref()).collect();
        assert_eq!(reasons, ["项目经理电话有误"]);
        assert_eq!(accepted_filing_of_project(&bed.ctx, bed.ctx.db.reader(), world.project).await.unwrap(), None);

        bed.clock.advance_ms(1);
        let corrected = FormDraft { manager_phone: "13800000899".into(), ..whole_form(&sides.officer) };
        let second = draw_up(&sides.officer, sides.binding, &corrected).await.unwrap();
        assert_eq!(hand_in(&sides.officer, filed.filing).await.unwrap_err().code(), Some("filings.version_outdated"));
        assert_eq!(hand_in(&sides.officer, second).await.unwrap_err().code(), Some("filings.stamped_form_lacking"));
        bring_form_scan(&sides.officer, second, "备案表.pdf", stamped()).await.unwrap();
        hand_in(&sides.officer, second).await.unwrap();
        // the other department had not answered the first one and need not any more
        assert_eq!(accept(&industry, filed.filing).await.unwrap_err().code(), Some("filings.filing_superseded"));
        assert_eq!((counted(&industry).await, counted(&people).await), ([1, 0, 0], [1, 0, 1]));
        accept(&people, second).await.unwrap();
        accept(&industry, second).await.unwrap();
        let last = of_binding(&bed.ctx, bed.ctx.db.reader(), sides.binding).await.unwrap().unwrap();
        assert_eq!((last.version, last.stage, last.form.manager_phone.as_str()), (2, FilingStage::Accepted, "13800000899"));
        assert_eq!(get(&people, filed.filing).await.unwrap().view.stage, FilingStage::Returned, "the history stays");
    }

    // D-05
    async fn a_filing_is_held_against_the_actual_start(town: Town) {
        let (bed, world) = town.apart();
        let sides = Sides::of(&world).await;
        let filed = file(&sides.desk(), sides.binding).await.unwrap();
        let today = world.ctx.now().day();
        let stands = async || get(&sides.officer, filed.filing).await.unwrap().punctuality;
        assert_eq!(stands().await, Some(Punctuality::NotStarted));
        started(&world, today).await;
        assert_eq!(stands().await, Some(Punctuality::SameDay));
        started(&world, today.previous()).await;
        assert_eq!(stands().await, Some(Punctuality::Late));
        bed.clock.advance_ms(3 * crate::instant::DAY_MS);
        started(&world, today.next()).await;
        assert_eq!(stands().await, Some(Punctuality::OnTime));
    }

    // D-05: by the rules of the day of filing
    async fn where_the_rules_take_in_the_day_of_the_start_it_is_in_time(town: Town) {
        let (_bed, world) = town.apart();
        let sides = Sides::of(&world).await;
        let filed = file(&sides.desk(), sides.binding).await.unwrap();
        let today = world.ctx.now().day();
        started(&world, today).await;
        let stands = async || {
            let (lines, _) = queue(&world.as_(Part::Industry), QueuePart::Waiting, 0).await.unwrap();
            (get(&sides.officer, filed.filing).await.unwrap().punctuality, lines[0].punctuality)
        };
        let read = async |area: &str, from: Day| {
            let rules = [("filing.before_start".to_owned(), "on_or_before".into())].into();
            rulepacks::store::amend(&world.ctx, "B", area, from, rules).await.unwrap();
        };
        read(rulepacks::store::CITY, today.next()).await;
        read("320623", today).await;
        assert_eq!(stands().await, (Some(Punctuality::SameDay), Punctuality::SameDay), "of another day and another county");
        read("320613", today).await;
        assert_eq!(stands().await, (Some(Punctuality::OnTime), Punctuality::OnTime));
        started(&world, today.previous()).await;
        assert_eq!(stands().await, (Some(Punctuality::Late), Punctuality::Late));
    }

    // R-093, D-16
    async fn a_first_time_officer_gets_a_task_when_the_filing_is_received(town: Town) {
        let (bed, world) = town.apart();
        let sides = Sides::of(&world).await;
        let (people, industry) = (world.as_(Part::HumanResources), world.as_(Part::Industry));
        assert_eq!(count_first_tasks(&people).await.unwrap(), 0);
        let filed = file(&sides.desk(), sides.binding).await.unwrap();
        assert_eq!((count_first_tasks(&people).await.unwrap(), count_first_tasks(&industry).await.unwrap()), (1, 0));
        bed.clock.advance_ms(3 * crate::instant::DAY_MS);
        let (tasks, counts) = first_tasks(&people, TaskPart::Open, 0).await.unwrap();
        assert_eq!((counts, tasks[0].days_open, tasks[0].may_close), ([1, 0], 3, true));
        assert_eq!((tasks[0].officer.as_str(), tasks[0].filing), ("顾文静", filed.filing));
        assert!(!first_tasks(&industry, TaskPart::Open, 0).await.unwrap().0[0].may_close, "it looks on");

        let (task, today) = (tasks[0].id, world.ctx.now().day());
        for (trained, assessed, code) in [
            ("", "2026-11-21", "filings.task_day_missing"),
            ("2026-11-22", "2026-11-21", "filings.assessed_before_trained"),
            ("2026-11-22", "2027-01-01", "filings.task_day_in_future"),
        ] {
            let refused = close_first_task(&people, task, trained, assessed).await.unwrap_err();
            assert_eq!(refused.code(), Some(code), "{trained} {assessed}");
        }
        for part in [Part::Industry, Part::OtherHumanResources] {
            let stranger = close_first_task(&world.as_(part), task, "2026-11-21", "2026-11-22").await;
            assert!(matches!(stranger, Err(Fault::NotFound)), "{part:?}");
        }
        close_first_task(&people, task, "2026-11-21", &today.to_string()).await.unwrap();
        let again = close_first_task(&people, task, "2026-11-21", "2026-11-22").await.unwrap_err();
        assert_eq!(again.code(), Some("filings.task_closed"));
        assert_eq!(first_tasks(&people, TaskPart::Closed, 0).await.unwrap().1, [0, 1]);

        // a corrected version is no first filing
        return_for_correction(&people, filed.filing, "项目地址有误").await.unwrap();
        let second = draw_up(&sides.officer, sides.binding, &whole_form(&sides.officer)).await.unwrap();
        bring_form_scan(&sides.officer, second, "备案表.pdf", stamped()).await.unwrap();
        hand_in(&sides.officer, second).await.unwrap();
        assert_eq!(count_first_tasks(&people).await.unwrap(), 0);
    }

    // the officer hears of it, too
    async fn a_first_time_officer_reads_of_the_own_training_and_assessment(town: Town) {
        let (bed, world) = town.apart();
        let sides = Sides::of(&world).await;
        let heard = async || {
            let (inbox, _) = notices::list(&sides.officer, notices::Which::All, 0).await.unwrap();
            inbox.into_iter().filter(|notice| notice.kind == Kind::TrainingAhead).collect::<Vec<_>>()
        };
        assert_eq!(heard().await, []);
        let filed = file(&sides.desk(), sides.binding).await.unwrap();
        let told = heard().await;
        assert_eq!((told.len(), told[0].about, told[0].fact("office").is_some()), (1, filed.filing, true));
        bed.clock.advance_ms(2 * crate::instant::DAY_MS);
        let read = async |filing: Uuid| get(&sides.officer, filing).await.unwrap().first_task;
        let task = read(filed.filing).await.unwrap();
        assert_eq!((task.days_open, task.closed_at, task.may_close), (2, None, false));
        assert_eq!(get(&sides.contractor, filed.filing).await.unwrap().first_task, None, "it is the officer's own");

        let people = world.as_(Part::HumanResources);
        return_for_correction(&people, filed.filing, "项目地址有误").await.unwrap();
        let second = draw_up(&sides.officer, sides.binding, &whole_form(&sides.officer)).await.unwrap();
        bring_form_scan(&sides.officer, second, "备案表.pdf", stamped()).await.unwrap();
        hand_in(&sides.officer, second).await.unwrap();
        assert_eq!(heard().await.len(), 1, "once");
        close_first_task(&people, task.id, "2026-11-21", "2026-11-22").await.unwrap();
        assert!(read(second).await.unwrap().closed_at.is_some(), "with every version");
    }

    //
    async fn another_officer_of_the_project_is_filed_as_a_change(town: Town) {
        let (bed, world) = town.apart();
        let sides = Sides::of(&world).await;
        let filed = file(&sides.desk(), sides.binding).await.unwrap();
        end(&sides.contractor, sides.binding, "调离项目").await.unwrap();
        let people = world.as_(Part::HumanResources);
        assert_eq!(accept(&people, filed.filing).await.unwrap_err().code(), Some("filings.officer_has_left"));
        return_for_correction(&people, filed.filing, "劳资专管员已调离").await.unwrap();

        let number = certified(&world, Part::CandidateReady).await;
        let asked = wish(&world, to(world.project, Duty::Responsible));
        let binding = propose(&world.as_(Part::CandidateReady), &number, &asked).await.unwrap();
        confirm(&sides.contractor, binding).await.unwrap();
        let officer = world.as_now(Part::CandidateReady).await.unwrap();
        let desk = FilingDesk { officer: &officer, contractor: &sides.contractor };
        let changed = file(&desk, binding).await.unwrap();
        assert_eq!(get(&officer, changed.filing).await.unwrap().view.kind, FilingKind::Change);
        assert_eq!(accepted_filing_of_project(&bed.ctx, bed.ctx.db.reader(), world.project).await.unwrap(), None);
    }

    // also where it is the same person again
    async fn an_officer_who_is_bound_again_is_filed_as_a_change(town: Town) {
        let (bed, world) = town.apart();
        let sides = Sides::of(&world).await;
        file(&sides.desk(), sides.binding).await.unwrap();
        end(&sides.contractor, sides.binding, "调离项目").await.unwrap();
        bed.clock.advance_ms(1);
        let asked = wish(&world, to(world.project, Duty::Responsible));
        let again = propose(&sides.officer, &world.certificate, &asked).await.unwrap();
        confirm(&sides.contractor, again).await.unwrap();
        let filing = draw_up(&sides.officer, again, &whole_form(&sides.officer)).await.unwrap();
        assert_eq!(get(&sides.officer, filing).await.unwrap().view.kind, FilingKind::Change);
    }

    //
    async fn a_filing_that_is_returned_leaves_its_change_open_until_it_comes_again(town: Town) {
        let (bed, world) = town.apart();
        let sides = Sides::of(&world).await;
        let (people, industry) = (world.as_(Part::HumanResources), world.as_(Part::Industry));
        end(&sides.contractor, sides.binding, "调离项目").await.unwrap();
        bed.clock.advance_ms(1);
        let number = certified(&world, Part::CandidateReady).await;
        let asked = wish(&world, to(world.project, Duty::Responsible));
        let binding = propose(&world.as_(Part::CandidateReady), &number, &asked).await.unwrap();
        confirm(&sides.contractor, binding).await.unwrap();
        let officer = world.as_now(Part::CandidateReady).await.unwrap();
        let filed = file(&FilingDesk { officer: &officer, contractor: &sides.contractor }, binding).await.unwrap();
        let open = async || open_of_project(bed.ctx.db.reader(), world.project).await.unwrap();
        let next_version = async || {
            let filing = draw_up(&officer, binding, &whole_form(&officer)).await.unwrap();
            bring_form_scan(&officer, filing, "备案表.pdf", stamped()).await.unwrap();
            hand_in(&officer, filing).await.unwrap();
            filing
        };
        assert_eq!(open().await, None);
        bed.clock.advance_ms(10 * crate::instant::DAY_MS);
        return_for_correction(&people, filed.filing, "项目地址有误").await.unwrap();
        let waits = open().await.unwrap();
        assert_eq!((waits.binding, waits.successor), (sides.binding, Some(binding)));
        let second = next_version().await;
        assert_eq!(open().await, None);
        let all = ChangeFilter { which: ChangeWhich::Filed, text: String::new(), area: None };
        let (closed, _) = list_changes(&people, &all, None, 0).await.unwrap();
        assert_eq!(closed[0].timeliness, Some(Timeliness::InTime), "by its first version");
        accept(&people, second).await.unwrap();
        accept(&industry, second).await.unwrap();
        bed.clock.advance_ms(1);
        let third = next_version().await;
        return_for_correction(&people, third, "电话有误").await.unwrap();
        assert_eq!(open().await, None, "what both accepted stands");
    }

    async fn a_place_without_an_office_says_so(town: Town) {
        let (_bed, world) = town.apart();
        let sides = Sides::of(&world).await;
        let filed = prepare(&sides.desk(), sides.binding).await.unwrap();
        let moved = crate::offices::NewOffice {
            name: "如东县住房和城乡建设局（演示）".into(),
            kind: crate::offices::OfficeKind::Industry,
            area: "320623".into(),
            industry: Some("housing".into()),
        };
        crate::offices::store::change(&world.as_(Part::City), world.offices.industry, &moved, "调整职责").await.unwrap();
        let refused = hand_in(&sides.officer, filed.filing).await.unwrap_err();
        assert_eq!(refused.code(), Some("filings.no_industry_office"));
    }

    // separation of duty 7: an employee of the contractor holds no post of it
    async fn nobody_answers_where_the_own_employer_builds(town: Town) {
        let (_bed, world) = town.apart();
        let sides = Sides::of(&world).await;
        let filed = file(&sides.desk(), sides.binding).await.unwrap();
        let Actor::SignedIn(county) = world.actor(Part::HumanResources) else { panic!("nobody") };
        let Actor::SignedIn(employee) = world.actor(Part::CandidateReady) else { panic!("nobody") };
        let both = world.ctx.acting_as(Actor::SignedIn(SignedIn { posts: county.posts, ..employee }));
        assert_eq!(get(&both, filed.filing).await.unwrap().answers_as, None);
        assert_eq!(accept(&both, filed.filing).await.unwrap_err().code(), Some("projects.own_approval"));
        let returned = return_for_correction(&both, filed.filing, "项目地址有误").await.unwrap_err();
        assert_eq!(returned.code(), Some("projects.own_approval"));
        accept(&world.as_(Part::HumanResources), filed.filing).await.unwrap();
    }
}
