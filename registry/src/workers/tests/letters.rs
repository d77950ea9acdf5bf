use super::super::letters::{after, keys_of, wanted};

#[test]
fn a_name_is_found_from_each_of_its_characters_on() {
    let keys = keys_of("王建明");
    assert_eq!(keys.iter().map(String::as_str).collect::<Vec<_>>(), ["jianming", "ming", "wangjianming", "wjm"]);
    for query in ["王", "王建", "建明", "明", "wang", "Wang Jian", "wjm", "wj", "jianm"] {
        assert!(wanted(query).iter().any(|w| keys.iter().any(|key| key.starts_with(w.as_str()))), "{query}");
    }
    for query in ["李", "明建", "wm"] {
        assert!(!wanted(query).iter().any(|w| keys.iter().any(|key| key.starts_with(w.as_str()))), "{query}");
    }
    assert!(wanted(" · ").is_none() && wanted("").is_none());
}

#[test]
fn a_surname_read_otherwise_is_found_under_both_readings() {
    for (name, queries) in [("单雄", ["单", "shan", "dan"]), ("尉迟恭", ["尉", "yuchi", "weichi"])] {
        let keys = keys_of(name);
        for query in queries {
            assert!(wanted(query).iter().any(|w| keys.iter().any(|key| key.starts_with(w.as_str()))), "{name} {query}");
        }
    }
}

#[test]
fn keys_have_letters_and_digits_only() {
    for name in ["王䶮", "阿依古丽·买买提", "John O'Neill", "吕布", "𠮷野"] {
        for key in keys_of(name) {
            assert!(key.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()), "{name}: {key}");
        }
        assert!(wanted(name).iter().all(|w| keys_of(name).contains(w)), "{name}");
    }
    assert!(keys_of("阿依古丽·买买提阿不都拉买买提").len() <= 9);
}

#[test]
fn what_begins_alike_lies_between_two_keys() {
    assert_eq!(after("wang").as_deref(), Some("wanh"));
    assert_eq!((after("wz").as_deref(), after("9").as_deref(), after("zz")), (Some("x"), Some("a"), None));
    for key in ["wang", "wangz", "wang9", "wangwang"] {
        assert!(("wang".."wanh").contains(&key));
    }
    assert!(!("wang".."wanh").contains(&"wan") && !("wang".."wanh").contains(&"wanhua"));
}
