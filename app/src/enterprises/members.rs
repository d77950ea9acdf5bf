//! Who administers an enterprise, and who ever belonged to it?

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use leptos::prelude::*;
use registry::enterprises::store::{self, Acts, Member, PER_PAGE, acts, administrators, get, members};
use serde::Deserialize;
use uuid::Uuid;

use super::{address, framed};
use crate::error::{OrPage, PageResult};
use crate::form::{Form, Mistakes, Outcome, outcome};
use crate::lang::Lang;
use crate::ui::empty::empty;
use crate::ui::field::{Field, mistakes_summary};
use crate::ui::notice::done;
use crate::ui::query::Query;
use crate::ui::table::{Cell, Column, Table};
use crate::visit::{SignedVisit, Visit};

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct NewAdministrator {
    id_number: String,
}

pub async fn show(SignedVisit(visit): SignedVisit, Path(enterprise): Path<Uuid>) -> PageResult {
    respond(&visit, enterprise, &NewAdministrator::default(), &Mistakes::none(visit.lang)).await
}

pub async fn add(
    SignedVisit(visit): SignedVisit,
    Path(enterprise): Path<Uuid>,
    Form(form): Form<NewAdministrator>,
) -> PageResult {
    match outcome(&visit, store::add_administrator(&visit.ctx, enterprise, &form.id_number).await) {
        Outcome::Done(_) => {
            Ok(Redirect::to(&format!("{}/members?done=administrator_added", address(enterprise))).into_response())
        }
        Outcome::Mistaken(mistakes) => respond(&visit, enterprise, &form, &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

pub async fn remove(SignedVisit(visit): SignedVisit, Path((enterprise, person)): Path<(Uuid, Uuid)>) -> PageResult {
    // whoever gives up the own part sees the enterprise no longer
    let is_own = visit.who().is_some_and(|who| who.person == person);
    let back = if is_own { "/account/enterprises".to_owned() } else { format!("{}/members", address(enterprise)) };
    match outcome(&visit, store::remove_administrator(&visit.ctx, enterprise, person).await) {
        Outcome::Done(()) => Ok(Redirect::to(&format!("{back}?done=removed")).into_response()),
        Outcome::Mistaken(mistakes) => respond(&visit, enterprise, &NewAdministrator::default(), &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

async fn respond(visit: &Visit, enterprise: Uuid, form: &NewAdministrator, mistakes: &Mistakes) -> PageResult {
    let (query, lang) = (Query::of(&visit.path), visit.lang);
    let now = administrators(&visit.ctx, enterprise).await.or_page(visit)?;
    let (all, total) = members(&visit.ctx, enterprise, query.page() - 1).await.or_page(visit)?;
    let found = get(&visit.ctx, enterprise).await.or_page(visit)?;
    let may = acts(&visit.ctx, enterprise).await.or_page(visit)?;
    let title = lang.t("enterprises.ways.members");
    Ok(framed(visit, title.clone())
        .mistakes(mistakes)
        .under(found.name.clone(), address(enterprise))
        .content(|| {
            let rows = all.iter().map(|member| past_row(lang, member)).collect();
            let columns = ["name", "part", "joined_at", "left_at"]
                .map(|key| Column::text(key, lang.code("enterprises.member_columns", key)));
            let everybody = lang.t("enterprises.everybody");
            view! {
                <h1>{title}</h1>
                {done(lang, &visit.path)}
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                {administering(lang, enterprise, &now, &may)}
                {may.keeps_members.then(|| adding(lang, enterprise, form, mistakes))}
                <h2>{everybody.clone()}</h2>
                {Table::new(everybody, columns.to_vec(), rows)
                    .driven_by(&query, query.paging(PER_PAGE, total))
                    .empty(empty(lang.t("enterprises.nobody_title"), lang.t("enterprises.nobody"), None))
                    .view(lang)}
            }
            .into_any()
        })
        .respond())
}

fn administering(lang: Lang, enterprise: Uuid, now: &[Member], may: &Acts) -> AnyView {
    let title = lang.t("enterprises.administrators");
    let columns =
        ["name", "joined_at", "actions"].map(|key| Column::text(key, lang.code("enterprises.member_columns", key)));
    let row = |member: &Member| {
        let action = format!("{}/administrators/{}/leave", address(enterprise), member.person);
        let remove = may.keeps_members.then(|| {
            view! {
                <form method="post" action=action><button class="link">{lang.t("enterprises.remove")}</button></form>
            }
        });
        vec![
            Cell::from(member.name.clone()),
            Cell::from(lang.day(member.joined_at.day())),
            Cell::from(view! { <div class="actions">{remove}</div> }.into_any()),
        ]
    };
    let nobody = empty(lang.t("enterprises.no_administrators_title"), lang.t("enterprises.no_administrators"), None);
    view! {
        <h2>{title.clone()}</h2>
        {Table::new(title, columns.to_vec(), now.iter().map(row).collect()).empty(nobody).view(lang)}
    }
    .into_any()
}

fn adding(lang: Lang, enterprise: Uuid, form: &NewAdministrator, mistakes: &Mistakes) -> AnyView {
    view! {
        <section class="card">
            <h2>{lang.t("enterprises.add_administrator_title")}</h2>
            <p>{lang.t("enterprises.add_administrator_advice")}</p>
            <form method="post" action=format!("{}/administrators", address(enterprise)) novalidate>
                {Field::text("id_number", lang.t("accounts.id_number"), &form.id_number)
                    .autocomplete("off")
                    .maxlength(40)
                    .view(mistakes)}
                <button>{lang.t("enterprises.add_administrator")}</button>
            </form>
        </section>
    }
    .into_any()
}

fn past_row(lang: Lang, member: &Member) -> Vec<Cell> {
    vec![
        Cell::from(member.name.clone()),
        Cell::from(lang.code("enterprises.parts", member.part.code())),
        Cell::from(lang.time(member.joined_at)),
        Cell::from(member.left_at.map_or_else(|| "—".to_owned(), |at| lang.time(at))),
    ]
}
