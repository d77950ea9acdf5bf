//! What would have been sent by SMS? In the demonstration only.

use leptos::prelude::*;
use registry::Fault;
use registry::accounts::messenger::{DemoMessage, demo_outbox};

use crate::error::{self, OrPage, PageResult};
use crate::page::page;
use crate::state::Mode;
use crate::ui::empty::empty;
use crate::ui::notice::notice;
use crate::ui::tone::Tone;
use crate::visit::Visit;

pub async fn show(visit: Visit) -> PageResult {
    if visit.state.site.mode != Mode::Demo {
        return Err(error::page(&visit, Fault::NotFound));
    }
    let messages = demo_outbox(&visit.ctx).await.or_page(&visit)?;
    let title = visit.t("security.outbox_title");
    Ok(page(&visit, title.clone())
        .content(|| {
            let list = if messages.is_empty() {
                empty(visit.t("security.outbox_empty_title"), visit.t("security.outbox_empty"), None)
            } else {
                messages.into_iter().map(|message| card(&visit, message)).collect_view().into_any()
            };
            view! {
                <h1>{title}</h1>
                {notice(visit.lang, Tone::Info, visit.t("security.outbox_intro"))}
                {list}
            }
            .into_any()
        })
        .respond())
}

fn card(visit: &Visit, message: DemoMessage) -> AnyView {
    view! {
        <section class="card">
            <p class="hint">{message.to_masked} " · " {visit.lang.time(message.sent_at)}</p>
            <p class="message">{message.text}</p>
        </section>
    }
    .into_any()
}
