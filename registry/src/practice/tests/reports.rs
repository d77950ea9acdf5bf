use question_bank::Purpose;

use super::*;
use crate::audit;
use crate::fixtures::Part;
use crate::on_both;
use crate::practice::reports::{Which, answer, get, list, make, own, stem_of};

const WORDS: &str = "第二项与条文不一致，请核对。";

on_both! {
    async fn a_report_goes_to_the_banks_people_and_its_answer_comes_back(school: School) {
        let (bed, world) = school.apart();
        let (me, editor) = (world.as_(Part::CandidateNew), world.as_(Part::QuestionEditor));
        let id = make(&me, "p-11-001", Some(ReportKind::Key), WORDS).await.unwrap();
        let (open, total) = list(&editor, Which::Open, 0, 20).await.unwrap();
        assert_eq!((total, open[0].id, open[0].kind, open[0].words.as_str()), (1, id, ReportKind::Key, WORDS));
        assert_eq!(open[0].stem, stem_of(&me, "p-11-001").await.unwrap());
        assert_eq!(refused(answer(&editor, id, None, "").await), "practice.outcome_missing");
        answer(&editor, id, Some(ReportOutcome::Accepted), "已按条文更正，谢谢。").await.unwrap();
        let again = answer(&world.as_(Part::QuestionReviewer), id, Some(ReportOutcome::Declined), "不采纳此意见。").await;
        assert_eq!(refused(again), "practice.report_answered");
        let told = own(&me).await.unwrap().remove(0).answer.unwrap();
        assert_eq!((told.outcome, told.words.as_str()), (ReportOutcome::Accepted, "已按条文更正，谢谢。"));
        assert_eq!(list(&editor, Which::Open, 0, 20).await.unwrap().1, 0);
        assert_eq!(list(&editor, Which::Answered, 0, 20).await.unwrap().1, 1);
        let (entries, _) = audit::list(&bed.ctx, &audit::Filter::default(), 0, 50).await.unwrap();
        assert!(entries.iter().any(|one| one.verb == "question.report.answer" && one.subject == "p-11-001"));
        assert_eq!(audit::check_chains(bed.ctx.db.reader()).await.unwrap(), []);
    }

    async fn one_report_is_open_per_person_and_question(school: School) {
        let (_bed, world) = school.apart();
        let (me, other) = (world.as_(Part::CandidateNew), world.as_(Part::Bystander));
        let id = make(&me, "p-11-001", Some(ReportKind::Law), WORDS).await.unwrap();
        assert_eq!(refused(make(&me, "p-11-001", Some(ReportKind::Stem), WORDS).await), "practice.reported_already");
        make(&other, "p-11-001", Some(ReportKind::Stem), WORDS).await.unwrap();
        answer(&world.as_(Part::QuestionReviewer), id, Some(ReportOutcome::Declined), "条文没有变化。").await.unwrap();
        make(&me, "p-11-001", Some(ReportKind::Stem), WORDS).await.unwrap();
        let missing = make(&me, "p-11-002", None, "短").await.unwrap_err();
        let Fault::Refused(reasons) = missing else { panic!("{missing:?}") };
        assert_eq!(reasons.iter().map(|one| one.field.unwrap()).collect::<Vec<_>>(), ["kind", "words"]);
        assert!(matches!(make(&me, "ar-s-001", Some(ReportKind::Key), WORDS).await, Err(Fault::NotFound)));
    }

    async fn ten_reports_a_day_are_enough(school: School) {
        let (bed, world) = school.apart();
        let me = world.as_(Part::CandidateNew);
        let bank = bank::embedded().unwrap().questions;
        let others = bank.iter().filter(|one| one.purpose == Purpose::Practice && one.id.0 != "p-11-001");
        for one in others.take(REPORTS_A_DAY) {
            make(&me, &one.id.0, Some(ReportKind::Unclear), WORDS).await.unwrap();
        }
        assert_eq!(refused(make(&me, "p-11-001", Some(ReportKind::Unclear), WORDS).await), "practice.reports_often");
        bed.clock.advance_ms(DAY_MS);
        make(&me, "p-11-001", Some(ReportKind::Unclear), WORDS).await.unwrap();
    }

    async fn nobody_else_looks_into_the_queue_and_nobody_answers_the_own_report(school: School) {
        let (_bed, world) = school.apart();
        let id = make(&world.as_(Part::QuestionEditor), "p-11-001", Some(ReportKind::Key), WORDS).await.unwrap();
        for part in [Part::CandidateNew, Part::Bystander, Part::ExamAdministrator, Part::SystemAdministrator] {
            let stranger = world.as_(part);
            assert!(matches!(list(&stranger, Which::Open, 0, 20).await, Err(Fault::Forbidden)), "{part:?}");
            assert!(matches!(get(&stranger, id).await, Err(Fault::Forbidden)), "{part:?}");
            let outcome = answer(&stranger, id, Some(ReportOutcome::Accepted), WORDS).await;
            assert!(matches!(outcome, Err(Fault::Forbidden)), "{part:?}");
        }
        let own_answer = answer(&world.as_(Part::QuestionEditor), id, Some(ReportOutcome::Accepted), WORDS).await;
        assert_eq!(refused(own_answer), "practice.own_report");
        assert!(matches!(make(&world.anonymous(), "p-11-001", Some(ReportKind::Key), WORDS).await, Err(Fault::Anonymous)));
        get(&world.as_(Part::QuestionReviewer), id).await.unwrap();
    }
}
