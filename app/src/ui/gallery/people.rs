//! What does a person see: forms, mistakes, facts, steps?

use leptos::prelude::*;
use registry::Refusal;

use crate::form::Mistakes;
use crate::lang::Lang;
use crate::ui::area::SafeTextarea;
use crate::ui::badge::badge;
use crate::ui::choice::{Choice, Choosable, tick};
use crate::ui::confirm::{CONFIRMATION, Confirm};
use crate::ui::empty::empty;
use crate::ui::facts::{Fact, facts};
use crate::ui::field::{Field, mistakes_summary};
use crate::ui::masked::Masked;
use crate::ui::notice::{done, notice, notice_with};
use crate::ui::progress::progress;
use crate::ui::steps::steps;
use crate::ui::timeline::{Moment, timeline};
use crate::ui::tone::Tone;

const PROSE: &str = "<h2>一、工资专用账户</h2><p>施工总承包单位应当按照有关规定开设农民工工资专用账户，<strong>专项用于</strong>支付该工程建设项目农民工工资。</p>\
<blockquote><p>《保障农民工工资支付条例》第二十六条</p></blockquote><h3>开户之后</h3><ol><li>三十日内完成备案。</li><li>在施工现场醒目位置公示。</li></ol>\
<div class=\"table-scroll\"><p class=\"hint\">表格较宽，可左右滑动查看。</p><table><thead><tr><th>事项</th><th>责任单位</th><th>期限</th></tr></thead>\
<tbody><tr><td>开设专用账户</td><td>施工总承包单位</td><td>签订合同之日起 30 日内</td></tr><tr><td>编制工资支付表</td><td>分包单位</td><td>每月</td></tr></tbody></table></div>";

pub fn page(lang: Lang) -> String {
    view! {
        <nav class="crumbs"><ol><li><a href="#">"首页"</a></li><li aria-current="page">"申请登记"</li></ol></nav>
        <h1>"申请登记为项目劳资员"</h1>
        {done(lang, "/x?done=saved")}
        {steps(lang, &["填写信息", "单位确认", "参加考试", "领取证书"].map(str::to_owned), 1)}
        {form(lang)}
        {about(lang)}
        <section class="card prose" inner_html=PROSE></section>
        {empty("还没有考试安排", "完成 24 学时的课程学习后，即可报名参加下一期考试。", Some(("/courses".into(), "去学习课程".into())))}
    }
    .into_any()
    .to_html()
}

fn form(lang: Lang) -> AnyView {
    let mistakes =
        Mistakes::new(vec![Refusal::on("phone", "form.unreadable"), Refusal::on("level", "form.unreadable")], lang);
    let levels = vec![
        Choosable::new("project", "项目劳资员").hint("在一个工程项目的施工现场履职。"),
        Choosable::new("enterprise", "企业劳资员").hint("管理本企业全部在建项目的工资支付。"),
    ];
    let areas =
        [("", "请选择"), ("320602", "崇川区"), ("320612", "通州区")].map(|(v, l)| Choosable::new(v, l)).to_vec();
    let tasks = [("roster", "实名制登记"), ("wages", "编制工资支付表"), ("board", "维权信息公示")];
    view! {
        {mistakes_summary(lang.t("ui.mistakes_title"), &mistakes)}
        <form class="card">
            {Field::text("name", "姓名", "周明").hint("与身份证一致。").view(&mistakes)}
            {Field::text("phone", "手机号码", "1380000").kind("tel").short().hint("11 位，用于登录。").view(&mistakes)}
            {Field::text("since", "到岗日期", "2026-11-20").kind("date").between("2026-01-01", "2026-12-31").short().view(&mistakes)}
            {Choice::one("level", "申请层级", levels, "project").view(&mistakes)}
            {Choice::list("area", "项目所在地", areas, "320612").view(&mistakes)}
            {Choice::several("tasks", "承担的工作", tasks.map(|(v, l)| Choosable::new(v, l)).to_vec(), &["wages".into()]).optional().view(&mistakes)}
            {SafeTextarea::new("note", "补充说明", "</textarea><script>").hint("选填，200 字以内。").rows(3).optional().view(&mistakes)}
            {tick("pledge", "我承诺以上内容真实，并已阅读个人信息处理规则。", "yes", &mistakes)}
            <div class="actions"><button>"提交申请"</button><a class="button secondary" href="#">"保存草稿"</a><button class="link">"放弃"</button></div>
        </form>
    }
    .into_any()
}

fn about(lang: Lang) -> AnyView {
    let none = Mistakes::none(lang);
    let tried = Mistakes::new(vec![Refusal::on(CONFIRMATION, "confirmation.not_typed")], lang);
    let rows = vec![
        Fact::text("姓名", "周明"),
        Fact::shown("证书状态", badge(Tone::Success, "有效")),
        Fact::shown("身份证号", Masked::new("3206**************", "/people/1/identity").view(lang)),
        Fact::link("现任项目", "#", "通州湾示范区滨海大道快速化改造工程施工总承包（二标段）"),
    ];
    let moments = vec![
        Moment::new("2026年11月20日 9:05", "签发上岗证")
            .tone(Tone::Success)
            .detail("编号 320600-2026-000137".to_owned().into_any()),
        Moment::new("2026年11月18日 15:20", "考试合格").tone(Tone::Info),
        Moment::new("2026年11月12日 10:00", "身份核验退回补正")
            .tone(Tone::Warning)
            .detail("照片不清晰，请重新上传近期免冠照片。".to_owned().into_any()),
        Moment::new("2026年11月10日 8:30", "提交申请"),
    ];
    let retire = || Confirm::new("#", "注销上岗证", "注销后证书立即失效，不能恢复；需要时须重新考试。", "注销");
    view! {
        {notice(lang, Tone::Info, "考试于 2026年11月25日 9:00 开始，请提前 15 分钟进入考场。")}
        {notice_with(lang, Tone::Warning, "身份尚未核验，合格后暂不发证。", view! { <p><a href="#">"上传身份证件"</a></p> }.into_any())}
        <section class="card"><h2>"基本信息"</h2>{facts(rows)}</section>
        <section class="card">
            <h2>"学习进度"</h2>
            {progress("课程学习", 18, 24, "18 / 24 学时")}
            <p>
                {badge(Tone::Neutral, "未开始")}" "{badge(Tone::Info, "进行中")}" "{badge(Tone::Success, "有效")}" "
                {badge(Tone::Warning, "暂停")}" "{badge(Tone::Danger, "注销")}
            </p>
        </section>
        <section class="card"><h2>"办理过程"</h2>{timeline(moments)}</section>
        {retire().view(lang, &none)}
        {retire().view(lang, &tried)}
        <br/>
    }
    .into_any()
}
