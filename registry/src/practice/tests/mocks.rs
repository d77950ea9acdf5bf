use question_bank::{Blueprint, Purpose};
use uuid::Uuid;

use super::*;
use crate::courses::store::hours;
use crate::exams::arranging::{Arrangement, arrange};
use crate::exams::finishing::hand_in;
use crate::exams::list::get;
use crate::exams::mocking::mock_of;
use crate::exams::review::{is_open, of_attempt};
use crate::exams::saving::{Browser, Mark as Marked, Save, Saver};
use crate::exams::setup::{NewExam, Session, create, publish};
use crate::exams::starting::{Consent, Running, start};
use crate::exams::tests::course;
use crate::exams::{Entry, ExamKind, Late, Review};
use crate::fixtures::history::{answer_rightly, study};
use crate::fixtures::{Part, World};
use crate::on_both;
use crate::practice::book::mistakes;
use crate::practice::favourites::keep;

async fn exam(world: &World, kind: ExamKind, review: Option<Review>) -> Uuid {
    let (ctx, now) = (world.as_(Part::ExamAdministrator), world.ctx.now());
    let new = NewExam {
        title: "模拟考试".into(),
        kind,
        entry: Entry::Open,
        office: world.offices.issuer,
        course: Some(read_by_all(world).await),
        opens_at: now.minus_ms(HOUR_MS),
        closes_at: now.plus_ms(7 * DAY_MS),
        session: Session::AnyTime,
        blueprint: Blueprint::standard(),
    };
    let id = create(&ctx, &new).await.unwrap();
    if let Some(review) = review {
        let conduct = crate::exams::conduct::Conduct::default();
        let (late, practice, lockdown) = (Late::Autosubmit, None, None);
        let wish = Arrangement { late, review, practice, lockdown, public_url: None, conduct };
        arrange(&ctx, id, &wish).await.unwrap();
    }
    let publisher = if kind.is_official() { world.as_(Part::Issuer) } else { ctx };
    publish(&publisher, id).await.unwrap();
    id
}

/// A course of one lesson, which everybody who sits an official exam here has read.
async fn read_by_all(world: &World) -> Uuid {
    let asked = course(&world.ctx, "mocks").await;
    for part in [Part::CandidateReady, Part::CandidateNew] {
        if !hours(&world.ctx, world.person(part), asked).await.unwrap().is_complete() {
            study(&world.ctx, world.person(part), asked).await.unwrap();
        }
    }
    asked
}

async fn sits(me: &Ctx, exam: Uuid) -> Running {
    start(me, exam, Consent::Given, "device").await.unwrap()
}

/// Ticks the first option of this slot.
async fn ticks_the_first(me: &Ctx, saver: &Saver, running: &Running, slot: i32) {
    let save = Save {
        ticket: running.ticket,
        slot,
        choice: 1,
        marked: Marked::Plain,
        sequence: 2,
        received_at: me.now(),
        browser: Browser::Unproven,
    };
    saver.save(me, save).await.unwrap();
}

on_both! {
    async fn a_mock_is_sat_as_often_as_one_likes_and_explained_at_once(school: School) {
        let (bed, world) = school.apart();
        let (me, saver) = (world.as_(Part::CandidateNew), Saver::start(&bed.ctx.db));
        let mock = exam(&world, ExamKind::Mock, None).await;
        for round in 0..3 {
            let running = sits(&me, mock).await;
            assert_eq!(refused(of_attempt(&me, running.attempt).await), "exams.review_after_hand_in");
            answer_rightly(&me, &saver, &running).await.unwrap();
            // the first singles may turn out wrong
            for slot in 1..=10 {
                ticks_the_first(&me, &saver, &running, slot).await;
            }
            hand_in(&me, running.attempt, "device").await.unwrap();
            assert!(is_open(&me, running.attempt).await.unwrap(), "{round}");
            let review = of_attempt(&me, running.attempt).await.unwrap();
            assert_eq!(review.items.iter().map(|one| i64::from(one.score)).sum::<i64>(), review.score);
            assert!(review.items.iter().all(|one| one.is_practice() && !one.solved.solution.explanation.is_empty()));
            for one in &review.items {
                let is_right = one.solved.chosen == one.solved.solution.right;
                assert_eq!(is_right, one.solved.verdict == Verdict::Right);
            }
            let stranger = of_attempt(&world.as_(Part::Bystander), running.attempt).await;
            assert!(matches!(stranger, Err(Fault::NotFound)));
        }
    }

    async fn the_mistakes_of_a_mock_enter_the_error_book(school: School) {
        let (bed, world) = school.apart();
        let (me, saver) = (world.as_(Part::CandidateNew), Saver::start(&bed.ctx.db));
        let running = sits(&me, exam(&world, ExamKind::Mock, None).await).await;
        for slot in 1..=8 {
            ticks_the_first(&me, &saver, &running, slot).await;
        }
        hand_in(&me, running.attempt, "device").await.unwrap();
        let review = of_attempt(&me, running.attempt).await.unwrap();
        let wrong: Vec<Place> = review.items.iter().filter(|one| one.solved.verdict == Verdict::Wrong).map(|one| one.solved.solution.place.clone()).collect();
        let book = mistakes(&me, 0, 50).await.unwrap();
        assert!(!wrong.is_empty() && wrong.len() <= 8);
        assert_eq!(book.total, wrong.len() as u64, "what was left blank is no mistake");
        assert!(book.lines.iter().all(|line| wrong.contains(&line.solution.place)));
        let blank = review.items.iter().find(|one| one.solved.verdict == Verdict::Blank).unwrap();
        keep(&me, &blank.solved.solution.place.question).await.unwrap();
    }

    async fn an_official_exam_gets_a_mock_with_its_own_blueprint_and_clock(school: School) {
        let (bed, world) = school.apart();
        let keeper = world.as_(Part::ExamAdministrator);
        let official = exam(&world, ExamKind::Certification, None).await;
        let mock = mock_of(&keeper, official, "模拟考试：岗前考试").await.unwrap();
        publish(&keeper, mock).await.unwrap();
        assert_eq!(refused(mock_of(&keeper, mock, "再来一次").await), "exams.mock_of_official");
        let (one, other) = (get(&keeper, official).await.unwrap(), get(&keeper, mock).await.unwrap());
        assert_eq!((one.blueprint, one.policy.limit_ms, one.policy.pass_score), (other.blueprint, other.policy.limit_ms, other.policy.pass_score));
        assert_eq!((other.kind, other.policy.review()), (ExamKind::Mock, Review::AtOnce));
        for part in [Part::CandidateNew, Part::Bystander, Part::Proctor, Part::HumanResources, Part::Issuer] {
            let stranger = mock_of(&world.as_(part), official, "模拟考试").await;
            assert!(matches!(stranger, Err(Fault::Forbidden | Fault::NotFound)), "{part:?} {stranger:?}");
        }
        // whoever passed or holds a certificate may still practise
        let running = sits(&world.as_(Part::Bystander), mock).await;
        assert!(running.deadline_at > bed.ctx.now());
    }

    async fn a_mock_whose_paper_stays_closed_tells_the_book_nothing(school: School) {
        let (bed, world) = school.apart();
        let (me, saver) = (world.as_(Part::CandidateNew), Saver::start(&bed.ctx.db));
        let running = sits(&me, exam(&world, ExamKind::Mock, Some(Review::Never)).await).await;
        for slot in 1..=8 {
            ticks_the_first(&me, &saver, &running, slot).await;
        }
        hand_in(&me, running.attempt, "device").await.unwrap();
        assert_eq!(refused(of_attempt(&me, running.attempt).await), "exams.review_never");
        assert_eq!(mistakes(&me, 0, 50).await.unwrap().total, 0);
    }

    async fn an_official_paper_is_looked_at_after_the_window_and_enters_no_book(school: School) {
        let (bed, world) = school.apart();
        let (me, saver) = (world.as_(Part::CandidateReady), Saver::start(&bed.ctx.db));
        let official = exam(&world, ExamKind::Certification, None).await;
        let running = sits(&me, official).await;
        for slot in 1..=8 {
            ticks_the_first(&me, &saver, &running, slot).await;
        }
        hand_in(&me, running.attempt, "device").await.unwrap();
        assert_eq!(refused(of_attempt(&me, running.attempt).await), "exams.review_later");
        assert!(!is_open(&me, running.attempt).await.unwrap());
        bed.clock.advance_ms(7 * DAY_MS + HOUR_MS);
        let review = of_attempt(&me, running.attempt).await.unwrap();
        assert!(review.items.iter().all(|one| one.solved.solution.purpose == Purpose::Official));
        let id = &review.items[0].solved.solution.place.question;
        assert!(matches!(keep(&me, id).await, Err(Fault::NotFound)));
        assert_eq!(mistakes(&me, 0, 50).await.unwrap().total, 0);
    }

    async fn keys_of_an_official_paper_wait_for_the_last_who_sits_with_extra_time(school: School) {
        let (bed, world) = school.apart();
        let me = world.as_(Part::CandidateReady);
        let official = exam(&world, ExamKind::Certification, None).await;
        let first = sits(&me, official).await;
        hand_in(&me, first.attempt, "device").await.unwrap();
        let second = sits(&world.as_(Part::CandidateNew), official).await;
        extend(&bed, second.attempt, 8 * DAY_MS).await;
        bed.clock.advance_ms(7 * DAY_MS + HOUR_MS);
        assert_eq!(refused(of_attempt(&me, first.attempt).await), "exams.review_later");
        bed.clock.advance_ms(DAY_MS);
        crate::exams::finishing::finish_due(&bed.ctx).await.unwrap();
        assert!(is_open(&me, first.attempt).await.unwrap());
    }
}

/// Somebody of the room gave so much more time.
async fn extend(bed: &crate::testing::Bed, attempt: Uuid, ms: i64) {
    use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

    use crate::entity::attempts;
    let until = bed.ctx.now().plus_ms(ms).0;
    attempts::Entity::update_many()
        .col_expr(attempts::Column::DeadlineAt, Expr::value(until))
        .col_expr(attempts::Column::AcceptsUntil, Expr::value(until))
        .col_expr(attempts::Column::NextCheckAt, Expr::value(until + 1))
        .filter(attempts::Column::Id.eq(attempt))
        .exec(bed.ctx.db.writer())
        .await
        .unwrap();
}
