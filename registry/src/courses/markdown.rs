//! What does a lesson's Markdown look like on the page, and what may not stand in it?

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, LinkType, Options, Parser, Tag, TagEnd, html};

/// A fenced block of this name holds ids of practice questions, one a line.
const PRACTICE: &str = "practice";

/// A picture's path, and where it stands in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    pub path: String,
    pub at: Range<usize>,
    /// from 1
    pub line: usize,
}

/// A question that is asked inside the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    pub question: String,
    /// from 1; of the block
    pub line: usize,
}

/// What stands in a text beside words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    pub pictures: Vec<Picture>,
    pub practice: Vec<Asked>,
}

/// A stretch of a lesson, as the page shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stretch {
    /// Safe as it is.
    Html(String),
    /// The id of a question.
    Practice(String),
}

/// What is wrong in which line (from 1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MarkdownFault {
    pub line: usize,
    pub kind: MarkdownFaultKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MarkdownFaultKind {
    RawHtml,
    /// Links go to https, to a page of this site or to a heading.
    Link,
    /// Pictures are written `![words](path)`.
    Picture,
    WordsMissing,
    /// A block of questions stands by itself, and names at least one.
    PracticeForm,
    PracticeRepeated,
}

/// What stands in a text that may be published.
pub fn read(text: &str) -> Result<Found, Vec<MarkdownFault>> {
    let (mut pictures, mut faults) = (Vec::new(), Vec::new());
    let practice = practice(text, &mut faults);
    let mut words = None;
    for (event, range) in Parser::new_ext(text, Options::ENABLE_TABLES).into_offset_iter() {
        let line = 1 + text[..range.start].matches('\n').count();
        let mut fault = |kind| faults.push(MarkdownFault { line, kind });
        match event {
            Event::Html(_) | Event::InlineHtml(_) => fault(MarkdownFaultKind::RawHtml),
            Event::Start(Tag::Link { dest_url, .. }) if !may_be_linked(&dest_url) => fault(MarkdownFaultKind::Link),
            Event::Start(Tag::Image { link_type, dest_url, .. }) => {
                words = Some(String::new());
                let at = range.start + text[range.clone()].rfind("](").map_or(0, |bracket| bracket + 2);
                let at = at..at + dest_url.len();
                if link_type == LinkType::Inline && text.get(at.clone()) == Some(&*dest_url) {
                    pictures.push(Picture { path: dest_url.to_string(), at, line });
                } else {
                    fault(MarkdownFaultKind::Picture);
                }
            }
            Event::End(TagEnd::Image) if words.take().is_none_or(|words| words.trim().is_empty()) => {
                fault(MarkdownFaultKind::WordsMissing);
            }
            Event::Text(text) => words.iter_mut().for_each(|words| words.push_str(&text)),
            _ => {}
        }
    }
    faults.sort_by_key(|fault| fault.line);
    if faults.is_empty() { Ok(Found { pictures, practice }) } else { Err(faults) }
}

fn practice(text: &str, faults: &mut Vec<MarkdownFault>) -> Vec<Asked> {
    let (mut asked, mut depth) = (Vec::<Asked>::new(), 0_usize);
    let mut listing: Option<(usize, String)> = None;
    for (event, range) in Parser::new_ext(text, Options::ENABLE_TABLES).into_offset_iter() {
        let line = 1 + text[..range.start].matches('\n').count();
        match event {
            Event::Start(tag) => {
                if is_practice(&tag) {
                    if depth > 0 {
                        faults.push(MarkdownFault { line, kind: MarkdownFaultKind::PracticeForm });
                    }
                    listing = Some((line, String::new()));
                }
                depth += 1;
            }
            Event::End(_) => {
                depth = depth.saturating_sub(1);
                let Some((line, listed)) = listing.take_if(|_| matches!(event, Event::End(TagEnd::CodeBlock))) else {
                    continue;
                };
                if questions(&listed).next().is_none() {
                    faults.push(MarkdownFault { line, kind: MarkdownFaultKind::PracticeForm });
                }
                for question in questions(&listed) {
                    if asked.iter().any(|known| known.question == question) {
                        faults.push(MarkdownFault { line, kind: MarkdownFaultKind::PracticeRepeated });
                    }
                    asked.push(Asked { question: question.to_owned(), line });
                }
            }
            Event::Text(words) => listing.iter_mut().for_each(|(_, listed)| listed.push_str(&words)),
            _ => {}
        }
    }
    asked
}

fn is_practice(tag: &Tag<'_>) -> bool {
    matches!(tag, Tag::CodeBlock(CodeBlockKind::Fenced(info)) if info.trim() == PRACTICE)
}

fn questions(listed: &str) -> impl Iterator<Item = &str> {
    listed.split_whitespace()
}

/// The same text with each picture's path replaced by its address.
pub fn with_addresses(text: &str, pictures: &[Picture], address: impl Fn(&str) -> Option<String>) -> String {
    let mut done = text.to_owned();
    for picture in pictures.iter().rev() {
        if let Some(address) = address(&picture.path) {
            done.replace_range(picture.at.clone(), &address);
        }
    }
    done
}

/// The whole text without the questions that are asked in it.
pub fn html(markdown: &str) -> String {
    let words = stretches(markdown).into_iter().filter_map(|stretch| match stretch {
        Stretch::Html(html) => Some(html),
        Stretch::Practice(_) => None,
    });
    words.collect()
}

/// The ids of the questions that are asked inside a text.
pub fn asked(markdown: &str) -> Vec<String> {
    let question = |stretch| match stretch {
        Stretch::Html(_) => None,
        Stretch::Practice(question) => Some(question),
    };
    stretches(markdown).into_iter().filter_map(question).collect()
}

/// The text between the questions, and each question in its place.
pub fn stretches(markdown: &str) -> Vec<Stretch> {
    let (mut stretches, mut headings, mut depth) = (Vec::new(), 0, 0_usize);
    let mut events = Vec::new();
    let mut listing: Option<String> = None;
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
        match &event {
            Event::Start(tag) if depth == 0 && is_practice(tag) => listing = Some(String::new()),
            Event::Start(_) => depth += 1,
            Event::Text(words) if listing.is_some() => {
                listing.iter_mut().for_each(|listed| listed.push_str(words));
                continue;
            }
            Event::End(TagEnd::CodeBlock) if listing.is_some() => {
                let before = written(std::mem::take(&mut events), &mut headings);
                stretches.extend((!before.is_empty()).then_some(Stretch::Html(before)));
                let listed = listing.take().unwrap_or_default();
                stretches.extend(questions(&listed).map(|question| Stretch::Practice(question.to_owned())));
                continue;
            }
            Event::End(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
        if listing.is_none() {
            events.push(event);
        }
    }
    let rest = written(events, &mut headings);
    stretches.extend((!rest.is_empty()).then_some(Stretch::Html(rest)));
    stretches
}

/// HTML with numbered headings, tables that scroll by themselves and pictures that load when they are near. Whatever
/// the text holds, raw HTML comes out as words and only stored files are shown.
fn written(events: Vec<Event<'_>>, headings: &mut usize) -> String {
    let mut picture: Option<(CowStr<'_>, String)> = None;
    let events = events.into_iter().filter_map(|event| match event {
        Event::End(TagEnd::Image) => picture.take().map(|(address, words)| Event::Html(image(&address, &words).into())),
        Event::Text(words) if picture.is_some() => {
            picture.iter_mut().for_each(|(_, alternative)| alternative.push_str(&words));
            None
        }
        _ if picture.is_some() => None,
        Event::Html(raw) | Event::InlineHtml(raw) => Some(Event::Text(raw)),
        Event::Start(Tag::Image { dest_url, .. }) => {
            picture = Some((dest_url, String::new()));
            None
        }
        Event::Start(Tag::Link { dest_url, link_type, title, id }) => {
            let dest_url = if may_be_linked(&dest_url) { dest_url } else { "#".into() };
            Some(Event::Start(Tag::Link { link_type, dest_url, title, id }))
        }
        Event::Start(Tag::Heading { level, .. }) => {
            *headings += 1;
            let id = Some(format!("section-{headings}").into());
            Some(Event::Start(Tag::Heading { level, id, classes: Vec::new(), attrs: Vec::new() }))
        }
        event => Some(event),
    });
    let mut page = String::new();
    html::push_html(&mut page, events.flat_map(in_scrolling_frame));
    page
}

/// A table's frame; its column alignment is left out, because it would come out as inline style.
fn in_scrolling_frame(event: Event<'_>) -> impl Iterator<Item = Event<'_>> {
    let (before, event, after) = match event {
        Event::Start(Tag::Table(_)) => {
            (Some("<div class=\"table-scroll\" tabindex=\"0\">\n"), Event::Start(Tag::Table(Vec::new())), None)
        }
        event @ Event::End(TagEnd::Table) => (None, event, Some("</div>\n")),
        event => (None, event, None),
    };
    let html = |text: &'static str| Event::Html(text.into());
    before.map(html).into_iter().chain([event]).chain(after.map(html))
}

fn image(address: &str, words: &str) -> String {
    let mut alternative = String::new();
    html::push_html(&mut alternative, [Event::Text(words.into())].into_iter());
    let alternative = alternative.replace('"', "&quot;");
    if stored_file(address).is_some() {
        format!("<img src=\"{address}\" alt=\"{alternative}\" loading=\"lazy\">")
    } else {
        alternative
    }
}

/// The hash in the address of a stored file.
pub fn stored_file(address: &str) -> Option<&str> {
    let is_hash = |hash: &&str| hash.len() == 64 && hash.bytes().all(|b| b.is_ascii_hexdigit());
    address.strip_prefix("/files/").filter(is_hash)
}

fn may_be_linked(address: &str) -> bool {
    let inside = address.starts_with('/') && !address.starts_with("//") && !address.contains('\\');
    inside || address.starts_with('#') || address.starts_with("https://")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(text: &str) -> Vec<(usize, MarkdownFaultKind)> {
        read(text).err().unwrap_or_default().into_iter().map(|fault| (fault.line, fault.kind)).collect()
    }

    #[test]
    fn raw_html_is_refused_with_its_line() {
        assert_eq!(faults("一\n\n<div>\n\n二"), [(3, MarkdownFaultKind::RawHtml)]);
        assert_eq!(faults("一\n二 <b>三</b>")[0], (2, MarkdownFaultKind::RawHtml));
        assert_eq!(faults("1 < 2，a<b，`<b>`"), []);
    }

    #[test]
    fn links_lead_to_https_or_stay_inside() {
        assert_eq!(faults("[a](https://example.org) [b](/rules) [c](#section-1)"), []);
        for bad in ["javascript:alert(1)", "http://example.org", "//example.org", "data:text/html,x", "/\\example.org"]
        {
            assert_eq!(faults(&format!("[a]({bad})")), [(1, MarkdownFaultKind::Link)], "{bad}");
        }
        assert_eq!(faults("<someone@example.org>"), [(1, MarkdownFaultKind::Link)]);
    }

    #[test]
    fn pictures_have_words_and_a_plain_path() {
        let text = "字\n\n![图](a.svg)和![再](b.svg \"题\")";
        let pictures = read(text).unwrap().pictures;
        assert_eq!(
            pictures.iter().map(|picture| (&*picture.path, picture.line)).collect::<Vec<_>>(),
            [("a.svg", 3), ("b.svg", 3)]
        );
        let moved = with_addresses(text, &pictures, |path| Some(format!("/x/{path}!")));
        assert_eq!(moved, "字\n\n![图](/x/a.svg!)和![再](/x/b.svg! \"题\")");
        assert_eq!(faults("![](a.svg)"), [(1, MarkdownFaultKind::WordsMissing)]);
        assert_eq!(faults("![图][1]\n\n[1]: a.svg"), [(1, MarkdownFaultKind::Picture)]);
        assert_eq!(faults("![图](<a b.svg>)"), [(1, MarkdownFaultKind::Picture)]);
    }

    #[test]
    fn the_page_gets_frames_ids_and_lazy_pictures() {
        let hash = "0a".repeat(32);
        let text = format!("## 一\n\n![图 \"1\" & 2](/files/{hash})\n\n## 二\n\n|甲|乙|\n|:-|-:|\n|1|2|\n");
        insta::assert_snapshot!(html(&text).replace(&hash, "HASH"), @r#"
        <h2 id="section-1">一</h2>
        <p><img src="/files/HASH" alt="图 &quot;1&quot; &amp; 2" loading="lazy"></p>
        <h2 id="section-2">二</h2>
        <div class="table-scroll" tabindex="0">
        <table><thead><tr><th>甲</th><th>乙</th></tr></thead><tbody>
        <tr><td>1</td><td>2</td></tr>
        </tbody></table>
        </div>
        "#);
    }

    #[test]
    fn questions_stand_between_the_stretches_of_text() {
        let text =
            "## 一\n\n甲\n\n```practice\np-1\np-2\n```\n\n## 二\n\n[链][1]\n\n```practice\np-3\n```\n\n[1]: /rules\n";
        let asked: Vec<_> = read(text).unwrap().practice.into_iter().map(|one| (one.question, one.line)).collect();
        assert_eq!(asked, [("p-1".into(), 5), ("p-2".into(), 5), ("p-3".into(), 14)]);
        let practice = |id: &str| Stretch::Practice(id.into());
        let expected = [
            Stretch::Html("<h2 id=\"section-1\">一</h2>\n<p>甲</p>\n".into()),
            practice("p-1"),
            practice("p-2"),
            Stretch::Html("<h2 id=\"section-2\">二</h2>\n<p><a href=\"/rules\">链</a></p>\n".into()),
            practice("p-3"),
        ];
        assert_eq!(stretches(text), expected);
        assert!(!html(text).contains("p-1"));
    }

    #[test]
    fn a_block_of_questions_stands_by_itself_and_repeats_none() {
        assert_eq!(faults("- 一\n\n  ```practice\n  p-1\n  ```"), [(3, MarkdownFaultKind::PracticeForm)]);
        assert_eq!(faults("```practice\n```"), [(1, MarkdownFaultKind::PracticeForm)]);
        assert_eq!(faults("```practice\np-1\np-1\n```"), [(1, MarkdownFaultKind::PracticeRepeated)]);
        assert_eq!(faults("```text\np-1\n```"), []);
    }

    #[test]
    fn nothing_in_the_text_becomes_markup() {
        let page = html(
            "<script>x</script>\n\n字<b onclick=x>粗</b> ![a<b\"](/evil.svg) [x](javascript:y) `<i>` ![q](/files/x\"y)",
        );
        for bad in ["<script", "<b", "<i>", "onclick=x>", "<img", "javascript"] {
            assert!(!page.contains(bad), "{bad} in {page}");
        }
    }
}
