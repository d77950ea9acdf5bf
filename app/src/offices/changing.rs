//! How does an area or an industry get another name, or come to its end?

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use leptos::prelude::*;
use registry::offices::changes::{Subject, changes};
use registry::offices::{areas, industries};
use registry::permissions::{Object, Verb, require};
use registry::projects::Area;
use registry::{Day, Fault, Refusal};
use serde::Deserialize;

use super::areas::standing;
use crate::error::{OrPage, PageResult};
use crate::form::{Form, Mistakes, Outcome, outcome};
use crate::page::page;
use crate::ui::area::SafeTextarea;
use crate::ui::choice::Choice;
use crate::ui::field::{Field, mistakes_summary};
use crate::ui::notice::notice;
use crate::ui::timeline::{Moment, timeline};
use crate::ui::tone::Tone;
use crate::visit::{SignedVisit, Visit};

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    name: String,
    last_day: String,
    successors: Vec<String>,
    reason: String,
}

/// What is done.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Deed {
    RenameArea,
    EndArea,
    RenameIndustry,
    RetireIndustry,
}

impl Deed {
    fn code(self) -> &'static str {
        match self {
            Self::RenameArea => "rename_area",
            Self::EndArea => "end_area",
            Self::RenameIndustry => "rename_industry",
            Self::RetireIndustry => "retire_industry",
        }
    }

    fn list(self) -> (&'static str, &'static str) {
        match self {
            Self::RenameArea | Self::EndArea => ("areas.title", "/office/areas"),
            Self::RenameIndustry | Self::RetireIndustry => ("areas.industries_title", "/office/industries"),
        }
    }

    fn action(self, code: &str) -> String {
        let (_, list) = self.list();
        let last = match self {
            Self::RenameArea | Self::RenameIndustry => "rename",
            Self::EndArea => "end",
            Self::RetireIndustry => "retire",
        };
        format!("{list}/{code}/{last}")
    }

    async fn carry_out(self, visit: &Visit, code: &str, typed: &Typed) -> Result<(), Fault> {
        let ctx = &visit.ctx;
        require(ctx, Verb::Edit, Object::Office)?;
        match self {
            Self::RenameArea => areas::rename(ctx, code, &typed.name, &typed.reason).await,
            Self::RenameIndustry => industries::rename(ctx, code, &typed.name, &typed.reason).await,
            Self::RetireIndustry => industries::retire(ctx, code, &typed.reason).await,
            Self::EndArea => {
                let last = Day::parse(typed.last_day.trim());
                let last = last.ok_or_else(|| Refusal::on("last_day", "calendar.day_shape"))?;
                let successors: Vec<String> =
                    typed.successors.iter().filter(|code| !code.is_empty()).cloned().collect();
                areas::end(ctx, code, last, &successors, &typed.reason).await
            }
        }
    }
}

pub async fn show_area_rename(SignedVisit(visit): SignedVisit, Path(area): Path<String>) -> PageResult {
    show(&visit, Deed::RenameArea, &area).await
}

pub async fn rename_area(
    SignedVisit(visit): SignedVisit,
    Path(area): Path<String>,
    Form(typed): Form<Typed>,
) -> PageResult {
    change(&visit, Deed::RenameArea, &area, &typed).await
}

pub async fn show_area_end(SignedVisit(visit): SignedVisit, Path(area): Path<String>) -> PageResult {
    show(&visit, Deed::EndArea, &area).await
}

pub async fn end_area(
    SignedVisit(visit): SignedVisit,
    Path(area): Path<String>,
    Form(typed): Form<Typed>,
) -> PageResult {
    change(&visit, Deed::EndArea, &area, &typed).await
}

pub async fn show_industry_rename(SignedVisit(visit): SignedVisit, Path(industry): Path<String>) -> PageResult {
    show(&visit, Deed::RenameIndustry, &industry).await
}

pub async fn rename_industry(
    SignedVisit(visit): SignedVisit,
    Path(industry): Path<String>,
    Form(typed): Form<Typed>,
) -> PageResult {
    change(&visit, Deed::RenameIndustry, &industry, &typed).await
}

pub async fn show_industry_retirement(SignedVisit(visit): SignedVisit, Path(industry): Path<String>) -> PageResult {
    show(&visit, Deed::RetireIndustry, &industry).await
}

pub async fn retire_industry(
    SignedVisit(visit): SignedVisit,
    Path(industry): Path<String>,
    Form(typed): Form<Typed>,
) -> PageResult {
    change(&visit, Deed::RetireIndustry, &industry, &typed).await
}

async fn show(visit: &Visit, deed: Deed, code: &str) -> PageResult {
    require(&visit.ctx, Verb::Edit, Object::Office).or_page(visit)?;
    let typed = Typed { name: name_of(visit, deed, code).await.or_page(visit)?, ..Typed::default() };
    respond(visit, (deed, code), &typed, &Mistakes::none(visit.lang)).await
}

async fn change(visit: &Visit, deed: Deed, code: &str, typed: &Typed) -> PageResult {
    match outcome(visit, deed.carry_out(visit, code, typed).await) {
        Outcome::Done(()) => {
            let (_, list) = deed.list();
            Ok(Redirect::to(&format!("{list}?done={}", deed.code())).into_response())
        }
        Outcome::Mistaken(mistakes) => respond(visit, (deed, code), typed, &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

async fn name_of(visit: &Visit, deed: Deed, code: &str) -> Result<String, Fault> {
    let name = match deed {
        Deed::RenameArea | Deed::EndArea => {
            let areas = areas::list_all(&visit.ctx).await?;
            areas.into_iter().find(|area| area.code == code).map(|area| area.name)
        }
        Deed::RenameIndustry | Deed::RetireIndustry => {
            let industries = industries::list(&visit.ctx).await?;
            industries.into_iter().find(|industry| industry.code == code).map(|industry| industry.name)
        }
    };
    name.ok_or(Fault::NotFound)
}

async fn respond(visit: &Visit, (deed, code): (Deed, &str), typed: &Typed, mistakes: &Mistakes) -> PageResult {
    let name = name_of(visit, deed, code).await.or_page(visit)?;
    let areas = areas::list_all(&visit.ctx).await.or_page(visit)?;
    let lang = visit.lang;
    let deed_words = lang.code("areas.deeds", deed.code());
    let title = format!("{deed_words} · {name}");
    let (list_title, list) = deed.list();
    Ok(page(visit, title.clone())
        .in_office()
        .mistakes(mistakes)
        .under(lang.t(list_title), list)
        .content(|| {
            view! {
                <h1>{title}</h1>
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                {notice(lang, Tone::Warning, lang.code("areas.consequences", deed.code()))}
                <form class="card" method="post" action=deed.action(code) novalidate>
                    {asked(visit, (deed, code), &areas, (typed, mistakes))}
                    {SafeTextarea::new("reason", lang.t("enterprises.reason"), typed.reason.clone())
                        .hint(lang.t("enterprises.reason_hint"))
                        .rows(2)
                        .maxlength(200)
                        .view(mistakes)}
                    <p class="actions">
                        <button>{deed_words}</button>
                        <a href=list>{lang.t("enterprises.back")}</a>
                    </p>
                </form>
            }
            .into_any()
        })
        .respond())
}

fn asked(
    visit: &Visit,
    (deed, code): (Deed, &str),
    areas: &[Area],
    (typed, mistakes): (&Typed, &Mistakes),
) -> Option<AnyView> {
    let (lang, today) = (visit.lang, visit.ctx.now().day());
    match deed {
        Deed::RetireIndustry => None,
        Deed::RenameArea | Deed::RenameIndustry => {
            Some(Field::text("name", lang.t("areas.columns.name"), &typed.name).maxlength(100).view(mistakes))
        }
        Deed::EndArea => {
            let others = standing(areas, today).into_iter().filter(|choice| choice.value != code).collect();
            let successors = Choice::several("successors", lang.t("areas.successors"), others, &typed.successors)
                .hint(lang.t("areas.successors_hint"));
            let last = Field::text("last_day", lang.t("areas.last_day"), &typed.last_day).kind("date").short();
            Some(view! { {last.view(mistakes)} {successors.view(mistakes)} }.into_any())
        }
    }
}

/// What changed of it, for whoever may change it.
pub async fn history(visit: &Visit, kind: Subject, code: &str) -> Result<Option<AnyView>, Fault> {
    let lang = visit.lang;
    let lines = changes(&visit.ctx, kind, code).await?;
    if lines.is_empty() {
        return Ok(None);
    }
    let moments = lines.into_iter().map(|line| {
        let by = line.by.unwrap_or_else(|| lang.t("audit.actors.system"));
        let value = |value: Option<String>| value.unwrap_or_else(|| "—".to_owned());
        let (from, to) = (value(line.from), value(line.to));
        let detail = lang.fill("areas.change", &[("from", &from), ("to", &to), ("by", &by), ("reason", &line.reason)]);
        Moment::new(lang.time(line.at), lang.code("areas.changed", &line.field))
            .detail(view! { <p>{detail}</p> }.into_any())
    });
    Ok(Some(view! { <h3>{lang.t("areas.history")}</h3> {timeline(moments.collect())} }.into_any()))
}
