//! Which paper proves it: one that was brought before, or a file that comes with the form?

use leptos::prelude::*;
use registry::Fault;
use registry::projects::store::{DocumentAbout, DocumentView, bring_document, documents};
use uuid::Uuid;

use super::address;
use crate::form::Mistakes;
use crate::lang::Lang;
use crate::ui::choice::{Choice, Choosable};
use crate::ui::field::Field;
use crate::upload::Upload;
use crate::visit::Visit;

/// What can be chosen from.
pub struct Papers {
    lang: Lang,
    brought: Vec<DocumentView>,
}

impl Papers {
    pub async fn of(visit: &Visit, project: Uuid) -> Result<Self, Fault> {
        let mut brought = documents(&visit.ctx, project).await?;
        brought.retain(|one| one.about == DocumentAbout::Project);
        Ok(Self { lang: visit.lang, brought })
    }

    /// The list of what is there, and a place for a file. After a mistake the file that came is among the list, chosen.
    pub fn view(&self, chosen: &str, mistakes: &Mistakes) -> AnyView {
        let lang = self.lang;
        let none = Choosable::new("", lang.t("projects.papers.none"));
        let brought = self.brought.iter().map(|one| Choosable::new(one.hash.clone(), one.name.clone()));
        let options = std::iter::once(none).chain(brought).collect();
        view! {
            {Choice::list("document", lang.t("projects.papers.document"), options, chosen)
                .hint(lang.t("projects.papers.document_hint"))
                .optional()
                .view(mistakes)}
            {Field::text("file", lang.t("projects.papers.file"), "")
                .kind("file")
                .hint(lang.t("projects.papers.file_hint"))
                .optional()
                .view(mistakes)}
        }
        .into_any()
    }
}

/// Keeps the file that came with a form; its hash stands for it from now on.
pub async fn keep(visit: &Visit, project: Uuid, file: &mut Upload, chosen: &mut String) -> Result<(), Fault> {
    if file.bytes.is_empty() {
        return Ok(());
    }
    let content = std::mem::take(&mut file.bytes);
    *chosen = bring_document(&visit.ctx, project, DocumentAbout::Project, &file.file_name, content).await?;
    Ok(())
}

/// A link to the paper, when there is one.
pub fn link(lang: Lang, project: Uuid, document: Option<&str>) -> Option<AnyView> {
    let path = format!("{}/documents/{}", address(project), document?);
    Some(view! { <a href=path>{lang.t("projects.papers.open")}</a> }.into_any())
}
