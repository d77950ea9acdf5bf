use super::*;
use proptest::prelude::*;
use serde_json::json;

#[test]
fn ordinary_json_is_read() {
    let text = r#"{"b": [1, -2, true, null], "a": {"名": "𠮷"}}"#;
    assert_eq!(parse(text), Ok(json!({"a": {"名": "𠮷"}, "b": [1, -2, true, null]})));
    assert_eq!(canonical(&parse(text).unwrap()).unwrap(), r#"{"a":{"名":"𠮷"},"b":[1,-2,true,null]}"#.as_bytes());
}

#[test]
fn duplicate_keys_are_refused_at_every_depth() {
    for text in [r#"{"a":1,"a":1}"#, r#"[{"x":{"a":1,"b":2,"a":3}}]"#, r#"{"a":1,"\u0061":2}"#] {
        assert_eq!(parse(text), Err(JsonFault::DuplicateKey), "{text}");
    }
    assert!(parse(r#"[{"a":1},{"a":1}]"#).is_ok());
}

#[test]
fn fractions_and_large_integers_are_refused() {
    for text in ["1.5", "[1.0]", "1e3", "-0", "9007199254740992", "-9007199254740992", "1e400", "99999999999999999999"]
    {
        let refused = parse(text);
        assert!(matches!(refused, Err(JsonFault::UnsafeNumber | JsonFault::Syntax)), "{text}: {refused:?}");
    }
    assert_eq!(parse("1.5"), Err(JsonFault::UnsafeNumber));
    assert_eq!(parse("9007199254740991"), Ok(json!(INTEGER_MAX)));
    assert_eq!(canonical(&json!({"score": 0.5})), Err(JsonFault::UnsafeNumber));
    assert_eq!(canonical(&json!([{"n": u64::MAX}])), Err(JsonFault::UnsafeNumber));
}

#[test]
fn broken_deep_and_long_texts_are_refused() {
    for text in ["", "{", "{}{}", "nul", "\"\\ud800\"", "{1:2}", "[1,]", "\u{feff}{}"] {
        assert_eq!(parse(text), Err(JsonFault::Syntax), "{text}");
    }
    assert_eq!(parse(&"[".repeat(10_000)), Err(JsonFault::Syntax));
    assert_eq!(parse(&" ".repeat(TEXT_BYTES_MAX + 1)), Err(JsonFault::TooLong));
}

#[test]
fn the_published_pairs_of_rfc_8785_are_equal_byte_for_byte() {
    macro_rules! pair {
        ($name:literal) => {
            (
                include_str!(concat!("../../testdata/rfc8785/input/", $name, ".json")),
                include_str!(concat!("../../testdata/rfc8785/output/", $name, ".json")),
            )
        };
    }
    let pairs =
        [pair!("arrays"), pair!("french"), pair!("structures"), pair!("unicode"), pair!("values"), pair!("weird")];
    for (input, output) in pairs {
        // Two of the pairs have fractions, which `canonical` refuses; the canonical form itself is under test here.
        let value: Value = serde_json::from_str(input).unwrap();
        assert_eq!(serde_json_canonicalizer::to_string(&value).unwrap(), output.trim_end_matches('\n'));
    }
}

proptest! {
    #[test]
    fn no_text_panics(text in r#"[\[\]{}",:0-9ea.\\u -]{0,60}"#) {
        if let Ok(value) = parse(&text) {
            let bytes = canonical(&value).unwrap();
            let again = parse(std::str::from_utf8(&bytes).unwrap()).unwrap();
            prop_assert_eq!(again, value);
        }
    }
}
