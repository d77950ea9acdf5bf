//! Which elements does an XML document hold, once everything that XML can do harm with is refused?
//!
//! UTF-8 only, no document type, no entities but the five of XML itself and numbers. Prefixes are dropped: an element is
//! known by its local name.

use quick_xml::Reader;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::fault::FileRefused;
use super::limits::{XML_DEPTH, XML_ELEMENTS};
use super::place::line_of;
use super::utf8;

mod write;

/// One element with all it holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Element {
    pub name: String,
    pub attributes: Vec<(String, String)>,
    pub children: Vec<Node>,
    /// From 1; 0 in a document that is being written.
    pub line: u32,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Node {
    Element(Element),
    Text(String),
}

impl Element {
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub(super) fn elements(&self) -> impl Iterator<Item = &Self> {
        self.children.iter().filter_map(|child| match child {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    pub(super) fn all<'e>(&'e self, name: &'e str) -> impl Iterator<Item = &'e Self> {
        self.elements().filter(move |element| element.name == name)
    }

    pub(super) fn first(&self, name: &str) -> Option<&Self> {
        self.elements().find(|element| element.name == name)
    }

    /// Everything inside, itself included, from the top.
    pub(super) fn descendants(&self) -> impl Iterator<Item = &Self> {
        let mut stack = vec![self];
        std::iter::from_fn(move || {
            let element = stack.pop()?;
            let inner: Vec<_> = element.elements().collect();
            stack.extend(inner.into_iter().rev());
            Some(element)
        })
    }

    /// The text of the element and of all inside it, as it stands.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        self.push_text(&mut text);
        text
    }

    fn push_text(&self, text: &mut String) {
        for child in &self.children {
            match child {
                Node::Text(own) => text.push_str(own),
                Node::Element(element) => element.push_text(text),
            }
        }
    }
}

/// Reads a document into memory.
pub(super) fn parse(bytes: &[u8]) -> Result<Element, FileRefused> {
    let text = utf8(bytes)?;
    let mut reader = Reader::from_str(text);
    let mut open: Vec<Element> = Vec::new();
    let mut root = None;
    let mut count = 0;
    let mut lines = Lines { text, byte: 0, line: 1 };
    loop {
        let at = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        let line = lines.of(at);
        let malformed = || FileRefused::Xml { line };
        let event = reader.read_event().map_err(|_| malformed())?;
        match &event {
            Event::Start(start) | Event::Empty(start) => {
                count += 1;
                if count > XML_ELEMENTS {
                    return Err(FileRefused::TooManyElements { limit: XML_ELEMENTS });
                }
                if open.len() >= XML_DEPTH {
                    return Err(FileRefused::TooDeep { limit: XML_DEPTH });
                }
                if open.is_empty() && root.is_some() {
                    return Err(malformed());
                }
                let element = element(start, line)?;
                if matches!(event, Event::Empty(_)) { close(element, &mut open, &mut root) } else { open.push(element) }
            }
            Event::End(_) => {
                let element = open.pop().ok_or_else(malformed)?;
                close(element, &mut open, &mut root);
            }
            Event::Text(content) => push(&mut open, &content.xml10_content()).ok_or_else(malformed)?,
            Event::CData(content) => push(&mut open, &content.xml10_content()).ok_or_else(malformed)?,
            Event::GeneralRef(reference) => {
                push(&mut open, &resolved(reference, line)?).ok_or_else(malformed)?;
            }
            Event::Decl(declaration) => {
                let encoding = declaration.encoding().transpose().map_err(|_| malformed())?;
                if encoding.is_some_and(|encoding| !encoding.eq_ignore_ascii_case("utf-8")) {
                    return Err(FileRefused::NotUtf8 { at: 0 });
                }
            }
            Event::DocType(_) => return Err(FileRefused::Entity),
            Event::Comment(_) | Event::PI(_) => {}
            Event::Eof => break,
        }
    }
    if open.is_empty() { root.ok_or(FileRefused::NotThisFormat) } else { Err(FileRefused::Xml { line: lines.line }) }
}

/// Counts lines on the way, so that a long document is gone through once.
struct Lines<'t> {
    text: &'t str,
    byte: usize,
    line: u32,
}

impl Lines<'_> {
    fn of(&mut self, byte: usize) -> u32 {
        let passed = self.text.get(self.byte..byte).unwrap_or_default();
        self.line += line_of(passed, passed.len()) - 1;
        self.byte = self.byte.max(byte);
        self.line
    }
}

fn element(start: &BytesStart<'_>, line: u32) -> Result<Element, FileRefused> {
    let mut attributes = Vec::new();
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|_| FileRefused::Xml { line })?;
        let value = attribute.value.as_ref();
        let value = quick_xml::escape::unescape(value).map_err(|_| FileRefused::Entity)?;
        attributes.push((attribute.key.local_name().as_ref().to_owned(), value.into_owned()));
    }
    Ok(Element { name: start.local_name().as_ref().to_owned(), attributes, children: Vec::new(), line })
}

fn close(element: Element, open: &mut [Element], root: &mut Option<Element>) {
    match open.last_mut() {
        Some(parent) => parent.children.push(Node::Element(element)),
        None => *root = Some(element),
    }
}

/// `None` for text outside of all elements; blanks there do not count.
fn push(open: &mut [Element], text: &str) -> Option<()> {
    let Some(parent) = open.last_mut() else {
        return text.trim_start_matches('\u{FEFF}').trim().is_empty().then_some(());
    };
    match parent.children.last_mut() {
        Some(Node::Text(earlier)) => earlier.push_str(text),
        _ => parent.children.push(Node::Text(text.to_owned())),
    }
    Some(())
}

fn resolved(reference: &BytesRef<'_>, line: u32) -> Result<String, FileRefused> {
    if let Some(text) = resolve_xml_entity(reference.as_ref()) {
        return Ok(text.to_owned());
    }
    match reference.resolve_char_ref() {
        Ok(Some(c)) => Ok(c.to_string()),
        Ok(None) => Err(FileRefused::Entity),
        Err(_) => Err(FileRefused::Xml { line }),
    }
}

#[cfg(test)]
mod tests;
