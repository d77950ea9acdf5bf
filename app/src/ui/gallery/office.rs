//! What does an office see: numbers, tables, charts?

use leptos::prelude::*;

use crate::lang::Lang;
use crate::ui::badge::badge;
use crate::ui::chart::{Bar, Series, bars, lines};
use crate::ui::choice::Choosable;
use crate::ui::empty::empty;
use crate::ui::filters::Filter;
use crate::ui::icons::{Icon, icon};
use crate::ui::query::Query;
use crate::ui::stat::{Stat, stats};
use crate::ui::table::{Cell, Column, Narrow, Table};
use crate::ui::tone::Tone;

pub fn page(lang: Lang) -> String {
    let numbers = vec![
        Stat::new("待受理备案", 12).leads_to("#").note("3 件已逾期").tone(Tone::Danger),
        Stat::new("待核验身份", 5).leads_to("#").note("今日到期 2 件").tone(Tone::Warning),
        Stat::new("在建项目", "4,036").leads_to("#"),
        Stat::new("项目劳资员配备率", "97.3%").note("较上月 +0.6").tone(Tone::Success),
    ];
    view! {
        <h1>"今日待办"</h1>
        {stats(numbers)}
        {projects(lang)}
        {figures(lang)}
        <section class="card">
            <h2>"图标"</h2>
            <p>{Icon::ALL.iter().map(|which| view! { {icon(*which)}" " }).collect_view()}</p>
        </section>
        {nothing(lang)}
    }
    .into_any()
    .to_html()
}

fn projects(lang: Lang) -> AnyView {
    let query = Query::of("/office/projects?sort=name&page=3&area=320612");
    let columns = vec![
        Column::text("name", "项目名称").sortable(),
        Column::text("enterprise", "施工总承包单位"),
        Column::text("officer", "劳资员").unbroken(),
        Column::number("workers", "在场人数").sortable(),
        Column::text("state", "状态").sortable(),
        Column::text("due", "办理期限").unbroken().sortable(),
    ];
    let names = ["滨海大道快速化改造工程（二标段）", "金沙湖社区服务中心", "通州区第三污水处理厂提标改造工程"];
    let row = |place: usize| -> Vec<Cell> {
        let (tone, word) = [(Tone::Success, "在岗"), (Tone::Warning, "变更待受理"), (Tone::Danger, "空岗")][place % 3];
        vec![
            Cell::link("#", names[place % 3]),
            "江苏示例建设集团有限公司".into(),
            ["周明", "顾小芳", "—"][place % 3].into(),
            (place * 137 + 26).to_string().into(),
            badge(tone, word).into(),
            format!("2026年11月{}日", 20 + place).into(),
        ]
    };
    let areas = [("320602", "崇川区"), ("320612", "通州区"), ("320681", "启东市")].map(|(v, l)| Choosable::new(v, l));
    Table::new("项目配备情况", columns, (0..6).map(row).collect())
        .driven_by(&query, query.paging(50, 4_036_u64))
        .filters(vec![
            Filter::search("项目或单位名称"),
            Filter::choice("area", "所在地", areas.to_vec()),
            Filter::day("since", "开工日期"),
        ])
        .export("/office/projects.xlsx")
        .view(lang)
}

fn figures(lang: Lang) -> AnyView {
    let months: Vec<String> = (1..=12).map(|month| format!("{month}月")).collect();
    let issued = [120, 86, 210, 304, 260, 190, 175, 230, 288, 342, 301].map(Some).into_iter().chain([None]).collect();
    let ended = [12, 8, 20, 31, 22, 40, 35, 28, 19, 25, 30].map(Some).into_iter().chain([None]).collect();
    let series = vec![Series::new("新发证书", issued), Series::new("注销证书", ended)];
    let areas = vec![
        Bar::new("崇川区", 812).leads_to("#"),
        Bar::new("通州区", 640).leads_to("#"),
        Bar::new("南通经济技术开发区", 402).leads_to("#"),
        Bar::new("启东市", 77).leads_to("#"),
    ];
    let hours = (0..4).map(|row| (0..8).map(|place| (row * 31 + place * 17).to_string().into()).collect()).collect();
    let weeks = (1..=8).map(|_| Column::number("week", "考勤工日")).collect();
    view! {
        <section class="card">{lines(lang, "2026 年证书签发与注销（本）", "一月至十一月，新发证书由 120 本升至 301 本。", &months, series)}</section>
        <section class="card">{bars("各区在建项目（个）", areas)}</section>
        {Table::new("近八周工日", weeks, hours).narrow(Narrow::Scrolls).view(lang)}
    }
    .into_any()
}

fn nothing(lang: Lang) -> AnyView {
    let narrowed = Query::of("/office/projects?q=zz");
    let plain = Query::of("/office/projects");
    let advice = empty("没有逾期事项", "所有备案都在期限内办理。", None);
    view! {
        {Table::new("项目", vec![], vec![]).driven_by(&narrowed, narrowed.paging(50, 0_u64)).view(lang)}
        <br/>
        {Table::new("逾期", vec![], vec![]).driven_by(&plain, plain.paging(50, 0_u64)).empty(advice).view(lang)}
    }
    .into_any()
}
