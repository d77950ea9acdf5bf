//! What does HTML say as plain text, and what is lost on the way?
//!
//! Paragraphs, list items and `<br>` become lines, a run of blanks that holds a line end becomes one blank, as a browser
//! shows it; a run of spaces alone is kept, because texts that we wrote mean them.

use super::loss::Lost;
use super::xml::{Element, Node};

/// Elements that only group text.
const PLAIN: [&str; 13] = [
    "p",
    "div",
    "span",
    "br",
    "prompt",
    "body",
    "html",
    "section",
    "itemBody",
    "simpleChoice",
    "modalFeedback",
    "contentBody",
    "text",
];
/// Elements that stand on lines of their own.
const BLOCKS: [&str; 19] = [
    "p",
    "div",
    "li",
    "ul",
    "ol",
    "tr",
    "table",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "pre",
    "blockquote",
    "section",
    "dl",
    "dt",
    "dd",
];
const MEDIA: [&str; 9] = ["img", "object", "audio", "video", "source", "svg", "iframe", "embed", "math"];
/// Remarks of QTI that are shown for some answers only.
const REMARKS: [&str; 3] = ["feedbackInline", "feedbackBlock", "rubricBlock"];
/// Elements whose text no reader sees.
const UNSEEN: [&str; 4] = ["script", "style", "head", "title"];

/// Plain text that grows piece by piece.
#[derive(Default)]
pub(super) struct PlainText {
    text: String,
    blank: bool,
    pub losses: Vec<Lost>,
}

impl PlainText {
    pub(super) fn push(&mut self, text: &str) {
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let is_space = |c: char| matches!(c, ' ' | '\t' | '\n' | '\r');
            let run_end = rest.find(|c| is_space(c) != is_space(first)).unwrap_or(rest.len());
            let (run, after) = rest.split_at(run_end);
            rest = after;
            if is_space(first) && run.contains(['\n', '\r', '\t']) {
                self.blank = true;
            } else {
                if self.blank && !self.text.is_empty() && !self.text.ends_with('\n') {
                    self.text.push(' ');
                }
                self.blank = false;
                self.text.push_str(run);
            }
        }
    }

    pub(super) fn line_break(&mut self) {
        self.blank = false;
        self.text.push('\n');
    }

    /// Begins a new line unless one has just begun.
    pub(super) fn block(&mut self) {
        self.blank = false;
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
    }

    pub(super) fn open(&mut self, name: &str) {
        if name == "br" {
            self.line_break();
        } else if BLOCKS.contains(&name) {
            self.block();
        }
        let lost = if MEDIA.contains(&name) {
            Lost::Media
        } else if REMARKS.contains(&name) {
            Lost::Feedback
        } else if PLAIN.contains(&name) {
            return;
        } else {
            Lost::Formatting
        };
        if !self.losses.contains(&lost) {
            self.losses.push(lost);
        }
    }

    pub(super) fn close(&mut self, name: &str) {
        if BLOCKS.contains(&name) {
            self.block();
        }
    }

    pub(super) fn element(&mut self, element: &Element) {
        self.open(&element.name);
        if !UNSEEN.contains(&element.name.as_str()) && !REMARKS.contains(&element.name.as_str()) {
            self.inside(element);
        }
        self.close(&element.name);
    }

    pub(super) fn inside(&mut self, element: &Element) {
        for child in &element.children {
            match child {
                Node::Text(text) => self.push(text),
                Node::Element(inner) => self.element(inner),
            }
        }
    }

    pub(super) fn finish(self) -> (String, Vec<Lost>) {
        (self.text.trim().to_owned(), self.losses)
    }
}

/// HTML as other programs write it, which need not be well-formed XML.
pub(super) fn html(source: &str) -> (String, Vec<Lost>) {
    let source = &without_comments(source);
    let mut plain = PlainText::default();
    // Behind the last `>` there is no tag: without this, `<a<a<a` would be gone through once per letter.
    let (tagged, tail) = source.split_at(source.rfind('>').map_or(0, |at| at + 1));
    let mut rest = tagged;
    let mut unseen: Option<String> = None;
    while let Some(at) = rest.find('<') {
        let (text, tag) = rest.split_at(at);
        let Some((name, is_end, after)) = tag_at(tag) else {
            if unseen.is_none() {
                plain.push(&unescaped(&rest[..=at]));
            }
            rest = &rest[at + 1..];
            continue;
        };
        if unseen.is_none() {
            plain.push(&unescaped(text));
        }
        rest = after;
        match (&unseen, is_end) {
            (Some(waited), true) if *waited == name => unseen = None,
            (Some(_), _) => {}
            (None, true) => plain.close(&name),
            (None, false) if UNSEEN.contains(&name.as_str()) => unseen = Some(name),
            (None, false) => plain.open(&name),
        }
    }
    if unseen.is_none() {
        plain.push(&unescaped(rest));
        plain.push(&unescaped(tail));
    }
    plain.finish()
}

/// A comment that does not end is text.
fn without_comments(source: &str) -> String {
    let mut kept = String::with_capacity(source.len());
    let mut rest = source;
    while let Some((before, comment)) = rest.split_once("<!--") {
        let Some((_, after)) = comment.split_once("-->") else { break };
        kept.push_str(before);
        rest = after;
    }
    kept.push_str(rest);
    kept
}

/// Name, whether it is an end tag, and what follows. `None` when the `<` begins no tag.
fn tag_at(source: &str) -> Option<(String, bool, &str)> {
    let inner = source.strip_prefix('<')?;
    let (is_end, inner) = inner.strip_prefix('/').map_or((false, inner), |inner| (true, inner));
    if !inner.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let name: String = inner.chars().take_while(char::is_ascii_alphanumeric).collect();
    let end = inner.find('>')?;
    Some((name.to_ascii_lowercase(), is_end, &inner[end + 1..]))
}

fn unescaped(text: &str) -> String {
    const LONGEST: usize = 10;
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        plain.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let end = rest.bytes().take(LONGEST + 1).position(|byte| byte == b';');
        let reference = end.and_then(|end| Some((entity(&rest[..end])?, end)));
        match reference {
            Some((c, end)) => {
                plain.push(c);
                rest = &rest[end + 1..];
            }
            None => plain.push('&'),
        }
    }
    plain.push_str(rest);
    plain
}

fn entity(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code);
    }
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{A0}',
        "ensp" | "emsp" => ' ',
        "ldquo" => '“',
        "rdquo" => '”',
        "lsquo" => '‘',
        "rsquo" => '’',
        "hellip" => '…',
        "mdash" => '—',
        "ndash" => '–',
        "middot" => '·',
        "times" => '×',
        "radic" => '√',
        "permil" => '‰',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_becomes_lines() {
        let read = |source| html(source).0;
        assert_eq!(read("<p>甲&nbsp;乙</p>\r\n<p>丙<br />丁</p>"), "甲\u{A0}乙\n丙\n丁");
        assert_eq!(read("a < b &amp; c &unknown; <!-- 不见 --><style>p{}</style>d"), "a < b & c &unknown; d");
        assert_eq!(read("一\n   二  三"), "一 二  三");
    }

    #[test]
    fn what_is_lost_is_named() {
        assert_eq!(html("<b>甲</b><table><tr><td>1</td></tr></table>").1, [Lost::Formatting]);
        assert_eq!(html("<p>图<img src=\"x.png\"></p>").1, [Lost::Media]);
        assert_eq!(html("<p dir=\"ltr\"><span>甲</span></p>").1, []);
    }
}
