//! Does the printed record carry every line, on as many sheets as it takes?

use papers::{PaperFault, RecordPaper, RecordSection, SheetSize, record};

use crate::poppler::{info_of, text_of};
use crate::sample::fonts;

const DAYS: usize = 31;

fn row(name: &str, number: usize) -> Vec<String> {
    let head = [number.to_string(), name.to_owned(), "3206**************".into(), "木工".into()];
    let days = (0..DAYS).map(|day| if day % 7 == 6 { "×" } else { "√" }.to_owned());
    let rest = ["22", "198.5", "350", "7700.00", "7700.00", "2026-12-10", "", ""].map(str::to_owned);
    head.into_iter().chain(days).chain(rest).collect()
}

fn section(team: &str, names: &[String]) -> RecordSection {
    let mut sums = vec![String::new(); 4 + DAYS + 8];
    sums[1] = "合计".into();
    let rows = names.iter().enumerate().map(|(number, name)| row(name, number + 1)).collect();
    RecordSection { head: format!("项目：示例住宅一期　班组：{team}"), rows, sums }
}

fn paper(sections: Vec<RecordSection>) -> RecordPaper {
    let head = ["序号", "姓名", "身份证号", "工种"].map(str::to_owned).into_iter();
    let days = (1..=DAYS).map(|day| day.to_string());
    let rest = ["出勤天数", "工时", "单价", "应发工资", "实发工资", "发放日期", "本人签字", "备注"].map(str::to_owned);
    RecordPaper {
        title: "南通市建筑职工月度考勤及报酬记录表".into(),
        name: "示例住宅一期".into(),
        month: "2026年12月".into(),
        made_on: "制表日期：2027年1月4日".into(),
        legend: "√ 出勤　△ 出勤但进出记录不全　× 缺勤　· 当日未结束　– 未进场或已退场".into(),
        size: SheetSize::A3,
        columns: head.chain(days).chain(rest).collect(),
        widths: [70, 170, 330, 160].into_iter().chain([59; DAYS]).chain([110, 120, 140, 180, 180, 190, 0, 0]).collect(),
        sections,
        signers: ["项目劳资员（签字）：", "班组长（签字）：", "项目经理（签字）："].map(str::to_owned).to_vec(),
        document_id: "示例住宅一期 2026-12".into(),
        made_at_ms: 1_799_028_000_000,
    }
}

#[test]
fn every_line_is_printed_with_its_head_and_its_signers() {
    let names = ["葛大勇".to_owned(), "潘小军".to_owned()];
    let sections = vec![section("木工一班", &names), section("钢筋一班", &["龚䶮".to_owned()])];
    let pdf = record(&paper(sections), fonts()).unwrap();
    let text = text_of(&pdf);
    for word in [
        "南通市建筑职工月度考勤及报酬记录表",
        "葛大勇",
        "潘小军",
        "龚䶮",
        "木工一班",
        "钢筋一班",
        "合计",
        "7700.00",
        "项目经理",
    ] {
        assert!(text.contains(word), "{word} is not in:\n{text}");
    }
    let info = info_of(&pdf);
    assert!(info.contains("Pages:           1\n") && info.contains("1190.55 x 841.89"), "{info}");
}

#[test]
fn a_list_without_sums_lies_on_smaller_sheets() {
    let rows = vec![["1", "葛大勇", "男"].map(str::to_owned).to_vec()];
    let section = RecordSection { head: "班组：木工一班".into(), rows, sums: Vec::new() };
    let staff = RecordPaper {
        title: "职工花名册".into(),
        size: SheetSize::A4,
        columns: ["序号", "姓名", "性别"].map(str::to_owned).to_vec(),
        widths: vec![100, 0, 100],
        legend: String::new(),
        ..paper(vec![section])
    };
    let pdf = record(&staff, fonts()).unwrap();
    let text = text_of(&pdf);
    assert!(text.contains("职工花名册") && text.contains("葛大勇") && !text.contains("合计"), "{text}");
    assert!(info_of(&pdf).contains("841.89 x 595.2"), "{}", info_of(&pdf));
}

#[test]
fn a_large_team_goes_on_on_further_sheets() {
    let names: Vec<String> = (1..=120).map(|number| format!("工人{number}")).collect();
    let pdf = record(&paper(vec![section("木工一班", &names)]), fonts()).unwrap();
    let text = text_of(&pdf);
    assert!(names.iter().all(|name| text.contains(name)));
    assert!(text.matches("身份证号").count() > 1, "the head of the table is repeated");
    assert!(!info_of(&pdf).contains("Pages:           1\n"));
}

#[test]
fn a_character_without_glyph_is_a_fault_and_two_prints_are_equal() {
    let named = paper(vec![section("木工一班", &["王\u{323AF}".to_owned()])]);
    let fault = record(&named, fonts()).unwrap_err();
    assert_eq!(fault, PaperFault::MissingGlyph { character: '\u{323AF}', field: "sections" });
    let same = || record(&paper(vec![section("木工一班", &["葛大勇".to_owned()])]), fonts()).unwrap();
    assert_eq!(same(), same());
}
