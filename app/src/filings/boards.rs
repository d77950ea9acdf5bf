//! What hangs on the fence of a site, which versions were there, and does it hang as it was made?

pub mod channels;
pub mod public;
pub mod words;

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use leptos::prelude::*;
use registry::filings::boards::CheckResult;
use registry::filings::store::boards::{
    BoardPage, MOST_BYTES, NewPhoto, VersionView, board, bring_photo, check, find_photo, make, sheet,
};
use registry::{Day, Fault, Refusal};
use serde::Deserialize;
use uuid::Uuid;

use crate::error::{OrPage, PageResult};
use crate::form::{FormWithFile, Mistakes, Outcome, outcome};
use crate::lang::Lang;
use crate::projects::{below_project, itself, neighbours};
use crate::ui::badge::badge;
use crate::ui::choice::{Choice, Choosable};
use crate::ui::empty::empty;
use crate::ui::facts::{Fact, facts};
use crate::ui::field::{Field, mistakes_summary};
use crate::ui::notice::{done, notice, notice_with};
use crate::ui::tone::Tone;
use crate::visit::{SignedVisit, Visit};

/// A photo, and what a form with it adds around.
pub const UPLOAD: usize = MOST_BYTES + 64 * 1024;
/// As the printed sheets are called in the address.
const SIZES: [&str; 2] = ["a3", "a2"];

/// What is typed in one of the forms of the page.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    taken_on: String,
    place: String,
    longitude: String,
    latitude: String,
    result: String,
    checked_on: String,
    note: String,
}

/// Where the board of a project stands.
pub fn path(project: Uuid) -> String {
    format!("/projects/{project}/board")
}

pub async fn show(SignedVisit(visit): SignedVisit, Path(project): Path<Uuid>) -> PageResult {
    respond(&visit, project, &Typed::default(), &Mistakes::none(visit.lang)).await
}

pub async fn make_one(SignedVisit(visit): SignedVisit, Path(project): Path<Uuid>) -> PageResult {
    let made = make(&visit.ctx, project).await.map(|_| ());
    answered(&visit, project, &Typed::default(), made, "board_made").await
}

pub async fn bring(
    SignedVisit(visit): SignedVisit,
    Path(of): Path<Uuid>,
    FormWithFile { typed, file }: FormWithFile<Typed>,
) -> PageResult {
    let project = sheet(&visit.ctx, of).await.or_page(&visit)?.project;
    let new = NewPhoto {
        taken_on: typed.taken_on.clone(),
        place: typed.place.clone(),
        longitude: typed.longitude.clone(),
        latitude: typed.latitude.clone(),
    };
    let brought = bring_photo(&visit.ctx, of, &new, file.bytes).await.map(|_| ());
    answered(&visit, project, &typed, brought, "board_photo_brought").await
}

pub async fn photo(SignedVisit(visit): SignedVisit, Path((of, photo)): Path<(Uuid, Uuid)>) -> PageResult {
    let blob = find_photo(&visit.ctx, of, photo).await.or_page(&visit)?;
    itself(&visit, blob)
}

pub async fn check_one(
    SignedVisit(visit): SignedVisit,
    Path(of): Path<Uuid>,
    FormWithFile { typed, .. }: FormWithFile<Typed>,
) -> PageResult {
    let project = sheet(&visit.ctx, of).await.or_page(&visit)?.project;
    let checked = checked(&visit, of, &typed).await;
    answered(&visit, project, &typed, checked, "board_checked").await
}

async fn checked(visit: &Visit, of: Uuid, typed: &Typed) -> Result<(), Fault> {
    let result = CheckResult::parse(&typed.result).ok_or_else(|| Refusal::on("result", "boards.result_missing"));
    let day = Day::parse(typed.checked_on.trim()).ok_or_else(|| Refusal::on("checked_on", "boards.day_shape"));
    match (result, day) {
        (Ok(result), Ok(day)) => check(&visit.ctx, of, result, (day, &typed.note)).await.map(|_| ()),
        (result, day) => Err(Fault::Refused(result.err().into_iter().chain(day.err()).collect())),
    }
}

async fn answered(
    visit: &Visit,
    project: Uuid,
    typed: &Typed,
    result: Result<(), Fault>,
    done: &'static str,
) -> PageResult {
    match outcome(visit, result) {
        Outcome::Done(()) => Ok(Redirect::to(&format!("{}?done={done}", path(project))).into_response()),
        Outcome::Mistaken(mistakes) => respond(visit, project, typed, &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

async fn respond(visit: &Visit, project: Uuid, typed: &Typed, mistakes: &Mistakes) -> PageResult {
    let found = board(&visit.ctx, project).await.or_page(visit)?;
    let beside = neighbours(visit, project).await?;
    let (lang, title) = (visit.lang, visit.t("boards.title"));
    Ok(below_project(visit, project, &found.name, title.clone())
        .mistakes(mistakes)
        .content(|| {
            view! {
                <h1>{title}</h1>
                {beside.view(visit, "board")}
                {done(lang, &visit.path)}
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                <p class="hint">{lang.t("boards.intro")}</p>
                {standing(lang, &found)}
                {versions(lang, &found, typed, mistakes)}
                {draft(lang, &found)}
            }
            .into_any()
        })
        .respond())
}

/// Whether there is a board, and whether it says what is so.
fn standing(lang: Lang, found: &BoardPage) -> AnyView {
    let gaps = (!found.gaps.is_empty()).then(|| {
        let lines = found.gaps.iter().map(|gap| view! { <li>{lang.code("boards.gaps", gap.code())}</li> });
        let list = view! { <ul>{lines.collect_view()}</ul> }.into_any();
        notice_with(lang, Tone::Warning, lang.t("boards.gaps_intro"), list)
    });
    let told = match (&found.draft, found.versions.is_empty()) {
        (None, true) => empty(lang.t("boards.none_title"), lang.t("boards.not_filed"), None),
        (None, false) => notice(lang, Tone::Danger, lang.t("boards.outdated_without_officer")),
        (Some(_), true) => empty(lang.t("boards.none_title"), lang.t("boards.none"), None),
        (Some(_), false) if found.is_outdated => notice(lang, Tone::Warning, lang.t("boards.outdated")),
        (Some(_), false) => notice(lang, Tone::Success, lang.t("boards.up_to_date")),
    };
    let is_wanted = found.may_make && found.draft.is_some() && (found.is_outdated || found.versions.is_empty());
    let form = is_wanted.then(|| {
        view! {
            <form method="post" action=path(found.project)>
                <p class="actions"><button>{lang.t("boards.make")}</button></p>
            </form>
        }
    });
    view! { {told}{gaps}{form} }.into_any()
}

/// What a version made now would say.
fn draft(lang: Lang, found: &BoardPage) -> Option<AnyView> {
    let content = found.draft.as_ref()?;
    let groups = words::groups(lang, content).into_iter().map(|(head, rows)| {
        let lines = rows.into_iter().map(|[name, value]| {
            let value = if value.is_empty() { lang.t("boards.blank") } else { value };
            Fact::text(name, value)
        });
        view! { <h3>{head}</h3>{facts(lines.collect())} }
    });
    Some(
        view! {
            <section class="card">
                <h2>{lang.t("boards.draft_title")}</h2>
                <p class="hint">{lang.t("boards.draft_intro")}</p>
                {groups.collect_view()}
            </section>
        }
        .into_any(),
    )
}

fn versions(lang: Lang, found: &BoardPage, typed: &Typed, mistakes: &Mistakes) -> AnyView {
    let shown = found.versions.iter().map(|version| one_version(lang, found, version, (typed, mistakes)));
    shown.collect_view().into_any()
}

fn one_version(
    lang: Lang,
    found: &BoardPage,
    version: &VersionView,
    (typed, mistakes): (&Typed, &Mistakes),
) -> AnyView {
    let title = lang.fill("boards.version", &[("version", &version.version.to_string())]);
    let tone = if version.is_latest { Tone::Success } else { Tone::Neutral };
    let word = if version.is_latest { lang.t("boards.latest") } else { lang.t("boards.replaced") };
    let sheets = SIZES.map(|size| {
        let way = format!("/boards/{}/sheet.pdf?size={size}", version.id);
        view! { <a class="button secondary" href=way>{lang.code("boards.sheets", size)}</a> }
    });
    let by = version.made_by.clone().unwrap_or_else(|| lang.t("boards.by_program"));
    let lines = vec![
        Fact::text(lang.t("boards.officer"), version.officer.clone()),
        Fact::text(lang.t("boards.made_on"), lang.time(version.made_at)),
        Fact::text(lang.t("boards.made_by"), by),
        Fact::shown(lang.t("boards.public_page"), public_link(&version.token)),
        Fact::shown(
            lang.t("boards.hash"),
            view! { <code class="digits">{version.content_hash.clone()}</code> }.into_any(),
        ),
    ];
    view! {
        <section class="card">
            <h2>{title}" "{badge(tone, word)}</h2>
            {facts(lines)}
            <p class="actions">{sheets.collect_view()}</p>
            {hanging(lang, version)}
            {(version.is_latest && found.may_make).then(|| photo_form(lang, version, typed, mistakes))}
            {(version.is_latest && found.may_check).then(|| check_form(lang, version, typed, mistakes))}
        </section>
    }
    .into_any()
}

fn public_link(token: &str) -> AnyView {
    let (way, shown) = (public::path(token), public::path(token));
    view! { <a href=way><code>{shown}</code></a> }.into_any()
}

/// Photos of it, and what offices found.
fn hanging(lang: Lang, version: &VersionView) -> AnyView {
    let photos = version.photos.iter().map(|photo| {
        let way = format!("/boards/{}/photos/{}", version.id, photo.id);
        let position = photo.position.map(|at| words::position(lang, at));
        let said = lang.fill("boards.photo_line", &[("day", &lang.day(photo.taken_on)), ("place", &photo.place)]);
        view! { <li><a href=way>{said}</a>" "{position}</li> }
    });
    let checks = version.checks.iter().map(|check| {
        let tone = if check.result == CheckResult::InOrder { Tone::Success } else { Tone::Danger };
        let by = check.by.clone().unwrap_or_default();
        let said = lang.fill("boards.check_line", &[("day", &lang.day(check.checked_on)), ("by", &by)]);
        view! { <li>{badge(tone, lang.code("boards.results", check.result.code()))}" "{said}" "{check.note.clone()}</li> }
    });
    let (photos, checks): (Vec<_>, Vec<_>) = (photos.collect(), checks.collect());
    let photos = match photos.is_empty() {
        true => view! { <p class="hint">{lang.t("boards.no_photo")}</p> }.into_any(),
        false => view! { <ul>{photos}</ul> }.into_any(),
    };
    let checks = (!checks.is_empty()).then(|| view! { <h3>{lang.t("boards.checks")}</h3><ul>{checks}</ul> });
    view! { <h3>{lang.t("boards.photos")}</h3>{photos}{checks} }.into_any()
}

fn photo_form(lang: Lang, version: &VersionView, typed: &Typed, mistakes: &Mistakes) -> AnyView {
    let action = format!("/boards/{}/photos", version.id);
    let position = |name: &'static str, value: &str| {
        Field::text(name, lang.code("boards", name), value).inputmode("decimal").short().optional().view(mistakes)
    };
    view! {
        <details open=["file", "taken_on", "place", "longitude"].iter().any(|field| mistakes.of(field).is_some())>
            <summary>{lang.t("boards.bring_photo")}</summary>
            <form method="post" action=action enctype="multipart/form-data" novalidate>
                {Field::text("file", lang.t("boards.file"), "")
                    .kind("file")
                    .hint(lang.t("boards.file_hint"))
                    .view(mistakes)}
                {Field::text("taken_on", lang.t("boards.taken_on"), &typed.taken_on).kind("date").short().view(mistakes)}
                {Field::text("place", lang.t("boards.place"), &typed.place)
                    .hint(lang.t("boards.place_hint"))
                    .maxlength(60)
                    .view(mistakes)}
                {position("longitude", &typed.longitude)}
                {position("latitude", &typed.latitude)}
                <p class="actions"><button>{lang.t("boards.bring_photo")}</button></p>
            </form>
        </details>
    }
    .into_any()
}

fn check_form(lang: Lang, version: &VersionView, typed: &Typed, mistakes: &Mistakes) -> AnyView {
    let action = format!("/boards/{}/checks", version.id);
    let results = CheckResult::ALL.map(|one| Choosable::new(one.code(), lang.code("boards.results", one.code())));
    view! {
        <details open=["result", "checked_on", "note"].iter().any(|field| mistakes.of(field).is_some())>
            <summary>{lang.t("boards.check")}</summary>
            <form method="post" action=action novalidate>
                {Choice::one("result", lang.t("boards.result"), results.to_vec(), &typed.result).view(mistakes)}
                {Field::text("checked_on", lang.t("boards.checked_on"), &typed.checked_on)
                    .kind("date")
                    .short()
                    .view(mistakes)}
                {Field::text("note", lang.t("boards.note"), &typed.note)
                    .hint(lang.t("boards.note_hint"))
                    .maxlength(200)
                    .view(mistakes)}
                <p class="actions"><button>{lang.t("boards.check")}</button></p>
            </form>
        </details>
    }
    .into_any()
}
