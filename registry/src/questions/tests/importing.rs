use question_bank::formats::{Format, Lost, Reason};
use question_bank::{Body, Kind, Question, bank, formats};

use crate::fixtures::{Part, world};
use crate::questions::exporting::{export, look as look_out};
use crate::questions::importing::{Becomes, NotKept, keep, look, sheet, take, text_format};
use crate::questions::loading::{Origin, load};
use crate::questions::manuscript::Manuscript;
use crate::questions::{QuestionFilter, drafts};
use crate::{Fault, audit, on_both};

const TEXT: &str = "一、单项选择题\n1. 劳资专管员当天应当先做哪一件事（　）。\nA. 核对考勤\nB. 外出\nC. 休息\nD. 开会\n答案：A\n\
    2. 缺答案的一题（　）。\nA. 甲\nB. 乙\nC. 丙\nD. 丁\n答案：G\n";
/// A quiz of another program: of its two questions one is of a type that we have not.
const OF_OTHERS: &str = "$CATEGORY: 复习资料\n\n// [tag:二月]\n劳资专管员当天应当先（　）。{=核对考勤 ~外出}\n\n\
    简述核对考勤的意义。{}\n";

#[test]
fn a_text_says_itself_whether_it_is_gift() {
    let questions = bank::embedded().unwrap().questions;
    for format in [Format::Text, Format::Gift] {
        for one in &questions {
            let file = formats::write(format, std::slice::from_ref(one)).unwrap();
            assert_eq!(text_format(&file.bytes), format, "{}", one.id);
        }
        assert_eq!(text_format(&formats::write(format, &questions).unwrap().bytes), format);
    }
    for gift in [OF_OTHERS, "应当（　）。{=甲 ~乙}", "\u{FEFF}::甲::简述意义。{}", "应当保存考勤记录。{T}"]
    {
        assert_eq!(text_format(gift.as_bytes()), Format::Gift, "{gift}");
    }
    let blocks = [TEXT, "", "1. 下列集合{甲，乙}中（　）。\nA. 甲\nB. 乙\n答案：A", "判断题\n1. 甲::乙。\n答案：正确"];
    for text in blocks {
        assert_eq!(text_format(text.as_bytes()), Format::Text, "{text}");
    }
    assert_eq!(text_format(b"\xB5\xA5\xD1\xA1"), Format::Text, "whatever it is, its reader says what is wrong");
}

on_both! {
    async fn a_file_is_looked_through_before_anything_is_taken_and_taken_once(town: Town) {
        let (_bed, world) = town.apart();
        let editor = world.as_(Part::QuestionEditor);
        let upload = keep(&editor, Format::Text, "试题.txt", TEXT.into()).await.unwrap();
        let seen = look(&editor, upload).await.unwrap();
        assert_eq!((seen.lines.len(), seen.faults.len(), seen.is_taken), (1, 1, false), "{seen:?}");
        assert!(matches!(seen.faults[0].reason, Reason::AnswerOption { letter: 'G', .. }), "{:?}", seen.faults);
        assert_eq!(drafts::list(&editor).await.unwrap().len(), 0, "to look is not to take");
        let taken = take(&editor, upload).await.unwrap();
        assert_eq!((taken.drafts, taken.left), (1, 0));
        let found = drafts::list(&editor).await.unwrap();
        assert_eq!((found[0].question.as_str(), found[0].manuscript.passages[0].right.as_str()), ("zy-0001", "A"));
        assert_eq!(take(&editor, upload).await.unwrap_err().code(), Some("questions.taken_already"));
        assert!(look(&editor, upload).await.unwrap().is_taken);
        assert_eq!(sheet(&editor, upload).await.unwrap(), None, "a text is no sheet");
    }

    async fn our_own_file_of_any_format_comes_back_as_drafts_of_the_same_questions(bed) {
        let bank = bank::embedded().unwrap();
        load(&bed.ctx, &bank.questions, &bank.facts, Origin::BuiltIn).await.unwrap();
        let world = world(&bed.ctx).await.unwrap();
        let editor = world.as_(Part::QuestionEditor);
        let of_kind = |kind: &Kind| bank.questions.iter().find(|one| one.kind == *kind).unwrap().clone();
        let questions: Vec<Question> = Kind::ALL.iter().map(of_kind).collect();
        let open = drafts::begin_version(&editor, &questions[0].id.0).await.unwrap();
        for &format in Format::ALL {
            let file = formats::write(format, &questions).unwrap();
            let name = format!("试题.{}", format.extension());
            let upload = keep(&editor, format, &name, file.bytes).await.unwrap();
            let seen = look(&editor, upload).await.unwrap();
            assert_eq!((seen.faults.len(), seen.losses.len()), (0, 0), "{seen:?}");
            let lines: Vec<_> = seen.lines.iter().map(|line| (line.id.as_deref(), line.becomes)).collect();
            let becomes = |at| if at == 0 { Becomes::DraftOpen } else { Becomes::Version };
            let expected: Vec<_> =
                questions.iter().enumerate().map(|(at, one)| (Some(one.id.0.as_str()), becomes(at))).collect();
            assert_eq!(lines, expected, "{format}");
            let rows = sheet(&editor, upload).await.unwrap();
            let is_sheet = |rows: Vec<Vec<String>>| rows[0].iter().any(|title| title == "题干") && rows.len() > 4;
            assert_eq!(rows.map(is_sheet), (format == Format::Xlsx).then_some(true), "{format}");
            let taken = take(&editor, upload).await.unwrap();
            assert_eq!((taken.drafts, taken.left), (questions.len() - 1, 1), "{format}");
            let found = drafts::list(&editor).await.unwrap();
            assert!(found.iter().any(|draft| draft.id == open), "{format}");
            for question in &questions[1..] {
                let draft = found.iter().find(|draft| draft.question == question.id.0).unwrap();
                assert_eq!(draft.manuscript, Manuscript::from(question), "{format}");
                // the next format brings it again
                drafts::discard(&editor, draft.id).await.unwrap();
            }
        }
    }

    async fn what_a_format_cannot_hold_is_named_on_both_ways(bed) {
        let mut bank = bank::embedded().unwrap();
        if let Body::Item(item) = &mut bank.questions[0].body {
            item.stem.push('\u{FFFE}');
        }
        load(&bed.ctx, &bank.questions, &bank.facts, Origin::BuiltIn).await.unwrap();
        let world = world(&bed.ctx).await.unwrap();
        let editor = world.as_(Part::QuestionEditor);
        for &format in Format::ALL {
            let out = look_out(&editor, &QuestionFilter::default(), format).await.unwrap().file.unwrap();
            let named: Vec<_> = out.losses.iter().map(|loss| loss.what.code()).collect();
            let is_text = matches!(format, Format::Text | Format::Gift);
            assert_eq!(named, if is_text { vec![] } else { vec!["character".to_owned()] }, "{format}");
        }
        let upload = keep(&editor, Format::Gift, "试题.txt", OF_OTHERS.into()).await.unwrap();
        let seen = look(&editor, upload).await.unwrap();
        let named: Vec<_> = seen.losses.iter().map(|loss| loss.what.clone()).collect();
        let given = |given: &str| given.to_owned();
        let expected = [
            Lost::Tag { given: given("二月") },
            Lost::Category { given: given("复习资料") },
            Lost::UnsupportedType { given: given("essay") },
        ];
        assert_eq!(named, expected);
        assert_eq!((seen.lines.len(), seen.faults.len()), (1, 0), "{seen:?}");
    }

    async fn a_file_that_is_none_is_refused_and_strangers_bring_and_take_nothing(town: Town) {
        let (_bed, world) = town.apart();
        let editor = world.as_(Part::QuestionEditor);
        let none = keep(&editor, Format::Xlsx, "x.xlsx", b"no workbook".to_vec()).await.unwrap_err();
        assert!(matches!(none, NotKept::File(_)), "{none:?}");
        let empty = keep(&editor, Format::Text, "x", b" \n".to_vec()).await.unwrap_err();
        assert!(matches!(empty, NotKept::Fault(Fault::Refused(_))), "{empty:?}");
        let upload = keep(&editor, Format::Text, "x", TEXT.into()).await.unwrap();
        for part in [Part::QuestionReviewer, Part::Bystander] {
            let stranger = world.as_(part);
            assert!(matches!(look(&stranger, upload).await, Err(Fault::Forbidden)));
            assert!(matches!(take(&stranger, upload).await, Err(Fault::Forbidden)));
            assert!(matches!(look_out(&stranger, &QuestionFilter::default(), Format::Gift).await, Err(Fault::Forbidden)));
        }
    }

    async fn an_export_is_read_back_and_stands_in_the_log(bed) {
        let bank = bank::embedded().unwrap();
        load(&bed.ctx, &bank.questions, &bank.facts, Origin::BuiltIn).await.unwrap();
        let world = world(&bed.ctx).await.unwrap();
        let filter = QuestionFilter { point: Some(bank.questions[0].point), ..QuestionFilter::default() };
        let made = export(&world.as_(Part::QuestionEditor), &filter, Format::Qti30).await.unwrap();
        let read = formats::read(Format::Qti30, &made.file.unwrap().bytes).unwrap();
        assert_eq!(read.questions.len(), made.questions);
        let expected = bank.questions.iter().filter(|one| Some(one.point) == filter.point).count();
        assert_eq!(made.questions, expected);
        let (entries, _) = audit::list(&bed.ctx, &audit::Filter::default(), 0, 200).await.unwrap();
        let told = entries.iter().find(|entry| entry.verb == "question.export").unwrap();
        assert_eq!(told.facts["questions"], expected);
    }
}
