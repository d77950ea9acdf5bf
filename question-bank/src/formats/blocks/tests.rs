use super::super::*;
use crate::fixtures::{case, single};
use crate::question::{Difficulty, Kind, Point};

fn read_all(text: &str) -> Reading {
    read(Format::Text, text.as_bytes()).unwrap()
}

/// Kind, stem, options, right and explanation of each plain question.
fn plain(text: &str) -> Vec<(Kind, String, String, String, String)> {
    let reading = read_all(text);
    assert_eq!(reading.faults, [], "{text}");
    let item = |(_, draft): (Place, Draft)| match draft.body {
        DraftBody::Item { kind, item } => {
            (kind, item.stem, item.options.join("|"), item.right.to_string(), item.explanation)
        }
        DraftBody::Case { .. } => panic!("a case"),
    };
    reading.questions.into_iter().map(item).collect()
}

fn row(kind: Kind, texts: [&str; 4]) -> (Kind, String, String, String, String) {
    let [stem, options, right, explanation] = texts.map(str::to_owned);
    (kind, stem, options, right, explanation)
}

#[test]
fn a_question_in_one_line_is_read() {
    let text =
        "1. 工资保证金的存储比例为（ ） A. 百分之一 B. 百分之二 C. 百分之三 D. 百分之四 答案：B 解析：见办法第十条。";
    let expected = row(
        Kind::Single,
        ["工资保证金的存储比例为（ ）", "百分之一|百分之二|百分之三|百分之四", "B", "见办法第十条。"],
    );
    assert_eq!(plain(text), [expected]);
}

#[test]
fn a_document_as_people_write_it_is_read() {
    let text = "\u{FEFF}一、单项选择题（每题1分，共2分）\r\n１．农民工工资应当以（Ｃ）形式支付。\r\nＡ．实物\r\nＢ、有价证券　Ｃ．货币\r\n\r\n\
                2、下列哪一项正确？\r\n（A）甲\r\n（B）乙\r\n【答案】A\r\n【解析】依据：《条例》第二条。\r\n\
                二、多选题\r\n1．应当具备的有（　）。\r\nA、合同；\r\nB、台账；\r\nC、借条\r\n正确答案： A、B\r\n难度：易\r\n考点：劳动合同法\r\n\
                第三部分 判断题\r\n1. 可以口头订立合同。（×）\r\n2. 应当书面订立。\r\n答案：√\r\n";
    let expected = [
        row(Kind::Single, ["农民工工资应当以（　）形式支付。", "实物|有价证券|货币", "C", ""]),
        row(Kind::Single, ["下列哪一项正确？", "甲|乙", "A", "依据：《条例》第二条。"]),
        row(Kind::Multiple, ["应当具备的有（　）。", "合同；|台账；|借条", "AB", ""]),
        row(Kind::TrueFalse, ["可以口头订立合同。（　）", "", "B", ""]),
        row(Kind::TrueFalse, ["应当书面订立。", "", "A", ""]),
    ];
    assert_eq!(plain(text), expected);
    let draft = &read_all(text).questions[2].1;
    assert_eq!((draft.difficulty, draft.point), (Some(Difficulty::Easy), Some(Point::LabourContractLaw)));
    assert_eq!(draft.missing(), [Missing::Id, Missing::Purpose, Missing::Facts]);
}

#[test]
fn the_kind_comes_from_the_answer_when_nothing_says_it() {
    let text =
        "1. 甲 A. 一 B. 二 答案：AB\n2. 乙 A. 一 B. 二 答案：b\n3. 丙 答案：错\n4. 【多选】丁 A. 一 B. 二 答案：A";
    let kinds: Vec<_> = plain(text).into_iter().map(|(kind, ..)| kind).collect();
    assert_eq!(kinds, [Kind::Multiple, Kind::Single, Kind::TrueFalse, Kind::Multiple]);
}

#[test]
fn numbers_inside_a_stem_begin_no_question() {
    let text = "5. 下列程序的顺序为（　）。\n1. 公示\n2. 申请\nA. 先公示 B. 先申请\n答案：A\n解析：1.5倍。\n6. 乙\nA. 一\nB. 二\n答案：B";
    let stems: Vec<_> = plain(text).into_iter().map(|(_, stem, ..)| stem).collect();
    assert_eq!(stems, ["下列程序的顺序为（　）。\n1. 公示\n2. 申请", "乙"]);
}

#[test]
fn a_case_with_its_parts_is_read() {
    let text = "四、案例分析题\n案例一\n王某在工地做工。\n知识点：纠纷沟通\n1. 王某是（　）。\nA. 农民工\nB. 业主\n答案：A\n分值：1.5\n\
                2. 【判断】王某有权获得工资。\n答案：对\n";
    let reading = read_all(text);
    assert_eq!(reading.faults, []);
    let DraftBody::Case { stem, parts } = &reading.questions[0].1.body else { panic!() };
    assert_eq!(stem, "王某在工地做工。");
    let parts: Vec<_> = parts.iter().map(|part| (part.kind, part.score, part.item.right.to_string())).collect();
    assert_eq!(parts, [(Kind::Single, Some(150), "A".to_owned()), (Kind::TrueFalse, None, "A".to_owned())]);
}

#[test]
fn faults_are_named_with_their_line() {
    let text = "说明：闭卷\n一、单选题\n1. 甲\nA. 一\nB. 二\n答案：E\n2. 乙\nA. 一\nB. 二\n3. 丙\nA. 一\nB. 二\n答案：AB\n二、简答题\n1. 丁？\n答案：略";
    let reading = read_all(text);
    let faults: Vec<_> = reading.faults.iter().map(ToString::to_string).collect();
    assert_eq!(
        faults,
        [
            "line 3: the answer names E, but there are 2 options",
            "line 7: answer is missing",
            "line 10: a single question cannot have 2 right options",
        ]
    );
    let losses: Vec<_> = reading.losses.iter().map(|loss| loss.what.code()).collect();
    assert_eq!(losses, ["text", "unsupported_type"]);
}

#[test]
fn the_form_of_the_text_is_pinned() {
    let written = write(Format::Text, &[single(), case()]).unwrap();
    insta::assert_snapshot!(String::from_utf8(written.bytes).unwrap(), @r##"
    一、单项选择题

    1. 条例所称农民工是指为用人单位提供劳动的（　）。
    A. 农村居民
    B. 城镇居民
    C. 外来务工人员
    D. 全体劳动者
    答案：A
    解析：依据条例。
    难度：容易
    知识点：保障农民工工资支付条例
    用途：正式考试
    依据：F001
    编号：wr-s-001

    二、案例分析题

    2. 王某在甲公司工地做工。
    难度：中等
    知识点：纠纷沟通
    用途：正式考试
    依据：F001
    编号：dc-c-001
    （1）【单项选择题】王某属于（　）。
    A. 甲
    B. 乙
    C. 丙
    D. 丁
    答案：B
    解析：依据条例。
    分值：1
    依据：F001
    （2）【多项选择题】应当（　）。
    A. 甲
    B. 乙
    C. 丙
    D. 丁
    E. 戊
    答案：ACE
    解析：依据条例。
    分值：2
    依据：F001
    （3）【判断题】王某是农民工。
    答案：正确
    解析：依据条例。
    分值：2
    依据：F001
    "##);
}
