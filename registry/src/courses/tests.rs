use super::*;

#[test]
fn hours_are_rounded_down_to_one_decimal() {
    assert_eq!(study_hours(0), "0.0");
    assert_eq!(study_hours(45), "1.0");
    assert_eq!(study_hours(83), "1.8");
    assert_eq!(study_hours(166), "3.6");
    assert_eq!(study_hours(1_080), "24.0");
}

#[test]
fn hours_are_full_at_the_last_minute_and_not_before() {
    assert!(!Hours::new(6 * MINUTE_MS - 1, 6).is_complete());
    assert!(Hours::new(6 * MINUTE_MS, 6).is_complete());
}

#[test]
fn every_block_has_a_code_of_its_own() {
    assert!(Block::ALL.iter().all(|block| Block::parse(block.code()) == Some(*block)));
    assert_eq!(Block::parse("wages"), None);
}

#[test]
fn a_report_names_its_window_and_a_place_on_the_page() {
    let beat = |reader: &str, place| Beat {
        lesson: Uuid::nil(),
        reader: reader.into(),
        activity: Activity::Idle,
        place,
        video: None,
        video_ms: 0,
    };
    assert!(beat("窗口", 1_000).check().is_ok());
    assert_eq!(beat("", 0).check().unwrap_err().code(), Some("courses.reader_invalid"));
    assert_eq!(beat(&"w".repeat(41), 0).check().unwrap_err().code(), Some("courses.reader_invalid"));
    assert_eq!(beat(credit::PAGE, 0).check().unwrap_err().code(), Some("courses.reader_invalid"));
    assert_eq!(beat("w", 1_001).check().unwrap_err().code(), Some("courses.place_invalid"));
}

#[cfg(feature = "fixtures")]
mod authoring;
#[cfg(feature = "db")]
mod cast;
#[cfg(feature = "db")]
mod importing;
#[cfg(feature = "db")]
mod pages;
#[cfg(feature = "fixtures")]
mod pieces;
#[cfg(feature = "fixtures")]
mod practice;
#[cfg(feature = "db")]
mod quizzes;
#[cfg(feature = "db")]
mod readers;
#[cfg(feature = "db")]
mod records;
#[cfg(feature = "fixtures")]
mod videos;
