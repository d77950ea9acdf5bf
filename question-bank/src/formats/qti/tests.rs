use super::super::*;
use super::{Version, write_item};
use crate::fixtures::{case, single};
use crate::question::Kind;

const ITEM: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="Q_17" title="工资支付" adaptive="false" timeDependent="false">
  <responseDeclaration identifier="R1" cardinality="multiple" baseType="identifier">
    <correctResponse><value>c1</value><value>c3</value></correctResponse>
    <mapping defaultValue="0"><mapEntry mapKey="c1" mappedValue="1"/><mapEntry mapKey="c3" mappedValue="1"/></mapping>
  </responseDeclaration>
  <outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float"/>
  <itemBody>
    <p>
      工资应当
      <em>按时</em>足额支付。
    </p>
    <choiceInteraction responseIdentifier="R1" shuffle="false" maxChoices="3">
      <prompt>下列说法正确的有：</prompt>
      <simpleChoice identifier="c1">按月</simpleChoice>
      <simpleChoice identifier="c2" fixed="true">按年<feedbackInline outcomeIdentifier="F" identifier="c2" showHide="show">不对</feedbackInline></simpleChoice>
      <simpleChoice identifier="c3">按日</simpleChoice>
    </choiceInteraction>
  </itemBody>
  <modalFeedback outcomeIdentifier="F" identifier="all" showHide="show">见条例。</modalFeedback>
</assessmentItem>"#;

#[test]
fn an_item_of_another_program_is_read_and_its_losses_are_named() {
    let reading = read(Format::Qti21, ITEM.as_bytes()).unwrap();
    assert_eq!(reading.faults, []);
    let DraftBody::Item { kind, item } = &reading.questions[0].1.body else { panic!() };
    assert_eq!((*kind, item.right.to_string().as_str()), (Kind::Multiple, "AC"));
    assert_eq!(item.stem, "工资应当 按时足额支付。\n下列说法正确的有：");
    assert_eq!((item.options.join("|").as_str(), item.explanation.as_str()), ("按月|按年|按日", "见条例。"));
    let codes: Vec<_> = reading.losses.iter().map(|loss| loss.what.code()).collect();
    assert_eq!(codes, ["formatting", "weights", "feedback", "fixed_order", "title", "foreign_id"]);
}

#[test]
fn the_names_of_version_3_say_the_same() {
    let names = [
        ("assessmentItem", "qti-assessment-item"),
        ("responseDeclaration", "qti-response-declaration"),
        ("correctResponse", "qti-correct-response"),
        ("outcomeDeclaration", "qti-outcome-declaration"),
        ("itemBody", "qti-item-body"),
        ("choiceInteraction", "qti-choice-interaction"),
        ("simpleChoice", "qti-simple-choice"),
        ("modalFeedback", "qti-modal-feedback"),
        ("feedbackInline", "qti-feedback-inline"),
        ("responseIdentifier", "response-identifier"),
        ("maxChoices", "max-choices"),
        ("mapEntry", "qti-map-entry"),
        ("mappedValue", "mapped-value"),
        ("mapKey", "map-key"),
        ("<mapping", "<qti-mapping"),
        ("</mapping", "</qti-mapping"),
        ("prompt>", "qti-prompt>"),
        ("value>", "qti-value>"),
    ];
    let modern = names.iter().fold(ITEM.to_owned(), |text, (from, to)| text.replace(from, to));
    assert_eq!(read(Format::Qti30, modern.as_bytes()), read(Format::Qti21, ITEM.as_bytes()));
}

#[test]
fn single_items_go_there_and_back() {
    for version in [Version::V21, Version::V30] {
        for question in [single(), case()] {
            let written = write_item(version, &question);
            assert_eq!(written.losses, []);
            let mut reading = read(Format::Qti30, &written.bytes).unwrap();
            assert_eq!((reading.faults.as_slice(), reading.losses.as_slice()), (&[][..], &[][..]));
            assert_eq!(reading.questions.remove(0).1.complete(), Ok(question));
        }
    }
}

#[test]
fn marking_of_its_own_and_a_score_of_its_own_are_named() {
    let text = String::from_utf8(write_item(Version::V21, &single()).bytes).unwrap();
    let template = "http://www.imsglobal.org/question/qti_v2p1/rptemplates/match_correct";
    let empty = format!("<responseProcessing template=\"{template}\"/>");
    assert!(text.contains(&empty));
    let own = "<responseProcessing><setOutcomeValue identifier=\"SCORE\"><mapResponse identifier=\"RESPONSE\"/>\
               </setOutcomeValue></responseProcessing>";
    let score = "<outcomeDeclaration identifier=\"SCORE\"";
    assert!(text.contains(score));
    let most = |value: &str| text.replace(score, &format!("{score} normalMaximum=\"{value}\""));
    let cases: [(String, &[&str]); 5] = [
        (text.replace(&empty, ""), &[]),
        (text.replace("match_correct", "map_response"), &["weights"]),
        (text.replace(&empty, own), &["weights"]),
        (most("1.0"), &[]),
        (most("5"), &["score"]),
    ];
    for (text, expected) in cases {
        let reading = read(Format::Qti21, text.as_bytes()).unwrap();
        assert_eq!((reading.questions.len(), reading.faults.len()), (1, 0));
        assert_eq!(reading.losses.iter().map(|loss| loss.what.code()).collect::<Vec<_>>(), expected);
    }
    let foreign = String::from_utf8(write_item(Version::V21, &case()).bytes).unwrap().replace("BANK_KIND", "KIND");
    let reading = read(Format::Qti21, foreign.as_bytes()).unwrap();
    assert!(reading.losses.iter().any(|loss| loss.what.code() == "weights"), "{:?}", reading.losses);
}

#[test]
fn the_form_of_an_item_is_pinned() {
    let written = write_item(Version::V30, &single());
    insta::assert_snapshot!(String::from_utf8(written.bytes).unwrap(), @r##"
    <?xml version="1.0" encoding="UTF-8"?>
    <qti-assessment-item xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" identifier="wr-s-001" title="wr-s-001" adaptive="false" time-dependent="false">
      <qti-response-declaration identifier="RESPONSE" cardinality="single" base-type="identifier">
        <qti-correct-response>
          <qti-value>A</qti-value>
        </qti-correct-response>
      </qti-response-declaration>
      <qti-outcome-declaration identifier="SCORE" cardinality="single" base-type="float">
        <qti-default-value>
          <qti-value>0</qti-value>
        </qti-default-value>
      </qti-outcome-declaration>
      <qti-outcome-declaration identifier="BANK_POINT" cardinality="single" base-type="string">
        <qti-default-value>
          <qti-value>wage_regulation</qti-value>
        </qti-default-value>
      </qti-outcome-declaration>
      <qti-outcome-declaration identifier="BANK_DIFFICULTY" cardinality="single" base-type="string">
        <qti-default-value>
          <qti-value>easy</qti-value>
        </qti-default-value>
      </qti-outcome-declaration>
      <qti-outcome-declaration identifier="BANK_PURPOSE" cardinality="single" base-type="string">
        <qti-default-value>
          <qti-value>official</qti-value>
        </qti-default-value>
      </qti-outcome-declaration>
      <qti-outcome-declaration identifier="BANK_FACTS" cardinality="multiple" base-type="string">
        <qti-default-value>
          <qti-value>F001</qti-value>
        </qti-default-value>
      </qti-outcome-declaration>
      <qti-outcome-declaration identifier="FEEDBACK" cardinality="multiple" base-type="identifier">
        <qti-default-value>
          <qti-value>EXPLANATION</qti-value>
        </qti-default-value>
      </qti-outcome-declaration>
      <qti-item-body>
        <qti-choice-interaction response-identifier="RESPONSE" shuffle="true" max-choices="1">
          <qti-prompt>条例所称农民工是指为用人单位提供劳动的（　）。</qti-prompt>
          <qti-simple-choice identifier="A">农村居民</qti-simple-choice>
          <qti-simple-choice identifier="B">城镇居民</qti-simple-choice>
          <qti-simple-choice identifier="C">外来务工人员</qti-simple-choice>
          <qti-simple-choice identifier="D">全体劳动者</qti-simple-choice>
        </qti-choice-interaction>
      </qti-item-body>
      <qti-response-processing template="https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/match_correct.xml"/>
      <qti-modal-feedback outcome-identifier="FEEDBACK" identifier="EXPLANATION" show-hide="show">
        <qti-content-body>依据条例。</qti-content-body>
      </qti-modal-feedback>
    </qti-assessment-item>
    "##);
}

#[test]
fn other_interactions_are_named_and_left_out() {
    let text = ITEM.replace("choiceInteraction", "orderInteraction");
    let reading = read(Format::Qti21, text.as_bytes()).unwrap();
    assert_eq!(reading.questions, []);
    assert_eq!(reading.losses[0].what, Lost::UnsupportedType { given: "orderInteraction".to_owned() });
}

#[test]
fn a_package_is_read_by_its_manifest() {
    let manifest = "<manifest><resources><resource identifier=\"a\" type=\"imsqti_item_xmlv2p1\" href=\"a.xml\"/>\
                    <resource identifier=\"t\" type=\"imsqti_test_xmlv2p1\" href=\"t.xml\"/></resources></manifest>";
    let zip = |files: &[(&str, &str)]| {
        archive::pack(files.iter().map(|(name, content)| (*name, content.as_bytes()))).unwrap()
    };
    let package =
        zip(&[("imsmanifest.xml", manifest), ("a.xml", ITEM), ("t.xml", "<assessmentTest/>"), ("i.png", "x")]);
    let reading = read(Format::Qti21, &package).unwrap();
    assert_eq!((reading.questions[0].0.to_string().as_str(), reading.questions.len()), ("a.xml line 2", 1));
    let files: Vec<_> = reading.losses.iter().filter(|loss| matches!(loss.what, Lost::File { .. })).collect();
    assert_eq!(files.len(), 2);
    let refused = |files: &[(&str, &str)]| read(Format::Qti21, &zip(files)).unwrap_err();
    assert_eq!(refused(&[("imsmanifest.xml", manifest)]), FileRefused::MissingEntry { name: "a.xml".to_owned() });
    assert_eq!(refused(&[("a.xml", ITEM)]), FileRefused::MissingEntry { name: "imsmanifest.xml".to_owned() });
    assert_eq!(refused(&[("imsmanifest.xml", manifest), ("a.xml", "<!DOCTYPE a><a/>")]), FileRefused::Entity);
}
