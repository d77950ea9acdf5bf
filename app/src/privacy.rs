//! What becomes of personal information? The notice that everybody accepts at sign-up, by version.

use leptos::prelude::*;

use crate::error::PageResult;
use crate::page::page;
use crate::visit::Visit;

/// The sections of the notice, in the catalogue as `privacy.<section>_title` and `privacy.<section>`.
const SECTIONS: [&str; 8] = ["who", "what", "basis", "shown", "kept", "shared", "rights", "changes"];

pub async fn show(visit: Visit) -> PageResult {
    let title = visit.t("privacy.title");
    Ok(page(&visit, title.clone())
        .content(|| {
            view! {
                <article class="prose">
                    <h1>{title.clone()}</h1>
                    <p class="hint">
                        {visit.lang.fill("privacy.version", &[("version", registry::accounts::PRIVACY_NOTICE)])}
                    </p>
                    {SECTIONS
                        .into_iter()
                        .map(|section| {
                            view! {
                                <h2>{visit.lang.code("privacy", &format!("{section}_title"))}</h2>
                                <p>{visit.lang.code("privacy", section)}</p>
                            }
                        })
                        .collect_view()}
                </article>
            }
            .into_any()
        })
        .respond())
}
