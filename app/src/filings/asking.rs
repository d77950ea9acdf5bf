//! What is typed by whoever asks for a binding, officer or enterprise, and by an enterprise that speaks for its officer?

use leptos::prelude::*;
use registry::filings::store::ChoosableProject;
use registry::filings::{Draft, Duty, Employment, Level, MOST_STATED, MOST_YEARS, Nomination};

use crate::form::Mistakes;
use crate::lang::Lang;
use crate::ui::area::SafeTextarea;
use crate::ui::choice::{Choice, Choosable};
use crate::ui::facts::Fact;
use crate::ui::field::Field;

/// Level, project, duty, employment and the first day.
pub fn fields(lang: Lang, projects: &[ChoosableProject], typed: &Draft, mistakes: &Mistakes) -> AnyView {
    let code = |group: &str, code: &str| Choosable::new(code, lang.code(group, code));
    let hinted =
        |level: Level| code("filings.levels", level.code()).hint(lang.code("filings.level_hints", level.code()));
    let none = Choosable::new("", lang.t("filings.project_choose"));
    let projects = projects.iter().map(|one| Choosable::new(one.id.to_string(), &one.name));
    let levels = [Level::Project, Level::Enterprise].map(hinted);
    let duties = Duty::ALL.map(|duty| code("filings.duties", duty.code()));
    let employments = Employment::ALL.map(|one| code("filings.employments", one.code()));
    view! {
        {Choice::one("level", lang.t("filings.level"), levels.to_vec(), &typed.level).view(mistakes)}
        {Choice::list("project", lang.t("filings.project"), std::iter::once(none).chain(projects).collect(), &typed.project)
            .hint(lang.t("filings.project_hint"))
            .optional()
            .view(mistakes)}
        {Choice::one("duty", lang.t("filings.duty"), duties.to_vec(), &typed.duty)
            .hint(lang.t("filings.duty_hint"))
            .optional()
            .view(mistakes)}
        {Choice::one("employment", lang.t("filings.employment"), employments.to_vec(), &typed.employment)
            .view(mistakes)}
        {Field::text("joined", lang.t("filings.joined"), &typed.joined).kind("date").short().view(mistakes)}
    }
    .into_any()
}

/// What the enterprise may say of its officer.
pub fn nomination(lang: Lang, years: &str, statement: &str, mistakes: &Mistakes) -> AnyView {
    view! {
        {Field::text("experience_years", lang.t("filings.experience_years"), years)
            .hint(lang.t("filings.experience_years_hint"))
            .kind("number")
            .between("0", MOST_YEARS.to_string())
            .short()
            .optional()
            .view(mistakes)}
        {SafeTextarea::new("statement", lang.t("filings.statement"), statement)
            .hint(lang.t("filings.statement_hint"))
            .rows(3)
            .maxlength(u32::try_from(MOST_STATED).unwrap_or(u32::MAX))
            .optional()
            .view(mistakes)}
    }
    .into_any()
}

/// What was said of the officer, as lines of the binding.
pub fn said(lang: Lang, nomination: &Nomination) -> Vec<Fact> {
    let years = nomination.experience_years.map(|years| {
        let years = lang.fill("filings.years", &[("years", &years.to_string())]);
        Fact::text(lang.t("filings.experience_years"), years)
    });
    let statement = nomination.statement.as_ref().map(|said| Fact::text(lang.t("filings.statement"), said.clone()));
    years.into_iter().chain(statement).collect()
}
