//! What stands on the pages about a sheet: the way in, what is wrong, the taking, the taking back.

use leptos::prelude::*;
use registry::sheets::{Leaving, LineFault, Taken};
use uuid::Uuid;

use super::{SheetPages, Standing, Undoing};
use crate::form::Mistakes;
use crate::lang::Lang;
use crate::ui::area::SafeTextarea;
use crate::ui::field::Field;
use crate::ui::notice::{notice, notice_with};
use crate::ui::tone::Tone;

impl SheetPages {
    pub(super) fn of(self, sheet: Uuid) -> String {
        format!("{}/{sheet}", self.address)
    }

    /// A template to fill in, a form to bring it, and what was taken lately.
    pub(super) fn bring(self, lang: Lang, taken: &[Taken], mistakes: &Mistakes) -> AnyView {
        let file = Field::text("file", lang.t("sheets.file"), "").kind("file").hint(lang.t("sheets.file_hint"));
        view! {
            <p class="hint">{lang.code(self.words, "intro")}</p>
            <p><a href=format!("{}/template.xlsx", self.address)>{lang.t("sheets.template")}</a></p>
            <form method="post" action=self.address enctype="multipart/form-data" class="card">
                {file.view(mistakes)}
                <p class="actions"><button>{lang.t("sheets.look")}</button></p>
            </form>
            {self.taken_sheets(lang, taken)}
        }
        .into_any()
    }

    /// The way to take one back.
    fn taken_sheets(self, lang: Lang, taken: &[Taken]) -> Option<AnyView> {
        let list = taken.iter().map(|one| {
            view! { <li><a href=self.of(one.sheet)>{one.file_name.clone()}</a>" "{lang.time(one.at)}</li> }
        });
        let list = list.collect_view();
        (!taken.is_empty()).then(|| {
            view! {
                <section class="card">
                    <h2>{lang.t("sheets.taken_sheets")}</h2>
                    <ul>{list}</ul>
                </section>
            }
            .into_any()
        })
    }

    pub(super) fn faults(self, lang: Lang, sheet: Uuid, faults: &[LineFault]) -> AnyView {
        if faults.is_empty() {
            return notice(lang, Tone::Success, lang.t("sheets.no_faults"));
        }
        let placed = |fault: &LineFault| {
            let line = fault.number.to_string();
            lang.fill("sheets.fault", &[("line", &line), ("reason", &lang.refusal(&fault.reason))])
        };
        let list = faults.iter().map(|fault| view! { <li>{placed(fault)}</li> }).collect_view();
        let more = view! {
            <ul>{list}</ul>
            <p><a href=format!("{}/marked.xlsx", self.of(sheet))>{lang.t("sheets.marked")}</a></p>
        };
        let title = lang.fill("sheets.faults", &[("n", &faults.len().to_string())]);
        notice_with(lang, Tone::Danger, title, more.into_any())
    }

    pub(super) fn taking(self, lang: Lang, at: Standing) -> AnyView {
        let told = |key: &str, number: String| lang.fill(&format!("{}.{key}", self.words), &[("n", &number)]);
        if at.is_undone {
            return notice(lang, Tone::Info, lang.t("sheets.undone"));
        }
        if let Some(taken) = at.taken {
            let way = view! { <p><a href=self.list>{lang.code(self.words, "to_list")}</a></p> };
            return notice_with(lang, Tone::Info, told("taken", taken.to_string()), way.into_any());
        }
        let again = view! { <a href=self.address>{lang.t("sheets.again")}</a> };
        if at.new == 0 {
            return notice_with(lang, Tone::Info, lang.code(self.words, "nothing_new"), again.into_any());
        }
        view! {
            <form method="post" action=self.of(at.sheet) class="actions">
                <button>{told("take", at.new.to_string())}</button>
                {again}
            </form>
        }
        .into_any()
    }

    /// What would go and what would stay, before anything does.
    pub(super) fn taking_back(
        self,
        lang: Lang,
        sheet: Uuid,
        (leaving, typed): (Leaving, &Undoing),
        mistakes: &Mistakes,
    ) -> AnyView {
        let (go, stay) = (leaving.go.to_string(), leaving.stay.to_string());
        let comes_to = lang.fill(&format!("{}.undo_comes_to", self.words), &[("go", &go), ("stay", &stay)]);
        view! {
            <form class="card" method="post" action=format!("{}/undo", self.of(sheet)) novalidate>
                <h2>{lang.t("sheets.undo_title")}</h2>
                <p>{comes_to}</p>
                <input type="hidden" name="shown" value=go />
                {SafeTextarea::new("reason", lang.t("sheets.reason"), typed.reason.clone())
                    .hint(lang.t("sheets.reason_hint"))
                    .rows(3)
                    .maxlength(200)
                    .view(mistakes)}
                <p class="actions"><button class="danger">{lang.t("sheets.undo")}</button></p>
            </form>
        }
        .into_any()
    }
}
