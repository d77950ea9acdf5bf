//! How is a person's name written, shortened for strangers, and sorted?

use pinyin::ToPinyin;
use unicode_normalization::UnicodeNormalization;

use crate::Refusal;

const LONGEST: usize = 50;
/// Between the parts of minority names, U+00B7.
const DOT: char = '·';

/// A name in Unicode normal form C, in any script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonName(String);

impl PersonName {
    /// Trims, joins characters that were spaced out (`王　明`), and writes every look-alike of the dot as `·`.
    ///
    /// # Errors
    /// One refusal on `name`: it is missing, longer than 50 characters, only digits, or has invisible characters.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let composed: Vec<char> = text.trim().nfc().collect();
        let mut name = String::new();
        for (index, c) in composed.iter().copied().enumerate() {
            let between_han = index > 0
                && composed[..index].iter().rfind(|c| !c.is_whitespace()).copied().is_some_and(is_han)
                && composed[index + 1..].iter().find(|c| !c.is_whitespace()).copied().is_some_and(is_han);
            match c {
                '•' | '‧' | '・' | '･' | '∙' | '⋅' => name.push(DOT),
                '.' | '．' if between_han => name.push(DOT),
                c if c.is_control() || is_invisible(c) => return Err(Refusal::on("name", "people.name_characters")),
                c if c.is_whitespace() && (between_han || name.ends_with(' ')) => {}
                c if c.is_whitespace() => name.push(' '),
                c => name.push(c),
            }
        }
        let refuse = |code| Err(Refusal::on("name", code));
        if name.is_empty() {
            return refuse("people.name_missing");
        }
        if name.chars().count() > LONGEST {
            return refuse("people.name_too_long");
        }
        if !name.chars().any(char::is_alphabetic) {
            return refuse("people.name_characters");
        }
        Ok(Self(name))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The name as strangers see it: `王*`, `欧阳**`, `阿依古丽**`. The number of stars does not follow the given name.
pub fn masked_name(name: &str) -> String {
    if let Some((first, _)) = name.split_once(DOT) {
        return format!("{first}**");
    }
    match compound_surname(name) {
        Some(surname) => format!("{surname}**"),
        None => name.chars().take(1).chain(['*']).collect(),
    }
}

/// The column to sort and search by: syllables, the same run together, initials (`wang yan wangyan wy`). Characters
/// without a known reading stand for themselves.
pub fn pinyin_key(name: &str) -> String {
    let (surname, syllables) = surname_reading(name);
    let given = name[surname.len()..].chars().filter(|c| c.is_alphanumeric()).map(|c| match c.to_pinyin() {
        Some(reading) => reading.plain().to_owned(),
        None => c.to_lowercase().collect(),
    });
    let syllables: Vec<String> = syllables.iter().map(|syllable| (*syllable).to_owned()).chain(given).collect();
    let initials: String = syllables.iter().filter_map(|syllable| syllable.chars().next()).collect();
    format!("{} {} {initials}", syllables.join(" "), syllables.concat())
}

fn compound_surname(name: &str) -> Option<&str> {
    // 欧阳 alone is a person of the surname 欧
    let (end, _) = name.char_indices().nth(2)?;
    COMPOUND_SURNAMES.contains(&&name[..end]).then(|| &name[..end])
}

/// The surname whose reading differs from the character's usual one, and that reading.
fn surname_reading(name: &str) -> (&str, &'static [&'static str]) {
    if name.contains(DOT) {
        return ("", &[]);
    }
    SURNAME_READINGS
        .iter()
        .find(|(surname, _)| name.starts_with(surname) && (compound_surname(name).is_none() || surname.len() > 3))
        .map_or(("", &[]), |(surname, reading)| (*surname, *reading))
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{323AF}' | '〇')
}

/// Characters that change how a text looks without being seen: zero-width, direction marks, tags.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}'
        | '\u{FFF9}'..='\u{FFFD}' | '\u{E0000}'..='\u{E007F}')
}

const COMPOUND_SURNAMES: &[&str] = &[
    "欧阳", "太史", "端木", "上官", "司马", "东方", "独孤", "南宫", "万俟", "闻人", "夏侯", "诸葛", "尉迟", "公羊",
    "赫连", "澹台", "皇甫", "宗政", "濮阳", "公冶", "太叔", "申屠", "公孙", "慕容", "仲孙", "钟离", "长孙", "宇文",
    "司徒", "鲜于", "司空", "闾丘", "子车", "亓官", "司寇", "巫马", "公西", "颛孙", "壤驷", "公良", "漆雕", "乐正",
    "宰父", "谷梁", "拓跋", "夹谷", "轩辕", "令狐", "段干", "百里", "呼延", "东郭", "南门", "羊舌", "微生", "梁丘",
    "左丘", "东门", "西门", "第五", "纳兰", "完颜", "叶赫", "那拉",
];

/// Surnames that are read otherwise than the character alone; [`ToPinyin`] knows the others.
const SURNAME_READINGS: &[(&str, &[&str])] = &[
    ("万俟", &["mo", "qi"]),
    ("尉迟", &["yu", "chi"]),
    ("澹台", &["tan", "tai"]),
    ("乐正", &["yue", "zheng"]),
    ("单", &["shan"]),
    ("仇", &["qiu"]),
    ("曾", &["zeng"]),
    ("查", &["zha"]),
    ("解", &["xie"]),
    ("区", &["ou"]),
    ("朴", &["piao"]),
    ("盖", &["ge"]),
    ("缪", &["miao"]),
    ("乐", &["yue"]),
    ("覃", &["qin"]),
    ("翟", &["zhai"]),
    ("洗", &["xian"]),
    ("召", &["shao"]),
    ("黑", &["he"]),
    ("员", &["yun"]),
    ("种", &["chong"]),
    ("秘", &["bi"]),
    ("繁", &["po"]),
    ("祭", &["zhai"]),
    ("折", &["she"]),
    ("牟", &["mu"]),
    ("隗", &["wei"]),
    ("佴", &["nai"]),
    ("郇", &["xun"]),
    ("都", &["du"]),
    ("卜", &["bu"]),
    ("粘", &["nian"]),
];
