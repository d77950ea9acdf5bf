//! How do the names of QTI 2.1 become those of 3.0, and back?

use super::super::xml::{Element, Node};

/// A version of QTI.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Version {
    V21,
    V30,
}

/// Names of HTML are the same in both versions.
const HTML: [&str; 4] = ["p", "div", "br", "span"];
const PREFIX: &str = "qti-";

impl Version {
    pub(super) const fn namespace(self) -> &'static str {
        match self {
            Self::V21 => "http://www.imsglobal.org/xsd/imsqti_v2p1",
            Self::V30 => "http://www.imsglobal.org/xsd/imsqtiasi_v3p0",
        }
    }

    pub(super) const fn package_namespace(self) -> &'static str {
        match self {
            Self::V21 => "http://www.imsglobal.org/xsd/imscp_v1p1",
            Self::V30 => "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1",
        }
    }

    /// Schema and its version, as a manifest names them.
    pub(super) const fn schema(self) -> (&'static str, &'static str) {
        match self {
            Self::V21 => ("QTIv2.1 Package", "1.0.0"),
            Self::V30 => ("QTI Package", "3.0.0"),
        }
    }

    pub(super) const fn item_type(self) -> &'static str {
        match self {
            Self::V21 => "imsqti_item_xmlv2p1",
            Self::V30 => "imsqti_item_xmlv3p0",
        }
    }

    pub(super) const fn match_correct(self) -> &'static str {
        match self {
            Self::V21 => "http://www.imsglobal.org/question/qti_v2p1/rptemplates/match_correct",
            Self::V30 => "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/match_correct.xml",
        }
    }

    /// The file of an item that is written with the names of 2.1.
    pub(super) fn document(self, item: &Element) -> Vec<u8> {
        match self {
            Self::V21 => item.document(),
            Self::V30 => renamed(item, &modern_name, &kebab).document(),
        }
    }
}

/// The same tree with the names of 2.1, whichever it had.
pub(super) fn classic(element: &Element) -> Element {
    renamed(element, &|name| camel(name.strip_prefix(PREFIX).unwrap_or(name)), &camel)
}

type Rename<'r> = &'r dyn Fn(&str) -> String;

fn renamed(element: &Element, name: Rename<'_>, attribute: Rename<'_>) -> Element {
    let child = |child: &Node| match child {
        Node::Element(inner) => Node::Element(renamed(inner, name, attribute)),
        Node::Text(text) => Node::Text(text.clone()),
    };
    Element {
        name: name(&element.name),
        attributes: element.attributes.iter().map(|(key, value)| (attribute(key), value.clone())).collect(),
        children: element.children.iter().map(child).collect(),
        line: element.line,
    }
}

fn modern_name(name: &str) -> String {
    if HTML.contains(&name) { name.to_owned() } else { format!("{PREFIX}{}", kebab(name)) }
}

/// `choiceInteraction` is `choice-interaction`.
fn kebab(name: &str) -> String {
    let mut kebab = String::with_capacity(name.len() + 4);
    for c in name.chars() {
        if c.is_ascii_uppercase() {
            kebab.push('-');
        }
        kebab.push(c.to_ascii_lowercase());
    }
    kebab
}

fn camel(name: &str) -> String {
    let mut camel = String::with_capacity(name.len());
    let mut after_hyphen = false;
    for c in name.chars() {
        if c == '-' {
            after_hyphen = true;
        } else {
            camel.push(if after_hyphen { c.to_ascii_uppercase() } else { c });
            after_hyphen = false;
        }
    }
    camel
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_go_there_and_back() {
        for name in ["choiceInteraction", "maxChoices", "identifier", "p"] {
            assert_eq!(camel(&kebab(name)), name);
        }
        assert_eq!(modern_name("responseIf"), "qti-response-if");
        assert_eq!(modern_name("br"), "br");
    }
}
