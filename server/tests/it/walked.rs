//! Is every page looked at? Each line of the table of routes that a person opens stands in the table of the walks, or here
//! with the reason why not.

use std::collections::BTreeSet;

use app::routes::Route;
use axum::http::Method;

use crate::harness::House;
use crate::sources::root;

const TABLE: &str = "end2end/helpers/pages.ts";
/// Where the table of the walks ends and the walking begins.
const END: &str = "export const OFFICE_ROLES";
/// There is no such page: what the answer looks like is judged.
const NOWHERE: &str = "/no-such-page";

/// Addresses that no walk opens as a page.
const NO_PAGES: [(&str, &str); 23] = [
    ("/healthz", "for monitors"),
    ("/readyz", "for monitors"),
    ("/metrics", "for monitors"),
    ("/status/{number}/{purpose}", "a credential"),
    ("/contexts/cert/v1", "a JSON-LD context"),
    ("/files/{hash}", "a picture"),
    ("/account/photo", "a picture"),
    ("/certificates/{number}/photo", "a picture"),
    ("/courses/{course}/lessons/{lesson}/poster", "a picture"),
    ("/office/courses/drafts/{course_draft}/lessons/{lesson}/poster", "a picture"),
    ("/courses/{course}/lessons/{lesson}/video", "a film"),
    ("/office/courses/drafts/{course_draft}/lessons/{lesson}/video", "a film"),
    ("/certificates/{number}/pdf", "a document"),
    ("/v/{id}/bindings", "leads to the own bindings"),
    ("/boards/{board}/photos/{photo}", "a picture"),
    ("/projects/{project}/documents/{hash}", "a document"),
    ("/filings/{filing}/scan", "a document"),
    ("/pledges/{pledge}/scan", "a document"),
    ("/imports/templates/{template}", "a file to fill in"),
    ("/old/", "an old code without a number: the page of `/old/{*code}`"),
    ("/courses/{course}/lessons/{lesson}/quiz", "leads back to the lesson"),
    ("/courses/{course}/lessons/{lesson}/practice/{question}", "leads back to the lesson"),
    ("/exams/{exam}/left", "leads to the exams"),
];

/// The address without its query, of every text in quotes that is one, and of every list of ends of an address.
fn addresses(text: &str) -> BTreeSet<String> {
    let table = text.split(END).next().unwrap();
    let quoted = |text: &str| -> Vec<String> { text.split('\'').skip(1).step_by(2).map(str::to_owned).collect() };
    let mut found: BTreeSet<String> = table
        .lines()
        // an apostrophe of a comment is no quote
        .filter(|line| !line.trim_start().starts_with("//") && !line.trim_start().starts_with("/*"))
        .filter(|line| !line.trim_start().starts_with('*'))
        .flat_map(quoted)
        .filter(|text| text.starts_with('/'))
        .map(|text| text.split('?').next().unwrap().to_owned())
        .collect();
    for (before, after) in
        table.match_indices(".map((part) => `").map(|(at, call)| (&table[..at], &table[at + call.len()..]))
    {
        let ends = quoted(&before[before.rfind('[').unwrap()..]);
        let pattern = after.split('`').next().unwrap();
        found.extend(ends.iter().map(|end| pattern.replace("${part}", end.split('?').next().unwrap())));
    }
    found
}

/// How many names the router would fill, when this is a way to the route at all; `*` fills a name only.
fn filled(route: &Route, address: &str) -> Option<usize> {
    let parts: Vec<&str> = route.path.split('/').collect();
    let said: Vec<&str> = address.split('/').collect();
    if let Some(folder) = route.path.split_once("{*") {
        return address.starts_with(folder.0).then_some(parts.len());
    }
    let is_name = |part: &str| part.starts_with('{');
    let fits = parts.len() == said.len()
        && parts.iter().zip(&said).all(|(part, word)| if is_name(part) { !word.is_empty() } else { part == word });
    fits.then(|| parts.iter().filter(|part| is_name(part)).count())
}

/// The route that answers at this address: the one with the fewest names.
fn answering<'a>(table: &[&'a Route], address: &str) -> Option<&'a Route> {
    let fitting = table.iter().filter_map(|route| Some((filled(route, address)?, *route)));
    fitting.min_by_key(|(names, _)| *names).map(|(_, route)| route)
}

/// A file's address tells so by its ending.
fn is_file(path: &str) -> bool {
    let last = path.rsplit('/').next().unwrap();
    ["xlsx", "pdf", "json", "svg", "zip", "seb", "ndjson", "csv", "vtt", "js", "css", "wasm"]
        .iter()
        .any(|ending| last.strip_suffix(ending).is_some_and(|rest| rest.ends_with('.')))
}

#[tokio::test]
async fn every_page_is_in_the_table_of_the_walks() {
    let house = House::new().await;
    let table: Vec<&Route> = house.table.iter().filter(|route| route.method == Method::GET).collect();
    let text = std::fs::read_to_string(root().join(TABLE)).unwrap();
    let addresses = addresses(&text);
    assert!(addresses.len() > 150, "{} addresses only", addresses.len());

    let led = |address: &String| answering(&table, address).map(|route| route.path.as_str());
    let walked: BTreeSet<&str> = addresses.iter().filter_map(led).collect();
    let nowhere: Vec<_> = addresses.iter().filter(|one| led(one).is_none() && *one != NOWHERE).collect();
    assert!(nowhere.is_empty(), "{TABLE} names pages that are not there: {nowhere:#?}");

    let reasons: BTreeSet<&str> = NO_PAGES.iter().map(|(path, _)| *path).collect();
    let known: BTreeSet<&str> = table.iter().map(|route| route.path.as_str()).collect();
    let stale: Vec<_> = reasons.iter().filter(|path| !known.contains(*path) || walked.contains(*path)).collect();
    assert!(stale.is_empty(), "a reason that none needs: {stale:#?}");

    let missing: Vec<_> =
        known.into_iter().filter(|path| !walked.contains(path) && !reasons.contains(path) && !is_file(path)).collect();
    assert!(missing.is_empty(), "pages that no walk judges; name them in {TABLE}: {missing:#?}");
}

/// The end of a run asks whether each of them was judged (`end2end/helpers/judged.ts`).
#[test]
fn every_walk_that_is_named_judges_pages() {
    let text = std::fs::read_to_string(root().join(TABLE)).unwrap();
    let walked = text.split("export const WALKED").nth(1).unwrap().split("};").next().unwrap();
    let specs: BTreeSet<&str> = walked.split("': '").skip(1).map(|rest| rest.split('\'').next().unwrap()).collect();
    assert!(specs.len() > 10, "{specs:?}");
    for spec in specs {
        let spec = root().join(format!("end2end/tests/{spec}.spec.ts"));
        let text = std::fs::read_to_string(&spec).unwrap_or_else(|error| panic!("{}: {error}", spec.display()));
        assert!(text.contains("await faults("), "{}", spec.display());
    }
}

#[test]
fn addresses_are_read_with_their_ends_and_lead_as_the_router_leads() {
    let text = "/** somebody's */\nconst A = ['/a/*', '/a/*?b=c', ...['x', 'x?only=z', 'y/new'].map((part) => `/a/*/${part}`)];\nexport const OFFICE_ROLES = ['/z'];";
    let found: Vec<String> = addresses(text).into_iter().collect();
    assert_eq!(found, ["/a/*", "/a/*/x", "/a/*/y/new"]);
    let route = |path: &str| Route { method: Method::GET, path: path.into(), audience: app::routes::Audience::Office };
    let all = [route("/a/{one}"), route("/a/new"), route("/a/{one}/{two}"), route("/old/{*code}")];
    let table: Vec<&Route> = all.iter().collect();
    let path = |address| answering(&table, address).map(|route| route.path.as_str());
    assert_eq!(path("/a/*"), Some("/a/{one}"));
    assert_eq!(path("/a/new"), Some("/a/new"));
    assert_eq!(path("/a/320613"), Some("/a/{one}"));
    assert_eq!(path("/old/cert/detail"), Some("/old/{*code}"));
    assert_eq!((path("/b"), path("/a/")), (None, None));
}
