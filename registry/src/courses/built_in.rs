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

    use question_bank::{Fact, FactId, Facts, Secondary};

    use super::*;
    use crate::courses::Block;
    use crate::courses::text::LessonContent;

    fn names(folder: &str, ending: &str) -> BTreeSet<String> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/course").join(folder);
        let names = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names.filter(|name| name.ends_with(ending)).collect()
    }

    /// What a lesson is written from; a fact that is not there is named by its id.
    fn facts(lesson: &LessonContent) -> Vec<Result<Fact, &String>> {
        let facts = Facts::parse(include_str!("../../../question-bank/bank/facts.json")).unwrap();
        lesson.facts.iter().map(|id| facts.get(&FactId(id.clone())).cloned().ok_or(id)).collect()
    }

    /// `第十五条` of `甲文第十五条（1）`.
    fn article(fact: &Fact) -> Option<&str> {
        let (from, to) = (fact.article.find('第')?, fact.article.find('条')?);
        fact.article.get(from..to + '条'.len_utf8())
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

    #[test]
    fn it_is_written_from_facts_that_are_there_and_none_of_them_is_from_memory() {
        for lesson in CourseText::built_in().read().unwrap().lessons {
            for fact in facts(&lesson) {
                let is_fit = fact.as_ref().is_ok_and(|fact| fact.is_usable(Secondary::Allowed));
                assert!(is_fit, "{}: {fact:?}", lesson.slug);
            }
        }
    }

    #[test]
    fn it_teaches_the_three_laws_that_an_officer_must_know() {
        let draft = CourseText::built_in().read().unwrap();
        // 甲文第五条
        for law in ["劳动法", "劳动合同法", "劳动争议调解仲裁法"] {
            let names = |lesson: &&LessonContent| lesson.markdown.contains(&format!("《{law}》"));
            let mut written_from = draft.lessons.iter().filter(names).flat_map(facts).flatten();
            assert!(written_from.any(|fact| fact.law.split('（').next() == Some(law)), "{law}");
        }
    }

    #[test]
    fn every_lesson_names_an_article_that_its_facts_come_from() {
        for lesson in CourseText::built_in().read().unwrap().lessons {
            let facts: Vec<Fact> = facts(&lesson).into_iter().flatten().collect();
            let is_named = facts.iter().filter_map(article).any(|article| lesson.markdown.contains(article));
            assert!(is_named, "{}", lesson.slug);
        }
    }
}
