use question_bank::{Purpose, bank};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::cast::*;
use super::*;
use crate::courses::desk::{self, Fate};
use crate::courses::drafts::{self, Direction, DraftState};
use crate::courses::manuscript::{Manuscript, Page, Reading};
use crate::courses::store::{self, CourseText, Imported};
use crate::courses::{preview, review};
use crate::entity::{course_completions, facts};
use crate::fixtures::{Part, World, world};
use crate::questions::loading::{Origin, load};
use crate::testing::Bed;
use crate::{Ctx, on_both};

const LONG: &str = "劳资专管员应当每月核对考勤表、工资表和实际到场的人数，发现不符的，当日报告项目负责人。";

struct Office {
    world: World,
    author: Ctx,
    second: Ctx,
}

async fn office(bed: &Bed) -> Office {
    let bank = bank::embedded().unwrap();
    load(&bed.ctx, &bank.questions, &bank.facts, Origin::BuiltIn).await.unwrap();
    let world = world(&bed.ctx).await.unwrap();
    Office { author: world.as_(Part::Issuer), second: world.as_(Part::SecondIssuer), world }
}

fn page(slug: &str) -> Page {
    let practice =
        bank::embedded().unwrap().questions.into_iter().find(|one| one.purpose == Purpose::Practice).unwrap();
    Page {
        slug: slug.into(),
        chapter: "第一章".into(),
        title: "专户".into(),
        block: "special_account".into(),
        minutes: "5".into(),
        facts: "F018、F019".into(),
        quiz: practice.id.to_string(),
        markdown: format!("## 开户\n\n{LONG}\n"),
        video: None,
        reading: Reading::Compared,
    }
}

/// Stores the page as the lesson of its name.
async fn write(ctx: &Ctx, draft: Uuid, page: &Page) {
    let stored = desk::get(ctx, draft).await.unwrap().manuscript.lesson(&page.slug).unwrap().mark();
    drafts::save_lesson(ctx, draft, &stored, page).await.unwrap();
}

/// Begins a version of the small course, changes its lessons and publishes it by the second person.
async fn renew(office: &Office, edit: impl Fn(&mut Manuscript)) -> i32 {
    let draft = drafts::begin_version(&office.author, "small").await.unwrap();
    let mut manuscript = desk::get(&office.author, draft).await.unwrap().manuscript;
    let mark = manuscript.head.mark();
    edit(&mut manuscript);
    drafts::save_head(&office.author, draft, &mark, &manuscript.head).await.unwrap();
    for page in &manuscript.lessons {
        write(&office.author, draft, page).await;
    }
    drafts::submit(&office.author, draft).await.unwrap();
    review::publish(&office.second, draft).await.unwrap()
}

async fn mark_fact(bed: &Bed, id: &str, mark: &str) {
    let rows = facts::Entity::update_many().filter(facts::Column::Id.eq(id));
    rows.col_expr(facts::Column::Confidence, Expr::value(mark)).exec(bed.ctx.db.writer()).await.unwrap();
}

async fn credited(ctx: &Ctx) -> i64 {
    store::view(ctx, "small").await.unwrap().card.hours.unwrap().credited_minutes
}

on_both! {
    async fn two_people_bring_a_course_from_the_first_word_to_its_readers(bed) {
        let office = office(&bed).await;
        let draft = drafts::create(&office.author, "wage-account", "工资专户实务").await.unwrap();
        let early = drafts::submit(&office.author, draft).await.unwrap_err();
        assert_eq!(early.code(), Some("courses.summary_missing"));
        let mut head = desk::get(&office.author, draft).await.unwrap().manuscript.head;
        let mark = head.mark();
        head.summary = "一课。".into();
        drafts::save_head(&office.author, draft, &mark, &head).await.unwrap();
        let slug = drafts::add_lesson(&office.author, draft).await.unwrap();
        assert_eq!(drafts::submit(&office.author, draft).await.unwrap_err().code(), Some("courses.lesson_incomplete"));
        write(&office.author, draft, &page(&slug)).await;
        let shown = preview::lesson(&office.author, draft, &slug).await.unwrap();
        assert!(shown.html.contains("每月核对") && shown.quiz.len() == 1);
        assert!(matches!(store::view(&office.author, "wage-account").await, Err(Fault::NotFound)), "only a draft");
        drafts::submit(&office.author, draft).await.unwrap();
        assert_eq!(review::publish(&office.author, draft).await.unwrap_err().code(), Some("courses.own_draft"));
        assert_eq!(review::publish(&office.second, draft).await.unwrap(), 1);
        let view = store::view(&office.world.anonymous(), "wage-account").await.unwrap();
        assert_eq!((view.card.lesson_count, view.card.minutes, view.renewal), (1, 5, None));
        let lesson = store::view_lesson(&office.world.anonymous(), "wage-account", &slug).await.unwrap();
        assert_eq!(lesson.html, shown.html, "what was looked at is what is read");
        let closed = drafts::save_lesson(&office.author, draft, &page(&slug).mark(), &page(&slug)).await.unwrap_err();
        assert_eq!(closed.code(), Some("courses.moved_on"));
        assert_eq!(review::publish(&office.second, draft).await.unwrap_err().code(), Some("courses.moved_on"));
        let versions = desk::versions(&office.author, "wage-account").await.unwrap();
        assert_eq!(versions[0].published_by.as_deref(), Some(Part::SecondIssuer.member().name));
    }

    async fn minutes_stay_with_every_lesson_whose_text_is_the_same(bed) {
        let (office, [one, two]) = (office(&bed).await, publish_small(&bed, LONG).await);
        let (first, second) = (reader(&bed, "a").await, reader(&bed, "b").await);
        read_through(&bed, &first, one).await;
        read_through(&bed, &second, two).await;
        let version = renew(&office, |manuscript| {
            manuscript.head.note = "第二课按新办法改写".into();
            manuscript.lessons[0].markdown = LONG.replace("每月", "每周");
            manuscript.lessons[1].markdown = "## 新办法\n\n本课全部改写，讲保证金的存储比例。\n".into();
        })
        .await;
        assert_eq!((version, credited(&first).await, credited(&second).await), (2, 3, 0));
        let renewal = store::view(&first, "small").await.unwrap().renewal.unwrap();
        assert_eq!((renewal.note.as_str(), renewal.kept), ("第二课按新办法改写", Kept::Minutes));
        assert_eq!(renewal.lessons.iter().map(|link| link.slug.as_str()).collect::<Vec<_>>(), ["two"]);
        let stranger = store::view(&anonymous(&bed), "small").await.unwrap().renewal.unwrap();
        assert_eq!(stranger.kept, Kept::Nothing);
        // a page of the old text that is still open earns nothing any more
        assert_eq!(read_through(&bed, &second, two).await.course_credited_ms, 0);
        let new = store::view_lesson(&second, "small", "two").await.unwrap().id;
        assert_eq!(read_through(&bed, &second, new).await.course_credited_ms, 3 * MINUTE_MS);
        // the next version that leaves the text alone leaves the minutes too
        renew(&office, |manuscript| manuscript.lessons[1].title = "第二课（改名）".into()).await;
        assert_eq!((credited(&first).await, credited(&second).await), (3, 3));
    }

    async fn full_hours_stay_full(bed) {
        let (office, [one, two]) = (office(&bed).await, publish_small(&bed, LONG).await);
        let reader = reader(&bed, "a").await;
        read_through(&bed, &reader, one).await;
        read_through(&bed, &reader, two).await;
        for text in ["另讲保证金的存储。", "再讲实名登记的台账。"] {
            renew(&office, |manuscript| {
                manuscript.lessons.iter_mut().for_each(|page| {
                    page.markdown = text.into();
                    page.minutes = "30".into();
                });
            })
            .await;
            let view = store::view(&reader, "small").await.unwrap();
            assert_eq!(view.card.hours.unwrap(), Hours { credited_minutes: 6, required_minutes: 6 });
            assert_eq!(view.renewal.unwrap().kept, Kept::FullHours);
        }
        let newcomer = cast::reader(&bed, "b").await;
        assert_eq!(store::view(&newcomer, "small").await.unwrap().card.required_minutes, 60);
        assert_eq!(course_completions::Entity::find().all(bed.ctx.db.reader()).await.unwrap().len(), 1);
        let new = store::view_lesson(&reader, "small", "one").await.unwrap().id;
        let told = read_on(&bed, &reader, new).await;
        assert_eq!((told.course_credited_ms, told.required_ms), (6 * MINUTE_MS, 6 * MINUTE_MS));
    }

    async fn an_author_may_demand_that_a_lesson_is_read_anew(bed) {
        let (office, [one, _]) = (office(&bed).await, publish_small(&bed, LONG).await);
        let reader = reader(&bed, "a").await;
        read_through(&bed, &reader, one).await;
        renew(&office, |manuscript| {
            manuscript.lessons[0].markdown = LONG.replace("当日", "次日");
            manuscript.lessons[0].reading = Reading::Anew;
        })
        .await;
        assert_eq!(credited(&reader).await, 0);
        renew(&office, |manuscript| manuscript.lessons[1].title = "更名".into()).await;
        let draft = drafts::begin_version(&office.author, "small").await.unwrap();
        let reading = desk::get(&office.author, draft).await.unwrap().manuscript.lessons[0].reading;
        assert_eq!(reading, Reading::Compared, "the demand was for one version");
    }

    async fn the_difference_says_what_becomes_of_each_lesson(bed) {
        let (office, _) = (office(&bed).await, publish_small(&bed, LONG).await);
        let draft = drafts::begin_version(&office.author, "small").await.unwrap();
        assert_eq!(drafts::begin_version(&office.second, "small").await.unwrap(), draft, "one draft of a course at a time");
        assert_eq!(drafts::submit(&office.author, draft).await.unwrap_err().code(), Some("courses.unchanged"));
        let mut first = desk::get(&office.author, draft).await.unwrap().manuscript.lessons[0].clone();
        first.markdown = LONG.replace("每月", "每周");
        write(&office.author, draft, &first).await;
        drafts::remove_lesson(&office.author, draft, "two").await.unwrap();
        let slug = drafts::add_lesson(&office.author, draft).await.unwrap();
        let changes = desk::changes(&office.author, draft).await.unwrap().unwrap();
        let fates: Vec<_> = changes.iter().map(|change| (change.slug.as_str(), change.fate)).collect();
        assert_eq!(fates, [("one", Fate::Corrected), (slug.as_str(), Fate::Added), ("two", Fate::Removed)]);
        assert_eq!(changes[0].fields[0].0, "markdown");
    }

    async fn nobody_overwrites_what_another_saved_meanwhile(bed) {
        let (office, _) = (office(&bed).await, publish_small(&bed, LONG).await);
        let draft = drafts::begin_version(&office.author, "small").await.unwrap();
        let seen = desk::get(&office.author, draft).await.unwrap().manuscript;
        let (mut mine, mut theirs) = (seen.lessons[0].clone(), seen.lessons[0].clone());
        mine.title = "甲".into();
        theirs.title = "乙".into();
        let mark = seen.lessons[0].mark();
        drafts::save_lesson(&office.second, draft, &mark, &theirs).await.unwrap();
        let late = drafts::save_lesson(&office.author, draft, &mark, &mine).await.unwrap_err();
        assert_eq!(late.code(), Some("courses.saved_meanwhile"));
        // another lesson is another piece
        drafts::save_lesson(&office.author, draft, &seen.lessons[1].mark(), &seen.lessons[1]).await.unwrap();
        drafts::submit(&office.author, draft).await.unwrap();
        let both_wrote = review::publish(&office.second, draft).await.unwrap_err();
        assert_eq!(both_wrote.code(), Some("courses.own_draft"), "whoever wrote one lesson wrote on the draft");
    }

    async fn a_lesson_goes_over_the_border_of_its_chapter_before_it_passes_its_neighbour(bed) {
        let (office, _) = (office(&bed).await, publish_small(&bed, LONG).await);
        let draft = drafts::begin_version(&office.author, "small").await.unwrap();
        let order = async || {
            let lessons = desk::get(&office.author, draft).await.unwrap().manuscript.lessons;
            lessons.into_iter().map(|page| format!("{}{}", page.slug, page.chapter)).collect::<Vec<_>>()
        };
        let go = async |slug, direction| drafts::move_lesson(&office.author, draft, slug, direction).await.unwrap();
        go("two", Direction::Up).await;
        assert_eq!(order().await, ["one第一章", "two第一章"]);
        go("two", Direction::Up).await;
        go("two", Direction::Up).await;
        assert_eq!(order().await, ["two第一章", "one第一章"]);
        go("two", Direction::Down).await;
        assert_eq!(order().await, ["one第一章", "two第一章"]);
    }

    async fn a_reviewer_gives_back_with_a_reason_and_an_author_gives_up(bed) {
        let (office, _) = (office(&bed).await, publish_small(&bed, LONG).await);
        let draft = drafts::begin_version(&office.author, "small").await.unwrap();
        let mut first = desk::get(&office.author, draft).await.unwrap().manuscript.lessons[0].clone();
        first.title = "改名".into();
        write(&office.author, draft, &first).await;
        drafts::submit(&office.author, draft).await.unwrap();
        assert_eq!(review::give_back(&office.second, draft, " ").await.unwrap_err().code(), Some("courses.reason_missing"));
        review::give_back(&office.second, draft, "请写明依据").await.unwrap();
        let view = desk::get(&office.author, draft).await.unwrap();
        assert_eq!((view.state, view.returned.as_deref()), (DraftState::Draft, Some("请写明依据")));
        drafts::discard(&office.author, draft).await.unwrap();
        assert_eq!(drafts::discard(&office.author, draft).await.unwrap_err().code(), Some("courses.moved_on"));
        assert_ne!(drafts::begin_version(&office.author, "small").await.unwrap(), draft);
    }

    async fn what_is_named_and_not_there_is_told_with_its_lesson(bed) {
        let office = office(&bed).await;
        let draft = drafts::create(&office.author, "new", "新课").await.unwrap();
        let slug = drafts::add_lesson(&office.author, draft).await.unwrap();
        let photo = "0a".repeat(32);
        let wrong = Page {
            facts: "F001 X999".into(),
            quiz: "zy-0000".into(),
            markdown: format!("![图](/files/{photo})"),
            ..page(&slug)
        };
        write(&office.author, draft, &wrong).await;
        let problems = desk::get(&office.author, draft).await.unwrap().problems;
        let about: Vec<_> =
            problems.iter().filter(|one| one.details.contains(&("file", slug.clone()))).map(|one| one.code).collect();
        assert_eq!(about, ["courses.fact_unknown", "courses.question_unknown", "courses.picture_missing"]);
        let taken = drafts::create(&office.author, "new", "又一课").await.unwrap_err();
        assert_eq!(taken.code(), Some("courses.draft_open"));
        for bad in ["", "新课", "a b", &"a".repeat(65)] {
            assert_eq!(drafts::create(&office.author, bad, "课").await.unwrap_err().code(), Some("courses.slug_invalid"));
        }
    }

    async fn no_lesson_rests_on_a_fact_that_nobody_has_proof_read(bed) {
        let office = office(&bed).await;
        let draft = drafts::create(&office.author, "new", "新课").await.unwrap();
        let mut head = desk::get(&office.author, draft).await.unwrap().manuscript.head;
        let mark = head.mark();
        head.summary = "一课。".into();
        drafts::save_head(&office.author, draft, &mark, &head).await.unwrap();
        let slug = drafts::add_lesson(&office.author, draft).await.unwrap();
        let lesson = Page { facts: "F018 F055".into(), ..page(&slug) };
        write(&office.author, draft, &lesson).await;
        let refused = Refusal::new("courses.fact_unverified").with("file", &slug).with("fact", "F055");
        assert_eq!(desk::get(&office.author, draft).await.unwrap().problems, std::slice::from_ref(&refused));
        let early = drafts::submit(&office.author, draft).await.unwrap_err();
        assert_eq!(early.code(), Some("courses.fact_unverified"));

        // the mark of the other one falls while the draft waits for its second person
        write(&office.author, draft, &page(&slug)).await;
        drafts::submit(&office.author, draft).await.unwrap();
        mark_fact(&bed, "F019", "unverified").await;
        let late = review::publish(&office.second, draft).await.unwrap_err();
        assert_eq!(late.code(), Some("courses.fact_unverified"));
        assert!(matches!(store::view(&office.author, "new").await, Err(Fault::NotFound)), "still only a draft");
        mark_fact(&bed, "F019", "secondary").await;
        assert_eq!(review::publish(&office.second, draft).await.unwrap(), 1);
    }

    async fn a_course_goes_out_and_comes_in_again_as_it_was(bed) {
        let office = office(&bed).await;
        publish_built_in(&bed).await;
        let file = desk::export_version(&office.author, "officer", 1).await.unwrap();
        let text = desk::read_archive(&file).unwrap();
        assert_eq!((text.lessons.len(), text.pictures.len()), (12, 12));
        let draft = drafts::take_in(&office.author, &text).await.unwrap();
        let changes = desk::changes(&office.author, draft).await.unwrap().unwrap();
        assert!(changes.iter().all(|change| change.fate == Fate::Kept), "{changes:?}");
        assert_eq!(desk::get(&office.author, draft).await.unwrap().problems, []);
        let again = desk::export_draft(&office.author, draft).await.unwrap();
        assert_eq!(again, file);
        assert_eq!(drafts::take_in(&office.second, &text).await.unwrap_err().code(), Some("courses.draft_open"));
        for bad in [b"no archive".as_slice(), &again[..again.len() / 2]] {
            assert_eq!(desk::read_archive(bad).unwrap_err().code(), Some("courses.archive_unreadable"));
        }
    }

    async fn an_update_of_the_program_leaves_what_an_office_published(bed) {
        let (office, _) = (office(&bed).await, publish_small(&bed, LONG).await);
        assert_eq!(renew(&office, |manuscript| manuscript.lessons[0].title = "改名".into()).await, 2);
        let update = store::import(&bed.ctx, &small_course("程序带来的新课文。")).await.unwrap();
        assert!(matches!(update, Imported::Unchanged { version: 2, .. }), "{update:?}");
        assert_eq!(store::view(&anonymous(&bed), "small").await.unwrap().chapters[0].lessons[0].title, "改名");
    }

    async fn whoever_has_no_right_to_courses_sees_no_draft(bed) {
        let (office, _) = (office(&bed).await, publish_small(&bed, LONG).await);
        let draft = drafts::begin_version(&office.author, "small").await.unwrap();
        for part in [Part::CandidateReady, Part::QuestionEditor, Part::HumanResources, Part::SystemAdministrator] {
            let ctx = office.world.as_(part);
            assert!(matches!(desk::get(&ctx, draft).await, Err(Fault::Forbidden)), "{part:?}");
            assert!(matches!(desk::courses(&ctx).await, Err(Fault::Forbidden)), "{part:?}");
            assert!(matches!(drafts::begin_version(&ctx, "small").await, Err(Fault::Forbidden)), "{part:?}");
            assert!(matches!(drafts::take_in(&ctx, &CourseText::built_in()).await, Err(Fault::Forbidden)), "{part:?}");
            assert!(matches!(drafts::submit(&ctx, draft).await, Err(Fault::Forbidden)), "{part:?}");
            assert!(matches!(review::publish(&ctx, draft).await, Err(Fault::Forbidden)), "{part:?}");
            assert!(matches!(preview::course(&ctx, draft).await, Err(Fault::Forbidden)), "{part:?}");
        }
        assert!(matches!(desk::get(&office.world.anonymous(), draft).await, Err(Fault::Anonymous)));
        desk::get(&office.world.as_(Part::City), draft).await.unwrap();
    }
}
