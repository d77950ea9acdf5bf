use super::*;

fn table(query: &Query, rows: Vec<Vec<Cell>>) -> String {
    let columns = vec![Column::text("name", "名称").sortable(), Column::number("people", "人数")];
    Table::new("项目", columns, rows)
        .driven_by(query, query.paging(50, 120_u64))
        .filters(vec![Filter::search("名称或编码"), Filter::day("since", "开工日期")])
        .export("/projects.xlsx")
        .view(Lang::Chinese)
        .to_html()
}

#[test]
fn everything_works_by_links_and_one_get_form() {
    let html = table(&Query::of("/projects?sort=name&area=3206"), vec![vec!["<b>".into(), "12".into()]]);
    for part in [
        "<tbody",
        "aria-sort=\"ascending\"",
        "href=\"/projects?area=3206&amp;sort=name&amp;dir=desc\"",
        "href=\"/projects.xlsx?area=3206&amp;sort=name\"",
        "<input type=\"hidden\" name=\"area\" value=\"3206\"",
        "method=\"get\"",
        "data-label=\"人数\"",
        "&lt;b&gt;",
    ] {
        assert!(html.contains(part), "{part} is missing in {html}");
    }
    assert!(!html.contains("style="), "{html}");
}

#[test]
fn hidden_rows_are_told_apart_from_no_rows() {
    assert!(table(&Query::of("/projects?q=x"), vec![]).contains("没有符合条件"));
    assert!(!table(&Query::of("/projects"), vec![]).contains("没有符合条件"));
}

#[test]
fn a_day_is_not_torn_and_a_sentence_is() {
    let shown = |text: &str| {
        let columns = vec![Column::text("day", "日期")];
        Table::new("项目", columns, vec![vec![text.into()]]).view(Lang::Chinese).to_html().contains("unbroken")
    };
    for day in ["2026年11月20日", "2026年11月20日 09:00", "2026-11-20", "2026-11-20 09:00"] {
        assert!(shown(day), "{day}");
    }
    for text in ["2026年11月20日以前登记的人员由所在企业补充登记", "2026-1120", "320613", "甲", "年月日"]
    {
        assert!(!shown(text), "{text}");
    }
}

#[test]
fn the_file_has_the_rows_of_the_page_and_nothing_to_press() {
    let day = Day::from_ymd(2026, 11, 20);
    let rows = || {
        let button = Cell::from(view! { <button>"改"</button> }.into_any());
        let mixed = Cell::from(view! { "王䶮" " " {badge(Tone::Info, "班组长")} }.into_any()).in_words("王䶮 班组长");
        vec![vec![button, mixed, Cell::number(7_u64), Cell::day(Lang::Chinese, day), Cell::badge(Tone::Danger, "逾期")]]
    };
    let columns = || {
        let columns = ["操作", "姓名", "次数", "日期"].map(|title| Column::text("key", title));
        columns.into_iter().chain([Column::filed("state", "状态")]).collect::<Vec<_>>()
    };
    let html = Table::new("名单", columns(), rows()).view(Lang::Chinese).to_html();
    assert!(html.contains("2026年11月20日") && html.contains("<button"), "{html}");
    assert!(!html.contains("状态") && !html.contains("逾期"), "a column of the file alone: {html}");
    let table = Table::new("名单", columns(), rows());
    let told = table.file(Instant(1_795_136_400_000)).unwrap();
    let name = told.headers()["content-disposition"].to_str().unwrap().to_owned();
    assert!(name.ends_with("%E5%90%8D%E5%8D%95-2026-11-20.xlsx"), "{name}");
}

#[test]
fn more_rows_than_a_file_holds_are_told_instead_of_offered() {
    let query = Query::of("/projects");
    let shown = |total: u64| {
        let table = Table::new("项目", vec![Column::text("name", "名称")], vec![vec!["甲".into()]]);
        table.driven_by(&query, query.paging(50, total)).export("/projects.xlsx").view(Lang::Chinese).to_html()
    };
    assert!(shown(MOST_EXPORTED).contains("/projects.xlsx"));
    let html = shown(MOST_EXPORTED + 1);
    assert!(!html.contains("/projects.xlsx") && html.contains("20000"), "{html}");
}

#[test]
fn a_column_that_the_list_does_not_know_is_not_sorted_by() {
    let query = Query::of("/projects");
    let known = |key: &str| (key == "name").then_some(());
    let columns = vec![Column::text("name", "名称").sorts(known), Column::text("note", "备注").sorts(known)];
    let table = Table::new("项目", columns, vec![vec!["甲".into(), "".into()]]);
    let html = table.driven_by(&query, query.paging(50, 1_u64)).view(Lang::Chinese).to_html();
    assert!(html.contains("/projects?sort=name") && !html.contains("sort=note"), "{html}");
}
