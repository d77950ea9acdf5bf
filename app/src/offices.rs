//! Which offices, areas and industries are there, who holds which role, and who changed what of them?

mod areas;
mod changing;
mod edit;
mod forms;
mod industries;
mod pages;
mod sheets;

use registry::offices::INDUSTRIES;
use registry::offices::industries::Industry;

use crate::lang::Lang;
use crate::routes::Audience::Office;
use crate::routes::Routes;
use crate::sheets as record_sheets;

pub fn routes() -> Routes {
    Routes::new()
        .get("/office/offices", Office, pages::list)
        .get("/office/offices.xlsx", Office, pages::export)
        .post("/office/offices", Office, forms::create)
        .get("/office/offices/{office}", Office, pages::show)
        .get("/office/offices/{office}/edit", Office, edit::show)
        .post("/office/offices/{office}/edit", Office, edit::save)
        .post("/office/offices/{office}/roles", Office, forms::grant)
        .post("/office/offices/{office}/roles/{grant}/second", Office, forms::second)
        .post("/office/offices/{office}/roles/{grant}/end", Office, forms::end)
        .get("/office/areas", Office, areas::list)
        .get("/office/areas.xlsx", Office, areas::export)
        .get("/office/areas/new", Office, areas::new)
        .post("/office/areas/new", Office, areas::add_one)
        .get("/office/areas/import", Office, record_sheets::form::<sheets::Areas>)
        .upload("/office/areas/import", Office, record_sheets::bring::<sheets::Areas>, record_sheets::MOST_BYTES)
        .get("/office/areas/import/template.xlsx", Office, record_sheets::template::<sheets::Areas>)
        .get("/office/areas/import/{area_sheet}", Office, record_sheets::show::<sheets::Areas>)
        .post("/office/areas/import/{area_sheet}", Office, record_sheets::take::<sheets::Areas>)
        .post("/office/areas/import/{area_sheet}/undo", Office, record_sheets::undo::<sheets::Areas>)
        .get("/office/areas/import/{area_sheet}/marked.xlsx", Office, record_sheets::marked::<sheets::Areas>)
        .get("/office/areas/{area}/rename", Office, changing::show_area_rename)
        .post("/office/areas/{area}/rename", Office, changing::rename_area)
        .get("/office/areas/{area}/end", Office, changing::show_area_end)
        .post("/office/areas/{area}/end", Office, changing::end_area)
        .get("/office/industries", Office, industries::list)
        .get("/office/industries.xlsx", Office, industries::export)
        .post("/office/industries", Office, industries::add_one)
        .get("/office/industries/import", Office, record_sheets::form::<sheets::Industries>)
        .upload(
            "/office/industries/import",
            Office,
            record_sheets::bring::<sheets::Industries>,
            record_sheets::MOST_BYTES,
        )
        .get("/office/industries/import/template.xlsx", Office, record_sheets::template::<sheets::Industries>)
        .get("/office/industries/import/{industry_sheet}", Office, record_sheets::show::<sheets::Industries>)
        .post("/office/industries/import/{industry_sheet}", Office, record_sheets::take::<sheets::Industries>)
        .post("/office/industries/import/{industry_sheet}/undo", Office, record_sheets::undo::<sheets::Industries>)
        .get(
            "/office/industries/import/{industry_sheet}/marked.xlsx",
            Office,
            record_sheets::marked::<sheets::Industries>,
        )
        .get("/office/industries/{industry}/rename", Office, changing::show_industry_rename)
        .post("/office/industries/{industry}/rename", Office, changing::rename_industry)
        .get("/office/industries/{industry}/retire", Office, changing::show_industry_retirement)
        .post("/office/industries/{industry}/retire", Office, changing::retire_industry)
}

/// In words: those that come with the program in the reader's language, the others as they were written down.
fn industry_name(lang: Lang, industries: &[Industry], code: &str) -> String {
    if INDUSTRIES.contains(&code) {
        return lang.code("offices.industries", code);
    }
    industries.iter().find(|industry| industry.code == code).map_or_else(|| code.to_owned(), |one| one.name.clone())
}
