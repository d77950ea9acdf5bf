//! How are the details of a project asked for (甲文第七条, 项目信息)? The same fields when it is registered and when it is edited.

use leptos::prelude::*;
use registry::offices::store::AreaView;
use registry::projects::{Draft, Nature, Size, Works};
use serde::Deserialize;

use super::words;
use crate::form::Mistakes;
use crate::lang::Lang;
use crate::ui::choice::Choice;
use crate::ui::field::Field;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Details {
    pub name: String,
    pub area: String,
    pub industry: String,
    pub street: String,
    pub address: String,
    pub longitude: String,
    pub latitude: String,
    pub works: String,
    pub nature: String,
    pub size: String,
    pub floor_area: String,
    pub length: String,
    pub investment: String,
    pub planned_start: String,
    pub planned_finish: String,
}

impl Details {
    pub fn draft(&self) -> Draft {
        let typed = self.clone();
        Draft {
            name: typed.name,
            area: typed.area,
            industry: typed.industry,
            street: typed.street,
            address: typed.address,
            longitude: typed.longitude,
            latitude: typed.latitude,
            works: typed.works,
            nature: typed.nature,
            size: typed.size,
            floor_area: typed.floor_area,
            length: typed.length,
            investment: typed.investment,
            planned_start: typed.planned_start,
            planned_finish: typed.planned_finish,
        }
    }
}

impl From<Draft> for Details {
    fn from(draft: Draft) -> Self {
        Self {
            name: draft.name,
            area: draft.area,
            industry: draft.industry,
            street: draft.street,
            address: draft.address,
            longitude: draft.longitude,
            latitude: draft.latitude,
            works: draft.works,
            nature: draft.nature,
            size: draft.size,
            floor_area: draft.floor_area,
            length: draft.length,
            investment: draft.investment,
            planned_start: draft.planned_start,
            planned_finish: draft.planned_finish,
        }
    }
}

/// All of them. Only name, area and industry must be there; what is missing shows in the completeness.
pub fn fields(lang: Lang, typed: &Details, areas: &[AreaView], mistakes: &Mistakes) -> AnyView {
    let field = |name: &'static str, value: &str| Field::text(name, lang.code("projects.fields", name), value);
    let code = |name: &'static str, group: &str, codes: Vec<&'static str>, chosen: &str| {
        Choice::list(name, lang.code("projects.fields", name), words::choices(lang, group, &codes), chosen).optional()
    };
    view! {
        {field("name", &typed.name).hint(lang.t("projects.fields.name_hint")).maxlength(200).view(mistakes)}
        {Choice::list("area", lang.t("projects.fields.area"), words::area_choices(lang, areas), &typed.area).view(mistakes)}
        {Choice::list("industry", lang.t("projects.fields.industry"), words::industry_choices(lang), &typed.industry)
            .view(mistakes)}
        {field("street", &typed.street).maxlength(50).optional().view(mistakes)}
        {field("address", &typed.address).maxlength(200).optional().view(mistakes)}
        {field("longitude", &typed.longitude)
            .hint(lang.t("projects.fields.position_hint"))
            .inputmode("decimal")
            .short()
            .optional()
            .view(mistakes)}
        {field("latitude", &typed.latitude).inputmode("decimal").short().optional().view(mistakes)}
        {code("works", "projects.works", Works::ALL.map(Works::code).to_vec(), &typed.works).view(mistakes)}
        {code("nature", "projects.natures", Nature::ALL.map(Nature::code).to_vec(), &typed.nature).view(mistakes)}
        {code("size", "projects.sizes", Size::ALL.map(Size::code).to_vec(), &typed.size).view(mistakes)}
        {field("floor_area", &typed.floor_area).inputmode("decimal").short().optional().view(mistakes)}
        {field("length", &typed.length)
            .hint(lang.t("projects.fields.length_hint"))
            .inputmode("decimal")
            .short()
            .optional()
            .view(mistakes)}
        {field("investment", &typed.investment).inputmode("decimal").short().optional().view(mistakes)}
        {field("planned_start", &typed.planned_start).kind("date").short().optional().view(mistakes)}
        {field("planned_finish", &typed.planned_finish).kind("date").short().optional().view(mistakes)}
    }
    .into_any()
}
