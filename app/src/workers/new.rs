//! How does somebody come onto the records of a project? One form for worker and manager.

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;
use registry::people::Sex;
use registry::workers::store::{
    NewWorker, Origin, Place, Registered, TeamView, UnitView, place_to_write, register as registered, teams, units,
};
use registry::workers::{
    Household, MANAGER_TRADE, PersonForm, Qualification, QualificationKind, RESIDENT_CARD, Role, Table,
    read_qualifications,
};
use registry::{Day, Fault, Refusal};
use serde::Deserialize;
use uuid::Uuid;

use super::frame::{below_roster, bring, form_page};
use super::{person_path, roster_path, words};
use crate::error::{OrPage, PageResult};
use crate::form::{FormWithFile, Mistakes, Outcome, by_field, outcome};
use crate::lang::Lang;
use crate::ui::choice::{Choice, tick};
use crate::ui::field::Field;
use crate::upload::Upload;
use crate::visit::{SignedVisit, Visit};

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    pub name: String,
    pub document_kind: String,
    pub document_number: String,
    pub sex: String,
    pub birth_day: String,
    pub ethnic_group: String,
    pub address: String,
    pub document_issuer: String,
    pub valid_from: String,
    pub valid_until: String,
    pub phone: String,
    pub household: String,
    pub education: String,
    pub title: String,
    pub post_certificate: String,
    pub skill_level: String,
    pub role: String,
    pub unit: String,
    pub team: String,
    pub trade: String,
    pub post: String,
    pub team_leader: String,
    pub entered: String,
}

pub async fn show(SignedVisit(visit): SignedVisit, Path(project): Path<Uuid>) -> PageResult {
    let typed =
        Typed { document_kind: RESIDENT_CARD.to_owned(), role: Role::Worker.code().to_owned(), ..Typed::default() };
    form(&visit, project, &typed, &Mistakes::none(visit.lang)).await
}

pub async fn register(
    SignedVisit(visit): SignedVisit,
    Path(project): Path<Uuid>,
    FormWithFile { typed, file }: FormWithFile<Typed>,
) -> PageResult {
    match outcome(&visit, put_down(&visit, project, &typed, file).await) {
        Outcome::Done(done) => {
            let path = person_path(project, done.person);
            Ok(Redirect::to(&format!("{path}?done=worker_registered")).into_response())
        }
        Outcome::Mistaken(mistakes) => form(&visit, project, &typed, &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

async fn put_down(visit: &Visit, project: Uuid, typed: &Typed, file: Upload) -> Result<Registered, Fault> {
    place_to_write(&visit.ctx, project).await?;
    let mut wrong = Vec::new();
    let role = Role::parse(&typed.role).unwrap_or_else(|| {
        wrong.push(Refusal::on("role", "workers.role_missing"));
        Role::Worker
    });
    let unit = typed.unit.parse::<Uuid>().unwrap_or_else(|_| {
        wrong.push(Refusal::on("unit", "workers.unit_missing"));
        Uuid::nil()
    });
    let entered = day_or_none("entered", &typed.entered, &mut wrong);
    let qualifications = typed.qualifications(&mut wrong);
    if !wrong.is_empty() {
        return Err(Fault::Refused(wrong));
    }
    let photo = bring(visit, project, file).await?;
    let new = NewWorker {
        person: typed.person(),
        qualifications,
        photo,
        unit,
        team: typed.team.parse().ok(),
        role,
        // the trade of managers is one of the table and says nothing
        trade: if role == Role::Manager { MANAGER_TRADE } else { &typed.trade },
        post: &typed.post,
        is_team_leader: typed.team_leader == "yes",
        entered,
    };
    let done = registered(&visit.ctx, project, &new, Origin::ByHand).await;
    done.map_err(|fault| by_field(fault, &[("id_number", "document_number"), ("photo", "file")]))
}

/// A day that may be left empty; one that is no day goes to what is wrong.
pub(super) fn day_or_none(field: &'static str, typed: &str, wrong: &mut Vec<Refusal>) -> Option<Day> {
    let typed = typed.trim();
    if typed.is_empty() {
        return None;
    }
    let day = Day::parse(typed);
    if day.is_none() {
        wrong.push(Refusal::on(field, "calendar.day_shape"));
    }
    day
}

impl Typed {
    fn skills(&self) -> [(QualificationKind, &str); 3] {
        [
            (QualificationKind::Title, &self.title),
            (QualificationKind::PostCertificate, &self.post_certificate),
            (QualificationKind::SkillLevel, &self.skill_level),
        ]
    }

    fn qualifications(&self, wrong: &mut Vec<Refusal>) -> Vec<Qualification> {
        let mut all = Vec::new();
        for (kind, typed) in self.skills() {
            match read_qualifications(kind, typed) {
                Ok(read) => all.extend(read),
                Err(refusal) => wrong.push(refusal),
            }
        }
        all
    }

    fn person(&self) -> PersonForm<'_> {
        PersonForm {
            name: &self.name,
            sex: &self.sex,
            ethnic_group: &self.ethnic_group,
            birth_day: &self.birth_day,
            document_kind: &self.document_kind,
            document_number: &self.document_number,
            address: &self.address,
            document_issuer: &self.document_issuer,
            valid_from: &self.valid_from,
            valid_until: &self.valid_until,
            phone: &self.phone,
            household: &self.household,
            education: &self.education,
        }
    }
}

async fn form(visit: &Visit, project: Uuid, typed: &Typed, mistakes: &Mistakes) -> PageResult {
    let place = place_to_write(&visit.ctx, project).await.or_page(visit)?;
    let units = units(&visit.ctx, project).await.or_page(visit)?;
    let teams = teams(&visit.ctx, project).await.or_page(visit)?;
    Ok(shown(visit, &place, (&units, &teams), typed, mistakes))
}

fn shown(
    visit: &Visit,
    place: &Place,
    (units, teams): (&[UnitView], &[TeamView]),
    typed: &Typed,
    mistakes: &Mistakes,
) -> Response {
    let (lang, title) = (visit.lang, visit.t("workers.new.title"));
    let page = below_roster(visit, place, title.clone());
    form_page(visit, page, (title, lang.t("workers.new.intro")), mistakes, || {
        view! {
            <form
                method="post"
                action=format!("{}/new", roster_path(place.project))
                enctype="multipart/form-data"
                novalidate
            >
                <section class="card">
                    <h2>{lang.t("workers.new.person")}</h2>
                    {person_fields(lang, typed, mistakes)}
                </section>
                <section class="card">
                    <h2>{lang.t("workers.new.work")}</h2>
                    {work_fields(lang, (units, teams), typed, mistakes)}
                </section>
                <p class="actions"><button>{lang.t("workers.new.register")}</button></p>
            </form>
        }
        .into_any()
    })
}

fn person_fields(lang: Lang, typed: &Typed, mistakes: &Mistakes) -> AnyView {
    let field = |name: &'static str, value: &str| Field::text(name, lang.code("workers.fields", name), value);
    let sexes = words::options(lang, "accounts.sexes", [Sex::Male, Sex::Female].map(Sex::code));
    let households = words::options(lang, "workers.households", Household::ALL.map(Household::code));
    let kinds = words::table_choice(
        "document_kind",
        lang.code("workers.fields", "document_kind"),
        Table::Document,
        &typed.document_kind,
        lang,
    );
    let educations = words::table_choice(
        "education",
        lang.code("workers.fields", "education"),
        Table::Education,
        &typed.education,
        lang,
    );
    let skills = typed.skills().into_iter().map(|(kind, text)| {
        field(kind.code(), text)
            .maxlength(500)
            .hint(lang.code("workers.skill_hints", kind.code()))
            .optional()
            .view(mistakes)
    });
    let skills = skills.collect_view();
    let photo = Field::text("file", lang.t("workers.fields.photo"), "").kind("file").optional();
    view! {
        {field("name", &typed.name).maxlength(50).autocomplete("off").view(mistakes)}
        {kinds.view(mistakes)}
        {field("document_number", &typed.document_number).maxlength(40).autocomplete("off").view(mistakes)}
        {Choice::one("sex", lang.code("workers.fields", "sex"), sexes, &typed.sex)
            .hint(lang.t("workers.new.from_number"))
            .optional()
            .view(mistakes)}
        {field("birth_day", &typed.birth_day).kind("date").short().optional().view(mistakes)}
        {field("ethnic_group", &typed.ethnic_group).maxlength(10).short().view(mistakes)}
        {field("address", &typed.address).maxlength(200).view(mistakes)}
        {field("document_issuer", &typed.document_issuer).maxlength(100).view(mistakes)}
        {field("valid_from", &typed.valid_from).kind("date").short().optional().view(mistakes)}
        {field("valid_until", &typed.valid_until)
            .hint(lang.t("workers.new.valid_until_hint"))
            .short()
            .optional()
            .view(mistakes)}
        {field("phone", &typed.phone).inputmode("tel").maxlength(20).optional().view(mistakes)}
        {Choice::one("household", lang.code("workers.fields", "household"), households, &typed.household)
            .optional()
            .view(mistakes)}
        {educations.optional().view(mistakes)}
        {skills}
        {photo.hint(lang.t("workers.file_hint")).view(mistakes)}
    }
    .into_any()
}

fn work_fields(lang: Lang, (units, teams): (&[UnitView], &[TeamView]), typed: &Typed, mistakes: &Mistakes) -> AnyView {
    let roles = words::options(lang, "workers.roles", Role::ALL.map(Role::code));
    let field = |name: &'static str, value: &str| Field::text(name, lang.code("workers.fields", name), value);
    let trades = words::table_choice("trade", lang.t("workers.trade"), Table::Trade, &typed.trade, lang);
    view! {
        {Choice::one("role", lang.t("workers.role"), roles, &typed.role).view(mistakes)}
        {words::unit_choice(lang, units, &typed.unit).view(mistakes)}
        {words::team_choice(lang, teams, &typed.team).view(mistakes)}
        {trades.hint(lang.t("workers.new.trade_hint")).optional().view(mistakes)}
        {field("post", &typed.post).maxlength(50).view(mistakes)}
        {tick("team_leader", lang.t("workers.new.is_leader").as_str(), &typed.team_leader, mistakes)}
        {field("entered", &typed.entered).kind("date").short().hint(lang.t("workers.new.entered_hint")).optional().view(mistakes)}
    }
    .into_any()
}
