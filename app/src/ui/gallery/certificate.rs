//! How do the verify page and the certificate look?

use leptos::prelude::*;

use crate::lang::Lang;
use crate::ui::facts::{Fact, facts};
use crate::ui::icons::icon;
use crate::ui::tone::Tone;

pub fn page(lang: Lang) -> String {
    let checks = [
        (Tone::Success, "证书登记在册", "通过"),
        (Tone::Success, "发证机构在授权期内", "通过"),
        (Tone::Warning, "二维码签名", "未检验"),
        (Tone::Danger, "当前状态", "已注销"),
    ];
    let checks = checks.map(|(tone, what, result)| {
        view! { <li class=tone.class()>{icon(tone.icon())}<span>{what}</span><strong>{result}</strong></li> }
    });
    let verdict = |tone: Tone, words: &'static str| {
        view! { <p class=format!("verdict {}", tone.class())>{icon(tone.icon())}{words}</p> }
    };
    let _ = lang;
    view! {
        <h1>"证书核验"</h1>
        {verdict(Tone::Success, "证书有效")}
        {verdict(Tone::Danger, "证书已注销")}
        {verdict(Tone::Warning, "证书暂停使用")}
        <section class="card">
            {facts(vec![Fact::text("姓名", "周*"), Fact::text("证书编号", "320600-2026-000137"), Fact::text("发证日期", "2026年11月20日")])}
        </section>
        <section class="card"><h2>"核验项目"</h2><ul class="checks">{checks.into_iter().collect_view()}</ul></section>
        {card(None)}
        {card(Some("已注销"))}
        <div class="actions"><a class="button" href="#">"下载证书"</a><a class="button secondary" href="#">"保存图片"</a></div>
    }
    .into_any()
    .to_html()
}

fn card(stamp: Option<&'static str>) -> AnyView {
    let rows = vec![
        Fact::shown("姓名", view! { <span class="name">"周明"</span> }.into_any()),
        Fact::text("身份证号", "3206**************"),
        Fact::text("证书编号", "320600-2026-000137"),
        Fact::text("发证日期", "2026年11月20日"),
    ];
    view! {
        <article class="certificate">
            <header><h2>"劳资专管员上岗证"</h2><p>"工程建设领域"</p></header>
            <div class="body">
                {facts(rows)}
                <svg class="photo" viewBox="0 0 25 35" role="img" aria-label="照片"><path d="M12.5 8a5 5 0 1 0 0 10a5 5 0 0 0 0-10zM2 35c1-10 5-13 10.5-13S22 25 23 35" fill="#c9d4e2"></path></svg>
            </div>
            <footer>
                <p>"发证机构　南通市示例主管部门"<br/><span class="muted">"核验：扫描二维码，或者访问官方网址"</span></p>
                <div class="qr"><svg viewBox="0 0 57 57"><path d="M4 4h14v14H4zM39 4h14v14H39zM4 39h14v14H4zM24 4h6v6h-6zM24 20h10v10H24zM40 24h8v6h-8zM24 40h8v8h-8zM40 40h13v13H40z"></path></svg><small>"扫码核验"</small></div>
            </footer>
            {stamp.map(|words| view! { <p class="stamp">{words}</p> })}
        </article>
    }
    .into_any()
}
