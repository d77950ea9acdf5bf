use super::*;

fn read(text: &str) -> Vec<(u64, Option<&'static str>)> {
    figures(text).into_iter().map(|figure| (figure.value, figure.unit)).collect()
}

/// Whether every figure that the key claims stands in the fact.
fn holds(key: &str, fact: &str) -> bool {
    let known = figures(fact);
    figures(key).iter().filter(|f| f.is_claim()).all(|f| known.iter().any(|known| f.is_held_by(known)))
}

const ONE: u64 = number::ONE;

#[test]
fn one_figure_has_many_spellings() {
    for (one, other) in [
        ("30日", "三十日"),
        ("３０天", "三十日"),
        ("30 个工作日", "三十个工作日"),
        ("50%", "百分之五十"),
        ("50％", "百分之50"),
        ("100%", "百分之一百"),
        ("0.5%", "0.5％"),
        ("2万元", "二万元"),
        ("20000元", "二万元"),
        ("20,000元", "2万元"),
        ("两个月", "2个月"),
        ("十五日", "15天"),
        ("一百二十三元", "123元"),
        ("二〇二一年", "2021年"),
        ("2021年11月1日", "2021-11-01"),
        ("双倍工资", "二倍工资"),
        ("十六周岁", "16岁"),
        ("三类台账", "3种台账"),
        ("一亿二千万元", "12000万元"),
    ] {
        assert_eq!(read(one), read(other), "{one} {other}");
        assert!(!read(one).is_empty(), "{one}");
        assert!(holds(one, other) && holds(other, one), "{one} {other}");
    }
}

#[test]
fn another_number_or_unit_is_another_figure() {
    for (key, fact) in [
        ("20日", "30日"),
        ("30日", "30个工作日"),
        ("3年", "3个月"),
        ("3月", "3个月"),
        ("5万元", "5元"),
        ("三十日", "三日"),
        ("50%", "50元"),
        ("二倍", "三倍"),
        ("一个月", "统一管理"),
        ("三分之一", "三分之二"),
    ] {
        assert!(!holds(key, fact), "{key} {fact}");
    }
}

#[test]
fn numbers_of_laws_and_articles_are_no_figures() {
    for text in [
        "依照第三十条和第31条第二款",
        "第十、十一条",
        "《江苏省工资支付条例（2021年）》",
        "人社部发〔2021〕53号文件",
        "国务院令第724号",
        "第三方机构",
    ] {
        assert_eq!(read(text), [], "{text}");
    }
    assert_eq!(read("自第15日起"), [(15 * ONE, Some("日"))]);
}

#[test]
fn numerals_inside_words_claim_nothing() {
    for text in [
        "统一管理",
        "一并支付",
        "一名农民工",
        "一次性结清",
        "任何一方",
        "十分重要",
        "千方百计",
        "五险一金",
        "几十日",
        "一人一卡",
    ] {
        assert!(figures(text).iter().all(|figure| !figure.is_claim()), "{text}");
    }
    assert!(!holds("一个月内", "及时支付"));
    assert!(!holds("两名以上", "一名以上"));
}

#[test]
fn a_chain_shares_the_unit_at_its_end() {
    assert_eq!(read("45＋15日"), [(45 * ONE, Some("日")), (15 * ONE, Some("日"))]);
    assert_eq!(read("1/2/6个月").iter().filter(|(_, unit)| *unit == Some("个月")).count(), 3);
    assert_eq!(read("三至五年"), [(3 * ONE, Some("年")), (5 * ONE, Some("年"))]);
    assert_eq!(read("2–5万元"), [(20_000 * ONE, Some("元")), (50_000 * ONE, Some("元"))]);
    assert_eq!(read("2000–2万元"), [(2_000 * ONE, Some("元")), (20_000 * ONE, Some("元"))]);
    assert_eq!(read("50%以上100%以下"), [(50 * ONE, Some("%")), (100 * ONE, Some("%"))]);
}

#[test]
fn a_number_without_unit_is_compared_as_a_number() {
    assert!(holds("共6项", "要求：6"));
    assert!(holds("6", "六个月"));
    assert!(!holds("7", "六个月"));
}

#[test]
fn nothing_breaks_on_odd_text() {
    for text in
        ["", "99999999999999999999999元", "万万万亿", "1.", "3.5.7", "第", "〔", "《", "百分之", "三分之", "2021-1"]
    {
        let _ = figures(text);
    }
    assert_eq!(read("工资1."), [(ONE, None)]);
    assert_eq!(read("3.5倍"), [(35_000, Some("倍"))]);
}

proptest::proptest! {
    #[test]
    fn any_text_can_be_read(text in "[0-9一二三十百千万亿第条款分之%元日个月.,\\-–〔〕《》号年]{0,30}") {
        let _ = figures(&text);
    }
}
