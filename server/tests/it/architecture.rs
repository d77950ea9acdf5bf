//! Is the house built as its plan says? Arrows between crates, sizes of files, and what may stand only in one place.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use crate::sources::{Source, read, root, rust};

/// Who may depend on whom; `registry -> migrations` is for tests.
const ARROWS: [(&str, &[&str]); 11] = [
    ("server", &["app", "certs", "migrations", "papers", "question-bank", "registry"]),
    ("server/papers", &[]),
    ("app", &["certs", "question-bank", "registry"]),
    ("app/hydrate", &["app"]),
    ("registry", &["certs", "question-bank"]),
    ("question-bank", &[]),
    ("certs", &[]),
    ("certs/verifier", &["certs"]),
    ("migrations", &[]),
    ("xtask", &[]),
    ("xtask/ceilings", &[]),
];
const TEST_ARROWS: [(&str, &str); 1] = [("registry", "migrations")];
const CRATES: [&str; 11] = [
    "app",
    "ceilings",
    "certs",
    "hydrate",
    "migrations",
    "papers",
    "question-bank",
    "registry",
    "server",
    "verifier",
    "xtask",
];

/// One word per thing.
const NOUNS: [&str; 28] = [
    "accounts",
    "attendance",
    "audit",
    "awards",
    "blobs",
    "calendar",
    "certificates",
    "complaints",
    "courses",
    "disputes",
    "enterprises",
    "exams",
    "feeds",
    "filings",
    "imports",
    "inspections",
    "ledgers",
    "notices",
    "offices",
    "people",
    "practice",
    "projects",
    "questions",
    "revocations",
    "rulepacks",
    "trainings",
    "wages",
    "workers",
];
/// What nouns stand on.
const GROUND_OF_REGISTRY: [&str; 17] = [
    "clock",
    "closed_sets",
    "ctx",
    "db",
    "entity",
    "fault",
    "fixtures",
    "frozen",
    "instant",
    "jobs",
    "leases",
    "lib",
    "permissions",
    "random",
    "sheets",
    "testing",
    "vault",
];
/// What pages are made of, and pages without a noun.
const GROUND_OF_APP: [&str; 20] = [
    "error",
    "form",
    "home",
    "lang",
    "lib",
    "page",
    "preferences",
    "privacy",
    "router",
    "routes",
    "scripts",
    "sheets",
    "signed_out",
    "state",
    "style",
    "ui",
    "upload",
    "verify",
    "visit",
    "jobs",
];

const FILE_LINES: usize = 400;
const BANNED_NAMES: [&str; 7] = ["mod", "util", "utils", "helper", "helpers", "common", "misc"];

#[test]
fn crates_depend_on_each_other_only_as_the_picture_shows() {
    let allowed: BTreeMap<&str, &[&str]> = ARROWS.into();
    for (folder, arrows) in allowed {
        let manifest: toml::Table =
            fs::read_to_string(root().join(folder).join("Cargo.toml")).unwrap().parse().unwrap();
        let found = |table: &str| -> BTreeSet<String> {
            let names = manifest.get(table).and_then(toml::Value::as_table).into_iter().flat_map(toml::Table::keys);
            names.filter(|name| CRATES.contains(&name.as_str())).cloned().collect()
        };
        for arrow in found("dependencies") {
            assert!(arrows.contains(&arrow.as_str()), "{folder} must not depend on {arrow}");
        }
        for arrow in found("dev-dependencies") {
            let fine = arrows.contains(&arrow.as_str()) || TEST_ARROWS.contains(&(folder, &arrow));
            assert!(fine, "the tests of {folder} must not depend on {arrow}");
        }
        assert!(found("build-dependencies").is_empty(), "{folder} builds with one of our crates");
    }
}

#[test]
fn the_libraries_below_know_no_database_no_http_and_no_page() {
    let far = ["axum", "leptos", "sea-orm", "sqlx", "tokio", "tower", "tower-http"];
    for (folder, banned) in
        [("question-bank", &far[..]), ("certs", &far), ("registry", &["axum", "leptos", "tower-http"])]
    {
        let manifest = fs::read_to_string(root().join(folder).join("Cargo.toml")).unwrap();
        let manifest: toml::Table = manifest.parse().unwrap();
        let names = manifest["dependencies"].as_table().unwrap();
        for name in banned {
            assert!(!names.contains_key(*name), "{folder} must not depend on {name}");
        }
    }
}

#[test]
fn files_are_short_and_named_after_what_they_answer() {
    let mut faults = Vec::new();
    for source in read(&crate::sources::FOLDERS, &["rs", "ts", "css"]) {
        let lines = source.text.lines().count();
        if lines > FILE_LINES {
            faults.push(format!("{}: {lines} lines", source.path));
        }
        let name = source.path.rsplit('/').next().unwrap().split('.').next().unwrap();
        if BANNED_NAMES.contains(&name) || name.ends_with("_service") || name.ends_with("_manager") {
            faults.push(format!("{}: name a file by what it answers", source.path));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_module_begins_with_what_it_answers() {
    let without: Vec<String> = rust()
        .into_iter()
        .filter(|source| !source.text.starts_with("//!"))
        // entities are one table each, and their module says so; tests are sentences themselves
        .filter(|source| !source.path.starts_with("registry/src/entity/"))
        .filter(|source| !source.path.ends_with("/tests.rs") && !source.path.contains("/tests/"))
        .map(|source| source.path)
        .collect();
    assert!(without.is_empty(), "no `//!` at the top:\n{}", without.join("\n"));
}

#[test]
fn larger_text_fields_are_written_in_one_place() {
    let places = containing("app/src", "<textarea");
    assert!(
        places.iter().all(|path| path == "app/src/ui/area.rs" || path.starts_with("app/src/ui/area/")),
        "{places:?}"
    );
}

#[test]
fn every_server_function_has_a_fixed_address() {
    for source in read(&["app/src"], &["rs"]) {
        for attribute in source.text.split("#[server").skip(1) {
            let attribute = attribute.split(']').next().unwrap();
            assert!(attribute.contains("endpoint"), "{}: #[server{attribute}] has no endpoint", source.path);
        }
    }
}

#[test]
fn features_switch_modules_and_items_but_nothing_inside_them() {
    let mut faults = Vec::new();
    for source in rust().iter().filter(|source| source.path != "server/tests/it/architecture.rs") {
        for (number, line) in source.text.lines().enumerate() {
            let outside =
                line.starts_with("#[cfg") || line.starts_with("#![cfg") || line.trim_start().starts_with("//");
            if line.contains("cfg") && line.contains("feature = \"") && !outside {
                faults.push(format!("{}:{}: {}", source.path, number + 1, line.trim()));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn modules_are_named_by_the_glossary() {
    let nouns = |folder: &str, ground: &[&str]| {
        let entries = fs::read_dir(root().join(folder)).unwrap().map(|entry| entry.unwrap().path());
        let files = entries.filter(|path| path.extension().is_some_and(|ending| ending == "rs"));
        let names = files.map(|path| path.file_stem().unwrap().to_string_lossy().into_owned());
        let strangers: Vec<String> =
            names.filter(|name| !NOUNS.contains(&name.as_str()) && !ground.contains(&name.as_str())).collect();
        assert!(strangers.is_empty(), "{folder} has modules that the glossary does not know: {strangers:?}");
    };
    nouns("registry/src", &GROUND_OF_REGISTRY);
    nouns("app/src", &GROUND_OF_APP);
}

#[test]
fn pages_hold_no_sql() {
    for needle in ["sea_orm", "sqlx", "SELECT "] {
        assert_eq!(containing("app/src", needle), Vec::<String>::new(), "{needle}");
    }
}

#[test]
fn the_clock_and_chance_have_one_home_each() {
    let allowed = |source: &Source, needle: &str| {
        let home = if needle.contains("rand") { "registry/src/random.rs" } else { "registry/src/clock.rs" };
        source.path == home || source.path.starts_with("xtask/") || source.path.starts_with("server/tests/")
    };
    let clocks = ["SystemTime::now", "Utc::now", "Local::now"];
    let chances = ["getrandom::", "rand::", "OsRng", "thread_rng", "fastrand"];
    for needle in clocks.into_iter().chain(chances) {
        for source in rust() {
            let uses = source.text.lines().filter(|line| line.contains(needle) && !line.trim_start().starts_with("//"));
            assert!(uses.count() == 0 || allowed(&source, needle), "{}: {needle}", source.path);
        }
    }
}

#[test]
fn every_path_that_the_documents_name_is_there() {
    let documents =
        ["README.md", "docs/architecture.md", "docs/adding-a-noun.md", "docs/building.md", "docs/pictures.md"];
    let mut named = 0;
    for document in documents {
        let text = fs::read_to_string(root().join(document)).unwrap();
        // a link is meant from the document's own folder, a name in backticks from the root
        let folder = root().join(document).parent().unwrap().to_owned();
        let links = text.split("](").skip(1).filter_map(|rest| rest.split(')').next()).map(|link| folder.join(link));
        let words = text.split('`').skip(1).step_by(2).filter(|word| is_path(word)).map(|word| root().join(word));
        for path in links.chain(words) {
            assert!(path.exists(), "{document} names {}", path.display());
            named += 1;
        }
    }
    assert!(named > 40, "the documents name only {named} paths: are they read rightly?");
}

/// A file inside one of our folders; patterns like `app/locales/<noun>.yml` and what is built are none.
fn is_path(word: &str) -> bool {
    let ours =
        crate::sources::FOLDERS.iter().chain(["docs"].iter()).any(|folder| word.starts_with(&format!("{folder}/")));
    ours && !word.contains(['<', '*', '{', ' ', '$']) && !word.contains("node_modules")
}

fn containing(folder: &str, needle: &str) -> Vec<String> {
    let code =
        |source: &Source| source.text.lines().any(|line| line.contains(needle) && !line.trim_start().starts_with("//"));
    read(&[folder], &["rs"]).into_iter().filter(code).map(|source| source.path).collect()
}
