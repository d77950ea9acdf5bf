use super::super::*;
use crate::question::{Difficulty, Kind, Point};

fn read_all(text: &str) -> Reading {
    read(Format::Gift, text.as_bytes()).unwrap()
}

fn only(text: &str) -> (Draft, Vec<Lost>) {
    let mut reading = read_all(text);
    assert_eq!((reading.faults.as_slice(), reading.questions.len()), (&[][..], 1));
    (reading.questions.remove(0).1, reading.losses.into_iter().map(|loss| loss.what).collect())
}

fn lost(text: &str) -> Vec<Lost> {
    let reading = read_all(text);
    assert_eq!(reading.questions, []);
    reading.losses.into_iter().map(|loss| loss.what).collect()
}

fn item(draft: &Draft) -> (Kind, String, Vec<String>, String, String) {
    let DraftBody::Item { kind, item } = &draft.body else { panic!("{draft:?}") };
    (*kind, item.stem.clone(), item.options.clone(), item.right.to_string(), item.explanation.clone())
}

const FILE: &str = "\u{FEFF}// 题库导出
$CATEGORY: $course$/top/劳动合同法

// [id:lc-s-009] [tag:difficulty:hard] [tag:复习]
::第九题:: 试用期最长不得超过\\: {
  =六个月 # 对了
  ~一年#不对
  ~%50%三个月
  #### 见第十九条。
}

::第十题::下列属于劳动合同必备条款的有{~%33.333%期限 ~%33.333%工作内容 ~%33.333%劳动报酬 ~%-100%试用期}

工资应当以 {=货币 ~实物} 形式支付。

劳动合同可以口头订立。{FALSE#应当书面#}

简述书面劳动合同的意义。{}

南通的简称？{=通 =崇}

匹配{=甲 -> 乙 =丙 -> 丁}

一年有几个月？{#12}

本部分共八题。
";

#[test]
fn a_file_of_moodle_is_read() {
    let reading = read_all(FILE);
    assert_eq!(reading.faults, []);
    let drafts: Vec<_> = reading.questions.iter().map(|(_, draft)| item(draft)).collect();
    let texts = |texts: &[&str]| texts.iter().map(|&text| text.to_owned()).collect::<Vec<_>>();
    let expected = [
        (Kind::Single, "试用期最长不得超过:", texts(&["六个月", "一年", "三个月"]), "A", "见第十九条。"),
        (Kind::Multiple, "下列属于劳动合同必备条款的有", texts(&["期限", "工作内容", "劳动报酬", "试用期"]), "ABC", ""),
        (Kind::Single, "工资应当以 _____ 形式支付。", texts(&["货币", "实物"]), "A", ""),
        (Kind::TrueFalse, "劳动合同可以口头订立。", texts(&[]), "B", ""),
    ];
    let expected = expected
        .map(|(kind, stem, options, right, why)| (kind, stem.to_owned(), options, right.to_owned(), why.to_owned()));
    assert_eq!(drafts, expected);
    let first = &reading.questions[0];
    assert_eq!((first.0.line, first.1.id.as_ref().unwrap().0.as_str()), (5, "lc-s-009"));
    assert_eq!((first.1.point, first.1.difficulty), (Some(Point::LabourContractLaw), Some(Difficulty::Hard)));
}

#[test]
fn what_a_question_of_ours_cannot_hold_is_named_with_its_line() {
    let reading = read_all(FILE);
    let named: Vec<_> = reading.losses.iter().map(|loss| loss.to_string()).collect();
    insta::assert_snapshot!(named.join("\n"), @r#"
    line 5: remarks on single options are not kept
    line 5: the weights of the options are not kept
    line 5: the tag "复习" is not kept
    line 5: the title "第九题" is not kept
    line 12: the title "第十题" is not kept
    line 16: remarks on single options are not kept
    line 18: questions of the type essay are not known here
    line 20: questions of the type shortanswer are not known here
    line 22: questions of the type matching are not known here
    line 24: questions of the type numerical are not known here
    line 26: questions of the type description are not known here
    "#);
}

#[test]
fn html_becomes_text_and_escapes_are_taken_back() {
    let (draft, losses) = only("[html]<p>甲<b>乙</b>&amp;</p><p>丙</p>{=<p>一</p> ~[plain]<p>二</p>}");
    let (_, stem, options, ..) = item(&draft);
    assert_eq!((stem.as_str(), options), ("甲乙&\n丙", vec!["一".to_owned(), "<p>二</p>".to_owned()]));
    assert_eq!(losses, [Lost::Formatting]);
    let (draft, _) = only("[plain]a\\=b\\~c\\#d\\{e\\}f\\:g\\\\h\\ni{=1 ~2}");
    assert_eq!(draft.stem(), "a=b~c#d{e}f:g\\h\ni");
}

#[test]
fn a_broken_question_does_not_spoil_its_neighbours() {
    let reading = read_all("甲{=1 ~2\n\n乙{=1 ~2}\n\n丙{=1 =2 ~3}\n\n丁{~1 ~2}\n\n戊 1}");
    let faults: Vec<_> = reading.faults.iter().map(|fault| (fault.place.line, fault.reason.code())).collect();
    let expected = [(1, "braces"), (5, "answer_count"), (7, "answer_count"), (9, "braces")];
    assert_eq!(faults, expected.map(|(line, code)| (line, code.to_owned())));
    assert_eq!(reading.questions.len(), 1);
}

#[test]
fn a_part_needs_its_case() {
    let reading = read_all("// [tag:case:x-1]\n甲{T}");
    assert_eq!(reading.faults[0].reason, Reason::PartWithoutCase);
    assert_eq!(lost("甲"), [Lost::UnsupportedType { given: "description".to_owned() }]);
}
