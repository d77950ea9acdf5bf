use sea_orm::{EntityTrait, PaginatorTrait};

use super::cast::*;
use super::*;
use crate::courses::credit::tests::{by_rules, reports_of};
use crate::courses::store;
use crate::entity::{audit_entries, lesson_progress, quiz_attempts, reading_cursors, readings};
use crate::instant::SECOND_MS;
use crate::testing::Bed;

const MINUTE: i64 = MINUTE_MS;

async fn rows(bed: &Bed) -> u64 {
    readings::Entity::find().count(bed.ctx.db.reader()).await.unwrap()
}

crate::on_both! {
    async fn a_minute_of_reading_is_a_minute_and_one_row(bed) {
        let ([one, _], reader) = (publish_small(&bed, "字。").await, reader(&bed, "a").await);
        assert_eq!(read_on(&bed, &reader, one).await.lesson_credited_ms, 0);
        read_on(&bed, &reader, one).await;
        let progress = read_on(&bed, &reader, one).await;
        assert_eq!((progress.lesson_credited_ms, progress.course_credited_ms), (MINUTE, MINUTE));
        assert_eq!(progress.required_ms, 6 * MINUTE);
        assert_eq!(rows(&bed).await, 1);
    }

    async fn an_idle_window_earns_nothing(bed) {
        let ([one, _], reader) = (publish_small(&bed, "字。").await, reader(&bed, "a").await);
        for _ in 0..5 {
            let progress = report(&bed, &reader, one, "w", Activity::Idle, 30).await;
            assert_eq!(progress.lesson_credited_ms, 0);
        }
        assert_eq!(read_on(&bed, &reader, one).await.lesson_credited_ms, 30 * SECOND_MS, "and reading goes on from there");
    }

    async fn two_windows_earn_what_one_earns(bed) {
        let ([one, two], reader) = (publish_small(&bed, "字。").await, reader(&bed, "a").await);
        for _ in 0..5 {
            report(&bed, &reader, one, "w1", Activity::Active, 15).await;
            report(&bed, &reader, two, "w2", Activity::Idle, 15).await;
        }
        let progress = report(&bed, &reader, one, "w1", Activity::Active, 0).await;
        assert_eq!((progress.lesson_credited_ms, progress.course_credited_ms), (135 * SECOND_MS, 135 * SECOND_MS));
    }

    async fn two_windows_that_both_claim_to_be_read_earn_no_more_than_the_clock(bed) {
        let ([one, two], reader) = (publish_small(&bed, "字。").await, reader(&bed, "a").await);
        for _ in 0..3 {
            for (lesson, window) in [(one, "w1"), (one, "w1"), (two, "w2"), (two, "w2")] {
                report(&bed, &reader, lesson, window, Activity::Active, 10).await;
            }
        }
        let progress = report(&bed, &reader, one, "w1", Activity::Active, 0).await;
        assert_eq!(progress.course_credited_ms, 60 * SECOND_MS, "six of eleven spans; the takeovers count for nobody");
    }

    async fn a_silence_of_more_than_ninety_seconds_earns_nothing(bed) {
        let ([one, _], reader) = (publish_small(&bed, "字。").await, reader(&bed, "a").await);
        read_on(&bed, &reader, one).await;
        let late = report(&bed, &reader, one, "w", Activity::Active, 91).await;
        assert_eq!(late.lesson_credited_ms, 0);
        let in_time = report(&bed, &reader, one, "w", Activity::Active, 90).await;
        assert_eq!(in_time.lesson_credited_ms, 90 * SECOND_MS);
    }

    async fn a_lesson_gives_no_more_than_its_minutes(bed) {
        let ([one, two], reader) = (publish_small(&bed, "字。").await, reader(&bed, "a").await);
        for _ in 0..20 {
            assert!(read_on(&bed, &reader, one).await.lesson_credited_ms <= 3 * MINUTE);
        }
        let progress = read_on(&bed, &reader, two).await;
        assert_eq!((progress.lesson_credited_ms, progress.course_credited_ms), (0, 3 * MINUTE));
        let stored = readings::Entity::find().all(bed.ctx.db.reader()).await.unwrap();
        assert_eq!(stored.iter().map(|row| row.to_at - row.from_at).sum::<i64>(), 3 * MINUTE, "nothing beyond is kept");
    }

    async fn reports_like_a_machine_gun_earn_no_more_than_the_clock(bed) {
        let ([one, _], reader) = (publish_small(&bed, "字。").await, reader(&bed, "a").await);
        let start = bed.ctx.now();
        for shot in 0..60 {
            bed.clock.advance_ms(i64::from(shot % 3));
            report(&bed, &reader, one, "w", Activity::Active, 0).await;
        }
        let progress = report(&bed, &reader, one, "w", Activity::Active, 0).await;
        assert_eq!(progress.lesson_credited_ms, bed.ctx.now().since(start));
        assert_eq!(rows(&bed).await, 1);
    }

    async fn reports_of_the_same_moment_count_once(bed) {
        let ([one, _], reader) = (publish_small(&bed, "字。").await, reader(&bed, "a").await);
        let beat = Beat { lesson: one, reader: "w".into(), activity: Activity::Active, place: 0, video: None, video_ms: 0 };
        for volley in 0..5 {
            let mut shots = tokio::task::JoinSet::new();
            for _ in 0..8 {
                let (reader, beat) = (reader.clone(), beat.clone());
                shots.spawn(async move { store::beat(&reader, &beat).await.unwrap().lesson_credited_ms });
            }
            assert_eq!(shots.join_all().await.into_iter().max(), Some(volley * 30 * SECOND_MS));
            bed.clock.advance_ms(30 * SECOND_MS);
        }
        assert_eq!(rows(&bed).await, 1);
    }

    async fn the_database_keeps_what_the_rules_say(bed) {
        let lessons = publish_small(&bed, "字。").await;
        for seed in 0..4_u64 {
            let reader = reader(&bed, &format!("reader{seed}")).await;
            let reports = reports_of(seed);
            let mut course_ms = 0;
            for &(gap, lesson, window, activity) in &reports {
                bed.clock.advance_ms(gap * 100);
                let beat = Beat { lesson: lessons[lesson], reader: format!("w{window}"), activity, place: 0 };
                course_ms = store::beat(&reader, &beat).await.unwrap().course_credited_ms;
            }
            let expected: i64 = by_rules(&reports).into_values().map(credit::union_ms).sum();
            assert!(expected > 0);
            assert_eq!(course_ms, expected, "seed {seed}");
        }
    }

    async fn without_reports_a_page_counts_until_the_next_one(bed) {
        let ([one, two], reader) = (publish_small(&bed, "字。").await, reader(&bed, "a").await);
        store::open_lesson(&reader, "small", "one").await.unwrap();
        bed.clock.advance_ms(2 * MINUTE);
        let next = store::open_lesson(&reader, "small", "two").await.unwrap();
        assert_eq!((next.id, next.credited_ms), (two, 0));
        assert_eq!(store::view_lesson(&reader, "small", "one").await.unwrap().credited_ms, 2 * MINUTE);
        bed.clock.advance_ms(60 * MINUTE);
        store::page_left(&reader).await.unwrap();
        store::page_left(&reader).await.unwrap();
        let view = store::view(&reader, "small").await.unwrap();
        assert_eq!(view.card.hours.unwrap().credited_minutes, 2 + 3);
        assert_eq!(view.resume.unwrap().slug, "one");
        bed.clock.advance_ms(60 * MINUTE);
        store::page_opened(&reader, one).await.unwrap();
        assert_eq!(store::view(&reader, "small").await.unwrap().card.hours.unwrap().credited_minutes, 5, "left is left");
    }

    async fn a_window_that_reports_takes_the_page_over(bed) {
        let (_, reader) = (publish_small(&bed, "字。").await, reader(&bed, "a").await);
        let one = store::open_lesson(&reader, "small", "one").await.unwrap().id;
        report(&bed, &reader, one, "w", Activity::Idle, 1).await;
        bed.clock.advance_ms(60 * MINUTE);
        let again = store::open_lesson(&reader, "small", "one").await.unwrap();
        assert_eq!(again.credited_ms, 0);
    }

    async fn the_reader_goes_on_where_he_left_off(bed) {
        let ([one, two], reader) = (publish_small(&bed, "字。").await, reader(&bed, "a").await);
        assert_eq!(store::view(&reader, "small").await.unwrap().resume.unwrap().slug, "one");
        read_on(&bed, &reader, two).await;
        store::open_lesson(&reader, "small", "two").await.unwrap();
        assert_eq!(store::view_lesson(&reader, "small", "two").await.unwrap().place, 250);
        assert_eq!(store::view(&reader, "small").await.unwrap().resume.unwrap().slug, "two");
        read_through(&bed, &reader, two).await;
        assert_eq!(store::view(&reader, "small").await.unwrap().resume.unwrap().slug, "one");
        read_through(&bed, &reader, one).await;
        let view = store::view(&reader, "small").await.unwrap();
        assert_eq!(view.resume, None);
        assert!(view.card.hours.unwrap().is_complete());
    }

    async fn full_hours_are_recorded_once(bed) {
        let ([one, two], reader) = (publish_small(&bed, "字。").await, reader(&bed, "a").await);
        read_through(&bed, &reader, one).await;
        for _ in 0..3 {
            read_through(&bed, &reader, two).await;
        }
        let log = audit_entries::Entity::find().all(bed.ctx.db.reader()).await.unwrap();
        let full: Vec<_> = log.iter().filter(|entry| entry.verb == "study.complete").collect();
        assert_eq!(full.len(), 1);
        assert!(full[0].facts.contains("\"creditedMinutes\":6"), "{}", full[0].facts);
    }

    async fn nobody_is_credited_without_signing_in(bed) {
        let [one, _] = publish_small(&bed, "字。").await;
        let beat = Beat { lesson: one, reader: "w".into(), activity: Activity::Active, place: 0, video: None, video_ms: 0 };
        assert!(matches!(store::beat(&anonymous(&bed), &beat).await, Err(Fault::Anonymous)));
        assert!(matches!(store::page_opened(&anonymous(&bed), one).await, Err(Fault::Anonymous)));
        assert!(matches!(store::page_left(&anonymous(&bed)).await, Err(Fault::Anonymous)));
        let answered = store::answer_quiz(&anonymous(&bed), one, &[].into()).await;
        assert!(matches!(answered, Err(Fault::Anonymous)));
        store::open_lesson(&anonymous(&bed), "small", "one").await.unwrap();
        let db = bed.ctx.db.reader();
        assert_eq!(lesson_progress::Entity::find().count(db).await.unwrap(), 0);
        assert_eq!(reading_cursors::Entity::find().count(db).await.unwrap(), 0);
        assert_eq!(quiz_attempts::Entity::find().count(db).await.unwrap(), 0);
    }

    async fn a_lesson_that_is_not_there_cannot_be_read(bed) {
        publish_small(&bed, "字。").await;
        let reader = reader(&bed, "a").await;
        let beat = Beat { lesson: Uuid::nil(), reader: "w".into(), activity: Activity::Active, place: 0, video: None, video_ms: 0 };
        assert!(matches!(store::beat(&reader, &beat).await, Err(Fault::NotFound)));
        assert!(matches!(store::page_opened(&reader, Uuid::nil()).await, Err(Fault::NotFound)));
    }
}
