//! How do the style files become one small sheet?

use std::fs;
use std::path::PathBuf;

use crate::failure::Failure;
use crate::places::Places;

/// `app/style/*.css` in the order of their names, minified, as `shanggang.css`.
pub fn build(places: &Places) -> Result<(), Failure> {
    let folder = places.root.join("app/style");
    let mut files: Vec<PathBuf> = match fs::read_dir(&folder) {
        Ok(entries) => entries.flatten().map(|entry| entry.path()).collect(),
        Err(_) => Vec::new(),
    };
    files.retain(|path| path.extension().is_some_and(|extension| extension == "css"));
    files.sort();
    if files.is_empty() {
        println!("    note: there are no style files in {}.", folder.display());
    }
    let mut source = String::new();
    for file in &files {
        source.push_str(&fs::read_to_string(file).map_err(Failure::at(file))?);
        source.push('\n');
    }
    let sheet = places.pkg().join("shanggang.css");
    fs::write(&sheet, minify(&source)).map_err(Failure::at(&sheet))
}

/// Drops comments and needless white space; names, values and strings stay as they are.
///
/// White space around `+`, `-`, `*`, `/`, `>`, `~`, `(` and before `:` stays as one blank: there it can carry meaning.
fn minify(source: &str) -> String {
    let mut out = String::with_capacity(source.len());
    let mut rest = source;
    let mut blank = false;
    while let Some(next) = rest.chars().next() {
        if let Some(comment) = rest.strip_prefix("/*") {
            rest = comment.split_once("*/").map_or("", |(_, after)| after);
            blank = true;
        } else if next.is_ascii_whitespace() {
            rest = rest.trim_ascii_start();
            blank = true;
        } else {
            let token = if next == '"' || next == '\'' { string(rest) } else { &rest[..next.len_utf8()] };
            if matches!(token, "{" | "}" | ";" | ",") {
                if token == "}" && out.ends_with(';') {
                    out.pop();
                }
            } else if blank && !out.ends_with(['{', '}', ';', ',', ':']) && !out.is_empty() {
                out.push(' ');
            }
            blank = false;
            out.push_str(token);
            rest = &rest[token.len()..];
        }
    }
    out
}

/// The quoted string at the start, with its quotes.
fn string(text: &str) -> &str {
    let quote = text.as_bytes()[0];
    let mut escaped = false;
    for (position, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            byte if byte == quote => return &text[..=position],
            _ => {}
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(source: &str, expected: &str) {
        assert_eq!(minify(source), expected);
    }

    #[test]
    fn comments_and_needless_white_space_go() {
        check(
            "/* ink */\n.card ,\n.box {\n  color : red;\n  margin: 0 auto;\n}\n",
            ".card,.box{color :red;margin:0 auto}",
        );
        check("a{}/* open", "a{}");
    }

    #[test]
    fn white_space_that_carries_meaning_stays() {
        check("nav  a :hover > b + c { x: calc(1px + 2px) }", "nav a :hover > b + c{x:calc(1px + 2px)}");
        check("@media screen and (min-width: 40em) { a { b: c } }", "@media screen and (min-width:40em){a{b:c}}");
        check("a/**/b { c: d }", "a b{c:d}");
        check(":root { --shadow: 0 1px rgb(0 0 0 / 20%) }", ":root{--shadow:0 1px rgb(0 0 0 / 20%)}");
    }

    #[test]
    fn strings_are_untouched() {
        check(r#"a::before { content: "  /* ; } \"  "; }"#, r#"a::before{content:"  /* ; } \"  "}"#);
        check(
            "a { font-family: 'Noto  Sans', \"思源  黑体\" , serif }",
            "a{font-family:'Noto  Sans',\"思源  黑体\",serif}",
        );
        check("a { content: \"open", "a{content:\"open");
    }
}
