use question_bank::{Choice, Kind};
use registry::courses::{
    Block, Chapter, CourseCard, LessonLine, LessonLink, LessonPart, LessonView, QuizQuestion, QuizResult, QuizState,
    QuizVerdict, StudyRecord,
};
use registry::{Instant, Refusal};

use super::lesson::Reader;
use super::practice::Practice;
use super::quiz::{Answers, Stage};
use super::*;
use crate::form::Mistakes;
use crate::ui::query::Query;

const LANG: Lang = Lang::Chinese;
const EXPLANATION: &str = "由施工总承包单位配备。（《保障农民工工资支付条例》第二十八条）";

fn questions() -> Vec<QuizQuestion> {
    let of = |id: &str, kind, stem: &str, options: &[&str]| QuizQuestion {
        id: id.into(),
        kind,
        stem: stem.into(),
        options: options.iter().map(ToString::to_string).collect(),
    };
    vec![
        of("p-1", Kind::Single, "劳资专管员由谁配备？", &["施工总承包单位", "分包单位"]),
        of("p-2", Kind::Multiple, "下列哪些属于职责？", &["实名制管理", "工资支付管理", "投标"]),
        of("p-3", Kind::TrueFalse, "没有合同可以先进场。", &[]),
    ]
}

fn lesson_view() -> LessonView {
    LessonView {
        id: Default::default(),
        slug: "01-post".into(),
        title: "岗位".into(),
        chapter: "第一章".into(),
        course: LessonLink { slug: "officer".into(), title: "岗前培训".into() },
        html: "<h2 id=\"section-1\">工地一幕</h2>".into(),
        parts: vec![LessonPart::Text("<h2 id=\"section-1\">工地一幕</h2>".into())],
        place: 250,
        previous: None,
        next: Some(LessonLink { slug: "02-wage".into(), title: "工资".into() }),
        video: None,
        quiz: questions(),
        quiz_state: QuizState::Open,
        credited_ms: 5 * 60_000,
        required_ms: 13 * 60_000,
    }
}

fn shown(reader: Reader, stage: &Stage) -> String {
    lesson::body(LANG, reader, &lesson_view(), stage, &Practice::Quiet).to_html()
}

fn result(chosen: [&str; 3]) -> Stage {
    let right = ["A", "AB", "B"];
    let verdicts: Vec<QuizVerdict> = questions()
        .into_iter()
        .zip(chosen.into_iter().zip(right))
        .map(|(question, (chosen, right))| QuizVerdict {
            question,
            chosen: Choice::parse(chosen, 3).unwrap(),
            right: Choice::parse(right, 3).unwrap(),
            explanation: EXPLANATION.into(),
        })
        .collect();
    let right_count = verdicts.iter().filter(|verdict| verdict.is_right()).count();
    Stage::Answered(QuizResult { verdicts, right_count, passed_at: None })
}

#[test]
fn no_key_is_shown_before_everything_is_answered() {
    let one = Answers::from([("p-1".to_owned(), Choice::TRUE)]);
    let mistakes = Mistakes::new(vec![Refusal::on("answers", "courses.quiz_unanswered").with("number", 2)], LANG);
    for stage in [Stage::blank(LANG), Stage::Asked { answers: one, mistakes }] {
        for reader in [Reader::Anonymous, Reader::SignedIn] {
            let html = shown(reader, &stage);
            assert!(html.contains("劳资专管员由谁配备？") && html.contains("投标"), "{html}");
            for word in [EXPLANATION, "正确答案", "解析", "option right", "option wrong"] {
                assert!(!html.contains(word), "{word} in {html}");
            }
        }
    }
}

#[test]
fn what_was_ticked_stays_ticked_after_a_mistake() {
    let answers = Answers::from([("p-2".to_owned(), Choice::parse("AC", 3).unwrap())]);
    let mistakes = Mistakes::new(vec![Refusal::on("answers", "courses.quiz_unanswered").with("number", 1)], LANG);
    let html = shown(Reader::SignedIn, &Stage::Asked { answers, mistakes });
    assert_eq!(html.matches(" checked").count(), 2, "{html}");
    assert!(html.contains("第1题还没有作答") && html.contains("href=\"#answers\""), "{html}");
    assert!(html.contains("id=\"answers\""), "the summary leads to the form");
}

#[test]
fn after_the_answer_every_question_has_its_key_and_its_explanation() {
    let html = shown(Reader::SignedIn, &result(["A", "AC", "A"]));
    assert_eq!(html.matches(EXPLANATION).count(), 3);
    assert_eq!((html.matches("option right").count(), html.matches("option wrong").count()), (4, 2), "{html}");
    assert!(html.contains("共3题，答对1题") && html.contains("重新作答"), "{html}");
    assert!(!html.contains("<form"), "{html}");
    let all = shown(Reader::SignedIn, &result(["A", "AB", "B"]));
    assert!(all.contains("全部答对") && !all.contains("option wrong"), "{all}");
}

#[test]
fn visitors_read_everything_and_are_told_that_nothing_counts() {
    let html = shown(Reader::Anonymous, &Stage::blank(LANG));
    assert!(html.contains("工地一幕") && html.contains("登录后学习才计算学时"), "{html}");
    assert!(html.contains("/sign-in?next=/courses/officer/lessons/01-post"), "{html}");
    assert!(!html.contains("<button") && !html.contains("data-beats"), "{html}");
}

#[test]
fn a_session_that_ended_leaves_the_form_and_its_button() {
    let mistakes = Mistakes::new(vec![Refusal::on("answers", "courses.signed_out")], LANG);
    let answers = Answers::from([("p-1".to_owned(), Choice::TRUE)]);
    let html = shown(Reader::Anonymous, &Stage::Asked { answers, mistakes });
    assert!(html.contains("<button") && html.contains("target=\"_blank\"") && html.contains(" checked"), "{html}");
}

#[test]
fn the_reading_panel_carries_everything_that_the_script_says() {
    let html = shown(Reader::SignedIn, &Stage::blank(LANG));
    let script = crate::scripts::SCRIPTS.iter().find(|(name, _)| *name == "reading.js").unwrap().1;
    for word in script.split("said.").skip(1) {
        let name: String = word.chars().take_while(char::is_ascii_alphabetic).collect();
        let attribute = name.replace('O', "-o");
        assert!(html.contains(&format!(" data-{attribute}=\"")), "data-{attribute} is missing in {html}");
    }
    assert!(html.contains("已学 5 分钟 / 13 分钟") && html.contains("max=\"780000\""), "{html}");
    assert!(!html.contains("style="), "{html}");
}

#[test]
fn no_two_pages_want_the_same_address() {
    let _ = routes();
}

#[test]
fn every_sentence_is_in_the_catalogue_and_filled_in() {
    for lang in [Lang::Chinese, Lang::English] {
        let mut pages = vec![
            course::body(lang, Shelf::InForce, &course(None, Some("02-wage"))).to_html(),
            course::body(lang, Shelf::InForce, &course(Some(95), Some("02-wage"))).to_html(),
            course::body(lang, Shelf::InForce, &course(Some(100), None)).to_html(),
            course::body(lang, Shelf::InForce, &course(Some(168), None)).to_html(),
            card(lang, &course(Some(0), Some("02-wage"))).to_html(),
        ];
        for reader in [Reader::Anonymous, Reader::SignedIn] {
            pages.push(lesson::body(lang, reader, &lesson_view(), &Stage::blank(lang), &Practice::Quiet).to_html());
            for chosen in [["A", "AC", "A"], ["A", "AB", "B"]] {
                pages.push(lesson::body(lang, reader, &lesson_view(), &result(chosen), &Practice::Quiet).to_html());
            }
        }
        let record = StudyRecord {
            person: Default::default(),
            name: "周小红".into(),
            hours: Hours { credited_minutes: 3, required_minutes: 6 },
            quizzes_passed: 0,
            last_read_at: None,
        };
        pages.push(
            records::table(lang, &Query::of("/office/study"), &[course(None, None).card], &[record], 1).to_html(),
        );
        for html in pages {
            assert!(!html.contains("[courses.") && !html.contains("[blocks.") && !html.contains("[ui."), "{html}");
            assert!(!html.replace("%{done}", "").contains("%{"), "{html}");
        }
    }
}

fn course(credited_minutes: Option<i64>, resume: Option<&str>) -> CourseView {
    CourseView {
        card: CourseCard {
            id: Default::default(),
            slug: "officer".into(),
            title: "岗前培训".into(),
            summary: "十二课。".into(),
            lesson_count: 12,
            minutes: 168,
            required_minutes: 168,
            hours: credited_minutes.map(|credited_minutes| Hours { credited_minutes, required_minutes: 168 }),
        },
        version: 1,
        published_at: Instant(0),
        chapters: vec![Chapter {
            title: "第一章".into(),
            lessons: vec![LessonLine {
                id: Default::default(),
                slug: "01-post".into(),
                title: "岗位".into(),
                block: Block::Post,
                minutes: 13,
                credited_minutes: 13,
                quiz: QuizState::Passed(Instant(0)),
            }],
        }],
        resume: resume.map(|slug| LessonLink { slug: slug.into(), title: "工资".into() }),
        renewal: None,
    }
}

#[test]
fn the_next_step_is_to_begin_to_read_on_or_to_register() {
    let step = |view: &CourseView| {
        let step = next_step(LANG, Shelf::InForce, view);
        (step.path, step.words)
    };
    let lesson = "/courses/officer/lessons/02-wage".to_owned();
    assert_eq!(step(&course(None, Some("02-wage"))), (lesson.clone(), "开始学习：工资".to_owned()));
    assert_eq!(step(&course(Some(0), Some("02-wage"))), (lesson.clone(), "开始学习：工资".to_owned()));
    assert_eq!(step(&course(Some(95), Some("02-wage"))), (lesson, "继续学习：工资".to_owned()));
    assert_eq!(step(&course(Some(168), None)).0, "/exams");
    assert_eq!(step(&course(Some(100), None)).0, "/courses/officer");
}

#[test]
fn each_chapter_in_force_leads_to_its_practice_and_a_draft_does_not() {
    let view = course(None, Some("02-wage"));
    let way = format!("/practice?chapter={}#start", view.chapters[0].lessons[0].id);
    let html = course::body(LANG, Shelf::InForce, &view).to_html();
    assert!(html.contains(&way) && html.contains("aria-label=\"练习本章：第一章\""), "{html}");
    let draft = course::body(LANG, Shelf::Draft(Default::default()), &view).to_html();
    assert!(!draft.contains("/practice"), "{draft}");
}

#[test]
fn a_course_says_hours_in_words_and_what_they_are_for() {
    let html = course::body(LANG, Shelf::InForce, &course(Some(95), Some("02-wage"))).to_html();
    for part in ["已学 2.1 学时 / 3.7 学时", "还差73分钟", "练习已通过", "已学满", "第十二条", "1学时为45分钟"]
    {
        assert!(html.contains(part), "{part} is missing in {html}");
    }
    assert!(!html.contains("规则要求的学时多于"), "{html}");
    let short = course::body(LANG, Shelf::InForce, &course(Some(100), None)).to_html();
    assert!(short.contains("规则要求的学时多于"), "{short}");
}
