//! Which course comes with the program? The files of `data/course`, inside it.

use super::text::{CourseText, File, Lines};

macro_rules! lessons {
    ($($slug:literal),+ $(,)?) => {
        [$(($slug, include_str!(concat!("../../data/course/", $slug, ".md")))),+]
    };
}

macro_rules! pictures {
    ($($path:literal),+ $(,)?) => {
        [$(($path, include_bytes!(concat!("../../data/course/", $path)).as_slice())),+]
    };
}

const MANIFEST: &str = include_str!("../../data/course/course.toml");

const LESSONS: [(&str, &str); 12] = lessons![
    "01-post",
    "02-wage-payment",
    "03-construction-rules",
    "04-special-account",
    "05-wage-deposit",
    "06-ledgers",
    "07-platform",
    "08-labour-contract",
    "09-labour-law",
    "10-arbitration",
    "11-disputes",
    "12-certificate",
];

const PICTURES: [(&str, &[u8]); 12] = pictures![
    "images/arbitration-line.svg",
    "images/certificate-route.svg",
    "images/contract-line.svg",
    "images/ledger-six.svg",
    "images/month-cycle.svg",
    "images/overtime.svg",
    "images/payday.svg",
    "images/payroll-path.svg",
    "images/report-clock.svg",
    "images/two-clocks.svg",
    "images/wage-flow.svg",
    "images/who-pays-first.svg",
];

impl CourseText {
    /// The course for officers, as it was when the program was built.
    pub fn built_in() -> Self {
        let file = |(name, text): (&str, &str)| File { name: name.to_owned(), content: text.to_owned() };
        let picture = |(name, content): (&str, &[u8])| File { name: name.to_owned(), content: content.to_vec() };
        Self {
            manifest: MANIFEST.to_owned(),
            lessons: LESSONS.map(file).into(),
            pictures: PICTURES.map(picture).into(),
            lines: Lines::OfFile,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::*;
    use crate::courses::Block;

    fn names(folder: &str, ending: &str) -> BTreeSet<String> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/course").join(folder);
        let names = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names.filter(|name| name.ends_with(ending)).collect()
    }

    #[test]
    fn every_file_of_the_folder_is_inside_the_program() {
        let course = CourseText::built_in();
        let lessons: BTreeSet<String> = course.lessons.iter().map(|file| format!("{}.md", file.name)).collect();
        assert_eq!(lessons, names("", ".md"));
        let pictures: BTreeSet<String> = course.pictures.iter().map(|file| file.name.clone()).collect();
        assert_eq!(pictures, names("images", "").into_iter().map(|name| format!("images/{name}")).collect());
    }

    #[test]
    fn it_is_fit_to_be_published_and_shows_every_picture() {
        let draft = CourseText::built_in().read().unwrap();
        let shown: BTreeSet<&str> =
            draft.lessons.iter().flat_map(|lesson| &lesson.pictures).map(|picture| &*picture.path).collect();
        assert_eq!(shown, PICTURES.iter().map(|(name, _)| *name).collect());
        assert!(draft.lessons.iter().all(|lesson| !lesson.quiz.is_empty() && !lesson.facts.is_empty()));
    }

    #[test]
    fn it_teaches_the_five_blocks_that_a_training_must_have() {
        let draft = CourseText::built_in().read().unwrap();
        let taught: BTreeSet<Block> = draft.lessons.iter().map(|lesson| lesson.block).collect();
        assert!(Block::REQUIRED.iter().all(|block| taught.contains(block)));
    }
}
