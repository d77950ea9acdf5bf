//! What does a second person see before agreeing to a correction, and what is kept of it afterwards?

use axum::extract::Path;
use leptos::prelude::*;
use registry::Fault;
use registry::exams::regrading::{EffectLine, RegradeView, export, get, names};
use registry::permissions::{Object, Verb};
use uuid::Uuid;

use super::super::may;
use super::{Lines, effects, framed, lines, state_badge, words};
use crate::error::{OrPage, PageResult};
use crate::form::Mistakes;
use crate::lang::Lang;
use crate::ui::confirm::Confirm;
use crate::ui::facts::{Fact, facts};
use crate::ui::field::{Field, mistakes_summary};
use crate::ui::notice::{done, notice};
use crate::ui::tone::Tone;
use crate::visit::{SignedVisit, Visit};

struct Shown {
    view: RegradeView,
    effects: Vec<EffectLine>,
    lines: Option<Lines>,
    names: Vec<(Uuid, String)>,
}

pub async fn show(SignedVisit(visit): SignedVisit, Path((exam, regrade)): Path<(Uuid, Uuid)>) -> PageResult {
    respond(&visit, exam, regrade, "", &Mistakes::none(visit.lang)).await
}

/// The whole list, of which the page shows the beginning.
pub async fn file(SignedVisit(visit): SignedVisit, Path((exam, regrade)): Path<(Uuid, Uuid)>) -> PageResult {
    let lines = export(&visit.ctx, exam, regrade).await.or_page(&visit)?;
    effects::table(visit.lang, &lines).file(visit.ctx.now()).or_page(&visit)
}

fn file_of(exam: Uuid, regrade: Uuid) -> String {
    format!("/office/exams/{exam}/corrections/{regrade}/effects.xlsx")
}

pub async fn respond(visit: &Visit, exam: Uuid, regrade: Uuid, reason: &str, mistakes: &Mistakes) -> PageResult {
    let shown = read(visit, exam, regrade).await.or_page(visit)?;
    let lang = visit.lang;
    let title = lang.fill("corrections.one", &[("n", &shown.view.ordinal.to_string())]);
    Ok(framed(visit, exam, &title)
        .under(lang.t("corrections.title"), format!("/office/exams/{exam}/corrections"))
        .mistakes(mistakes)
        .content(|| {
            view! {
                {done(lang, &visit.path)}
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                <h1>{title.clone()}" "{state_badge(lang, shown.view.decision.as_deref())}</h1>
                {known(lang, &shown)}
                {effects::part(lang, &shown.view.effects, &shown.effects, file_of(exam, regrade))}
                {deciding(visit, exam, &shown.view, reason, mistakes)}
            }
            .into_any()
        })
        .respond())
}

async fn read(visit: &Visit, exam: Uuid, regrade: Uuid) -> Result<Shown, Fault> {
    let (view, effects) = get(&visit.ctx, exam, regrade).await?;
    let people = [Some(view.proposed_by), view.decided_by].into_iter().flatten().collect();
    Ok(Shown {
        names: names(&visit.ctx, exam, people).await?,
        lines: lines(visit, exam).await?.ok().map(|(_, lines)| lines),
        effects,
        view,
    })
}

fn known(lang: Lang, shown: &Shown) -> AnyView {
    let view = &shown.view;
    let name = |account: Uuid| shown.names.iter().find(|(id, _)| *id == account).map(|(_, name)| name.clone());
    let by = |at, account: Uuid| {
        let name = name(account).unwrap_or_default();
        lang.fill("corrections.by", &[("at", &lang.time(at)), ("name", &name)])
    };
    let changes = words::changes(lang, &view.effects.list, shown.lines.as_ref());
    let mut known = vec![
        Fact::text(lang.t("corrections.what"), changes.join(&lang.t("corrections.separator"))),
        Fact::text(lang.t("corrections.reason"), view.reason.clone()),
        Fact::text(lang.t("corrections.proposed"), by(view.proposed_at, view.proposed_by)),
    ];
    if let Some(complaint) = view.complaint {
        let path = format!("/office/complaints/{complaint}");
        known.push(Fact::link(lang.t("corrections.complaint"), path, lang.t("corrections.to_complaint")));
    }
    if let Some(at) = view.renewed_at {
        known.push(Fact::text(lang.t("corrections.renewed"), lang.time(at)));
    }
    if let (Some(at), Some(account)) = (view.decided_at, view.decided_by) {
        known.push(Fact::text(lang.t("corrections.decided"), by(at, account)));
    }
    if let Some(why) = &view.decision_reason {
        known.push(Fact::text(lang.t("corrections.decision_reason"), why.clone()));
    }
    known.push(Fact::shown(lang.t("corrections.hash"), crate::exams::receipt::digits(view.effects_hash.clone())));
    view! { <section class="card">{facts(known)}</section> }.into_any()
}

fn deciding(visit: &Visit, exam: Uuid, view: &RegradeView, reason: &str, mistakes: &Mistakes) -> Option<AnyView> {
    if view.decision.is_some() {
        return None;
    }
    let (lang, base) = (visit.lang, format!("/office/exams/{exam}/corrections/{}", view.id));
    let is_own = visit.who().is_some_and(|who| who.account == view.proposed_by);
    let decides = may(visit, Verb::Decide, Object::Regrade);
    let agree = (decides && !is_own).then(|| {
        let hash = view.effects_hash.clone();
        let word = lang.t("corrections.confirm_word");
        Confirm::new(
            format!("{base}/confirmation"),
            lang.t("corrections.confirm"),
            lang.t("corrections.consequence"),
            word,
        )
        .with(view! { <input type="hidden" name="hash" value=hash/> }.into_any())
        .opened()
        .view(lang, mistakes)
    });
    let waits = is_own.then(|| notice(lang, Tone::Info, lang.t("corrections.waits")));
    let button = if is_own { "corrections.take_back" } else { "corrections.decline" };
    let decline = (decides || is_own).then(|| {
        view! {
            <form class="card" method="post" action=format!("{base}/refusal")>
                <h2>{lang.t(button)}</h2>
                {Field::text("reason", lang.t("corrections.decline_reason"), reason)
                    .hint(lang.t("corrections.decline_hint"))
                    .maxlength(200)
                    .view(mistakes)}
                <p class="actions"><button class="secondary">{lang.t(button)}</button></p>
            </form>
        }
    });
    Some(view! { {waits}{agree}{decline} }.into_any())
}
