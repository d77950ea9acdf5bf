use super::super::*;
use crate::question::{Kind, Point};

const FILE: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<quiz>
<!-- question: 0  -->
  <question type="category"><category><text>$course$/top/题库/工资保证金</text></category></question>
<!-- question: 71  -->
  <question type="multichoice">
    <name><text>保证金的存储比例</text></name>
    <questiontext format="html">
<text><![CDATA[<p>工资保证金按工程施工合同额的一定比例存储，<br>比例不低于（&nbsp;）。</p>]]></text>
    </questiontext>
    <generalfeedback format="html"><text><![CDATA[<p>见办法第<strong>十一</strong>条。</p>]]></text></generalfeedback>
    <defaultgrade>1.0000000</defaultgrade>
    <penalty>0.3333333</penalty>
    <hidden>0</hidden>
    <idnumber></idnumber>
    <single>true</single>
    <shuffleanswers>false</shuffleanswers>
    <answernumbering>ABCD</answernumbering>
    <correctfeedback format="html"><text></text></correctfeedback>
    <answer fraction="0" format="html"><text><![CDATA[<p>0.5%</p>]]></text><feedback format="html"><text></text></feedback></answer>
    <answer fraction="100" format="html"><text>1%</text><feedback format="html"><text>对</text></feedback></answer>
    <answer fraction="-33.33333" format="html"><text>3%</text><feedback format="html"><text></text></feedback></answer>
    <hint format="html"><text>想一想</text></hint>
  </question>
  <question type="multichoice">
    <name><text>几项</text></name>
    <questiontext format="moodle_auto_format"><text>下列正确的有
（　）</text></questiontext>
    <generalfeedback format="html"><text></text></generalfeedback>
    <defaultgrade>2.0000000</defaultgrade>
    <idnumber>WD-7</idnumber>
    <single>false</single><shuffleanswers>1</shuffleanswers>
    <answer fraction="50" format="plain_text"><text>甲 &lt; 乙</text></answer>
    <answer fraction="50" format="plain_text"><text>丙</text></answer>
    <answer fraction="0" format="plain_text"><text>丁</text></answer>
  </question>
  <question type="truefalse">
    <name><text>判断</text></name>
    <questiontext format="html"><text>判断：保证金可以用保函代替。<img src="@@PLUGINFILE@@/a.png"></text><file name="a.png" encoding="base64">AA==</file></questiontext>
    <generalfeedback format="html"><text></text></generalfeedback>
    <answer fraction="100" format="moodle_auto_format"><text>true</text></answer>
    <answer fraction="0" format="moodle_auto_format"><text>false</text></answer>
  </question>
  <question type="matching"><name><text>x</text></name></question>
</quiz>"#;

#[test]
fn a_file_of_moodle_is_read() {
    // `<img>` inside <text> without CDATA is no well-formed XML; Moodle writes CDATA there.
    let file = FILE.replace(
        "<text>判断：保证金可以用保函代替。<img src=\"@@PLUGINFILE@@/a.png\"></text>",
        "<text><![CDATA[判断：保证金可以用保函代替。<img src=\"@@PLUGINFILE@@/a.png\">]]></text>",
    );
    let reading = read(Format::MoodleXml, file.as_bytes()).unwrap();
    assert_eq!(reading.faults, []);
    let drafts: Vec<_> = reading.questions.iter().map(|(place, draft)| (place.line, draft)).collect();
    let DraftBody::Item { kind, item } = &drafts[0].1.body else { panic!() };
    assert_eq!((*kind, item.right.to_string().as_str()), (Kind::Single, "B"));
    assert_eq!(item.stem, "工资保证金按工程施工合同额的一定比例存储，\n比例不低于（\u{A0}）。");
    assert_eq!((item.options.join("|").as_str(), item.explanation.as_str()), ("0.5%|1%|3%", "见办法第十一条。"));
    assert_eq!((drafts[0].0, drafts[0].1.point), (6, Some(Point::WageDeposit)));
    let DraftBody::Item { kind, item } = &drafts[1].1.body else { panic!() };
    assert_eq!((*kind, item.right.to_string().as_str(), item.options[0].as_str()), (Kind::Multiple, "AB", "甲 < 乙"));
    let DraftBody::Item { kind, item } = &drafts[2].1.body else { panic!() };
    assert_eq!((*kind, item.right.to_string().as_str()), (Kind::TrueFalse, "A"));
    let named: Vec<_> = reading.losses.iter().map(|loss| loss.to_string()).collect();
    insta::assert_snapshot!(named.join("\n"), @r#"
    line 6: remarks on single options are not kept
    line 6: the weights of the options are not kept
    line 6: bold type, tables or the like became plain text
    line 6: hints are not kept
    line 6: the order of the options is not kept
    line 6: the title "保证金的存储比例" is not kept
    line 25: the weights of the options are not kept
    line 25: the title "几项" is not kept
    line 25: the score is not kept: a blueprint decides it
    line 25: the identifier "WD-7" is none of ours and not kept
    line 37: pictures, sound or attached files are not kept
    line 44: questions of the type matching are not known here
    "#);
}

#[test]
fn what_is_no_quiz_is_refused() {
    let refused = |text: &str| read(Format::MoodleXml, text.as_bytes()).unwrap_err().code();
    assert_eq!(refused("<html/>"), "not_this_format");
    assert_eq!(refused("<!DOCTYPE quiz [<!ENTITY a \"b\">]><quiz/>"), "entity");
    assert_eq!(refused(FILE), "xml");
}

#[test]
fn a_true_false_question_without_its_words_is_a_fault() {
    let file = "<quiz>\n<question type=\"truefalse\"><questiontext><text>甲</text></questiontext>\
                <answer fraction=\"100\"><text>对吗</text></answer></question></quiz>";
    let reading = read(Format::MoodleXml, file.as_bytes()).unwrap();
    assert_eq!(reading.faults[0].to_string(), "line 2: \"对吗\" is no answer: true or false");
}
