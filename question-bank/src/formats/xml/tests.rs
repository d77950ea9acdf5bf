use super::*;

fn refused(xml: &str) -> FileRefused {
    parse(xml.as_bytes()).unwrap_err()
}

#[test]
fn a_document_is_read_with_its_lines() {
    let root = parse(
        "\u{FEFF}<?xml version='1.0'?>\n<a:quiz x=\"1&lt;2\">\n<b>甲&amp;<![CDATA[<乙>]]>&#x4e19;</b><c/></a:quiz>\n"
            .as_bytes(),
    )
    .unwrap();
    assert_eq!((root.name.as_str(), root.attribute("x")), ("quiz", Some("1<2")));
    let b = root.first("b").unwrap();
    assert_eq!((b.text().as_str(), b.line), ("甲&<乙>丙", 3));
    assert!(root.first("c").unwrap().children.is_empty());
}

#[test]
fn entities_and_document_types_are_refused() {
    assert_eq!(refused("<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>"), FileRefused::Entity);
    assert_eq!(refused("<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>"), FileRefused::Entity);
    assert_eq!(refused("<a>&nbsp;</a>"), FileRefused::Entity);
    assert_eq!(refused("<a b=\"&c;\"/>"), FileRefused::Entity);
}

#[test]
fn depth_and_number_of_elements_are_limited() {
    let nested = |depth: usize| format!("{}{}", "<a>".repeat(depth), "</a>".repeat(depth));
    assert!(parse(nested(XML_DEPTH).as_bytes()).is_ok());
    assert_eq!(refused(&nested(XML_DEPTH + 1)), FileRefused::TooDeep { limit: XML_DEPTH });
    assert_eq!(refused(&nested(100_000)), FileRefused::TooDeep { limit: XML_DEPTH });
    let many = format!("<a>{}</a>", "<b/>".repeat(XML_ELEMENTS));
    assert_eq!(refused(&many), FileRefused::TooManyElements { limit: XML_ELEMENTS });
}

#[test]
fn what_is_not_well_formed_is_refused() {
    for xml in ["<a>", "<a></b>", "<a/><b/>", "甲<a/>", "<a", "<a b=1/>", "<a b='1' b='2'/>", "<a>&#xFFFFFFFF;</a>"] {
        assert!(matches!(refused(xml), FileRefused::Xml { .. }), "{xml}: {:?}", refused(xml));
    }
    assert_eq!(refused(""), FileRefused::NotThisFormat);
    assert_eq!(refused("<?xml version='1.0' encoding='gbk'?><a/>"), FileRefused::NotUtf8 { at: 0 });
    assert_eq!(parse(b"<a>\xFF</a>").unwrap_err(), FileRefused::NotUtf8 { at: 3 });
}

#[test]
fn what_is_written_is_read_back() {
    let element = Element::new("a").with("b", "\"<&>'").and(Element::new("c").holding(" 甲\n<&> ]]> "));
    let read = parse(&element.document()).unwrap();
    assert_eq!(read.first("c").unwrap().text(), " 甲\n<&> ]]> ");
    assert_eq!(read.attribute("b"), Some("\"<&>'"));
}
