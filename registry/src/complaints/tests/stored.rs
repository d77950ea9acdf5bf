use sea_orm::{EntityTrait, PaginatorTrait};
use uuid::Uuid;

use crate::complaints::store::{answer, ask_review, file};
use crate::complaints::{
    About, ComplaintColumn, Step, Verdict, days_to_complain, desk, export, list, list_by, own, view,
};
use crate::db::By;
use crate::entity::{audit_entries, complaint_steps, complaints};
use crate::exams::ExamKind;
use crate::exams::finishing::hand_in;
use crate::exams::tests::Table;
use crate::instant::DAY_MS;
use crate::notices::Kind as Told;
use crate::permissions::Role;
use crate::{Actor, Ctx, Fault, on_both, rulepacks};

const WORDS: &str = "第3题的答案与条例第二十六条不一致";

/// Somebody with an account who has handed in.
async fn complainant(table: &Table) -> (Ctx, Uuid) {
    let candidate = table.with_account().await;
    let running = table.start(&candidate).await;
    hand_in(&candidate, running.attempt, "first device").await.unwrap();
    (candidate, running.attempt)
}

on_both! {
    async fn a_complaint_goes_its_way_and_every_step_stays(table: Table) {
        let (candidate, attempt) = complainant(&table).await;
        let (first, second) = (table.staff(Role::ExamAdministrator).await, table.staff(Role::Issuer).await);
        let id = file(&candidate, attempt, About::Question(3), WORDS).await.unwrap();
        let filed = list(&first).await.unwrap();
        assert_eq!((filed.len(), filed[0].about, filed[0].step), (1, About::Question(3), Step::Filed));
        let due = filed[0].due.unwrap();
        assert_eq!((due.day().to_string().as_str(), due.is_provisional()), ("2026-12-04", false));
        answer(&first, id, Verdict::Rejected, "答案依据现行条文，没有错误").await.unwrap();
        let twice = answer(&second, id, Verdict::Upheld, "答案确实有误").await.unwrap_err();
        assert_eq!(twice.code(), Some("complaints.nothing_waits"));
        assert_eq!(table.told(&candidate).await, [(Told::ComplaintAnswered, id)]);
        assert!(view(&candidate, id).await.unwrap().may_ask_review);
        table.bed.clock.advance_ms(DAY_MS);
        ask_review(&candidate, id, "请再核对条例第二十六条").await.unwrap();
        let same = answer(&first, id, Verdict::Rejected, "维持原答复，没有错误").await.unwrap_err();
        assert_eq!(same.code(), Some("complaints.another_must_review"));
        answer(&second, id, Verdict::Upheld, "经复核，该题答案有误").await.unwrap();
        let again = ask_review(&candidate, id, "请再核对条例第二十六条").await.unwrap_err();
        assert_eq!(again.code(), Some("complaints.reviewed_once"));
        assert_eq!(table.told(&candidate).await, [(Told::ComplaintAnswered, id), (Told::ComplaintReviewed, id)]);
        assert!(table.told(&first).await.is_empty() && table.told(&second).await.is_empty());
        let seen = view(&candidate, id).await.unwrap();
        let steps: Vec<_> = seen.made.iter().map(|one| (one.step, one.verdict)).collect();
        assert_eq!(steps, [
            (Step::Filed, None),
            (Step::Answered, Some(Verdict::Rejected)),
            (Step::ReviewAsked, None),
            (Step::Reviewed, Some(Verdict::Upheld)),
        ]);
        assert_eq!((seen.made[0].words.as_str(), seen.line.due, seen.item), (WORDS, None, None));
        assert_eq!(complaint_steps::Entity::find().count(candidate.db.reader()).await.unwrap(), 4);
        let entries = audit_entries::Entity::find().all(candidate.db.reader()).await.unwrap();
        let about = entries.iter().filter(|entry| entry.subject == id.to_string());
        assert_eq!(about.clone().count(), 4);
        assert!(about.clone().all(|entry| !entry.facts.contains("条例")), "no words in the log");
        table.bed.clock.advance_ms(8 * DAY_MS);
        assert!(view(&first, id).await.unwrap().item.is_some(), "the question is named once nobody can sit");
    }

    async fn an_office_sorts_its_complaints_and_takes_them_home(table: Table) {
        let (candidate, attempt) = complainant(&table).await;
        for question in [3, 1, 2] {
            file(&candidate, attempt, About::Question(question), WORDS).await.unwrap();
            table.bed.clock.advance_ms(1);
        }
        let office = table.staff(Role::ExamAdministrator).await;
        let by = async |column, by| {
            let lines = list_by(&office, Some((column, by))).await.unwrap();
            lines.into_iter().map(|line| line.about.slot()).collect::<Vec<_>>()
        };
        assert_eq!(by(ComplaintColumn::Filed, By::Rising).await, [3, 1, 2]);
        assert_eq!(by(ComplaintColumn::Filed, By::Falling).await, [2, 1, 3]);
        for column in ComplaintColumn::ALL {
            assert_eq!(ComplaintColumn::parse(column.code()), Some(column));
            assert_eq!(by(column, By::Rising).await.len(), 3);
        }
        assert_eq!(export(&office, None).await.unwrap().len(), 3);
        assert!(export(&candidate, None).await.is_err());
    }

    async fn one_thing_is_complained_about_once_and_in_time(table: Table) {
        let (candidate, attempt) = complainant(&table).await;
        file(&candidate, attempt, About::Score, WORDS).await.unwrap();
        let twice = file(&candidate, attempt, About::Score, WORDS).await.unwrap_err();
        assert_eq!(twice.code(), Some("complaints.filed_already"));
        file(&candidate, attempt, About::Question(1), WORDS).await.unwrap();
        let unknown = file(&candidate, attempt, About::Question(500), WORDS).await.unwrap_err();
        assert_eq!(unknown.code(), Some("complaints.no_such_question"));
        assert_eq!(file(&candidate, attempt, About::Question(2), "错").await.unwrap_err().code(), Some("complaints.words_length"));
        let form = desk(&candidate, attempt).await.unwrap();
        assert_eq!((form.until.day().to_string().as_str(), form.refused, form.filed.len()), ("2026-11-27", None, 2));
        // the whole of the last day is in time, the next is not
        table.bed.clock.advance_ms(7 * DAY_MS);
        file(&candidate, attempt, About::Question(2), WORDS).await.unwrap();
        table.bed.clock.advance_ms(DAY_MS);
        let late = file(&candidate, attempt, About::Question(4), WORDS).await.unwrap_err();
        assert_eq!(late.code(), Some("complaints.too_late"));
        assert!(desk(&candidate, attempt).await.unwrap().refused.is_some());
        assert_eq!(own(&candidate).await.unwrap().len(), 3);
        assert_eq!(complaints::Entity::find().count(candidate.db.reader()).await.unwrap(), 3);
    }

    async fn the_rules_page_says_the_days_that_the_form_keeps(table: Table) {
        let (candidate, attempt) = complainant(&table).await;
        assert_eq!(days_to_complain(&candidate, table.exam).await.unwrap(), 5);
        let two_days = [("exam.complaint_deadline".to_owned(), "2 working_day".into())].into();
        let today = candidate.now().day();
        rulepacks::store::amend(&candidate, "C", rulepacks::store::CITY, today, two_days).await.unwrap();
        assert_eq!(days_to_complain(&candidate, table.exam).await.unwrap(), 2);
        let until = desk(&candidate, attempt).await.unwrap().until.day();
        assert_eq!(until.to_string(), "2026-11-24", "a Friday, and two working days");
        let draft = Table::draft(&table.bed.ctx, ExamKind::Certification).await;
        assert!(matches!(days_to_complain(&candidate, draft).await, Err(Fault::NotFound)));
        let anonymous = candidate.acting_as(Actor::Anonymous);
        assert!(matches!(days_to_complain(&anonymous, table.exam).await, Err(Fault::Anonymous)));
    }

    async fn an_answer_that_is_late_stands_first(table: Table) {
        let (candidate, attempt) = complainant(&table).await;
        let office = table.staff(Role::Issuer).await;
        let old = file(&candidate, attempt, About::Score, WORDS).await.unwrap();
        table.bed.clock.advance_ms(DAY_MS);
        let new = file(&candidate, attempt, About::Question(1), WORDS).await.unwrap();
        let waiting: Vec<_> = list(&office).await.unwrap().iter().map(|line| line.id).collect();
        assert_eq!(waiting, [old, new]);
        answer(&office, old, Verdict::Upheld, "经核对，计分有误").await.unwrap();
        let rest: Vec<_> = list(&office).await.unwrap().iter().map(|line| line.id).collect();
        assert_eq!(rest, [new, old]);
        table.bed.clock.advance_ms(20 * DAY_MS);
        let lines = list(&office).await.unwrap();
        let late: Vec<_> = lines.iter().map(|line| line.is_late_on(office.now().day())).collect();
        assert_eq!(late, [true, false]);
    }

    async fn strangers_see_and_answer_nothing(table: Table) {
        let (candidate, attempt) = complainant(&table).await;
        let (other, running) = (table.with_account().await, table.with_account().await);
        assert!(matches!(file(&other, attempt, About::Score, WORDS).await, Err(Fault::NotFound)));
        let open = table.start(&running).await.attempt;
        assert!(matches!(file(&running, open, About::Score, WORDS).await, Err(Fault::NotFound)), "it runs");
        let id = file(&candidate, attempt, About::Score, WORDS).await.unwrap();
        let stranger = table.staff_of_another_office(Role::ExamAdministrator).await;
        for ctx in [&other, &stranger] {
            assert!(matches!(view(ctx, id).await, Err(Fault::NotFound)));
            assert!(matches!(ask_review(ctx, id, WORDS).await, Err(Fault::NotFound)));
        }
        assert!(list(&stranger).await.unwrap().is_empty());
        assert!(matches!(list(&other).await, Err(Fault::Forbidden)));
        assert!(matches!(answer(&candidate, id, Verdict::Upheld, WORDS).await, Err(Fault::Forbidden)));
        assert!(matches!(answer(&stranger, id, Verdict::Upheld, WORDS).await, Err(Fault::NotFound)));
        assert_eq!(complaint_steps::Entity::find().count(candidate.db.reader()).await.unwrap(), 1);
    }
}
