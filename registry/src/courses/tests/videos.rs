use futures::TryStreamExt;
use sea_orm::{EntityTrait, PaginatorTrait};

use super::cast::*;
use super::*;
use crate::courses::store;
use crate::courses::video::arriving::samples::{mp4, webm};
use crate::courses::video::arriving::{Arrival, Beside, give, take_away};
use crate::courses::video::{PIECE, of_draft, of_lesson};
use crate::courses::{desk, drafts, review};
use crate::entity::{blobs, watchings};
use crate::fixtures::{Part, World, world};
use crate::instant::SECOND_MS;
use crate::testing::Bed;
use crate::{Ctx, on_both};

const CAPTIONS: &[u8] = b"WEBVTT\n\n00:00.000 --> 00:02.000\n...\n";

async fn arrival(ctx: &Ctx, file: &[u8], limit: u64) -> Result<Arrival, Fault> {
    let mut arrival = Arrival::of_at_most(limit);
    for chunk in file.chunks(100_000) {
        arrival.take(ctx, chunk).await?;
    }
    Ok(arrival)
}

async fn give_video(ctx: &Ctx, draft: Uuid, file: &[u8]) -> Result<(), Fault> {
    let arrived = arrival(ctx, file, 1 << 30).await?;
    give(ctx, draft, "one", Some((arrived, "开户.mp4".into())), &Beside::default()).await
}

/// The small course with a video of two minutes in its first lesson of three; its bytes.
async fn published(bed: &Bed) -> (World, Vec<u8>) {
    publish_small(bed, "甲课讲专户。").await;
    let world = world(&bed.ctx).await.unwrap();
    let (author, second) = (world.as_(Part::Issuer), world.as_(Part::SecondIssuer));
    let draft = drafts::begin_version(&author, "small").await.unwrap();
    let file = mp4(120_000, 2 * PIECE + 12_345);
    give_video(&author, draft, &file).await.unwrap();
    drafts::submit(&author, draft).await.unwrap();
    review::publish(&second, draft).await.unwrap();
    (world, file)
}

async fn bytes(ctx: &Ctx, from: u64, to: u64) -> Vec<u8> {
    let video = of_lesson(ctx, "small", "one").await.unwrap();
    video.bytes(ctx.clone(), from, to).try_concat().await.unwrap()
}

/// A window's report after so many seconds: whether the video goes on, and where it is.
async fn saw(bed: &Bed, reader: &Ctx, lesson: Uuid, window: &str, after: i64, video: (Playing, i64)) -> Progress {
    bed.clock.advance_ms(after * SECOND_MS);
    let (video, at) = video;
    let beat = Beat {
        lesson,
        reader: window.into(),
        activity: Activity::Idle,
        place: 0,
        video: Some(video),
        video_ms: at * SECOND_MS,
    };
    store::beat(reader, &beat).await.unwrap()
}

async fn lesson(ctx: &Ctx) -> LessonView {
    store::view_lesson(ctx, "small", "one").await.unwrap()
}

on_both! {
    async fn a_video_goes_out_as_it_came_in_by_any_range(bed) {
        let (world, file) = published(&bed).await;
        let ctx = world.anonymous();
        let size = file.len() as u64;
        assert_eq!(of_lesson(&ctx, "small", "one").await.unwrap().size, size);
        let piece = PIECE as u64;
        for (from, to) in [(0, size), (0, 1), (size - 1, size), (piece - 1, piece + 1), (piece, 2 * piece), (100, 2 * piece + 7), (5, 5)] {
            let expected = &file[usize::try_from(from).unwrap()..usize::try_from(to).unwrap()];
            assert!(bytes(&ctx, from, to).await == expected, "{from}..{to}");
        }
        assert_eq!(bytes(&ctx, size - 3, size + 50).await.len(), 3);
        // three pieces, and none of them is a picture that anybody could ask for
        let stored = blobs::Entity::find().all(bed.ctx.db.reader()).await.unwrap();
        let pieces: Vec<_> = stored.iter().filter(|blob| blob.media_type == "application/octet-stream").collect();
        assert_eq!(pieces.len(), 3);
        assert!(matches!(store::picture(&ctx, &pieces[0].hash).await, Err(Fault::NotFound)));
        assert!(matches!(of_lesson(&ctx, "small", "two").await, Err(Fault::NotFound)));
    }

    async fn what_is_no_video_or_too_large_is_refused_before_it_belongs_to_a_lesson(bed) {
        publish_small(&bed, "字。").await;
        let author = world(&bed.ctx).await.unwrap().as_(Part::Issuer);
        let draft = drafts::begin_version(&author, "small").await.unwrap();
        let code = |result: Result<(), Fault>| result.unwrap_err().code();
        let large = arrival(&author, &mp4(1_000, 300_000), 200_000).await.map(|_| ());
        assert_eq!(code(large), Some("courses.video_too_large"));
        assert_eq!(code(give_video(&author, draft, &vec![7; 300_000]).await), Some("courses.video_kind"));
        assert_eq!(blobs::Entity::find().count(bed.ctx.db.reader()).await.unwrap(), 0, "nothing was stored of either");
        assert_eq!(code(give_video(&author, draft, &mp4(0, 10)).await), Some("courses.video_length_unknown"));
        assert_eq!(code(give(&author, draft, "one", None, &Beside::default()).await), Some("courses.video_missing"));
        let bad = Beside { captions: Some(b"1".to_vec()), poster: None };
        assert_eq!(code(give(&author, draft, "one", None, &bad).await), Some("courses.captions_unreadable"));
        let bad = Beside { captions: None, poster: Some(b"<svg".to_vec()) };
        assert_eq!(code(give(&author, draft, "one", None, &bad).await), Some("courses.poster_unreadable"));
        assert_eq!(desk::get(&author, draft).await.unwrap().manuscript.lessons[0].video, None);
        give_video(&author, draft, &webm(400_000, 10)).await.unwrap();
        let problems = desk::get(&author, draft).await.unwrap().problems;
        assert_eq!(problems[0].code, "courses.minutes_below_video");
        assert!(problems[0].details.contains(&("minutes", "7".into())), "{problems:?}");
        take_away(&author, draft, "one").await.unwrap();
        assert_eq!(desk::get(&author, draft).await.unwrap().problems, []);
    }

    async fn only_who_writes_or_judges_sees_the_video_of_a_draft(bed) {
        publish_small(&bed, "字。").await;
        let world = world(&bed.ctx).await.unwrap();
        let author = world.as_(Part::Issuer);
        let draft = drafts::begin_version(&author, "small").await.unwrap();
        give_video(&author, draft, &webm(60_000, 10)).await.unwrap();
        of_draft(&world.as_(Part::SecondIssuer), draft, "one").await.unwrap();
        assert!(matches!(of_draft(&world.as_(Part::CandidateReady), draft, "one").await, Err(Fault::Forbidden)));
        assert!(matches!(of_draft(&world.anonymous(), draft, "one").await, Err(Fault::Anonymous)));
        assert!(matches!(of_lesson(&author, "small", "one").await, Err(Fault::NotFound)), "not in force yet");
        let stranger = arrival(&world.as_(Part::CandidateReady), &webm(1_000, 10), 1_000).await;
        assert!(matches!(stranger, Err(Fault::Forbidden)));
    }

    async fn what_was_watched_counts_once_and_as_fast_as_the_clock(bed) {
        let (_, _) = published(&bed).await;
        let reader = reader(&bed, "a").await;
        let one = lesson(&reader).await.id;
        use Playing::{Paused, Playing as On};
        assert_eq!(saw(&bed, &reader, one, "w", 5, (On, 0)).await.lesson_credited_ms, 0);
        assert_eq!(saw(&bed, &reader, one, "w", 30, (On, 30)).await.lesson_credited_ms, 30 * SECOND_MS);
        assert_eq!(saw(&bed, &reader, one, "w", 30, (On, 100)).await.lesson_credited_ms, 30 * SECOND_MS, "sought");
        assert_eq!(saw(&bed, &reader, one, "w", 10, (Paused, 110)).await.lesson_credited_ms, 40 * SECOND_MS);
        assert_eq!(saw(&bed, &reader, one, "w", 30, (Paused, 110)).await.lesson_credited_ms, 40 * SECOND_MS, "idle");
        saw(&bed, &reader, one, "w", 30, (On, 0)).await;
        assert_eq!(saw(&bed, &reader, one, "w", 30, (On, 30)).await.lesson_credited_ms, 40 * SECOND_MS, "seen before");
        assert_eq!(saw(&bed, &reader, one, "w", 30, (On, 60)).await.lesson_credited_ms, 70 * SECOND_MS);
        assert_eq!(watchings::Entity::find().count(bed.ctx.db.reader()).await.unwrap(), 2, "what goes on is one row");
        let view = lesson(&reader).await.video.unwrap();
        assert_eq!((view.watched_ms, view.counted_ms, view.place_ms), (70_000, 120_000, 60_000));
    }

    async fn two_windows_watch_no_more_than_one(bed) {
        published(&bed).await;
        let reader = reader(&bed, "a").await;
        let one = lesson(&reader).await.id;
        for round in 0..4 {
            saw(&bed, &reader, one, "w1", 5, (Playing::Playing, round * 10)).await;
            saw(&bed, &reader, one, "w2", 5, (Playing::Playing, 60 + round * 10)).await;
        }
        let view = lesson(&reader).await;
        assert_eq!(view.credited_ms, 0, "whoever takes the cursor over earns nothing for it");
    }

    async fn reading_does_not_fill_what_is_to_be_watched(bed) {
        published(&bed).await;
        let reader = reader(&bed, "a").await;
        let one = lesson(&reader).await.id;
        let read = read_through(&bed, &reader, one).await;
        assert_eq!(read.lesson_credited_ms, MINUTE_MS, "three minutes, two of which are the video's");
        for at in [0, 60, 120] {
            saw(&bed, &reader, one, "w", 60, (Playing::Playing, at)).await;
        }
        let view = lesson(&reader).await;
        assert_eq!((view.credited_ms, view.required_ms), (3 * MINUTE_MS, 3 * MINUTE_MS));
    }

    async fn another_video_is_watched_anew_and_other_captions_are_not(bed) {
        let (world, _) = published(&bed).await;
        let (author, second) = (world.as_(Part::Issuer), world.as_(Part::SecondIssuer));
        let reader = reader(&bed, "a").await;
        let one = lesson(&reader).await.id;
        saw(&bed, &reader, one, "w", 60, (Playing::Playing, 0)).await;
        saw(&bed, &reader, one, "w", 60, (Playing::Playing, 60)).await;
        let draft = drafts::begin_version(&author, "small").await.unwrap();
        let beside = Beside { captions: Some(CAPTIONS.to_vec()), poster: Some(b"\xFF\xD8\xFFx".to_vec()) };
        give(&author, draft, "one", None, &beside).await.unwrap();
        assert_eq!(desk::changes(&author, draft).await.unwrap().unwrap()[0].fate, desk::Fate::Corrected);
        drafts::submit(&author, draft).await.unwrap();
        review::publish(&second, draft).await.unwrap();
        let view = lesson(&reader).await;
        assert_eq!((view.credited_ms, view.video.unwrap().captions), (MINUTE_MS, Presence::Present));
        let video = of_lesson(&reader, "small", "one").await.unwrap();
        assert_eq!(video.poster(&reader).await.unwrap().media_type, "image/jpeg");
        let draft = drafts::begin_version(&author, "small").await.unwrap();
        give_video(&author, draft, &webm(90_000, 10)).await.unwrap();
        assert_eq!(desk::changes(&author, draft).await.unwrap().unwrap()[0].fate, desk::Fate::Rewritten);
        drafts::submit(&author, draft).await.unwrap();
        review::publish(&second, draft).await.unwrap();
        assert_eq!(lesson(&reader).await.credited_ms, 0);
    }
}
