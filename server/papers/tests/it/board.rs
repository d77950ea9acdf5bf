//! Does the board say all three groups on one sheet, and does its code lead where it says?

use papers::{BoardGroup, BoardPaper, BoardSize, PaperFault, Qr, board};
use qrcode::{Color, EcLevel, QrCode};

use crate::poppler::{info_of, scanned, text_of};
use crate::sample::fonts;

const URL: &str = "https://lzy.nantong.example.cn/b/7K3MZ0Q2W8XR5TBN";

fn group(head: &str, rows: &[(&str, &str)]) -> BoardGroup {
    let rows = rows.iter().map(|(name, value)| [(*name).to_owned(), (*value).to_owned()]).collect();
    BoardGroup { head: head.into(), rows }
}

fn paper(subcontractors: &str, size: BoardSize) -> BoardPaper {
    let code = QrCode::with_error_correction_level(URL, EcLevel::M).unwrap();
    let modules = code.to_colors().into_iter().map(|color| color == Color::Dark).collect();
    BoardPaper {
        size,
        title: "维权信息告示牌".into(),
        project: "示例住宅一期".into(),
        address: "南通市崇川区示例路18号".into(),
        groups: [
            group(
                "一、参建各方和主管部门",
                &[
                    ("建设单位", "示例置业有限公司"),
                    ("施工总承包单位", "示例建设有限公司（0513-85123456）"),
                    ("项目部", "项目经理范启明（13800000802）"),
                    ("分包单位", subcontractors),
                    ("行业主管部门", "崇川区住房和城乡建设局"),
                    ("劳资专管员", "龚䶮（13800005678）"),
                ],
            ),
            group("二、工资支付", &[("当地最低工资标准", ""), ("工资支付日期", "次月15日前")]),
            group("三、投诉举报和维权渠道", &[("公共法律服务热线", "公共法律服务热线 12348")]),
        ],
        officer_head: "劳资专管员".into(),
        officer: "龚䶮　138 0000 5678".into(),
        officer_note: "对考勤、工资有疑问的，请先联系劳资专管员。".into(),
        scan_words: "扫码查看现任劳资专管员和最新联系方式".into(),
        page_url: URL.trim_start_matches("https://").into(),
        made: "第1版　2026年11月20日制作".into(),
        qr: Qr { modules, width: code.width() },
        document_id: "board 1".into(),
        made_at_ms: 1_795_142_096_000,
    }
}

#[test]
fn everything_stands_on_one_large_sheet_and_the_code_is_read() {
    let pdf = board(&paper("示例劳务有限公司", BoardSize::A3), fonts()).unwrap();
    let text = text_of(&pdf);
    for word in [
        "维权信息告示牌",
        "示例住宅一期",
        "一、参建各方和主管部门",
        "二、工资支付",
        "三、投诉举报和维权渠道",
        "示例劳务有限公司",
        "龚䶮",
        "138 0000 5678",
        "12348",
        "第1版",
    ] {
        assert!(text.contains(word), "{word} is not in:\n{text}");
    }
    let info = info_of(&pdf);
    assert!(info.contains("Pages:           1\n") && info.contains("1190.55 x 841.89"), "{info}");
    assert_eq!(scanned(&pdf).trim(), URL);
}

#[test]
fn the_larger_sheet_says_the_same() {
    let pdf = board(&paper("示例劳务有限公司", BoardSize::A2), fonts()).unwrap();
    let info = info_of(&pdf);
    assert!(info.contains("Pages:           1\n") && info.contains("1683.6"), "{info}");
    assert_eq!(scanned(&pdf).trim(), URL);
}

#[test]
fn a_long_list_of_parties_stays_on_the_sheet() {
    let names: Vec<String> = (1..=40).map(|number| format!("南通第{number}示例建筑劳务有限公司")).collect();
    let pdf = board(&paper(&names.join("、"), BoardSize::A3), fonts()).unwrap();
    assert!(info_of(&pdf).contains("Pages:           1\n"));
    let text: String = text_of(&pdf).chars().filter(|c| !c.is_whitespace()).collect();
    assert!(text.contains("南通第40示例建筑劳务有限公司"), "{text}");
}

#[test]
fn a_character_without_glyph_is_a_fault_and_two_prints_are_equal() {
    let fault = board(&paper("王\u{323AF}有限公司", BoardSize::A3), fonts()).unwrap_err();
    assert_eq!(fault, PaperFault::MissingGlyph { character: '\u{323AF}', field: "groups" });
    let same = || board(&paper("示例劳务有限公司", BoardSize::A3), fonts()).unwrap();
    assert_eq!(same(), same());
}
