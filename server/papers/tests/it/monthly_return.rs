//! Does the printed return carry its sums and every project?

use papers::{MonthlyReturnPaper, ReturnTable, monthly_return};

use crate::poppler::{info_of, text_of};
use crate::sample::fonts;

fn table(head: &str, columns: &[&str], rows: Vec<Vec<String>>) -> ReturnTable {
    let columns: Vec<String> = columns.iter().map(|name| (*name).to_owned()).collect();
    ReturnTable { head: head.into(), widths: vec![0; columns.len()], columns, rows }
}

fn paper(projects: usize) -> MonthlyReturnPaper {
    let texts = |texts: [&str; 3]| texts.map(str::to_owned).to_vec();
    let lines = (1..=projects).map(|number| vec![number.to_string(), format!("示例工程{number}"), "龚䶮".to_owned()]);
    MonthlyReturnPaper {
        title: "劳资专管员备案情况月度汇总表".into(),
        heads: texts(["报送单位：崇川区", "月份：2026年11月", "第1版　2026年12月9日 10:00报送（按时报送）"]),
        sums: table(
            "汇总数",
            &["行业", "在建项目", "已报送备案"],
            vec![texts(["房屋建筑", "41", "37"]), texts(["合计", "41", "37"])],
        ),
        lines: table("项目明细", &["序号", "项目", "劳资专管员"], lines.collect()),
        signers: texts(["单位（公章）：", "填报人（签字）：", "负责人（签字）："]),
        notes: vec!["内容校验值：0123456789abcdef".into()],
        document_id: "return 1".into(),
        made_at_ms: 1_795_142_096_000,
    }
}

#[test]
fn sums_and_projects_are_printed_with_who_signs() {
    let pdf = monthly_return(&paper(3), fonts()).unwrap();
    let text = text_of(&pdf);
    for word in ["月度汇总表", "报送单位：崇川区", "41", "37", "示例工程3", "龚䶮", "单位（公章）", "0123456789abcdef"]
    {
        assert!(text.contains(word), "{word} is not in:\n{text}");
    }
    let info = info_of(&pdf);
    assert!(info.contains("Pages:           1\n") && info.contains("841.89 x 595.2"), "{info}");
}

#[test]
fn a_whole_county_goes_on_on_further_sheets_and_two_prints_are_equal() {
    let pdf = monthly_return(&paper(200), fonts()).unwrap();
    let text = text_of(&pdf);
    assert!((1..=200).all(|number| text.contains(&format!("示例工程{number}"))));
    assert!(text.matches("序号").count() > 1, "the head of the table is repeated");
    assert_eq!(pdf, monthly_return(&paper(200), fonts()).unwrap());
}
