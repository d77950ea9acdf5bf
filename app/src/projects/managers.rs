//! Who runs the site, in which post, from when until when (施工现场管理人员)? Officers come from their bindings.

use axum::extract::Path;
use axum::response::Response;
use leptos::prelude::*;
use registry::permissions::Verb;
use registry::projects::managers::Post;
use registry::projects::store::{
    ManagerView, MaskedPerson, NewManager, OfficerView, ProjectPage, check_reach, page as one, record_manager,
};
use registry::{Fault, Refusal};
use serde::Deserialize;
use uuid::Uuid;

use super::typed::{self, entry};
use super::withdraw::{Kind, actions, heading, in_place_of};
use super::{address, below, done, words};
use crate::error::{OrPage, PageResult};
use crate::form::{Form, Mistakes, Outcome, outcome};
use crate::lang::Lang;
use crate::ui::choice::{Choice, Choosable};
use crate::ui::empty::empty;
use crate::ui::field::{Field, mistakes_summary};
use crate::ui::notice::done as said;
use crate::ui::query::Query;
use crate::ui::table::{Cell, Column, Table};
use crate::visit::{SignedVisit, Visit};

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    /// the record that this takes the place of
    row: String,
    reason: String,
    name: String,
    id_number: String,
    phone: String,
    enterprise: String,
    post: String,
    first_day: String,
    last_day: String,
}

/// The person stays the same unless somebody else's number is typed.
impl From<&ManagerView> for Typed {
    fn from(view: &ManagerView) -> Self {
        let manager = view.manager;
        Self {
            row: view.id.to_string(),
            enterprise: manager.enterprise.to_string(),
            post: manager.post.code().to_owned(),
            first_day: manager.period.first().to_string(),
            last_day: manager.period.last().map(|day| day.to_string()).unwrap_or_default(),
            ..Self::default()
        }
    }
}

pub async fn show(SignedVisit(visit): SignedVisit, Path(project): Path<Uuid>) -> PageResult {
    let found = one(&visit.ctx, project).await.or_page(&visit)?;
    let row = Query::of(&visit.path).filter("row").map(typed::id);
    let typed = found.managers.iter().find(|view| Some(view.id) == row).map(Typed::from).unwrap_or_default();
    Ok(respond(&visit, &found, &typed, &Mistakes::none(visit.lang)))
}

pub async fn save(SignedVisit(visit): SignedVisit, Path(project): Path<Uuid>, Form(typed): Form<Typed>) -> PageResult {
    match outcome(&visit, recorded(&visit, project, &typed).await) {
        Outcome::Done(_) => Ok(done(project, "/managers", "project_recorded")),
        Outcome::Mistaken(mistakes) => {
            let found = one(&visit.ctx, project).await.or_page(&visit)?;
            Ok(respond(&visit, &found, &typed, &mistakes))
        }
        Outcome::Other(response) => Err(response),
    }
}

async fn recorded(visit: &Visit, project: Uuid, typed: &Typed) -> Result<Uuid, Fault> {
    check_reach(&visit.ctx, Verb::Edit, project).await?;
    let post = Post::parse(&typed.post).ok_or_else(|| Refusal::on("post", "projects.post_choose"))?;
    let period = typed::period(("first_day", &typed.first_day), ("last_day", &typed.last_day))?;
    let new = NewManager {
        name: typed.name.clone(),
        id_number: typed.id_number.clone(),
        phone: typed.phone.clone(),
        enterprise: typed::id(&typed.enterprise),
        post,
        period,
        batch: None,
    };
    record_manager(&visit.ctx, project, &new, &entry(&typed.row, &typed.reason)).await
}

fn respond(visit: &Visit, found: &ProjectPage, typed: &Typed, mistakes: &Mistakes) -> Response {
    let (lang, title) = (visit.lang, visit.t("projects.groups.managers"));
    below(visit, found, title.clone())
        .mistakes(mistakes)
        .content(|| {
            view! {
                <h1>{title.clone()}</h1>
                {said(lang, &visit.path)}
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                {table(lang, found, title)}
                {found.may_edit.then(|| form(lang, found, typed, mistakes))}
            }
            .into_any()
        })
        .respond()
}

/// Managers as they were written down, and the officers who are bound now.
pub fn table(lang: Lang, found: &ProjectPage, caption: String) -> AnyView {
    let columns = ["name", "id_number", "post", "phone", "enterprise", "period", "actions"];
    let columns = columns.map(|key| Column::text(key, lang.code("projects.managers", key))).to_vec();
    let officers = found.officers.iter().map(|view| officer_row(lang, view));
    let managers = found.managers.iter().map(|view| row(lang, found, view));
    let nothing = empty(lang.t("projects.managers.none_title"), lang.t("projects.managers.none"), None);
    Table::new(caption, columns, officers.chain(managers).collect()).empty(nothing).view(lang)
}

fn row(lang: Lang, found: &ProjectPage, view: &ManagerView) -> Vec<Cell> {
    let [name, number, phone] = person(lang, view.person.as_ref());
    vec![
        name,
        number,
        Cell::from(lang.code("projects.posts", view.manager.post.code())),
        phone,
        Cell::from(view.enterprise.clone()),
        Cell::from(words::period(lang, view.manager.period)),
        Cell::from(actions(lang, found, "managers", Kind::Manager, view.id)),
    ]
}

fn officer_row(lang: Lang, view: &OfficerView) -> Vec<Cell> {
    let [name, number, phone] = person(lang, view.person.as_ref());
    let post = lang.code("projects.posts", Post::LabourWageOfficer.code());
    let duty = lang.code("filings.duties", view.bound.duty.code());
    let since = lang.fill("projects.since", &[("from", &lang.day(view.bound.since.day()))]);
    vec![
        name,
        number,
        Cell::from(format!("{post} · {duty}")),
        phone,
        Cell::from(view.enterprise.clone()),
        Cell::from(since),
        Cell::from(lang.t("projects.managers.by_binding")),
    ]
}

fn person(lang: Lang, person: Option<&MaskedPerson>) -> [Cell; 3] {
    match person {
        Some(person) => [&person.name, &person.id_number, &person.phone].map(|text| Cell::from(text.clone())),
        None => [Cell::from(lang.t("projects.managers.only_kept")), Cell::from("—"), Cell::from("—")],
    }
}

fn form(lang: Lang, found: &ProjectPage, typed: &Typed, mistakes: &Mistakes) -> AnyView {
    let posts: Vec<&'static str> =
        Post::ALL.into_iter().filter(|post| *post != Post::LabourWageOfficer).map(Post::code).collect();
    let choose = Choosable::new("", lang.t("projects.choose"));
    let parties = found.parties.iter().map(|view| Choosable::new(view.party.enterprise.to_string(), &view.name));
    let mut parties: Vec<Choosable> = std::iter::once(choose).chain(parties).collect();
    parties.dedup();
    let (title, button) = heading(lang, "managers", &typed.row);
    let field = |name: &'static str, value: &str| Field::text(name, lang.code("projects.managers", name), value);
    let same = (!typed.row.is_empty()).then(|| view! { <p class="hint">{lang.t("projects.managers.same_person")}</p> });
    view! {
        <section class="card">
            <h2>{title}</h2>
            <form method="post" action=format!("{}/managers", address(found.project.id)) novalidate>
                {same}
                {of_person(field("name", &typed.name).autocomplete("off").maxlength(50), typed).view(mistakes)}
                {of_person(field("id_number", &typed.id_number).autocomplete("off").maxlength(40), typed)
                    .view(mistakes)}
                {of_person(field("phone", &typed.phone).autocomplete("off").inputmode("tel").maxlength(20), typed)
                    .view(mistakes)}
                {Choice::list("enterprise", lang.t("projects.managers.enterprise"), parties, &typed.enterprise)
                    .view(mistakes)}
                {Choice::list(
                    "post",
                    lang.t("projects.managers.post"),
                    words::choices(lang, "projects.posts", &posts),
                    &typed.post,
                )
                    .view(mistakes)}
                {field("first_day", &typed.first_day).kind("date").short().view(mistakes)}
                {field("last_day", &typed.last_day)
                    .kind("date")
                    .hint(lang.t("projects.managers.last_day_hint"))
                    .short()
                    .optional()
                    .view(mistakes)}
                {in_place_of(lang, &typed.row, &typed.reason, mistakes)}
                <p class="actions"><button>{button}</button></p>
            </form>
        </section>
    }
    .into_any()
}

/// Whoever stays the same is not typed again.
fn of_person(field: Field, typed: &Typed) -> Field {
    if typed.row.is_empty() { field } else { field.optional() }
}
