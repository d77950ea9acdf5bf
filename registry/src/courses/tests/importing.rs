use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use super::cast::*;
use super::*;
use crate::blobs;
use crate::courses::store::{self, CourseText, Imported};
use crate::entity::{audit_entries, courses};
use crate::permissions::Role;

fn codes(text: &CourseText) -> Vec<(&'static str, String)> {
    let Err(Fault::Refused(reasons)) = text.read().map(|_| ()) else { panic!("accepted") };
    let details =
        |refusal: &Refusal| refusal.details.iter().map(|(_, value)| value.clone()).collect::<Vec<_>>().join(" ");
    reasons.iter().map(|refusal| (refusal.code, details(refusal))).collect()
}

fn one_lesson(slug: &str, content: &str) -> CourseText {
    let manifest =
        format!("slug = \"c\"\ntitle = \"\"\nsummary = \"\"\n[[chapter]]\ntitle = \"\"\nlessons = [\"{slug}\"]\n");
    CourseText::written(manifest, vec![("one".into(), content.into())])
}

#[test]
fn faults_name_file_and_line() {
    let text = "字\n\n<script>x</script>\n\n![图](images/x.svg) [链](http://a)";
    assert_eq!(
        codes(&small_course(text)),
        [("courses.html_not_allowed", "one 10".to_owned()), ("courses.link_not_allowed", "one 12".to_owned())]
    );
    assert_eq!(
        codes(&small_course("字\n\n![图](images/x.svg)")),
        [("courses.picture_missing", "one 10 images/x.svg".to_owned())]
    );
}

#[test]
fn a_course_that_does_not_hang_together_is_refused() {
    let head = |minutes: i32, block: &str| {
        format!("+++\ntitle = \"\"\nminutes = {minutes}\nblock = \"{block}\"\nfacts = []\nquiz = []\n+++\n字")
    };
    assert_eq!(
        codes(&one_lesson("one", &head(0, "x"))).iter().map(|code| code.0).collect::<Vec<_>>(),
        ["courses.minutes_invalid", "courses.block_unknown", "courses.manifest_unreadable"]
    );
    assert_eq!(
        codes(&one_lesson("two", &head(5, "post"))).iter().map(|code| code.0).collect::<Vec<_>>(),
        ["courses.lesson_missing", "courses.lesson_unlisted", "courses.manifest_unreadable"]
    );
    assert_eq!(codes(&one_lesson("one\", \"one", &head(5, "post")))[0].0, "courses.lesson_name_invalid");
    assert_eq!(codes(&one_lesson("one", "字"))[0].0, "courses.lesson_unreadable");
    assert_eq!(codes(&CourseText::written("slug".into(), Vec::new()))[0].0, "courses.manifest_unreadable");
}

#[test]
fn a_picture_that_could_run_something_is_refused() {
    let mut course = CourseText::built_in();
    course.pictures[0].content = b"<svg onload=\"x\"></svg>".to_vec();
    assert_eq!(codes(&course)[0].0, "courses.picture_unsafe");
}

crate::on_both! {
    async fn the_built_in_course_is_published_with_its_pictures(bed) {
        publish_built_in(&bed).await;
        let view = store::view(&anonymous(&bed), "officer").await.unwrap();
        assert_eq!((view.version, view.chapters.len(), view.card.lesson_count), (1, 5, 12));
        assert_eq!(view.card.minutes, view.card.required_minutes);
        assert!(view.chapters.iter().flat_map(|chapter| &chapter.lessons).all(|lesson| lesson.quiz == QuizState::Open));
        let lesson = store::view_lesson(&anonymous(&bed), "officer", "01-post").await.unwrap();
        let hash = lesson.html.split("/files/").nth(1).unwrap()[..64].to_owned();
        let picture = blobs::find(&bed.ctx, &hash).await.unwrap().unwrap();
        assert_eq!(picture.media_type, "image/svg+xml");
        assert!(String::from_utf8(picture.content).unwrap().starts_with("<svg "));
    }

    async fn the_same_text_again_is_nothing(bed) {
        let first = store::import(&bed.ctx, &CourseText::built_in()).await.unwrap();
        let Imported::Published { course, version: 1 } = first else { panic!("{first:?}") };
        let again = store::import(&bed.ctx, &CourseText::built_in()).await.unwrap();
        assert_eq!(again, Imported::Unchanged { course, version: 1 });
        let log = audit_entries::Entity::find().filter(audit_entries::Column::Verb.eq("course.publish"));
        assert_eq!(log.count(bed.ctx.db.reader()).await.unwrap(), 1);
    }

    async fn a_changed_text_is_a_new_version_and_what_was_read_still_counts(bed) {
        let old = "劳资专管员应当每月核对考勤表、工资表和实际到场的人数。";
        let (before, reader) = (publish_small(&bed, old).await, reader(&bed, "a").await);
        read_through(&bed, &reader, before[0]).await;
        let after = publish_small(&bed, &old.replace("每月", "每周")).await;
        assert_ne!(before[0], after[0]);
        let view = store::view(&reader, "small").await.unwrap();
        assert_eq!((view.version, view.card.hours.unwrap().credited_minutes), (2, 3));
        assert!(store::view_lesson(&reader, "small", "one").await.unwrap().html.contains("每周"));
        assert_eq!(read_on(&bed, &reader, after[0]).await.lesson_credited_ms, 3 * MINUTE_MS);
        let late = read_through(&bed, &reader, before[1]).await;
        assert_eq!(late.course_credited_ms, 6 * MINUTE_MS, "a page of the old version that was still open");
        let stored = courses::Entity::find().all(bed.ctx.db.reader()).await.unwrap();
        assert_eq!(stored.iter().filter(|course| course.retired_at.is_some()).count(), 1);
        let back = store::import(&bed.ctx, &small_course(old)).await.unwrap();
        assert!(matches!(back, Imported::Published { version: 3, .. }), "an old text is a new version too");
    }

    async fn two_imports_at_once_make_one_version(bed) {
        let text = small_course("字。");
        let both = futures::future::join(store::import(&bed.ctx, &text), store::import(&bed.ctx, &text)).await;
        let results = [both.0.unwrap(), both.1.unwrap()];
        let published = results.iter().filter(|result| matches!(result, Imported::Published { .. }));
        assert_eq!(published.count(), 1, "{results:?}");
    }

    async fn nobody_publishes_alone(bed) {
        let text = small_course("字。");
        assert!(matches!(store::import(&anonymous(&bed), &text).await, Err(Fault::Anonymous)));
        let stranger = reader(&bed, "a").await;
        assert!(matches!(store::import(&stranger, &text).await, Err(Fault::Forbidden)));
        let person = person(&bed, "顾一", "b").await;
        let lecturer = signed_in(&bed, person, vec![post(Role::Lecturer, "320613")]);
        assert!(matches!(store::import(&lecturer, &text).await, Err(Fault::Forbidden)));
        let issuer = signed_in(&bed, person, vec![post(Role::Issuer, "320613")]);
        assert!(matches!(store::import(&issuer, &text).await, Err(Fault::Forbidden)), "by a draft, with a second person");
    }
}
