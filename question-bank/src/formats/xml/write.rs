//! How is an element written as text?

use quick_xml::escape::escape;

use super::{Element, Node};

impl Element {
    pub(in crate::formats) fn new(name: &str) -> Self {
        Self { name: name.to_owned(), ..Self::default() }
    }

    pub(in crate::formats) fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.attributes.push((name.to_owned(), value.into()));
        self
    }

    pub(in crate::formats) fn holding(mut self, text: impl Into<String>) -> Self {
        self.children.push(Node::Text(text.into()));
        self
    }

    pub(in crate::formats) fn and(mut self, child: Self) -> Self {
        self.children.push(Node::Element(child));
        self
    }

    pub(in crate::formats) fn extended(mut self, children: impl IntoIterator<Item = Self>) -> Self {
        self.children.extend(children.into_iter().map(Node::Element));
        self
    }

    /// The whole document. Elements that hold only elements are indented; whatever holds text is written without one added
    /// blank.
    pub(in crate::formats) fn document(&self) -> Vec<u8> {
        let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        self.push(&mut out, 0);
        out.push('\n');
        out.into_bytes()
    }

    fn push(&self, out: &mut String, depth: usize) {
        out.push('<');
        out.push_str(&self.name);
        for (name, value) in &self.attributes {
            out.push_str(&format!(" {name}=\"{}\"", escape(value)));
        }
        if self.children.is_empty() {
            out.push_str("/>");
            return;
        }
        out.push('>');
        let is_indented = self.children.iter().all(|child| matches!(child, Node::Element(_))) && !self.is_mixed();
        for child in &self.children {
            if is_indented {
                out.push('\n');
                out.push_str(&"  ".repeat(depth + 1));
            }
            match child {
                Node::Text(text) => out.push_str(&escape(text.as_str())),
                Node::Element(element) => element.push(out, depth + 1),
            }
        }
        if is_indented {
            out.push('\n');
            out.push_str(&"  ".repeat(depth));
        }
        out.push_str(&format!("</{}>", self.name));
    }

    /// Whether blanks inside count: a paragraph may begin or end with a line break.
    fn is_mixed(&self) -> bool {
        self.elements().any(|element| element.name == "br")
    }
}
