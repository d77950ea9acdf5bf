//! Which years of the working calendar are published, and how does a further one come in?

mod bringing;
mod office;
mod words;

use leptos::prelude::*;
use registry::calendar::years;

use crate::error::{OrPage, PageResult};
use crate::page::page;
use crate::routes::Audience::{Anyone, Office};
use crate::routes::Routes;
use crate::ui::facts::facts;
use crate::visit::Visit;

/// The file, and what a form adds around it.
const MOST_BYTES: usize = years::MOST_BYTES + 64 * 1024;

pub fn routes() -> Routes {
    Routes::new()
        .get("/calendar", Anyone, show)
        .get("/office/calendar", Office, office::show)
        .get("/office/calendar.xlsx", Office, office::export)
        .upload("/office/calendar", Office, bringing::look, MOST_BYTES)
        .post("/office/calendar/propose", Office, bringing::propose)
        .get("/office/calendar/template.xlsx", Office, bringing::template)
        .post("/office/calendar/{calendar_year}/confirm", Office, office::confirm)
        .post("/office/calendar/{calendar_year}/decline", Office, office::decline)
}

/// By these days everybody's periods are counted.
async fn show(visit: Visit) -> PageResult {
    let published = years::published(&visit.ctx).await.or_page(&visit)?;
    let (lang, title) = (visit.lang, visit.t("calendar.title"));
    Ok(page(&visit, title.clone())
        .content(move || {
            let cards = published.iter().map(|notice| {
                view! {
                    <section class="card">
                        <h2>{words::year(lang, notice.year)}</h2>
                        {facts(words::days(lang, notice))}
                    </section>
                }
            });
            view! {
                <h1>{title}</h1>
                <p>{lang.t("calendar.intro")}</p>
                {cards.collect_view()}
            }
            .into_any()
        })
        .respond())
}
