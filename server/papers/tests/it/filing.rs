//! Do the form and the pledge of a filing say what the annexes say, field for field?

use papers::{FilingPaper, PaperFault, PledgePaper, filing, pledge};

use crate::poppler::{info_of, text_in_drawing_order, text_of};
use crate::sample::fonts;

fn form() -> FilingPaper {
    FilingPaper {
        unit: "南通崇川示例建设有限公司".into(),
        date: "2026年11月20日".into(),
        project: "崇川示例花园一期工程".into(),
        planned: "2026年12月20日至2028年10月20日".into(),
        address: "崇川区示例路18号".into(),
        owner: "南通示例置业有限公司".into(),
        owner_lead: "季明".into(),
        owner_phone: "0513-80000018".into(),
        supervisor: "南通示例工程监理有限公司".into(),
        chief_supervisor: "崔建华".into(),
        supervisor_phone: "13800000801".into(),
        contractor: "南通崇川示例建设有限公司".into(),
        project_manager: "范启明".into(),
        manager_phone: "13800000802".into(),
        officer: "王䶮".into(),
        officer_phone: "13800000803".into(),
        joined: "2026年11月1日".into(),
        note: "第1版　0123456789abcdef".into(),
        document_id: "0190".into(),
        made_at_ms: 1_795_142_096_000,
    }
}

fn signed() -> PledgePaper {
    PledgePaper {
        title: "南通市工程建设领域劳资专管员落实岗位职责承诺书".into(),
        paragraphs: vec![
            "我郑重承诺：本人系甲公司（总承包单位名称）在乙工程（项目名称）的劳资专管员，承诺严格履行以下职责和义务："
                .into(),
            "一、负责农民工劳动合同的签订和管理工作。".repeat(12),
        ],
        contractor_sign: "施工总承包单位（章）：".into(),
        contractor: "甲公司".into(),
        officer_sign: "承诺人：".into(),
        officer: "王䶮".into(),
        signature_png: None,
        signed_by: "输入姓名确认".into(),
        day: "2026年11月20日".into(),
        note: "文本第1版　0123456789abcdef".into(),
        document_id: "0190".into(),
        made_at_ms: 1_795_142_096_000,
    }
}

/// Without the spaces and line breaks that stand between cells.
fn words(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

//
#[test]
fn the_form_has_every_field_of_the_annex_and_a_box_for_the_seal() {
    let pdf = filing(&form(), fonts()).unwrap();
    let text = words(&text_in_drawing_order(&pdf));
    for field in [
        "附件1",
        "劳资专管员备案表",
        "单位（公章）",
        "日期：",
        "项目名称",
        "计划开工竣工日期",
        "项目地址",
        "建设单位",
        "项目负责人",
        "监理单位",
        "项目总监",
        "施工总承包单位",
        "项目经理",
        "劳资专管员",
        "入职时间",
        "单位盖章处",
    ] {
        assert!(text.contains(field), "{field} is not in:\n{text}");
    }
    assert_eq!(text.matches("联系电话").count(), 4);
    let form = form();
    for value in [
        form.unit,
        form.date,
        form.project,
        form.planned,
        form.address,
        form.owner,
        form.owner_lead,
        form.owner_phone,
        form.supervisor,
        form.chief_supervisor,
        form.supervisor_phone,
        form.contractor,
        form.project_manager,
        form.manager_phone,
        form.officer,
        form.officer_phone,
        form.joined,
    ] {
        assert!(text.contains(&value), "{value} is not in:\n{text}");
    }
    let info = info_of(&pdf);
    assert!(info.contains("Pages:           1\n") && info.contains("pts (A4)"), "{info}");
}

#[test]
fn a_project_without_supervision_has_strokes_in_those_places() {
    let none = FilingPaper {
        supervisor: String::new(),
        chief_supervisor: String::new(),
        supervisor_phone: String::new(),
        ..form()
    };
    let text = text_of(&filing(&none, fonts()).unwrap());
    assert_eq!(text.matches('／').count(), 3, "{text}");
}

//
#[test]
fn the_pledge_is_printed_word_for_word_with_its_signature_and_a_box_for_the_seal() {
    let typed = pledge(&signed(), fonts()).unwrap();
    let text = words(&text_in_drawing_order(&typed));
    let paper = signed();
    for said in paper.paragraphs.iter().chain([&paper.title, &paper.contractor_sign, &paper.officer, &paper.day]) {
        assert!(text.contains(&words(said)), "{said} is not in:\n{text}");
    }
    assert!(text.contains("附件2") && text.contains("总承包单位盖章处"));

    let mut png = Vec::new();
    let stroke = image::GrayImage::from_fn(400, 200, |x, y| image::Luma([if x / 2 == y { 0 } else { 255 }]));
    stroke.write_to(&mut std::io::Cursor::new(&mut png), image::ImageFormat::Png).unwrap();
    let drawn = pledge(&PledgePaper { signature_png: Some(png), ..signed() }, fonts()).unwrap();
    assert!(drawn.bytes.len() > 1_000 && drawn != typed);
    let broken = PledgePaper { signature_png: Some(b"no picture".to_vec()), ..signed() };
    assert_eq!(pledge(&broken, fonts()).unwrap_err(), PaperFault::Photo);
}

#[test]
fn a_character_without_glyph_is_a_fault_and_two_prints_are_equal() {
    let named = FilingPaper { officer: "王\u{323AF}".into(), ..form() };
    let fault = filing(&named, fonts()).unwrap_err();
    assert_eq!(fault, PaperFault::MissingGlyph { character: '\u{323AF}', field: "officer" });
    let long = FilingPaper { address: "路".repeat(201), ..form() };
    assert_eq!(filing(&long, fonts()).unwrap_err(), PaperFault::TooLong { field: "address", limit: 200 });
    assert_eq!(filing(&form(), fonts()).unwrap(), filing(&form(), fonts()).unwrap());
    let signed_named = PledgePaper { officer: "王\u{323AF}".into(), ..signed() };
    assert!(matches!(pledge(&signed_named, fonts()), Err(PaperFault::MissingGlyph { .. })));
}
