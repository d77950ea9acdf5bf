//! What is known of one enterprise: what it says of itself, its people, where it builds, and what may be done with it?

use axum::extract::Path;
use leptos::prelude::*;
use registry::enterprises::store::{Acts, Detail, EnterpriseView, Party, acts, detail, employees};
use registry::exams::results;
use registry::offices::areas;
use registry::permissions::{Object, Role, Scope, Verb, widest};
use registry::{Ctx, Fault};
use uuid::Uuid;

use super::forms::NewEmployee;
use super::{address, framed, kinds_words, staff, state};
use crate::error::{OrPage, PageResult};
use crate::form::Mistakes;
use crate::lang::Lang;
use crate::ui::empty::empty;
use crate::ui::facts::{Fact, facts};
use crate::ui::field::mistakes_summary;
use crate::ui::notice::{done, notice, notice_with};
use crate::ui::table::{Cell, Column, Table};
use crate::ui::tone::Tone;
use crate::visit::{SignedVisit, Visit};

pub async fn show(SignedVisit(visit): SignedVisit, Path(enterprise): Path<Uuid>) -> PageResult {
    respond(&visit, enterprise, &NewEmployee::default(), &Mistakes::none(visit.lang)).await
}

pub async fn respond(visit: &Visit, enterprise: Uuid, form: &NewEmployee, mistakes: &Mistakes) -> PageResult {
    let found = detail(&visit.ctx, enterprise).await.or_page(visit)?;
    let may = acts(&visit.ctx, enterprise).await.or_page(visit)?;
    let area = area_name(&visit.ctx, &found.enterprise.area).await.or_page(visit)?;
    let is_accepted = found.enterprise.accepted_at.is_some();
    let sees_people = widest(&visit.ctx, Verb::View, Object::PersonRecord).is_some();
    let people = match is_accepted && sees_people {
        true => seen(employees(&visit.ctx, enterprise).await).or_page(visit)?,
        false => None,
    };
    // offices that see the enterprise find results with the exams
    let known = match is_accepted {
        true => seen(results::of_employees(&visit.ctx, enterprise).await).or_page(visit)?,
        false => None,
    };
    let (lang, title) = (visit.lang, found.enterprise.name.clone());
    Ok(framed(visit, title.clone())
        .mistakes(mistakes)
        .content(|| {
            view! {
                <h1>{title}</h1>
                {done(lang, &visit.path)}
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                {standing(lang, &found.enterprise, &may)}
                {profile(lang, &found, area)}
                {ways(visit, &found.enterprise, &may)}
                {is_accepted.then(|| building(lang, &found))}
                {people.map(|people| staff::employees(visit, &found.enterprise, (&people, &may), form, mistakes))}
                {is_accepted.then(|| staff::certified(lang, &found.certified))}
                {known.map(|lines| staff::results(lang, &lines))}
            }
            .into_any()
        })
        .respond())
}

/// Nothing where others may see it and this one may not.
fn seen<T>(outcome: Result<T, Fault>) -> Result<Option<T>, Fault> {
    match outcome {
        Err(Fault::NotFound | Fault::Forbidden) => Ok(None),
        outcome => outcome.map(Some),
    }
}

/// The name of an area, of one that has ended, too.
pub async fn area_name(ctx: &Ctx, code: &str) -> Result<String, Fault> {
    let all = areas::list_all(ctx).await?;
    Ok(all.into_iter().find(|area| area.code == code).map_or_else(|| code.to_owned(), |area| area.name))
}

/// What stands in the way, or what is to be decided, before anything else.
fn standing(lang: Lang, enterprise: &EnterpriseView, may: &Acts) -> Option<AnyView> {
    if let Some(kept) = enterprise.merged_into {
        let way = view! { <p><a href=address(kept)>{lang.t("enterprises.to_the_kept")}</a></p> };
        return Some(notice_with(lang, Tone::Info, lang.t("enterprises.was_merged"), way.into_any()));
    }
    if may.accepts {
        let action = format!("/office/enterprises/{}/accept", enterprise.id);
        let form = view! {
            <form method="post" action=action>
                <input type="hidden" name="revision" value=enterprise.revision.to_string()/>
                <button>{lang.t("enterprises.accept")}</button>
            </form>
        };
        return Some(notice_with(lang, Tone::Warning, lang.t("enterprises.accept_advice"), form.into_any()));
    }
    enterprise.accepted_at.is_none().then(|| notice(lang, Tone::Warning, lang.t("enterprises.wait_for_acceptance")))
}

fn profile(lang: Lang, found: &Detail, area: String) -> AnyView {
    let enterprise = &found.enterprise;
    let said = |value: &Option<String>| value.clone().unwrap_or_else(|| lang.t("enterprises.not_said"));
    let code = view! { <span class="code">{enterprise.credit_code.clone()}</span> };
    let since = enterprise.accepted_at.map(|at| lang.day(at.day()));
    let field = |name: &str| lang.code("enterprises.fields", name);
    let mut lines = vec![
        Fact::shown(lang.t("enterprises.credit_code"), code.into_any()),
        Fact::text(field("short_name"), said(&enterprise.short_name)),
        Fact::text(field("kinds"), kinds_words(lang, &enterprise.kinds)),
        Fact::text(field("legal_representative"), said(&found.legal_representative)),
        Fact::text(field("address"), said(&found.address)),
        Fact::text(field("phone"), said(&found.phone)),
        Fact::text(field("area"), area),
        Fact::shown(lang.t("enterprises.state"), view! { {state(lang, enterprise)}" "{since} }.into_any()),
        Fact::text(lang.t("enterprises.registered_at"), lang.day(enterprise.registered_at.day())),
    ];
    if let Some(at) = found.updated_at {
        lines.push(Fact::text(lang.t("enterprises.updated_at"), lang.time(at)));
    }
    for other in &found.absorbed {
        let text = format!("{} {}", other.name, other.credit_code);
        lines.push(Fact::link(lang.t("enterprises.absorbed"), address(other.id), text));
    }
    facts(lines)
}

/// Its administrators and its own officers, to whom all its sites are shown together.
fn answers(visit: &Visit, enterprise: Uuid) -> bool {
    let answers = |role: Role| matches!(role, Role::EnterpriseAdministrator | Role::EnterpriseOfficer);
    let mut posts = visit.who().into_iter().flat_map(|who| &who.posts);
    posts.any(|post| answers(post.role) && post.enterprise == Some(enterprise))
}

/// Where the rest of it stands, and what may be done.
fn ways(visit: &Visit, enterprise: &EnterpriseView, may: &Acts) -> AnyView {
    let (lang, is_accepted) = (visit.lang, enterprise.accepted_at.is_some());
    let (own, office) = (address(enterprise.id), format!("/office/enterprises/{}", enterprise.id));
    let about = format!("/office/integrity/new?enterprise={}", enterprise.id);
    let sees = |object| widest(&visit.ctx, Verb::View, object).is_some_and(|scope| scope > Scope::Own);
    let ways = [
        (true, format!("{own}/history"), "enterprises.ways.history"),
        (true, format!("{own}/members"), "enterprises.ways.members"),
        (answers(visit, enterprise.id), format!("{own}/overview"), "filings.overview.title"),
        (is_accepted && sees(Object::Binding), format!("{own}/officers"), "filings.officers_title"),
        (may.keeps_members, format!("{own}/duties"), "filings.duties_sheet.title"),
        (is_accepted && may.edits, format!("{own}/shutdowns"), "projects.pages.shutdowns_for_all"),
        (may.keeps_members, format!("{own}/feeds"), "feeds.title"),
        (sees(Object::IntegrityRecord), format!("{own}/integrity"), "enterprises.ways.integrity"),
        (may.records_integrity, about, "enterprises.ways.record"),
        (may.proposes_merge, format!("{office}/merge"), "enterprises.ways.merge"),
        (!may.moves_to.is_empty(), format!("{office}/move"), "enterprises.ways.move"),
        (may.withdraws_acceptance, format!("{office}/withdraw"), "enterprises.ways.withdraw"),
    ];
    let links = ways.into_iter().filter(|(is_open, ..)| *is_open);
    let edit = may.edits.then(|| {
        let path = format!("{own}/edit");
        view! { <a class="button secondary" href=path>{lang.t("enterprises.ways.edit")}</a> }
    });
    let links = links.map(|(_, path, words)| view! { <a href=path>{lang.t(words)}</a> }).collect_view();
    view! { <p class="actions">{edit}{links}</p> }.into_any()
}

fn building(lang: Lang, found: &Detail) -> AnyView {
    let title = lang.t("enterprises.projects");
    let columns = ["project", "role", "entered_on", "left_on"]
        .map(|key| Column::text(key, lang.code("enterprises.project_columns", key)));
    let rows = found.projects.iter().map(|party| project_row(lang, party)).collect();
    let nothing = empty(lang.t("enterprises.no_projects_title"), lang.t("enterprises.no_projects"), None);
    let (shown, all) = (found.projects.len().to_string(), found.project_count.to_string());
    let rest = (shown != all).then(|| {
        let words = lang.fill("enterprises.projects_shown", &[("shown", &shown), ("all", &all)]);
        view! { <p class="hint">{words}</p> }
    });
    view! {
        <h2>{title.clone()}</h2>
        {rest}
        {Table::new(title, columns.to_vec(), rows).empty(nothing).view(lang)}
    }
    .into_any()
}

fn project_row(lang: Lang, party: &Party) -> Vec<Cell> {
    vec![
        Cell::link(format!("/projects/{}", party.project), party.project_name.clone()),
        Cell::from(lang.code("projects.party_roles", party.role.code())),
        Cell::from(lang.day(party.entered_on)),
        Cell::from(party.left_on.map_or_else(|| "—".to_owned(), |day| lang.day(day))),
    ]
}
