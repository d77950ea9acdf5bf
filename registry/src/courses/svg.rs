//! Is this picture only a picture? An allow-list of what SVG may contain: shapes and words, nothing that runs or loads.

use thiserror::Error;

const ELEMENTS: [&str; 15] = [
    "svg", "title", "desc", "defs", "g", "rect", "circle", "ellipse", "line", "polyline", "polygon", "path", "text",
    "tspan", "marker",
];

const ATTRIBUTES: [&str; 37] = [
    "xmlns",
    "viewBox",
    "width",
    "height",
    "role",
    "aria-label",
    "id",
    "x",
    "y",
    "x1",
    "y1",
    "x2",
    "y2",
    "cx",
    "cy",
    "r",
    "rx",
    "ry",
    "dx",
    "dy",
    "d",
    "points",
    "transform",
    "fill",
    "fill-opacity",
    "stroke",
    "stroke-width",
    "stroke-dasharray",
    "stroke-linecap",
    "stroke-linejoin",
    "opacity",
    "font-family",
    "font-size",
    "font-weight",
    "text-anchor",
    "orient",
    "marker-end",
];

const NAMESPACE: &str = "http://www.w3.org/2000/svg";

#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SvgFault {
    #[error("not UTF-8")]
    Encoding,
    #[error("markup that cannot be read")]
    Markup,
    #[error("element {0}")]
    Element(String),
    #[error("attribute {0}")]
    Attribute(String),
    #[error("value of {0}")]
    Value(String),
}

/// Scripts, styles, links, foreign objects, event attributes, entities and comments are all outside the list.
pub fn check(content: &[u8]) -> Result<(), SvgFault> {
    let text = std::str::from_utf8(content).map_err(|_| SvgFault::Encoding)?;
    let mut pieces = text.split('<');
    if pieces.next().is_none_or(|before| !before.trim().is_empty()) {
        return Err(SvgFault::Markup);
    }
    for (position, piece) in pieces.enumerate() {
        // a `>` inside quotation marks cuts the tag in an attribute, which is then refused
        let (tag, _) = piece.split_once('>').ok_or(SvgFault::Markup)?;
        if position == 0 && !tag.starts_with("svg ") {
            return Err(SvgFault::Markup);
        }
        check_tag(tag)?;
    }
    if text.contains('<') { Ok(()) } else { Err(SvgFault::Markup) }
}

fn check_tag(tag: &str) -> Result<(), SvgFault> {
    let (name, attributes) = match tag.strip_prefix('/') {
        Some(name) => (name.trim_end(), ""),
        None => {
            let tag = tag.strip_suffix('/').unwrap_or(tag);
            tag.split_once(char::is_whitespace).unwrap_or((tag, ""))
        }
    };
    if !ELEMENTS.contains(&name) {
        return Err(SvgFault::Element(name.chars().take(40).collect()));
    }
    let mut rest = attributes.trim();
    while !rest.is_empty() {
        let (attribute, value_on) = rest.split_once("=\"").ok_or(SvgFault::Markup)?;
        let (value, after) = value_on.split_once('"').ok_or(SvgFault::Markup)?;
        if !ATTRIBUTES.contains(&attribute) {
            return Err(SvgFault::Attribute(attribute.chars().take(40).collect()));
        }
        // a paint or marker may name another place of the same picture, never another address
        let loads = value.contains("url(") && !value.starts_with("url(#");
        if loads || value.contains(['&', '\\']) || (attribute == "xmlns" && value != NAMESPACE) {
            return Err(SvgFault::Value(attribute.to_owned()));
        }
        rest = after.trim_start();
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(inside: &str) -> Result<(), SvgFault> {
        check(format!(r#"<svg xmlns="{NAMESPACE}" viewBox="0 0 9 9">{inside}</svg>"#).as_bytes())
    }

    #[test]
    fn shapes_and_words_pass() {
        assert_eq!(
            with("<g fill=\"url(#a)\"><rect x=\"1\" y=\"2\"/>\n<text x=\"1\">2 > 1 &amp; 工资</text></g>"),
            Ok(())
        );
    }

    #[test]
    fn whatever_runs_or_loads_is_refused() {
        for bad in [
            "<script>alert(1)</script>",
            "<SCRIPT/>",
            "<foreignObject/>",
            "<style>*{}</style>",
            "<image href=\"https://example.org/x.png\"/>",
            "<use href=\"#a\"/>",
            "<a href=\"javascript:x\"/>",
            "<rect onload=\"x\"/>",
            "<rect ONLOAD=\"x\"/>",
            "<rect x=\"1\"onload=\"x\"/>",
            "<rect onload='x' x=\"1\"/>",
            "<rect xlink:href=\"#a\"/>",
            "<rect style=\"fill:red\"/>",
            "<rect fill=\"url(https://example.org)\"/>",
            "<rect fill=\"red url(https://example.org)\"/>",
            "<rect fill=\"&#117;rl(https://example.org)\"/>",
            "<rect x=\"1>\" onload=\"x\"/>",
            "<!-- -->",
            "<![CDATA[<script>]]>",
            "<rect x=\"1\"",
            "<x:script/>",
            "<animate attributeName=\"x\"/>",
        ] {
            assert!(with(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_document_type_or_another_root_is_refused() {
        for bad in [
            "",
            "text",
            "<!DOCTYPE svg><svg xmlns=\"http://www.w3.org/2000/svg\"></svg>",
            "<rect/>",
            "<?xml version=\"1.0\"?><svg />",
        ] {
            assert!(check(bad.as_bytes()).is_err(), "{bad}");
        }
        assert_eq!(check(b"<svg xmlns=\"http://www.w3.org/1999/xhtml\"></svg>"), Err(SvgFault::Value("xmlns".into())));
        assert_eq!(check(&[0xff]), Err(SvgFault::Encoding));
    }
}
