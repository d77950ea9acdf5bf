use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;

const LESSONS: [Uuid; 2] = [Uuid::from_u128(1), Uuid::from_u128(2)];
const T: i64 = 1_000_000;

fn held(reader: &str) -> Cursor {
    Cursor { lesson: LESSONS[0], reader: reader.into(), seen_at: Instant(T), media_ms: None }
}

fn active_after(gap_ms: i64) -> Step {
    beat(Some(&held("w1")), LESSONS[0], "w1", Activity::Active, Instant(T + gap_ms))
}

fn read(from: i64, to: i64) -> Span {
    Span { from: Instant(from), to: Instant(to) }
}

#[test]
fn a_gap_of_ninety_seconds_counts_and_a_longer_one_does_not() {
    assert_eq!(active_after(90_000), Step::Moved(Some(read(T, T + 90_000))));
    assert_eq!(active_after(90_001), Step::Moved(None));
    assert_eq!(active_after(0), Step::Moved(None));
    assert_eq!(active_after(-5_000), Step::Moved(None), "a clock that goes back earns nothing");
}

#[test]
fn the_first_report_another_lesson_and_idleness_earn_nothing() {
    let now = Instant(T + 30_000);
    assert_eq!(beat(None, LESSONS[0], "w1", Activity::Active, now), Step::Moved(None));
    assert_eq!(beat(Some(&held("w1")), LESSONS[1], "w1", Activity::Active, now), Step::Moved(None));
    assert_eq!(beat(Some(&held("w1")), LESSONS[0], "w1", Activity::Idle, now), Step::Moved(None));
}

#[test]
fn an_active_window_takes_over_and_an_idle_one_waits_until_the_other_is_silent() {
    let soon = Instant(T + 30_000);
    assert_eq!(beat(Some(&held("w1")), LESSONS[0], "w2", Activity::Active, soon), Step::Moved(None));
    assert_eq!(beat(Some(&held("w1")), LESSONS[0], "w2", Activity::Idle, soon), Step::Ignored);
    assert_eq!(beat(Some(&held("w1")), LESSONS[0], "w2", Activity::Idle, Instant(T + 90_001)), Step::Moved(None));
    // or an idle window with JavaScript would be credited as a page without it
    assert_eq!(beat(Some(&held(PAGE)), LESSONS[0], "w2", Activity::Idle, soon), Step::Moved(None));
}

#[test]
fn a_page_earns_its_own_minutes_at_most_and_never_more_than_a_quarter_of_an_hour() {
    let minutes = |stated: i64, later: i64| {
        page_request(Some(&held(PAGE)), stated, Instant(T + later * MINUTE_MS))
            .map_or(0, |span| span.to.since(span.from) / MINUTE_MS)
    };
    assert_eq!(minutes(13, 5), 5);
    assert_eq!(minutes(13, 600), 13);
    assert_eq!(minutes(40, 600), 15);
    assert_eq!(page_request(Some(&held("w1")), 13, Instant(T + MINUTE_MS)), None);
    assert_eq!(page_request(None, 13, Instant(T)), None);
}

#[test]
fn the_cap_cuts_the_last_span() {
    assert_eq!(fit(read(0, 30), 90, 100), Some(read(0, 10)));
    assert_eq!(fit(read(0, 30), 100, 100), None);
    assert_eq!(fit(read(0, 30), 120, 100), None, "a lesson that became shorter");
}

#[test]
fn what_was_read_twice_at_once_counts_once() {
    assert_eq!(union_ms([read(0, 10), read(20, 30)]), 20);
    assert_eq!(union_ms([read(5, 15), read(0, 10), read(7, 9), read(15, 16)]), 16);
    assert_eq!(union_ms([]), 0);
}

/// One report: milliseconds (hundreds) since the last one, lesson, window, activity.
pub type Report = (i64, usize, usize, Activity);

/// Three minutes in ticks: a lesson's cap.
const CAP: usize = 1_800;
const TICK_MS: i64 = 100;

fn report() -> impl Strategy<Value = Report> {
    let activity = prop_oneof![4 => Just(Activity::Active), 1 => Just(Activity::Idle)];
    // mostly one window in one lesson, so that there is something to credit; gaps on both sides of the limit
    let gap = prop_oneof![6 => 0_i64..400, 1 => 895_i64..=905, 1 => Just(300_i64)];
    let (lesson, window) =
        (prop_oneof![5 => Just(0_usize), 1 => Just(1)], prop_oneof![5 => Just(0_usize), 1 => Just(1)]);
    (gap, lesson, window, activity)
}

fn reports() -> impl Strategy<Value = Vec<Report>> {
    prop::collection::vec(report(), 0..40)
}

/// Forty reports that any run can make again.
pub fn reports_of(seed: u64) -> Vec<Report> {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};
    let bytes = std::array::from_fn::<u8, 32, _>(|index| seed.to_be_bytes()[index % 8]);
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let mut runner = TestRunner::new_with_rng(ProptestConfig::default(), rng);
    prop::collection::vec(report(), 40).new_tree(&mut runner).unwrap().current()
}

/// The rules as they are made up of: each lesson keeps its spans, cut at the cap.
pub fn by_rules(reports: &[Report]) -> BTreeMap<usize, Vec<Span>> {
    let mut cursor: Option<Cursor> = None;
    let mut spans = BTreeMap::<usize, Vec<Span>>::new();
    let mut now = Instant(T);
    for &(gap, lesson, window, activity) in reports {
        now = now.plus_ms(gap * TICK_MS);
        let reader = format!("w{window}");
        if let Step::Moved(earned) = beat(cursor.as_ref(), LESSONS[lesson], &reader, activity, now) {
            let kept = spans.entry(lesson).or_default();
            let room = |span| fit(span, union_ms(kept.iter().copied()), CAP as i64 * TICK_MS);
            kept.extend(earned.and_then(room));
            cursor = Some(Cursor {
                lesson: LESSONS[lesson],
                reader,
                seen_at: seen_at(cursor.as_ref(), now),
                media_ms: None,
            });
        }
    }
    spans
}

/// The same, told by the tick: every tick waits in the hands of the reader until his next report keeps or drops it.
fn by_ticks(reports: &[Report]) -> BTreeMap<usize, BTreeSet<i64>> {
    let mut kept = BTreeMap::<usize, BTreeSet<i64>>::new();
    let mut holder: Option<(usize, usize)> = None;
    let (mut tick, mut waiting) = (T / TICK_MS, Vec::new());
    for &(gap, lesson, window, activity) in reports {
        waiting.extend(tick..tick + gap);
        tick += gap;
        let silent = waiting.len() as i64 * TICK_MS > GAP_LIMIT_MS;
        let other_window_reads = holder.is_some_and(|(_, held_by)| held_by != window) && !silent;
        if other_window_reads && activity == Activity::Idle {
            continue;
        }
        let ticks = std::mem::take(&mut waiting);
        if holder == Some((lesson, window)) && activity == Activity::Active && !silent {
            let lesson = kept.entry(lesson).or_default();
            for tick in ticks {
                if lesson.len() < CAP {
                    lesson.insert(tick);
                }
            }
        }
        holder = Some((lesson, window));
    }
    kept
}

/// A video of ten minutes that was playing at its first minute; so many milliseconds later it is `on_ms` further.
fn played(gap_ms: i64, on_ms: i64) -> Option<Stretch> {
    let cursor = Cursor { media_ms: Some(60_000), ..held("w1") };
    watch(Some(&cursor), LESSONS[0], "w1", 60_000 + on_ms, 600_000, Instant(T + gap_ms))
}

fn stretch(from_ms: i64, to_ms: i64) -> Option<Stretch> {
    Some(Stretch { from_ms, to_ms })
}

#[test]
fn what_went_on_as_the_clock_did_was_watched() {
    assert_eq!(played(30_000, 30_000), stretch(60_000, 90_000));
    assert_eq!(played(30_000, 12_000), stretch(60_000, 72_000), "it stopped meanwhile");
    assert_eq!(played(30_000, 31_500), stretch(60_000, 90_000), "a player's clock is not ours, and ours counts");
    assert_eq!(played(90_000, 90_000), stretch(60_000, 150_000));
}

#[test]
fn seeking_another_speed_and_silence_earn_nothing() {
    assert_eq!(played(30_000, 300_000), None, "sought");
    assert_eq!(played(30_000, 60_000), None, "at double speed");
    assert_eq!(played(30_000, -30_000), None, "back");
    assert_eq!(played(30_000, 0), None);
    assert_eq!(played(0, 1_000), None, "no time has passed");
    assert_eq!(played(90_001, 90_001), None);
    assert_eq!(played(-1_000, 500), None, "a clock that goes back");
}

#[test]
fn only_the_window_that_held_the_playing_video_earns() {
    let at =
        |cursor: &Cursor, lesson, reader| watch(Some(cursor), lesson, reader, 90_000, 600_000, Instant(T + 30_000));
    let playing = Cursor { media_ms: Some(60_000), ..held("w1") };
    assert!(at(&playing, LESSONS[0], "w1").is_some());
    assert_eq!(at(&playing, LESSONS[0], "w2"), None);
    assert_eq!(at(&playing, LESSONS[1], "w1"), None);
    assert_eq!(at(&held("w1"), LESSONS[0], "w1"), None, "it was not playing");
    assert_eq!(watch(None, LESSONS[0], "w1", 90_000, 600_000, Instant(T)), None);
}

#[test]
fn a_video_ends_where_it_ends_and_every_moment_counts_once() {
    let near = Cursor { media_ms: Some(590_000), ..held("w1") };
    let end = watch(Some(&near), LESSONS[0], "w1", 999_999, 600_000, Instant(T + 30_000));
    assert_eq!(end, stretch(590_000, 600_000));
    let beyond = Cursor { media_ms: Some(900_000), ..held("w1") };
    assert_eq!(watch(Some(&beyond), LESSONS[0], "w1", 930_000, 600_000, Instant(T + 30_000)), None);
    let again = [stretch(0, 30_000), stretch(10_000, 40_000), stretch(0, 30_000)].into_iter().flatten();
    assert_eq!(watched_ms(again), 40_000);
}

proptest! {
    /// Whatever a window claims: in all no more than the clock ran, nor than the video is long.
    #[test]
    fn nobody_watches_longer_than_the_clock_ran(claims in prop::collection::vec((0_i64..120_000, -5_000_i64..700_000), 1..40)) {
        let (mut cursor, mut now, mut kept) = (held("w1"), T, Vec::new());
        for (gap_ms, at_ms) in claims {
            now += gap_ms;
            kept.extend(watch(Some(&cursor), LESSONS[0], "w1", at_ms, 600_000, Instant(now)));
            cursor = Cursor { media_ms: Some(at_ms), seen_at: Instant(now), ..cursor };
        }
        prop_assert!(kept.iter().all(|one| 0 <= one.from_ms && one.from_ms < one.to_ms && one.to_ms <= 600_000));
        prop_assert!(kept.iter().map(|one| one.to_ms - one.from_ms).sum::<i64>() <= now - T);
        prop_assert!(watched_ms(kept) <= 600_000);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn the_rules_credit_exactly_the_ticks_of_the_model(reports in reports()) {
        let (rules, ticks) = (by_rules(&reports), by_ticks(&reports));
        for lesson in [0, 1] {
            let spans = rules.get(&lesson).cloned().unwrap_or_default();
            let covered: BTreeSet<i64> =
                spans.iter().flat_map(|span| span.from.0 / TICK_MS..span.to.0 / TICK_MS).collect();
            prop_assert_eq!(&covered, &ticks.get(&lesson).cloned().unwrap_or_default());
            prop_assert_eq!(union_ms(spans), covered.len() as i64 * TICK_MS);
        }
    }

    #[test]
    fn nobody_reads_longer_than_the_clock_ran(reports in reports()) {
        let wall_ms: i64 = reports.iter().skip(1).map(|report| report.0 * TICK_MS).sum();
        let everything = by_rules(&reports).into_values().flatten();
        let sum: i64 = everything.map(|span| span.to.since(span.from)).sum();
        prop_assert!(sum <= wall_ms, "two lessons never share a moment either");
    }
}
