use question_bank::Blueprint;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use uuid::Uuid;

use super::{Table, course};
use crate::courses::store;
use crate::entity::exams;
use crate::exams::ahead::has_learned;
use crate::exams::list::for_candidate;
use crate::exams::setup::{self, NewExam, Session};
use crate::exams::{Entry, ExamKind};
use crate::fixtures::history::study;
use crate::instant::{DAY_MS, HOUR_MS};
use crate::{Ctx, on_both};

impl Table {
    /// A further exam of the same office that opened earlier and asks for a course.
    async fn announces(&self, kind: ExamKind, hours_ago: i64, course: Uuid) {
        let ctx = &self.bed.ctx;
        let office = exams::Entity::find_by_id(self.exam).one(ctx.db.reader()).await.unwrap().unwrap().office_id;
        let new = NewExam {
            title: "岗前考试".into(),
            kind,
            entry: Entry::Open,
            office,
            course: Some(course),
            opens_at: ctx.now(),
            closes_at: ctx.now().plus_ms(7 * DAY_MS),
            session: Session::AnyTime,
            blueprint: Blueprint::standard(),
        };
        let exam = setup::create(ctx, &new).await.unwrap();
        setup::publish(ctx, exam).await.unwrap();
        exams::Entity::update_many()
            .col_expr(exams::Column::OpensAt, Expr::value(ctx.now().minus_ms(hours_ago * HOUR_MS).0))
            .filter(exams::Column::Id.eq(exam))
            .exec(ctx.db.writer())
            .await
            .unwrap();
    }
}

async fn learned(candidate: &Ctx) -> bool {
    let (exams, courses) = (for_candidate(candidate).await.unwrap(), store::list(candidate).await.unwrap());
    has_learned(candidate, &exams, &courses).await.unwrap()
}

on_both! {
    async fn learning_is_done_when_the_next_certification_asks_for_no_more(table: Table) {
        let (ctx, candidate) = (&table.bed.ctx, table.candidate().await);
        let person = candidate.signed_in().unwrap().person;
        let (asked, other) = (course(ctx, "asked").await, course(ctx, "other").await);
        assert!(learned(&candidate).await, "the course of the only exam is full");
        table.announces(ExamKind::Certification, 2, asked).await;
        assert!(!learned(&candidate).await);
        study(ctx, person, asked).await.unwrap();
        assert!(learned(&candidate).await, "the other course is not asked for");
        table.announces(ExamKind::Assessment, 3, other).await;
        assert!(learned(&candidate).await, "an assessment certifies nobody");
        table.bed.clock.advance_ms(8 * DAY_MS);
        assert!(!learned(&candidate).await, "no exam in sight: every course");
        study(ctx, person, other).await.unwrap();
        assert!(learned(&candidate).await);
    }
}
