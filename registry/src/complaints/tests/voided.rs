use sea_orm::{EntityTrait, PaginatorTrait};
use uuid::Uuid;

use crate::complaints::store::{answer, ask_review, file};
use crate::complaints::{About, Step, Verdict, desk, view};
use crate::entity::{results, superseded_results};
use crate::exams::finishing::hand_in;
use crate::exams::rooms::proposals::{Act, Proposal, confirm, decline, of_exam, propose};
use crate::exams::starting::Running;
use crate::exams::tests::Table;
use crate::instant::DAY_MS;
use crate::notices::Kind as Told;
use crate::permissions::Role;
use crate::{Ctx, Fault, on_both};

const WORDS: &str = "当日由本人参加考试，有监控录像为证";
const FOUND: &str = "经核查录像，确为本人参加考试";

/// A candidate whose attempt was made void, and the two who did it.
struct Voided {
    candidate: Ctx,
    running: Running,
    proctor: Ctx,
    chief: Ctx,
}

#[derive(PartialEq, Eq)]
enum When {
    AfterItsEnd,
    WhileItRan,
}

impl Voided {
    /// Everything was answered rightly before.
    async fn on(table: &Table, when: When) -> Self {
        let candidate = table.with_account().await;
        let (proctor, chief) = (table.staff(Role::Proctor).await, table.staff(Role::ExamAdministrator).await);
        let running = table.start(&candidate).await;
        table.answer_all(&candidate, &running).await;
        if when == When::AfterItsEnd {
            hand_in(&candidate, running.attempt, "first device").await.unwrap();
        }
        let proposal = propose(&proctor, table.exam, running.attempt, Act::Void, 0, "他人代考").await.unwrap();
        confirm(&chief, table.exam, proposal).await.unwrap();
        Self { candidate, running, proctor, chief }
    }

    fn attempt(&self) -> Uuid {
        self.running.attempt
    }
}

async fn lift(table: &Table, attempt: Uuid) -> Option<Proposal> {
    let all = of_exam(&table.bed.ctx, table.exam, Some(attempt)).await.unwrap();
    all.into_iter().find(|one| one.act == Act::Lift)
}

async fn outcome(table: &Table, attempt: Uuid) -> Option<String> {
    let result = results::Entity::find_by_id(attempt).one(table.bed.ctx.db.reader()).await.unwrap();
    result.map(|result| result.outcome)
}

on_both! {
    async fn a_void_that_was_wrong_is_lifted_by_two_others(table: Table) {
        let voided = Voided::on(&table, When::AfterItsEnd).await;
        let (attempt, candidate) = (voided.attempt(), &voided.candidate);
        let (first, second) = (table.staff(Role::ExamAdministrator).await, table.staff(Role::ExamAdministrator).await);
        let form = desk(candidate, attempt).await.unwrap();
        assert_eq!((form.questions, form.void.unwrap().reason.as_str()), (0, "他人代考"));
        let question = file(candidate, attempt, About::Question(1), WORDS).await.unwrap_err();
        assert_eq!(question.code(), Some("complaints.no_such_question"));
        let id = file(candidate, attempt, About::Void, WORDS).await.unwrap();
        let twice = file(candidate, attempt, About::Score, WORDS).await.unwrap_err();
        assert_eq!(twice.code(), Some("complaints.filed_already"), "the score of a void attempt is the void");
        let own = answer(&voided.chief, id, Verdict::Rejected, FOUND).await.unwrap_err();
        assert_eq!(own.code(), Some("complaints.another_must_answer"));
        answer(&first, id, Verdict::Upheld, FOUND).await.unwrap();
        let proposal = lift(&table, attempt).await.unwrap();
        assert_eq!((proposal.reason.as_str(), proposal.decision), (FOUND, None));
        assert_eq!(table.attempt(attempt).await.state, "void", "nothing happens before the second person");
        assert_eq!(view(candidate, id).await.unwrap().void.unwrap().lift, Some(None));
        let same = confirm(&first, table.exam, proposal.id).await.unwrap_err();
        assert_eq!(same.code(), Some("exams.second_must_be_another"));
        let before = [(Told::ComplaintAnswered, id), (Told::AttemptVoided, attempt)];
        assert_eq!(table.told(candidate).await, before, "nothing is told before the second person");
        confirm(&second, table.exam, proposal.id).await.unwrap();
        let after = [before[0], before[1], (Told::VoidLifted, attempt)];
        assert_eq!(table.told(candidate).await, after);
        let row = table.attempt(attempt).await;
        assert_eq!((row.state.as_str(), row.ended_by.as_deref()), ("finished", Some("hand_in")));
        assert_eq!(outcome(&table, attempt).await.as_deref(), Some("passed"));
        assert_eq!(superseded_results::Entity::find().count(candidate.db.reader()).await.unwrap(), 1);
        assert_eq!(view(candidate, id).await.unwrap().void.unwrap().lift, Some(Some("confirmed".to_owned())));
        let again = propose(&first, table.exam, attempt, Act::Lift, 0, "看错了人").await.unwrap_err();
        assert_eq!(again.code(), Some("exams.lift_not_void"));
    }

    async fn a_void_that_stands_may_be_looked_at_once_more_by_a_third_person(table: Table) {
        let voided = Voided::on(&table, When::AfterItsEnd).await;
        let (first, second) = (table.staff(Role::ExamAdministrator).await, table.staff(Role::Issuer).await);
        let id = file(&voided.candidate, voided.attempt(), About::Void, WORDS).await.unwrap();
        answer(&first, id, Verdict::Rejected, "录像显示并非本人").await.unwrap();
        assert!(lift(&table, voided.attempt()).await.is_none());
        ask_review(&voided.candidate, id, "请核对身份证原件").await.unwrap();
        let made_it = answer(&voided.chief, id, Verdict::Rejected, FOUND).await.unwrap_err();
        assert_eq!(made_it.code(), Some("complaints.another_must_answer"));
        answer(&second, id, Verdict::Rejected, "经复核，维持原认定").await.unwrap();
        let seen = view(&voided.candidate, id).await.unwrap();
        assert_eq!((seen.line.about, seen.line.step), (About::Void, Step::Reviewed));
        assert_eq!(table.attempt(voided.attempt()).await.state, "void");
    }

    async fn a_void_is_doubted_within_five_working_days_of_it(table: Table) {
        let voided = Voided::on(&table, When::AfterItsEnd).await;
        let form = desk(&voided.candidate, voided.attempt()).await.unwrap();
        assert_eq!((form.until.day().to_string().as_str(), form.refused), ("2026-11-27", None));
        table.bed.clock.advance_ms(8 * DAY_MS);
        let late = file(&voided.candidate, voided.attempt(), About::Void, WORDS).await.unwrap_err();
        assert_eq!(late.code(), Some("complaints.too_late"));
        let stranger = table.with_account().await;
        assert!(matches!(file(&stranger, voided.attempt(), About::Void, WORDS).await, Err(Fault::NotFound)));
    }

    async fn an_attempt_that_was_cut_off_is_graded_by_what_was_saved(table: Table) {
        let voided = Voided::on(&table, When::WhileItRan).await;
        let attempt = voided.attempt();
        assert_eq!(outcome(&table, attempt).await, None);
        let own = propose(&voided.chief, table.exam, attempt, Act::Lift, 0, "看错了人").await.unwrap_err();
        assert_eq!(own.code(), Some("exams.another_must_lift"));
        let proctor = propose(&voided.proctor, table.exam, attempt, Act::Lift, 0, "看错了人").await;
        assert!(matches!(proctor, Err(Fault::Forbidden)));
        let (first, second) = (table.staff(Role::ExamAdministrator).await, table.staff(Role::ExamAdministrator).await);
        let refused = propose(&first, table.exam, attempt, Act::Lift, 0, "看错了人").await.unwrap();
        decline(&second, table.exam, refused, "录像不清").await.unwrap();
        assert_eq!(table.told(&voided.candidate).await, [(Told::AttemptVoided, attempt)]);
        assert_eq!(table.attempt(attempt).await.state, "void");
        let proposal = propose(&first, table.exam, attempt, Act::Lift, 0, "看错了人").await.unwrap();
        confirm(&second, table.exam, proposal).await.unwrap();
        let row = table.attempt(attempt).await;
        assert_eq!((row.state.as_str(), row.ended_by.as_deref()), ("finished", Some("hand_in")));
        assert_eq!(outcome(&table, attempt).await.as_deref(), Some("passed"));
        assert_eq!(superseded_results::Entity::find().count(second.db.reader()).await.unwrap(), 0);
    }
}
