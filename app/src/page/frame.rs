//! How do header, menu and footer look?

use leptos::prelude::*;
use registry::ctx::Post;
use registry::permissions::{Object, Role, Verb, scope};

use super::{Layout, Page, Script};
use crate::lang::Lang;
use crate::notices::{self, INBOX};
use crate::visit::{TextSize, Visit};

pub fn frame(page: &Page<'_>, body: Option<AnyView>) -> AnyView {
    let visit = page.visit;
    let (lang, site) = (visit.lang, &visit.state.site);
    let title = format!("{} · {}", page.title, visit.t("frame.product"));
    let size = match visit.text_size {
        TextSize::Normal => "normal",
        TextSize::Large => "large",
    };
    let layout = match page.layout {
        Layout::Column => "column",
        Layout::Records => "records",
        Layout::Office => "office",
        Layout::Room => "room",
    };
    let style = site.asset("shanggang.css").unwrap_or_else(|| "/pkg/shanggang.css".into());
    let refresh = page.refresh_seconds.map(|seconds| {
        view! { <noscript><meta http-equiv="refresh" content=seconds.to_string()/></noscript> }
    });
    view! {
        <html lang=lang.tag() data-text=size>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <title>{title}</title>
                <link rel="stylesheet" href=style/>
                <link rel="icon" href="/icon.svg" type="image/svg+xml"/>
                {refresh}
                {page.scripts.iter().filter_map(|script| loader(visit, script)).collect_view()}
            </head>
            <body class=layout>
                <a class="skip" href="#main">{visit.t("frame.skip")}</a>
                {header(page)}
                <div class="shell">
                    {(page.layout == Layout::Office).then(|| side_menu(visit))}
                    <main id="main" tabindex="-1">
                        {crumbs(page)}
                        {body}
                    </main>
                </div>
                {(page.layout != Layout::Room).then(|| footer(visit))}
            </body>
        </html>
    }
    .into_any()
}

/// The script tag of one script; nothing when the bundle was not built, for the page works without.
fn loader(visit: &Visit, script: &Script) -> Option<AnyView> {
    let nonce = visit.nonce.clone();
    match script {
        Script::None => None,
        Script::Islands => {
            let (js, wasm) = (visit.state.site.asset("shanggang.js")?, visit.state.site.asset("shanggang_bg.wasm")?);
            let text = ISLANDS.replace("{js}", &js).replace("{wasm}", &wasm);
            Some(view! { <script type="module" nonce=nonce inner_html=text></script> }.into_any())
        }
        Script::Module(name) => {
            let path = visit.state.site.asset(name).unwrap_or_else(|| format!("/pkg/{name}"));
            Some(view! { <script type="module" nonce=nonce src=path></script> }.into_any())
        }
    }
}

/// Our own loader: the framework's preloads the wasm with the nonce in `crossorigin`, which downloads it twice. Old
/// browsers without what the bundle needs keep the plain page.
const ISLANDS: &str = "if (typeof WebAssembly === 'object' && 'structuredClone' in window) {\
    const mod = await import('{js}');\
    await mod.default({ module_or_path: '{wasm}' });\
    mod.hydrate();\
    for (const island of document.querySelectorAll('leptos-island')) {\
        const wake = mod[island.dataset.component];\
        if (wake) await wake(island);\
    }\
    document.documentElement.dataset.awake = 'yes';\
}";

fn header(page: &Page<'_>) -> AnyView {
    let visit = page.visit;
    let demo = (visit.state.site.mode == crate::state::Mode::Demo)
        .then(|| view! { <p class="demo-note" role="note">{visit.t("frame.demo")}</p> });
    let account = match visit.who() {
        Some(who) => view! {
            <a href=INBOX>{notices::way(visit.lang, visit.unread)}</a>
            <a href="/account" class="who">{who.name.clone()}</a>
            <form method="post" action="/sign-out"><button class="link">{visit.t("frame.sign_out")}</button></form>
        }
        .into_any(),
        None => view! {
            <a href="/sign-in">{visit.t("frame.sign_in")}</a>
            <a href="/sign-up">{visit.t("frame.sign_up")}</a>
        }
        .into_any(),
    };
    let ways = matches!(page.layout, Layout::Column | Layout::Records).then(|| {
        view! {
            <nav class="ways" aria-label=visit.t("frame.ways")>
                <a href="/courses">{visit.t("frame.courses")}</a>
                <a href="/practice">{visit.t("frame.practice")}</a>
                <a href="/exams">{visit.t("frame.exams")}</a>
                <a href="/certificates">{visit.t("frame.certificates")}</a>
                <a href="/verify">{visit.t("frame.verify")}</a>
                {builds(visit).then(|| view! { <a href="/projects">{visit.t("frame.projects")}</a> })}
                {holds_office(visit).then(|| view! { <a href="/office">{visit.t("frame.office")}</a> })}
            </nav>
        }
    });
    view! {
        <header class="site">
            {demo}
            <div class="bar">
                <a class="brand" href="/">
                    <strong>{visit.t("frame.product")}</strong>
                    <span>{visit.t("frame.purpose")}</span>
                </a>
                <div class="account">{account}</div>
            </div>
            {ways}
        </header>
    }
    .into_any()
}

/// Whoever takes part in projects: officers, and administrators of enterprises.
fn builds(visit: &Visit) -> bool {
    visit.who().is_some_and(|who| {
        let sees = |post: &Post| post.office.is_none() && scope(post.role, Verb::View, Object::Project).is_some();
        who.posts.iter().any(sees)
    })
}

pub fn holds_office(visit: &Visit) -> bool {
    visit.who().is_some_and(|who| who.posts.iter().any(|post| Role::GRANTED.contains(&post.role)))
}

fn crumbs(page: &Page<'_>) -> Option<AnyView> {
    if page.crumbs.is_empty() {
        return None;
    }
    let steps: Vec<_> = page.crumbs.clone();
    let here = page.title.clone();
    Some(
        view! {
            <nav class="crumbs" aria-label=page.visit.t("frame.crumbs")>
                <ol>
                    {steps.into_iter().map(|(name, path)| view! { <li><a href=path>{name}</a></li> }).collect_view()}
                    <li aria-current="page">{here}</li>
                </ol>
            </nav>
        }
        .into_any(),
    )
}

/// On a narrow screen the list stands in sight while the fold before it is open; on a wide one always. That is the style
/// sheet's doing, for no style opens a fold.
fn side_menu(visit: &Visit) -> AnyView {
    let ways = crate::home::office_ways(visit);
    let path = visit.path.split('?').next().unwrap_or_default().to_owned();
    let name = visit.t("frame.office_menu");
    let folded = match place_of(&ways, &path) {
        Some(place) => visit.lang.fill("frame.office_menu_at", &[("page", place)]),
        None => name.clone(),
    };
    view! {
        <nav class="side" aria-label=name>
            <details>
                <summary>{folded}</summary>
            </details>
            <ul>
                {ways
                    .into_iter()
                    .map(|(name, way)| {
                        let here = (way == path).then_some("page");
                        view! { <li><a href=way aria-current=here>{name}</a></li> }
                    })
                    .collect_view()}
            </ul>
        </nav>
    }
    .into_any()
}

/// The name of the way that leads nearest to the page; the office's first page leads to itself alone.
fn place_of<'a>(ways: &'a [(String, String)], path: &str) -> Option<&'a str> {
    let leads = |way: &str| {
        let rest = path.strip_prefix(way);
        rest == Some("") || (way != "/office" && rest.is_some_and(|rest| rest.starts_with('/')))
    };
    let nearest = ways.iter().filter(|(_, way)| leads(way)).max_by_key(|(_, way)| way.len());
    nearest.map(|(name, _)| name.as_str())
}

fn footer(visit: &Visit) -> AnyView {
    let back = visit.path.clone();
    let (other, other_name) = match visit.lang {
        Lang::Chinese => ("en", "English"),
        Lang::English => ("zh-CN", "中文"),
    };
    let (size, size_name) = match visit.text_size {
        TextSize::Normal => ("large", visit.t("frame.large_text")),
        TextSize::Large => ("normal", visit.t("frame.normal_text")),
    };
    view! {
        <footer class="site">
            <nav aria-label=visit.t("frame.more")>
                <a href="/verify">{visit.t("frame.verify")}</a>
                <a href="/privacy">{visit.t("frame.privacy")}</a>
                <a href="/rules">{visit.t("frame.rules")}</a>
            </nav>
            <form method="post" action="/preferences" class="preferences">
                <input type="hidden" name="back" value=back/>
                <button name="lang" value=other class="link" lang=other>{other_name}</button>
                <button name="text_size" value=size class="link">{size_name}</button>
            </form>
        </footer>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folded_menu_names_the_way_that_is_nearest() {
        let ways = [("工作台", "/office"), ("试题", "/office/questions"), ("人员", "/office/people")];
        let ways = ways.map(|(name, way)| (name.to_owned(), way.to_owned()));
        for (path, place) in [
            ("/office", Some("工作台")),
            ("/office/people", Some("人员")),
            ("/office/questions/drafts", Some("试题")),
            ("/office/peoples", None),
            ("/office/audit", None),
            ("/projects/7", None),
        ] {
            assert_eq!(place_of(&ways, path), place, "{path}");
        }
    }
}
