//! Does every list of the offices leave as a file, with the rows that its page counts, and does it sort by links alone? Every
//! address of an office is asked by every part of the cast, so that a new list is held to it on the day it is made.

mod over;

use std::collections::BTreeSet;
use std::io::Cursor;

use app::routes::{Audience, Route};
use axum::http::{Method, StatusCode};
use calamine::{Reader, Xlsx};
use registry::fixtures::Part;
use registry::sheets::MOST_EXPORTED;

use crate::api::scene::{Scene, Who};
use crate::doors::Street;
use crate::harness::Answer;
use crate::on_both;

const STAFF: [Part; 12] = [
    Part::Issuer,
    Part::ExamAdministrator,
    Part::QuestionEditor,
    Part::QuestionReviewer,
    Part::Proctor,
    Part::Auditor,
    Part::City,
    Part::HumanResources,
    Part::Industry,
    Part::CountyArrears,
    Part::OfficeAdministrator,
    Part::SystemAdministrator,
];
/// Those among whom every list that sorts is seen.
const SORTING: [Part; 5] =
    [Part::HumanResources, Part::Issuer, Part::ExamAdministrator, Part::QuestionEditor, Part::SystemAdministrator];
/// Lists that belong to one exam; what most of them list is only told when it is over.
const OF_AN_EXAM: [&str; 8] = [
    "/office/exams/{exam}",
    "/office/exams/{exam}/room",
    "/office/exams/{exam}/statistics",
    "/office/exams/{exam}/item",
    "/office/exams/{exam}/similarity",
    "/office/exams/{exam}/corrections",
    "/office/exams/{exam}/corrections/new",
    "/office/exams/{exam}/corrections/{regrade}",
];
/// Tables in forms, of which what is typed leaves with the form; and what a change of rules would change, before and after.
const FORMS: [&str; 3] = ["/office/rules/new", "/office/questions/import", "/office/rules"];
/// The sum of the whole city stands in a line of the file, and above the table of the page.
const WITH_SUM: &str = "/office/projects/figures";
/// Lists that have rows in the scene: the walk comes by what is there.
const FOUND: [&str; 14] = [
    "/office/areas",
    "/office/audit",
    "/office/certificates",
    "/office/courses",
    "/office/enterprises",
    "/office/exams",
    "/office/exams/{exam}",
    "/office/exams/{exam}/room",
    "/office/offices",
    "/office/people",
    "/office/projects",
    "/office/questions",
    "/office/questions/facts",
    "/office/workers",
];

/// What a page shows of one table.
struct Shown {
    caption: String,
    rows: usize,
    /// where the same rows come as a file
    file: Option<String>,
    /// links in its head
    orders: Vec<String>,
}

/// The tags of a kind, each as far as its end.
fn tags<'h>(html: &'h str, name: &str) -> Vec<&'h str> {
    let begin = format!("<{name} ");
    html.match_indices(&begin).map(|(at, _)| html[at..].split('>').next().unwrap_or_default()).collect()
}

fn value(tag: &str, name: &str) -> Option<String> {
    let rest = tag.split_once(&format!(" {name}=\""))?.1;
    Some(rest.split('"').next()?.replace("&amp;", "&"))
}

fn tables(html: &str) -> Vec<Shown> {
    let main = html.split_once("<main").map_or(html, |(_, main)| main);
    main.split("<div class=\"table\">").skip(1).map(table).collect()
}

fn table(html: &str) -> Shown {
    let on_page =
        html.split("<tr role=\"row\">").filter(|row| row.split("</tr>").next().unwrap().contains("<td ")).count();
    let counted = html.split_once("共 ").and_then(|(_, rest)| rest.split_once(" 条"));
    let head = html.split_once("<thead").map_or("", |(_, rest)| rest.split("</thead>").next().unwrap());
    let caption = html.split_once("<caption").and_then(|(_, rest)| rest.split_once('>'));
    let caption = caption.and_then(|(_, rest)| rest.split_once("</caption>")).map_or("", |(caption, _)| caption);
    Shown {
        caption: caption.to_owned(),
        rows: counted.and_then(|(total, _)| total.parse().ok()).unwrap_or(on_page),
        file: tags(html, "a")
            .into_iter()
            .find(|tag| value(tag, "class").as_deref() == Some("export"))
            .and_then(|tag| value(tag, "href")),
        orders: tags(head, "a").into_iter().filter_map(|tag| value(tag, "href")).collect(),
    }
}

/// The rows below the titles of the first sheet, or of the one that is called as the table; it holds no formula, and its
/// titles stay in sight.
fn rows_of(scene: &Scene, path: &str, answer: &Answer, table: &str) -> usize {
    assert_eq!(answer.status, StatusCode::OK, "{path}");
    assert!(answer.header("content-type").contains("spreadsheetml"), "{path}");
    let told = answer.header("content-disposition");
    let end = format!("-{}.xlsx", scene.house.system().now().day());
    assert!(told.contains("filename*=UTF-8''") && told.contains(&end), "{path}: {told}");
    let mut book: Xlsx<_> =
        Xlsx::new(Cursor::new(answer.body.clone())).unwrap_or_else(|error| panic!("{path}: {error}"));
    let names = book.sheet_names();
    let sheet = names.iter().find(|name| *name == table).unwrap_or(&names[0]).clone();
    assert!(book.worksheet_formula(&sheet).unwrap().is_empty(), "{path} has a formula");
    assert!(String::from_utf8_lossy(&answer.opened()).contains("state=\"frozen\""), "{path}");
    let range = book.worksheet_range(&sheet).unwrap();
    assert!(range.height() > 0, "{path} has no titles");
    range.height() - 1
}

/// The page of a file's address.
fn page_of(file: &str) -> String {
    file.split('?').next().unwrap().trim_end_matches(".xlsx").to_owned()
}

fn is_list(route: &Route) -> bool {
    let is_office = route.method == Method::GET && route.audience == Audience::Office;
    is_office
        && !FORMS.contains(&route.path.as_str())
        && (route.names().next().is_none() || OF_AN_EXAM.contains(&route.path.as_str()))
        && !route.path.ends_with(".xlsx")
}

/// An order is told to screen readers, turns round, and the file comes in it, too.
async fn check_order(scene: &Scene, who: &Who, path: &str, order: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let rising = scene.page(who, Method::GET, order, "").await;
    let html = String::from_utf8_lossy(&rising.body).into_owned();
    if rising.status != StatusCode::OK || !html.contains("aria-sort=\"ascending\"") {
        faults.push(format!("{path}: {order} is not sorted"));
    }
    let sorted: Vec<Shown> = tables(&html).into_iter().filter(|table| !table.orders.is_empty()).collect();
    for file in sorted.iter().filter_map(|table| table.file.as_ref()) {
        if !file.contains("sort=") || scene.page(who, Method::GET, file, "").await.status != StatusCode::OK {
            faults.push(format!("{path}: {file} does not come in the order of the page"));
        }
    }
    let falling = sorted.into_iter().flat_map(|table| table.orders).find(|link| link.contains("dir=desc"));
    match falling {
        None => faults.push(format!("{path}: {order} does not turn round")),
        Some(falling) => {
            let answer = scene.page(who, Method::GET, &falling, "").await;
            if !String::from_utf8_lossy(&answer.body).contains("aria-sort=\"descending\"") {
                faults.push(format!("{path}: {falling} is not sorted"));
            }
        }
    }
    faults
}

on_both! {
    async fn every_list_of_the_offices_leaves_as_a_file_with_the_rows_of_its_page(engine) {
        let street = Street::set(engine).await;
        let (scene, mut faults) = (&street.scene, Vec::new());
        let (mut shown_to_somebody, mut taken) = (BTreeSet::new(), BTreeSet::new());
        let routes: Vec<&Route> = scene.house.table.iter().filter(|route| is_list(route)).collect();
        for part in STAFF {
            let who = scene.comes(part).await;
            for route in &routes {
                let path = street.at(route);
                let page = scene.page(&who, Method::GET, &path, "").await;
                if page.status != StatusCode::OK {
                    continue;
                }
                let html = String::from_utf8_lossy(&page.body).into_owned();
                let tables = tables(&html);
                if tables.iter().any(|table| table.rows > 0) {
                    shown_to_somebody.insert(route.path.clone());
                }
                for (table, file) in tables.iter().filter_map(|table| Some((table, table.file.clone()?))) {
                    let answer = scene.page(&who, Method::GET, &file, "").await;
                    let rows = rows_of(scene, &file, &answer, &table.caption);
                    let more = usize::from(route.path == WITH_SUM);
                    if rows != table.rows + more {
                        faults.push(format!("{part:?}: {file} has {rows} rows, its page {}", table.rows));
                    }
                    taken.insert(route.path.clone());
                }
            }
        }
        let kept: Vec<_> = shown_to_somebody.difference(&taken).collect();
        assert!(kept.is_empty(), "lists that nobody can take as a file: {kept:?}");
        assert!(faults.is_empty(), "{}", faults.join("\n"));
        let missing: Vec<_> = FOUND.iter().filter(|path| !taken.contains(**path)).collect();
        assert!(missing.is_empty(), "the walk did not come by {missing:?}");
    }

    async fn whoever_is_offered_a_file_gets_it(engine) {
        let street = Street::set(engine).await;
        let (scene, mut faults) = (&street.scene, Vec::new());
        let is_file = |route: &&Route| route.audience == Audience::Office && route.path.ends_with(".xlsx");
        let is_template = |route: &&Route| ["template.xlsx", "marked.xlsx"].iter().any(|end| route.path.ends_with(end));
        let files: Vec<&Route> = scene.house.table.iter().filter(is_file).filter(|route| !is_template(route)).collect();
        assert!(files.len() > 35, "{} files only", files.len());
        for part in STAFF {
            let who = scene.comes(part).await;
            for route in &files {
                let path = street.at(route);
                let (file, page) = (
                    scene.page(&who, Method::GET, &path, "").await,
                    scene.page(&who, Method::GET, &page_of(&path), "").await,
                );
                let html = String::from_utf8_lossy(&page.body).into_owned();
                let leads_there = |href: String| href.split('?').next() == Some(path.as_str());
                let is_offered = tags(&html, "a").into_iter().filter_map(|tag| value(tag, "href")).any(leads_there);
                match file.status {
                    StatusCode::OK => { rows_of(scene, &path, &file, ""); }
                    StatusCode::FORBIDDEN | StatusCode::NOT_FOUND if !is_offered => {}
                    status => faults.push(format!("{part:?}: {path} -> {status}")),
                }
            }
        }
        assert!(faults.is_empty(), "{}", faults.join("\n"));
    }

    async fn lists_are_sorted_by_links_and_an_unknown_key_changes_nothing(engine) {
        let street = Street::set(engine).await;
        let (scene, mut faults, mut asked) = (&street.scene, Vec::new(), 0);
        for part in SORTING {
            let who = scene.comes(part).await;
            for route in scene.house.table.iter().filter(|route| is_list(route)) {
                let path = street.at(route);
                let page = scene.page(&who, Method::GET, &path, "").await;
                let html = String::from_utf8_lossy(&page.body).into_owned();
                let before: Vec<usize> = tables(&html).iter().map(|table| table.rows).collect();
                let orders: Vec<String> = tables(&html).into_iter().flat_map(|table| table.orders).collect();
                if orders.is_empty() {
                    continue;
                }
                for order in orders {
                    asked += 1;
                    faults.extend(check_order(scene, &who, &path, &order).await);
                }
                for strange in ["sort=nobody&dir=desc", "sort=%27%3B--", "sort=", "dir=sideways"] {
                    let answer = scene.page(&who, Method::GET, &format!("{path}?{strange}"), "").await;
                    let html = String::from_utf8_lossy(&answer.body).into_owned();
                    let after: Vec<usize> = tables(&html).iter().map(|table| table.rows).collect();
                    if answer.status != StatusCode::OK || after != before || html.contains("aria-sort") {
                        faults.push(format!("{path}?{strange} -> {} {after:?}, {before:?}", answer.status));
                    }
                }
            }
        }
        assert!(faults.is_empty(), "{}", faults.join("\n"));
        assert!(asked > 20, "{asked} orders only");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_list_that_is_taken_away_with_people_in_it_is_on_record() {
    let street = Street::set(crate::harness::Engine::Sqlite).await;
    let scene = &street.scene;
    let issuer = scene.comes(Part::Issuer).await;
    let exam = street.named.get("exam");
    for path in [
        "/office/people.xlsx".to_owned(),
        "/office/certificates.xlsx".into(),
        format!("/office/exams/{exam}/results.xlsx"),
    ] {
        rows_of(scene, &path, &scene.page(&issuer, Method::GET, &path, "").await, "");
    }
    let filter = registry::audit::Filter::default();
    let (entries, _) = registry::audit::list(&scene.house.system(), &filter, 0, 1_000).await.unwrap();
    let exports = entries.iter().filter(|entry| entry.verb == "export_list");
    let lists: BTreeSet<&str> = exports.clone().map(|entry| entry.facts["list"].as_str().unwrap()).collect();
    assert_eq!(lists, BTreeSet::from(["certificates", "people", "results"]));
    assert!(
        exports
            .clone()
            .all(|entry| entry.facts["lines"].as_u64().is_some_and(|lines| (1..=MOST_EXPORTED).contains(&lines)))
    );
    assert!(exports.clone().all(|entry| entry.actor.starts_with("account:")));
    // a number in the address is no search, and no file of everybody either
    let refused = scene.page(&issuer, Method::GET, "/office/people.xlsx?q=32069019900101001X", "").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
}
