use question_bank::formats::{Format, Reason};
use question_bank::{bank, formats};

use crate::fixtures::{Part, world};
use crate::questions::exporting::{export, look as look_out};
use crate::questions::importing::{Becomes, NotKept, keep, look, sheet, take};
use crate::questions::loading::{Origin, load};
use crate::questions::{QuestionFilter, drafts};
use crate::{Fault, audit, on_both};

const TEXT: &str = "一、单项选择题\n1. 劳资专管员当天应当先做哪一件事（　）。\nA. 核对考勤\nB. 外出\nC. 休息\nD. 开会\n答案：A\n\
    2. 缺答案的一题（　）。\nA. 甲\nB. 乙\nC. 丙\nD. 丁\n答案：G\n";

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

    async fn our_own_sheet_comes_back_as_drafts_of_the_same_questions(bed) {
        let bank = bank::embedded().unwrap();
        load(&bed.ctx, &bank.questions, &bank.facts, Origin::BuiltIn).await.unwrap();
        let world = world(&bed.ctx).await.unwrap();
        let editor = world.as_(Part::QuestionEditor);
        let file = formats::write(Format::Xlsx, &bank.questions[..3]).unwrap();
        let open = drafts::begin_version(&editor, &bank.questions[0].id.0).await.unwrap();
        let upload = keep(&editor, Format::Xlsx, "试题.xlsx", file.bytes).await.unwrap();
        let seen = look(&editor, upload).await.unwrap();
        let becomes: Vec<Becomes> = seen.lines.iter().map(|line| line.becomes).collect();
        assert_eq!(becomes, [Becomes::DraftOpen, Becomes::Version, Becomes::Version]);
        let rows = sheet(&editor, upload).await.unwrap().unwrap();
        assert!(rows[0].iter().any(|title| title == "题干") && rows.len() >= 4, "{rows:?}");
        let taken = take(&editor, upload).await.unwrap();
        assert_eq!((taken.drafts, taken.left), (2, 1));
        assert!(drafts::list(&editor).await.unwrap().iter().any(|draft| draft.id == open));
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
