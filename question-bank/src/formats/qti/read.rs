//! What does the body of a QTI item ask, in which order?

use super::super::Reading;
use super::super::fault::FileRefused;
use super::super::intake::Intake;
use super::super::loss::Lost;
use super::super::markup::PlainText;
use super::super::xml::{Element, Node, parse};
use super::item::take;
use super::version::classic;

/// One file that holds one item.
pub(super) fn single(bytes: &[u8]) -> Result<Reading, FileRefused> {
    let root = classic(&parse(bytes)?);
    if root.name != "assessmentItem" {
        return Err(FileRefused::NotThisFormat);
    }
    let mut intake = Intake::default();
    take(&mut intake, &root, None);
    Ok(intake.finish())
}

/// What an item body holds, from its top to its end.
#[derive(Default)]
pub(super) struct BodyText<'e> {
    /// Each choice with the text before it.
    pub choices: Vec<(String, &'e Element)>,
    /// What stands behind the last choice.
    pub rest: String,
    /// The first interaction that we do not have.
    pub other: Option<String>,
    pub losses: Vec<Lost>,
    current: PlainText,
}

pub(super) fn body_text(body: &Element) -> BodyText<'_> {
    let mut text = BodyText::default();
    text.walk(body);
    text.rest = text.cut();
    text
}

impl<'e> BodyText<'e> {
    fn walk(&mut self, element: &'e Element) {
        for child in &element.children {
            match child {
                Node::Text(text) => self.current.push(text),
                Node::Element(inner) if inner.name == "choiceInteraction" => {
                    let before = self.cut();
                    self.choices.push((before, inner));
                }
                Node::Element(inner) if inner.name.ends_with("Interaction") => {
                    self.other.get_or_insert_with(|| inner.name.clone());
                }
                Node::Element(inner) if inner.descendants().any(|inner| inner.name.ends_with("Interaction")) => {
                    self.current.open(&inner.name);
                    self.walk(inner);
                    self.current.close(&inner.name);
                }
                Node::Element(inner) => self.current.element(inner),
            }
        }
    }

    /// The text since the last choice.
    fn cut(&mut self) -> String {
        let (text, losses) = std::mem::take(&mut self.current).finish();
        self.losses.extend(losses);
        text
    }
}
