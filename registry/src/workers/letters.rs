//! By which plain letters is a name found, whatever its script?
//!
//! A name is read from each of its characters on, so that whatever stands inside it begins one of its keys; its initials
//! are one more. Keys have only `a-z` and `0-9`: every collation puts those that begin alike next to each other.

use std::collections::BTreeSet;

use pinyin::ToPinyin;

use crate::people::pinyin_key;

/// From so many characters on a key begins: enough for every Chinese name and most others.
const STARTS: usize = 8;
const FIRST: char = '0';
const LAST: char = 'z';

/// All keys of a name. A surname with a reading of its own is found under that and under the usual one.
pub(super) fn keys_of(name: &str) -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    for syllables in readings(name) {
        let starts = syllables.len().min(STARTS);
        keys.extend((0..starts).map(|start| syllables[start..].concat()));
        keys.insert(syllables.iter().filter_map(|syllable| syllable.chars().next()).collect());
    }
    keys.retain(|key: &String| !key.is_empty());
    keys
}

/// With what the keys of a wanted name begin, character by character; nothing when the text has no letter.
pub(super) fn wanted(query: &str) -> Option<String> {
    Some(usual(query).concat()).filter(|key| !key.is_empty())
}

/// The least key that does not begin with this one and comes after all that do; `None` when there is no such key.
pub(super) fn after(prefix: &str) -> Option<String> {
    let mut letters: Vec<char> = prefix.chars().collect();
    while let Some(last) = letters.pop() {
        if last != LAST {
            // between the digits and the letters there is nothing that a key has
            letters.push(if last == '9' { 'a' } else { char::from_u32(u32::from(last) + 1).unwrap_or(FIRST) });
            return Some(letters.into_iter().collect());
        }
    }
    None
}

/// The name as the surnames' readings have it, and character by character.
fn readings(name: &str) -> Vec<Vec<String>> {
    let key = pinyin_key(name);
    let mut of_surname: Vec<String> = key.split(' ').map(plain).collect();
    // the key ends with the same run together and with the initials
    of_surname.truncate(of_surname.len().saturating_sub(2));
    let usual = usual(name);
    if of_surname == usual { vec![usual] } else { vec![of_surname, usual] }
}

fn usual(name: &str) -> Vec<String> {
    name.chars().filter(|c| c.is_alphanumeric()).map(reading).collect()
}

fn reading(c: char) -> String {
    plain(&c.to_pinyin().map_or_else(|| c.to_lowercase().collect(), |reading| reading.plain().to_owned()))
}

/// Letters without a reading stand for themselves, by their number.
fn plain(syllable: &str) -> String {
    let letter = |c: char| match c {
        'a'..='z' | '0'..='9' => c.to_string(),
        'A'..='Z' => c.to_ascii_lowercase().to_string(),
        'ü' => "v".to_owned(),
        c => format!("{:x}", u32::from(c)),
    };
    syllable.chars().map(letter).collect()
}
