//! Which words stand on a certificate? They are part of what is signed, so they are the same in every language.

use certs::wording::check_wording;

/// Of every number; a prefix belongs to one issuer.
pub const PREFIX: &str = "NTLZ";
/// The human form of [`PREFIX`].
pub const NUMBER_WORD: &str = "通劳资";
pub const RESULT: &str = "合格";
// 甲文第十二条: 长期有效
pub const VALIDITY: &str = "长期有效";
pub const REMARK: &str = "证书状态以网上查询为准";
pub const ACHIEVEMENT: &str = "建筑工人劳资专管员";
pub const DESCRIPTION: &str = "持证人已按规定参加建筑工人劳资专管员岗位培训，并经考试合格。";
// 甲文第十二条: training, then the exam
pub const CRITERIA: &str = "完成规定学时的培训，参加发证机关组织的考试且成绩合格。";

/// The name of the certificate: only the issuer named by the rules (我处) gives the 上岗证 itself.
pub fn title(office_kind: &str) -> &'static str {
    if office_kind == "issuer" {
        "南通市建筑工人劳资员上岗证"
    } else {
        "劳资专管员培训考核合格证明"
    }
}

/// The first word among these texts that no training certificate may bear (人社部函〔2022〕25号).
pub fn forbidden_word(texts: &[&str]) -> Option<&'static str> {
    texts.iter().find_map(|text| check_wording(text).err()).map(|found| found.word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_own_words_are_allowed() {
        let titles = [title("issuer"), title("human_resources")];
        let texts = [NUMBER_WORD, RESULT, VALIDITY, REMARK, ACHIEVEMENT, DESCRIPTION, CRITERIA];
        assert_eq!(forbidden_word(&titles), None);
        assert_eq!(forbidden_word(&texts), None);
    }

    #[test]
    fn a_forbidden_word_is_named() {
        assert_eq!(forbidden_word(&["上岗证", "全国劳资员职业资格证书"]), Some("全国"));
    }
}
