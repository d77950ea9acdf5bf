use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use serde_json::Value;
use uuid::Uuid;

use super::Table;
use crate::entity::exams;
use crate::exams::arranging::{Arrangement, arrange};
use crate::exams::conduct::{Conduct, Order};
use crate::exams::list::for_desk;
use crate::exams::setup::{NewExam, create, publish};
use crate::exams::starting::{Consent, start};
use crate::exams::{ExamKind, Late, Policy, Review, proof};
use crate::instant::{DAY_MS, HOUR_MS, MINUTE_MS};
use crate::{Ctx, on_both, rulepacks};

async fn stored(ctx: &Ctx, exam: Uuid) -> exams::Model {
    exams::Entity::find_by_id(exam).one(ctx.db.reader()).await.unwrap().unwrap()
}

/// A pass mark of eighty and no secondary questions, from today on.
async fn stricter(ctx: &Ctx) {
    let parameters: [(String, Value); 2] =
        [("exam.pass_score".to_owned(), 80.into()), ("bank.allow_secondary".to_owned(), false.into())];
    rulepacks::store::amend(ctx, "A", "320613", ctx.now().day(), parameters.into()).await.unwrap();
}

on_both! {
    async fn a_certification_without_a_course_is_neither_drafted_nor_published(table: Table) {
        let ctx = &table.bed.ctx;
        let form = Table::form(ctx, Table::office(ctx).await, ExamKind::Certification).await;
        let refused = create(ctx, &NewExam { course: None, ..form.clone() }).await.unwrap_err();
        assert_eq!(refused.code(), Some("exams.course_missing"));
        create(ctx, &NewExam { course: None, kind: ExamKind::Assessment, ..form }).await.unwrap();
        let draft = Table::draft(ctx, ExamKind::Certification).await;
        exams::Entity::update_many()
            .col_expr(exams::Column::CourseId, Expr::value(None::<Uuid>))
            .filter(exams::Column::Id.eq(draft))
            .exec(ctx.db.writer())
            .await
            .unwrap();
        assert_eq!(publish(ctx, draft).await.unwrap_err().code(), Some("exams.course_missing"));
        assert_eq!(stored(ctx, draft).await.state, "draft");
    }

    async fn nobody_sits_a_certification_before_the_hours_are_full(table: Table) {
        let newcomer = table.newcomer().await;
        let refused = start(&newcomer, table.exam, Consent::Given, "first device").await.unwrap_err();
        assert_eq!(refused.code(), Some("exams.hours_missing"));
    }

    async fn the_rules_in_force_at_the_publication_count_and_what_was_arranged_stays(table: Table) {
        let ctx = &table.bed.ctx;
        let (draft, mock) = (Table::draft(ctx, ExamKind::Certification).await, Table::draft(ctx, ExamKind::Mock).await);
        let late = Late::Grace { span_ms: 5 * MINUTE_MS };
        let conduct = Conduct { order: Order::Sequential, ..Conduct::default() };
        let review = Review::Never;
        let wish = Arrangement { late, review, practice: None, lockdown: None, public_url: None, conduct: conduct.clone() };
        arrange(ctx, draft, &wish).await.unwrap();
        let before = for_desk(ctx, draft).await.unwrap().exam;
        assert_eq!((before.policy.pass_score, before.policy.allow_secondary), (6_000, true));
        stricter(ctx).await;
        let shown = for_desk(ctx, draft).await.unwrap().exam;
        assert_eq!((shown.policy.pass_score, shown.policy.allow_secondary), (8_000, false), "whoever publishes sees it");
        assert_ne!(shown.rule_pack, before.rule_pack);
        publish(ctx, draft).await.unwrap();
        let published = stored(ctx, draft).await;
        let policy: Policy = serde_json::from_str(&published.policy).unwrap();
        assert_eq!(policy, shown.policy);
        assert_eq!((policy.late, policy.review(), policy.conduct), (late, Review::Never, conduct));
        assert_eq!(published.rule_pack, shown.rule_pack);
        publish(ctx, mock).await.unwrap();
        let kept: Policy = serde_json::from_str(&stored(ctx, mock).await.policy).unwrap();
        assert_eq!(kept.pass_score, 6_000, "a mock keeps what it took over");
        table.bed.clock.advance_ms(8 * DAY_MS);
        proof::reveal(ctx, draft).await.unwrap();
    }

    async fn no_window_opens_before_its_exam_is_published(table: Table) {
        let ctx = &table.bed.ctx;
        let (late, tomorrow) = (Table::draft(ctx, ExamKind::Assessment).await, ctx.now().plus_ms(DAY_MS));
        let form = Table::form(ctx, Table::office(ctx).await, ExamKind::Certification).await;
        let ahead = create(ctx, &NewExam { opens_at: tomorrow, ..form.clone() }).await.unwrap();
        table.bed.clock.advance_ms(HOUR_MS);
        publish(ctx, late).await.unwrap();
        publish(ctx, ahead).await.unwrap();
        let committed = proof::get(ctx, late).await.unwrap();
        assert_eq!((committed.opens_at, committed.committed_at), (ctx.now(), ctx.now()));
        assert_eq!(proof::get(ctx, ahead).await.unwrap().opens_at, tomorrow);
        let over = create(ctx, &form).await.unwrap();
        table.bed.clock.advance_ms(8 * DAY_MS);
        assert_eq!(publish(ctx, over).await.unwrap_err().code(), Some("exams.draft_window_past"));
        assert_eq!(publish(ctx, late).await.unwrap_err().code(), Some("exams.already_published"));
    }
}
