//! How is it going for one candidate? What is known, what can be done, and what happened.

use axum::extract::Path;
use leptos::prelude::*;
use registry::exams::rooms::board::Identity;
use registry::exams::rooms::proposals::Proposal;
use registry::exams::rooms::sitting::{Pause, Sent, Sitting, look};
use registry::permissions::Verb;
use uuid::Uuid;

use super::acts::{self, Act, Typed};
use super::{connection_badge, may, place_badge};
use crate::error::{OrPage, PageResult};
use crate::form::Mistakes;
use crate::lang::Lang;
use crate::page::page;
use crate::ui::badge::badge;
use crate::ui::confirm::Confirm;
use crate::ui::facts::{Fact, facts};
use crate::ui::field::{Field, mistakes_summary};
use crate::ui::notice::{done, notice_with};
use crate::ui::query::Query;
use crate::ui::timeline::{Moment, timeline};
use crate::ui::tone::Tone;
use crate::visit::{SignedVisit, Visit};

pub async fn show(SignedVisit(visit): SignedVisit, Path((exam, attempt)): Path<(Uuid, Uuid)>) -> PageResult {
    let chosen = Query::of(&visit.path).filter("act").and_then(Act::parse);
    respond(&visit, exam, attempt, chosen, &Typed::default(), &Mistakes::none(visit.lang)).await
}

pub async fn respond(
    visit: &Visit,
    exam: Uuid,
    attempt: Uuid,
    chosen: Option<Act>,
    typed: &Typed,
    mistakes: &Mistakes,
) -> PageResult {
    let sitting = look(&visit.ctx, exam, attempt).await.or_page(visit)?;
    let (lang, room) = (visit.lang, format!("/office/exams/{exam}/room"));
    let (title, base) = (sitting.line.name.clone(), format!("{room}/{attempt}"));
    Ok(page(visit, title.clone())
        .in_office()
        .under(lang.t("rooms.list.title"), "/office/rooms")
        .under(sitting.exam.title.clone(), room)
        .mistakes(mistakes)
        .content(|| {
            view! {
                {done(lang, &visit.path)}
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                <h1>{title}" "{place_badge(lang, sitting.line.place)}</h1>
                {waiting(visit, &sitting, &base, chosen, mistakes)}
                <section class="card">{facts(known(lang, &sitting))}</section>
                {acts::part(visit, &base, &sitting.line, chosen, typed, mistakes)}
                {history(lang, &sitting)}
            }
            .into_any()
        })
        .respond())
}

fn known(lang: Lang, sitting: &Sitting) -> Vec<Fact> {
    let line = &sitting.line;
    let clock = |at: registry::Instant| at.local().format("%H:%M:%S").to_string();
    let identity = match line.identity {
        Identity::Confirmed => badge(Tone::Success, lang.t("accounts.identity_yes")),
        Identity::Unconfirmed => badge(Tone::Warning, lang.t("accounts.identity_no")),
    };
    let mut known = vec![
        Fact::shown(lang.t("rooms.board.identity"), identity),
        Fact::text(lang.t("exams.result.started"), lang.time(line.started_at)),
        Fact::text(lang.t("rooms.candidate.deadline"), clock(line.deadline_at)),
        Fact::text(lang.t("rooms.board.answered"), format!("{} / {}", line.answered, line.questions)),
    ];
    known.extend(line.room.clone().map(|room| Fact::text(lang.t("exams.roster.room"), room)));
    if let Some(connection) = line.connection {
        known.push(Fact::shown(lang.t("rooms.board.connection"), connection_badge(lang, connection)));
    }
    let moments = [
        ("rooms.candidate.seen", line.seen_at),
        ("rooms.board.saved", line.saved_at),
        ("exams.result.finished", line.finished_at),
    ];
    known.extend(moments.into_iter().filter_map(|(key, at)| Some(Fact::text(lang.t(key), clock(at?)))));
    known
}

/// A proposal that is open: who proposed what and why, and how another person decides.
fn waiting(visit: &Visit, sitting: &Sitting, base: &str, chosen: Option<Act>, mistakes: &Mistakes) -> Option<AnyView> {
    let proposal = sitting.proposals.iter().find(|proposal| proposal.decision.is_none())?;
    let lang = visit.lang;
    let name = lang.code("rooms.acts", proposal.act.code());
    let sentence = lang.fill(
        "rooms.candidate.proposed",
        &[("by", &sitting.name(proposal.proposed_by)), ("act", &name), ("reason", &proposal.reason)],
    );
    let account = visit.who().map(|who| who.account);
    let is_own = account == Some(proposal.proposed_by);
    let hidden = || view! { <input type="hidden" name="proposal" value=proposal.id.to_string()/> };
    let confirming = (may(visit, Verb::Decide) && !is_own).then(|| {
        let title = lang.fill("rooms.candidate.confirm", &[("act", &name)]);
        let consequence = lang.code("rooms.consequence", proposal.act.code());
        Confirm::new(format!("{base}/confirmation"), title, consequence, lang.t("rooms.confirm_word"))
            .with(hidden().into_any())
            .view(lang, mistakes)
    });
    // one reason at a time is asked for on a page
    let declining = (chosen.is_none() && (may(visit, Verb::Decide) || is_own)).then(|| {
        let title = if is_own { lang.t("rooms.candidate.take_back") } else { lang.t("rooms.candidate.decline") };
        view! {
            <details>
                <summary>{title.clone()}</summary>
                <form method="post" action=format!("{base}/refusal")>
                    {hidden()}
                    {Field::text("reason", lang.t("rooms.reason"), "").maxlength(200).view(mistakes)}
                    <p class="actions"><button class="secondary">{title}</button></p>
                </form>
            </details>
        }
    });
    let waits = (confirming.is_none()).then(|| view! { <p>{lang.t("rooms.candidate.waits")}</p> });
    let ways = view! { {waits}{confirming}{declining} }.into_any();
    Some(notice_with(lang, Tone::Warning, sentence, ways))
}

fn history(lang: Lang, sitting: &Sitting) -> AnyView {
    let mut moments: Vec<(registry::Instant, Moment)> = Vec::new();
    for event in &sitting.events {
        let title = lang.code("rooms.events", &event.kind);
        moments.push((event.at, Moment::new(clock(event.at), title)));
    }
    moments.extend(sitting.notices.iter().map(|sent| (sent.at, notice_moment(lang, sitting, sent))));
    moments.extend(sitting.pauses.iter().map(|pause| (pause.paused_at, pause_moment(lang, sitting, pause))));
    moments.extend(sitting.proposals.iter().map(|row| (row.proposed_at, proposal_moment(lang, sitting, row))));
    moments.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    let moments: Vec<Moment> = moments.into_iter().map(|(_, moment)| moment).collect();
    let shown = match moments.is_empty() {
        true => view! { <p>{lang.t("rooms.candidate.nothing")}</p> }.into_any(),
        false => timeline(moments),
    };
    view! {
        <section class="card">
            <h2>{lang.t("rooms.candidate.history")}</h2>
            <p class="hint">{lang.t("rooms.board.signals_note")}</p>
            {shown}
        </section>
    }
    .into_any()
}

fn notice_moment(lang: Lang, sitting: &Sitting, sent: &Sent) -> Moment {
    let title = lang
        .fill(&format!("rooms.sent.{}", sent.kind.code()), &[("n", &sent.minutes.to_string()), ("body", &sent.body)]);
    Moment::new(clock(sent.at), title).tone(Tone::Info).detail(by(lang, &sitting.name(sent.by), &sent.reason))
}

fn pause_moment(lang: Lang, sitting: &Sitting, pause: &Pause) -> Moment {
    let back = pause.returned_at.map(clock);
    let title = match &back {
        Some(back) => lang.fill("rooms.candidate.stood", &[("until", back)]),
        None => lang.t("rooms.candidate.stands"),
    };
    let detail = by(lang, &sitting.name(pause.paused_by), &pause.reason);
    Moment::new(clock(pause.paused_at), title).tone(Tone::Warning).detail(detail)
}

fn proposal_moment(lang: Lang, sitting: &Sitting, row: &Proposal) -> Moment {
    let act = lang.code("rooms.acts", row.act.code());
    let key = row.decision.as_deref().unwrap_or("open");
    let title = lang.fill(&format!("rooms.decisions.{key}"), &[("act", &act)]);
    let second = row.decided_by.map(|account| {
        let reason = row.decision_reason.clone().unwrap_or_default();
        by(lang, &sitting.name(account), &reason)
    });
    let detail = view! { {by(lang, &sitting.name(row.proposed_by), &row.reason)}{second} }.into_any();
    Moment::new(clock(row.proposed_at), title).tone(Tone::Danger).detail(detail)
}

fn by(lang: Lang, name: &str, reason: &str) -> AnyView {
    let key = if reason.is_empty() { "rooms.candidate.by" } else { "rooms.candidate.by_for" };
    view! { <p>{lang.fill(key, &[("name", name), ("reason", reason)])}</p> }.into_any()
}

fn clock(at: registry::Instant) -> String {
    at.local().format("%H:%M:%S").to_string()
}
