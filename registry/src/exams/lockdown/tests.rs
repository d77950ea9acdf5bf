//! The expected values come from a script in another language, step by step; `docs/lockdown-browser.md` shows them.

use super::*;

const SITE: &str = "https://cert.example";
const EXAM: &str = "0193a5b0-0000-7000-8000-000000000001";
const KEY: &str = "8c06ba7f71223197d518db858a70136a1e770e68758bdf4efb9f29cc2bef4b8c";
const PAGE: &str = "https://cert.example/attempts/0193a5b0-0000-7000-8000-000000000002?q=3";
const PAGE_HASH: &str = "a6ed3af95406239c4c087a9a7a28e131d49d42220e36ef040fe624dbe71acdbe";

fn example() -> Value {
    settings(SITE, EXAM, Allowed { quit: Permit::No, reload: Permit::Yes, spell_check: Permit::No })
}

fn claim(url: &str, hash: Option<&str>) -> Claim {
    Claim { url: url.into(), hash: hash.map(str::to_owned), way: Way::Header }
}

#[test]
fn the_worked_example_of_the_documentation_holds() {
    let told = include_str!("../../../../docs/lockdown-browser.md");
    for part in [&seb_json(&example()), KEY, PAGE, PAGE_HASH] {
        assert!(told.contains(part), "{part}");
    }
    assert_eq!(config_key(&example()), KEY);
    assert_eq!(request_hash(PAGE, KEY), PAGE_HASH);
}

#[test]
fn keys_are_sorted_without_regard_to_case_and_empty_dictionaries_are_dropped() {
    let entry = |name: &str, value: Value| (name.to_owned(), value);
    let value = Value::Dictionary(vec![
        entry("b", Value::Integer(1)),
        entry("originatorVersion", Value::Text("x".into())),
        entry(
            "A",
            Value::List(vec![Value::Dictionary(vec![entry("z", Value::Truth(true)), entry("Y", Value::Integer(2))])]),
        ),
        entry("empty", Value::Dictionary(vec![])),
        entry("C", Value::Text("a\\b\"c/d".into())),
    ]);
    assert_eq!(seb_json(&value), "{\"A\":[{\"Y\":2,\"z\":true}],\"b\":1,\"C\":\"a\\b\"c/d\"}");
}

#[test]
fn any_setting_that_differs_gives_another_key() {
    let mut keys: Vec<String> = [Permit::Yes, Permit::No]
        .into_iter()
        .flat_map(|quit| [Permit::Yes, Permit::No].map(|reload| Allowed { quit, reload, spell_check: Permit::No }))
        .map(|allowed| config_key(&settings(SITE, EXAM, allowed)))
        .collect();
    keys.push(config_key(&settings(
        "https://other.example",
        EXAM,
        Allowed { quit: Permit::No, reload: Permit::No, spell_check: Permit::No },
    )));
    keys.sort();
    keys.dedup();
    assert_eq!(keys.len(), 5);
}

#[test]
fn a_request_is_judged_by_its_own_address() {
    assert_eq!(claim(PAGE, Some(PAGE_HASH)).verdict(KEY), Verdict::Proven);
    assert_eq!(claim(&format!("{PAGE}#top"), Some(&PAGE_HASH.to_uppercase())).verdict(KEY), Verdict::Proven);
    assert_eq!(claim(PAGE, None).verdict(KEY), Verdict::Silent);
    let short = &PAGE_HASH[..63];
    for (url, hash) in [("https://cert.example/exams", PAGE_HASH), (PAGE, KEY), (PAGE, ""), (PAGE, short)] {
        assert_eq!(claim(url, Some(hash)).verdict(KEY), Verdict::Wrong, "{url} {hash}");
    }
}

#[test]
fn the_file_is_a_property_list_with_everything_escaped() {
    let file = settings_file(&Value::Dictionary(vec![
        ("a&b".into(), Value::Text("<x>".into())),
        ("c".into(), Value::List(vec![Value::Truth(true), Value::Integer(-1)])),
    ]));
    assert!(file.starts_with("<?xml"));
    assert!(file.contains(
        "<dict><key>a&amp;b</key><string>&lt;x&gt;</string><key>c</key><array><true/><integer>-1</integer></array></dict>"
    ));
    assert!(settings_file(&example()).contains("<key>startURL</key><string>https://cert.example/exams/0193a5b0"));
}
