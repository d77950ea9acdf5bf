//! Where is one signed in, and how does one sign out there?

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use leptos::prelude::*;
use registry::accounts::store::{SessionView, end_other_sessions, end_session, own_sessions};
use uuid::Uuid;

use crate::error::{OrPage, PageResult};
use crate::lang::Lang;
use crate::page::page;
use crate::ui::badge::badge;
use crate::ui::facts::{Fact, facts};
use crate::ui::notice::done;
use crate::ui::tone::Tone;
use crate::visit::{SignedVisit, Visit};

pub async fn show(SignedVisit(visit): SignedVisit) -> PageResult {
    let sessions = own_sessions(&visit.ctx).await.or_page(&visit)?;
    let (lang, title) = (visit.lang, visit.t("accounts.sessions"));
    let has_others = sessions.len() > 1;
    Ok(page(&visit, title.clone())
        .under(lang.t("accounts.account_title"), "/account")
        .content(|| {
            let all = has_others.then(|| {
                view! {
                    <form method="post" action="/account/sessions/others/end">
                        <button class="danger">{lang.t("security.end_others")}</button>
                    </form>
                }
            });
            view! {
                <h1>{title}</h1>
                {done(lang, &visit.path)}
                <p>{lang.t("security.sessions_intro")}</p>
                {sessions.into_iter().map(|session| card(&visit, session)).collect_view()}
                {all}
            }
            .into_any()
        })
        .respond())
}

fn card(visit: &Visit, session: SessionView) -> AnyView {
    let lang = visit.lang;
    let address = match session.address.as_str() {
        "" => lang.t("security.address_unknown"),
        address => address.to_owned(),
    };
    let lines = vec![
        Fact::text(lang.t("security.first_seen"), lang.time(session.created_at)),
        Fact::text(lang.t("security.last_used"), lang.time(session.seen_at)),
        Fact::shown(lang.t("security.address"), view! { <span class="code">{address}</span> }.into_any()),
    ];
    let end = if session.is_this_one {
        badge(Tone::Info, lang.t("accounts.this_session"))
    } else {
        let action = format!("/account/sessions/{}/end", session.id);
        view! {
            <form method="post" action=action>
                <button class="secondary">{lang.t("accounts.end_session")}</button>
            </form>
        }
        .into_any()
    };
    view! {
        <section class="card">
            <h2 class="device">{device_words(lang, &session.device)}</h2>
            {facts(lines)}
            <div class="actions">{end}</div>
        </section>
    }
    .into_any()
}

pub async fn end(SignedVisit(visit): SignedVisit, Path(session): Path<Uuid>) -> PageResult {
    end_session(&visit.ctx, session).await.or_page(&visit)?;
    Ok(Redirect::to("/account/sessions?done=session_ended").into_response())
}

pub async fn end_others(SignedVisit(visit): SignedVisit) -> PageResult {
    end_other_sessions(&visit.ctx).await.or_page(&visit)?;
    Ok(Redirect::to("/account/sessions?done=sessions_ended").into_response())
}

const MACHINES: [(&str, &str); 6] = [
    ("Android", "android"),
    ("iPhone", "iphone"),
    ("iPad", "ipad"),
    ("Windows", "windows"),
    ("Macintosh", "mac"),
    ("Linux", "linux"),
];
/// In this order: most browsers also call themselves by the names of those further down.
const BROWSERS: [(&str, &str); 7] = [
    ("MicroMessenger", "wechat"),
    ("DingTalk", "dingtalk"),
    ("QQBrowser", "qq"),
    ("Edg", "edge"),
    ("Firefox", "firefox"),
    ("Chrome", "chrome"),
    ("Safari", "safari"),
];

/// A browser's long name in words that people know; a name that a program gave itself stays.
pub fn device_words(lang: Lang, device: &str) -> String {
    let find =
        |known: &[(&str, &'static str)]| known.iter().find(|(mark, _)| device.contains(mark)).map(|(_, code)| *code);
    match (find(&MACHINES), find(&BROWSERS)) {
        (Some(machine), Some(browser)) => {
            let (machine, browser) = (lang.code("accounts.devices", machine), lang.code("security.browsers", browser));
            format!("{machine} · {browser}")
        }
        (Some(machine), None) => lang.code("accounts.devices", machine),
        _ if device.is_empty() || device.contains('/') => lang.t("accounts.devices.other"),
        _ => device.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn devices_are_named_in_words() {
        let words = |device: &str| device_words(Lang::Chinese, device);
        let agents = [
            ("Mozilla/5.0 (Linux; Android 14) Chrome/126.0 Mobile Safari/537.36 MicroMessenger/8.0", "安卓手机 · 微信"),
            ("Mozilla/5.0 (Windows NT 10.0; Win64) Chrome/126.0 Safari/537.36 Edg/126.0", "视窗电脑 · 微软浏览器"),
            ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5) Version/17.5 Mobile Safari/604.1", "苹果手机 · 苹果浏览器"),
            ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Firefox/128.0", "其他电脑 · 火狐浏览器"),
            ("curl/8.5", "其他设备"),
            ("", "其他设备"),
            ("微信小程序", "微信小程序"),
        ];
        for (agent, expected) in agents {
            assert_eq!(words(agent), expected);
        }
    }
}
