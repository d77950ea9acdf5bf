//! Where does the filing of a binding stand, and what is to be done next? For the officer, and for the contractor who stamps.

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;
use registry::filings::form::FilingStage;
use registry::filings::store::filing::{
    FilingView, Overview, ScanView, bring_form_scan, bring_pledge_scan, get, hand_in, overview,
};
use registry::filings::store::pledge::{PledgeView, binding_of, withdraw_pledge};
use registry::{Fault, Refusal};
use serde::Deserialize;
use uuid::Uuid;

use super::{hash, one_path, path, pledge_path, signing_path, stage_badge, stage_tone, stage_word};
use crate::error::{OrPage, PageResult};
use crate::form::{Form, FormWithFile, Mistakes, Outcome, outcome};
use crate::lang::Lang;
use crate::page::page;
use crate::ui::confirm::{CONFIRMATION, Confirm, is_typed};
use crate::ui::facts::{Fact, facts};
use crate::ui::field::{Field, mistakes_summary};
use crate::ui::notice::{done, notice};
use crate::ui::steps::steps;
use crate::ui::table::{Cell, Column, Table};
use crate::ui::tone::Tone;
use crate::visit::{SignedVisit, Visit};

const STEPS: [&str; 5] = ["fill", "stamp", "pledge", "hand_in", "accept"];

/// What any of the forms says beside its file.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    reason: String,
    confirmation: String,
}

/// Which of the page's forms was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Deed {
    Look,
    FormScan,
    PledgeScan,
    Withdraw,
    HandIn,
}

pub async fn show(SignedVisit(visit): SignedVisit, Path(binding): Path<Uuid>) -> PageResult {
    let found = overview(&visit.ctx, binding).await.or_page(&visit)?;
    Ok(respond(&visit, &found, Deed::Look, &Typed::default(), &Mistakes::none(visit.lang)))
}

pub async fn bring_form(
    SignedVisit(visit): SignedVisit,
    Path(filing): Path<Uuid>,
    FormWithFile { typed, file }: FormWithFile<Typed>,
) -> PageResult {
    let binding = get(&visit.ctx, filing).await.or_page(&visit)?.view.binding;
    let brought = bring_form_scan(&visit.ctx, filing, &file.file_name, file.bytes).await;
    settle(&visit, binding, Deed::FormScan, &typed, brought, "scan_brought").await
}

pub async fn bring_pledge(
    SignedVisit(visit): SignedVisit,
    Path(pledge): Path<Uuid>,
    FormWithFile { typed, file }: FormWithFile<Typed>,
) -> PageResult {
    let binding = binding_of(&visit.ctx, pledge).await.or_page(&visit)?;
    let brought = bring_pledge_scan(&visit.ctx, pledge, &file.file_name, file.bytes).await;
    settle(&visit, binding, Deed::PledgeScan, &typed, brought, "scan_brought").await
}

pub async fn withdraw(
    SignedVisit(visit): SignedVisit,
    Path(pledge): Path<Uuid>,
    Form(typed): Form<Typed>,
) -> PageResult {
    let binding = binding_of(&visit.ctx, pledge).await.or_page(&visit)?;
    let is_confirmed = is_typed(&typed.confirmation, &visit.t("filing_forms.withdraw_word"));
    let withdrawn = if is_confirmed {
        withdraw_pledge(&visit.ctx, pledge, &typed.reason).await
    } else {
        // whether it is the own one comes before what is typed
        overview(&visit.ctx, binding).await.and_then(|found| match found.is_own {
            true => Err(Refusal::on(CONFIRMATION, "confirmation.not_typed").into()),
            false => Err(Fault::Forbidden),
        })
    };
    settle(&visit, binding, Deed::Withdraw, &typed, withdrawn, "pledge_withdrawn").await
}

pub async fn hand_in_one(SignedVisit(visit): SignedVisit, Path(filing): Path<Uuid>) -> PageResult {
    let binding = get(&visit.ctx, filing).await.or_page(&visit)?.view.binding;
    let handed_in = hand_in(&visit.ctx, filing).await;
    settle(&visit, binding, Deed::HandIn, &Typed::default(), handed_in, "filing_handed_in").await
}

async fn settle(
    visit: &Visit,
    binding: Uuid,
    deed: Deed,
    typed: &Typed,
    result: Result<(), Fault>,
    word: &str,
) -> PageResult {
    match outcome(visit, result) {
        Outcome::Done(()) => Ok(Redirect::to(&format!("{}?done={word}", path(binding))).into_response()),
        Outcome::Mistaken(mistakes) => {
            let found = overview(&visit.ctx, binding).await.or_page(visit)?;
            Ok(respond(visit, &found, deed, typed, &mistakes))
        }
        Outcome::Other(response) => Err(response),
    }
}

fn respond(visit: &Visit, found: &Overview, deed: Deed, typed: &Typed, mistakes: &Mistakes) -> Response {
    let (lang, title) = (visit.lang, visit.t("filing_forms.title"));
    let shown = Shown { lang, found, deed, typed, mistakes, none: Mistakes::none(lang) };
    page(visit, title.clone())
        .under(lang.t("filings.one"), format!("/bindings/{}", found.binding))
        .mistakes(mistakes)
        .content(|| {
            view! {
                <h1>{title}</h1>
                {done(lang, &visit.path)}
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                {shown.standing()}
                {shown.form()}
                {shown.pledge()}
                {shown.handing_in()}
                {shown.versions()}
            }
            .into_any()
        })
        .respond()
}

struct Shown<'a> {
    lang: Lang,
    found: &'a Overview,
    deed: Deed,
    typed: &'a Typed,
    mistakes: &'a Mistakes,
    none: Mistakes,
}

impl Shown<'_> {
    fn word(&self, key: &str) -> String {
        self.lang.code("filing_forms", key)
    }

    /// The mistakes of one form; those of the others are none of its own.
    fn of(&self, deed: Deed) -> &Mistakes {
        if self.deed == deed { self.mistakes } else { &self.none }
    }

    fn standing(&self) -> AnyView {
        let (lang, found) = (self.lang, self.found);
        let names = STEPS.map(|step| lang.code("filing_forms.steps", step));
        let stage = match found.latest() {
            Some(latest) => stage_badge(lang, latest.stage),
            None => self.word("not_filed").into_any(),
        };
        view! {
            <section class="card">
                {facts(vec![
                    Fact::text(self.word("project"), found.project_name.clone()),
                    Fact::text(self.word("contractor"), found.contractor.clone()),
                    Fact::text(self.word("officer"), found.officer.clone()),
                    Fact::shown(self.word("stage"), stage),
                ])}
                {steps(lang, &names, self.step())}
                {self.returned()}
            </section>
        }
        .into_any()
    }

    /// The first step that is not done.
    fn step(&self) -> usize {
        let found = self.found;
        match found.latest().map(|latest| latest.stage) {
            None | Some(FilingStage::Returned) => 0,
            Some(FilingStage::Preparing) if found.form_scan.is_none() => 1,
            Some(FilingStage::Preparing) if !found.lacks.is_empty() => 2,
            Some(FilingStage::Preparing) => 3,
            Some(FilingStage::Waiting | FilingStage::Superseded) => 4,
            Some(FilingStage::Accepted) => 5,
        }
    }

    /// Why, by whom.
    fn returned(&self) -> Option<AnyView> {
        let latest = self.found.latest().filter(|latest| latest.stage == FilingStage::Returned)?;
        let said = latest.receipts.iter().filter_map(|receipt| {
            let details = [("office", receipt.office_name.as_str()), ("reasons", receipt.reasons.as_deref()?)];
            Some(notice(self.lang, Tone::Danger, self.lang.fill("filing_forms.returned_by", &details)))
        });
        Some(said.collect_view().into_any())
    }

    fn form(&self) -> AnyView {
        let found = self.found;
        let fill = format!("{}/form", path(found.binding));
        let key = if found.versions.is_empty() { "to_fill" } else { "to_fill_again" };
        let class = (!found.versions.is_empty()).then_some("secondary");
        let button = found.may_draw_up.then(|| {
            let class = format!("button {}", class.unwrap_or_default());
            view! { <p class="actions"><a class=class href=fill>{self.word(key)}</a></p> }
        });
        view! {
            <section class="card" id="form">
                <h2>{self.word("form_title")}</h2>
                {match found.latest() {
                    Some(latest) => self.drawn_up(latest),
                    None => view! { <p>{self.word("form_none")}</p> }.into_any(),
                }}
                {button}
            </section>
        }
        .into_any()
    }

    fn drawn_up(&self, latest: &FilingView) -> AnyView {
        let (lang, version) = (self.lang, latest.version.to_string());
        let at = lang.time(latest.drawn_up_at);
        let line = lang.fill("filing_forms.drawn_up_at", &[("version", &version), ("at", &at)]);
        let base = one_path(latest.id);
        let upload =
            self.found.may_bring_form.then(|| self.upload(Deed::FormScan, &format!("{base}/scan"), "bring_form"));
        view! {
            <p>{line}</p>
            {hash(lang, &latest.form_hash)}
            <p><a href=format!("{base}/form.pdf")>{self.word("form_pdf")}</a></p>
            {self.scan(self.found.form_scan.as_ref(), &format!("{base}/scan"))}
            {upload}
        }
        .into_any()
    }

    fn pledge(&self) -> AnyView {
        let found = self.found;
        let signing = found.may_sign.then(|| {
            let class = if found.versions.is_empty() { "button secondary" } else { "button" };
            view! { <p class="actions"><a class=class href=signing_path(found.binding)>{self.word("to_sign")}</a></p> }
        });
        view! {
            <section class="card" id="pledge">
                <h2>{self.word("pledge_title")}</h2>
                {match &found.pledge {
                    Some(pledge) => self.signed(pledge),
                    None => view! { <p>{self.word("pledge_none")}</p> }.into_any(),
                }}
                {signing}
            </section>
        }
        .into_any()
    }

    fn signed(&self, pledge: &PledgeView) -> AnyView {
        let (lang, base) = (self.lang, pledge_path(pledge.id));
        let line = lang.fill(
            "filing_forms.signed_at",
            &[
                ("template", &pledge.content.template.to_string()),
                ("at", &lang.time(pledge.signed_at)),
                ("way", &lang.code("filing_forms.ways", pledge.content.way.code())),
            ],
        );
        let scan = format!("{base}/scan");
        let upload = self.found.may_bring_pledge.then(|| self.upload(Deed::PledgeScan, &scan, "bring_pledge"));
        let waits = (pledge.stamped.is_none() && !self.found.may_bring_pledge)
            .then(|| view! { <p class="hint">{self.word("pledge_waits_for_stamp")}</p> });
        view! {
            <p>{line}</p>
            {hash(lang, &pledge.content_hash)}
            <p><a href=format!("{base}/pledge.pdf")>{self.word("pledge_pdf")}</a></p>
            {self.scan(pledge.stamped.as_ref(), &scan)}
            {waits}
            {upload}
            {self.found.may_withdraw_pledge.then(|| self.withdrawing(&base))}
        }
        .into_any()
    }

    fn withdrawing(&self, base: &str) -> AnyView {
        let (lang, mistakes) = (self.lang, self.of(Deed::Withdraw));
        let reason = Field::text("reason", lang.t("filings.reason"), &self.typed.reason)
            .hint(lang.t("filings.reason_hint"))
            .maxlength(200)
            .view(mistakes);
        Confirm::new(
            format!("{base}/withdraw"),
            self.word("withdraw_pledge"),
            self.word("withdraw_consequence"),
            self.word("withdraw_word"),
        )
        .with(reason)
        .view(lang, mistakes)
    }

    /// The stamped paper that is there.
    fn scan(&self, scan: Option<&ScanView>, way: &str) -> Option<AnyView> {
        let (lang, scan) = (self.lang, scan?);
        let line = lang.fill("filing_forms.scan_line", &[("name", &scan.name), ("at", &lang.time(scan.brought_at))]);
        Some(view! { <p><a href=way.to_owned()>{line}</a></p>{hash(lang, &scan.hash)} }.into_any())
    }

    fn upload(&self, deed: Deed, action: &str, key: &str) -> AnyView {
        let field = Field::text("file", self.word(key), "").kind("file").hint(self.word("scan_hint"));
        // two forms of the page bring a file; the one that was sent is led to by its mistake
        let id = if deed == Deed::FormScan { "form_file" } else { "pledge_file" };
        let field = if self.deed == deed { field } else { field.id(id) };
        view! {
            <form method="post" action=action.to_owned() enctype="multipart/form-data" novalidate>
                {field.view(self.of(deed))}
                <p class="actions"><button class="secondary">{self.word("bring")}</button></p>
            </form>
        }
        .into_any()
    }

    fn handing_in(&self) -> Option<AnyView> {
        let (lang, found) = (self.lang, self.found);
        let latest = found.latest().filter(|_| found.is_preparing())?;
        let lacks = found.lacks.iter().map(|lack| view! { <li>{lang.code("filing_forms.lacks", lack.code())}</li> });
        let lacking = (!found.lacks.is_empty()).then(|| {
            view! {
                {notice(lang, Tone::Warning, self.word("incomplete"))}
                <ul>{lacks.collect_view()}</ul>
            }
        });
        let receivers = match found.receivers.is_empty() {
            true => notice(lang, Tone::Warning, self.word("no_receivers")),
            false => {
                let names = found.receivers.join(&self.word("and"));
                view! { <p>{lang.fill("filing_forms.receivers", &[("offices", &names)])}</p> }.into_any()
            }
        };
        let form = found.may_hand_in.then(|| {
            view! {
                <form method="post" action=format!("{}/hand-in", one_path(latest.id))>
                    <p class="actions"><button>{self.word("hand_in")}</button></p>
                </form>
            }
        });
        Some(
            view! {
                <section class="card" id="hand-in">
                    <h2>{self.word("hand_in_title")}</h2>
                    {receivers}
                    {lacking}
                    {form}
                </section>
            }
            .into_any(),
        )
    }

    fn versions(&self) -> Option<AnyView> {
        let (lang, found) = (self.lang, self.found);
        if found.versions.is_empty() {
            return None;
        }
        let columns = ["version", "stage", "drawn_up", "handed_in"];
        let columns = columns.map(|key| Column::text(key, lang.code("filing_forms.columns", key))).to_vec();
        let rows = found.versions.iter().map(|one| {
            vec![
                Cell::link(
                    one_path(one.id),
                    lang.fill("filing_forms.version", &[("version", &one.version.to_string())]),
                ),
                Cell::badge(stage_tone(one.stage), stage_word(lang, one.stage)),
                Cell::time(lang, Some(one.drawn_up_at)),
                Cell::time(lang, one.handed_in_at),
            ]
        });
        let title = self.word("versions_title");
        Some(view! { <h2>{title.clone()}</h2>{Table::new(title, columns, rows.collect()).view(lang)} }.into_any())
    }
}
