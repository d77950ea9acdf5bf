//! Does the sheet of an enterprise name every officer, and say what each level has to do and may do?

use papers::{DutiesLevel, DutiesPaper, PaperFault, duties};

use crate::poppler::{info_of, text_of};
use crate::sample::fonts;

fn level(head: &str, rows: &[[&str; 5]]) -> DutiesLevel {
    DutiesLevel {
        head: head.to_owned(),
        rows: rows.iter().map(|row| row.map(str::to_owned).to_vec()).collect(),
        nobody: "目前没有人员。".into(),
        duties_head: "职责".into(),
        duties: vec!["对项目劳资管理具体工作负责。".into(), "每日检查情况汇总报项目经理。".into()],
        rights_head: "权限".into(),
        rights: vec!["绑定解除后，权限即时终止。".into()],
    }
}

fn paper(levels: Vec<DutiesLevel>) -> DutiesPaper {
    DutiesPaper {
        title: "劳资专管员职责和权限表".into(),
        heads: vec!["企业名称：南通崇川示例建设有限公司".into(), "制表日期：2026年11月20日".into()],
        columns: ["姓名", "上岗证编号", "负责范围", "岗位", "任职起始"].map(str::to_owned).to_vec(),
        levels,
        seal: "企业（盖章）：".into(),
        document_id: "duties sample 2026-11-20".into(),
        made_at_ms: 1_795_142_096_000,
    }
}

#[test]
fn every_officer_stands_there_with_duties_and_rights() {
    let row = ["顾䶮静", "NTLZ320613-2026-000123-K", "崇川示例花园一期工程", "直接责任人，专职", "2026年11月20日"];
    let pdf = duties(&paper(vec![level("企业劳资员", &[]), level("项目劳资员", &[row])]), fonts()).unwrap();
    // a long word of a narrow column may be broken
    let text: String = text_of(&pdf).split_whitespace().collect();
    for word in [
        "劳资专管员职责和权限表",
        "南通崇川示例建设有限公司",
        "目前没有人员",
        "顾䶮静",
        "崇川示例花园一期工程",
        "每日检查情况汇总报项目经理",
        "权限即时终止",
        "企业（盖章）",
    ] {
        assert!(text.contains(word), "{word} is not in:\n{text}");
    }
    assert!(info_of(&pdf).contains("595.2"), "{}", info_of(&pdf));
}

#[test]
fn many_officers_go_on_on_further_sheets() {
    let names: Vec<String> = (1..=90).map(|number| format!("人员{number}")).collect();
    let rows: Vec<[&str; 5]> = names.iter().map(|name| [name.as_str(), "1", "示例", "专职", "2026年"]).collect();
    let pdf = duties(&paper(vec![level("项目劳资员", &rows)]), fonts()).unwrap();
    assert!(!info_of(&pdf).contains("Pages:           1\n"));
    let text = text_of(&pdf);
    assert!(names.iter().all(|name| text.contains(name.as_str())));
}

#[test]
fn a_character_without_glyph_is_a_fault_and_two_prints_are_equal() {
    let row = ["王\u{323AF}", "1", "示例", "专职", "2026年"];
    let fault = duties(&paper(vec![level("项目劳资员", &[row])]), fonts()).unwrap_err();
    assert_eq!(fault, PaperFault::MissingGlyph { character: '\u{323AF}', field: "levels" });
    let same = || duties(&paper(vec![level("项目劳资员", &[])]), fonts()).unwrap();
    assert!(same().bytes == same().bytes);
}
