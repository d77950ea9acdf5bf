//! How do all parts look together? Writes `target/gallery/*.html` with the style sheet beside them, to be looked at in a
//! browser; the test itself holds what can be read from the markup.

mod certificate;
mod office;
mod people;
mod room;

use std::fs;
use std::path::PathBuf;

use crate::lang::Lang;

/// What differs between two looks at the same page.
#[derive(Clone, Copy)]
struct Look {
    lang: Lang,
    size: &'static str,
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../target/gallery")
}

/// The frame's markup without a visit: the parts are looked at, not the sign-in.
fn framed(look: Look, layout: &str, main: String) -> String {
    let (lang, t) = (look.lang.tag(), |key: &str| look.lang.t(key));
    let side = if layout == "office" {
        "<nav class=\"side\"><ul><li><a href=\"#\" aria-current=\"page\">今日待办</a></li><li><a href=\"#\">项目与人员</a></li>\
         <li><a href=\"#\">考试</a></li><li><a href=\"#\">上岗证</a></li><li><a href=\"#\">注销与申辩</a></li><li><a href=\"#\">规则与日历</a></li></ul></nav>"
    } else {
        ""
    };
    let ways = if layout == "column" {
        "<nav class=\"ways\"><a href=\"#\">课程</a><a href=\"#\">考试</a><a href=\"#\" aria-current=\"page\">我的证书</a><a href=\"#\">证书核验</a></nav>"
    } else {
        ""
    };
    let footer = if layout == "room" {
        String::new()
    } else {
        format!(
            "<footer class=\"site\"><nav><a href=\"#\">{}</a><a href=\"#\">{}</a><a href=\"#\">{}</a></nav>\
             <form class=\"preferences\"><button class=\"link\">English</button><button class=\"link\">{}</button></form></footer>",
            t("frame.verify"),
            t("frame.privacy"),
            t("frame.rules"),
            t("frame.large_text")
        )
    };
    let size = look.size;
    format!(
        "<!doctype html><html lang=\"{lang}\" data-text=\"{size}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><meta name=\"color-scheme\" content=\"light dark\">\
         <title>{layout}</title><link rel=\"stylesheet\" href=\"pkg/shanggang.css\"></head><body class=\"{layout}\">\
         <a class=\"skip\" href=\"#main\">{}</a><header class=\"site\"><p class=\"demo-note\" role=\"note\">{}</p><div class=\"bar\">\
         <a class=\"brand\" href=\"#\"><strong>{}</strong><span>{}</span></a><div class=\"account\"><a href=\"#\" class=\"who\">周明</a>\
         <form><button class=\"link\">{}</button></form></div></div>{ways}</header>\
         <div class=\"shell\">{side}<main id=\"main\" tabindex=\"-1\">{main}</main></div>{footer}</body></html>",
        t("frame.skip"),
        t("frame.demo"),
        t("frame.product"),
        t("frame.purpose"),
        t("frame.sign_out")
    )
}

#[test]
fn every_part_is_drawn_without_inline_style_or_missing_words() {
    let folder = folder();
    fs::create_dir_all(folder.join("pkg")).unwrap();
    fs::write(folder.join("pkg/shanggang.css"), crate::style::SHEET).unwrap();
    fs::write(folder.join("icon.svg"), crate::style::ICON).unwrap();
    let looks = [(Lang::Chinese, "normal", ""), (Lang::Chinese, "large", "-large"), (Lang::English, "normal", "-en")];
    for (lang, size, suffix) in looks {
        let look = Look { lang, size };
        let pages = [
            ("people", framed(look, "column", people::page(lang))),
            ("office", framed(look, "office", office::page(lang))),
            ("room", framed(look, "room", room::page())),
            ("certificate", framed(look, "column", certificate::page(lang))),
        ];
        for (name, html) in pages {
            assert!(!html.contains(" style="), "{name}: inline style");
            for group in ["[ui.", "[done.", "[refusals.", "[frame."] {
                assert!(!html.contains(group), "{name}: {group} is missing in {}", lang.tag());
            }
            fs::write(folder.join(format!("{name}{suffix}.html")), html).unwrap();
        }
    }
}
