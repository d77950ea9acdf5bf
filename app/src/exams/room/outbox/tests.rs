use super::*;
use crate::exams::room::setting::Ticks;

const NONE: Answer = Answer { choice: 0, mark: crate::exams::room::setting::Mark::Plain };

fn answer(option: u8) -> Answer {
    NONE.choosing(option, Ticks::One)
}

fn room(slots: usize) -> Outbox {
    Outbox::new(&vec![Kept::default(); slots], 1)
}

fn stored(option: u8, epoch: i64, sequence: i64) -> Kept {
    Kept { answer: answer(option), written: Written { epoch, sequence } }
}

fn draft(index: usize, option: u8, epoch: i64, sequence: i64) -> Draft {
    Draft { index, answer: answer(option), after: Written { epoch, sequence } }
}

/// Answers, and the browser keeps the answer at once.
fn change(outbox: &mut Outbox, index: usize, option: u8, now: i64) {
    if let Some(draft) = outbox.change(index, answer(option), now) {
        outbox.kept(&draft);
    }
}

#[test]
fn changes_within_the_gathering_time_go_out_as_one() {
    let mut outbox = room(1);
    change(&mut outbox, 0, 0, 0);
    change(&mut outbox, 0, 1, 100);
    assert!(outbox.due(100 + GATHER_MS - 1).is_empty());
    let sent = outbox.due(100 + GATHER_MS);
    assert_eq!(sent, [Sending { index: 0, answer: answer(1), sequence: 1 }]);
    assert_eq!(outbox.unsent(), [0], "sent is not saved");
    outbox.confirmed(sent[0]);
    assert!(outbox.unsent().is_empty());
}

#[test]
fn one_request_per_slot_is_under_way_and_the_newest_answer_follows_it() {
    let mut outbox = room(2);
    change(&mut outbox, 0, 0, 0);
    let first = outbox.due(GATHER_MS)[0];
    change(&mut outbox, 0, 1, 300);
    change(&mut outbox, 1, 2, 300);
    let next = outbox.due(1_000);
    assert_eq!(next.iter().map(|sending| sending.index).collect::<Vec<_>>(), [1]);
    outbox.confirmed(first);
    assert_eq!(outbox.due(1_000), [Sending { index: 0, answer: answer(1), sequence: 2 }]);
}

#[test]
fn a_newer_answer_of_this_window_goes_out_above_the_sequence_that_outran_it() {
    let mut outbox = room(1);
    change(&mut outbox, 0, 0, 0);
    let sent = outbox.due(GATHER_MS)[0];
    let again = outbox.outrun(sent, 7, 400).unwrap();
    assert_eq!((again, outbox.due(400)), (draft(0, 0, 1, 7), vec![]), "kept anew before it is sent anew");
    outbox.kept(&again);
    assert_eq!(outbox.due(400), [Sending { index: 0, answer: answer(0), sequence: 8 }]);
}

#[test]
fn asking_for_the_time_never_wins_over_another_window() {
    let mut outbox = room(1);
    let asked = outbox.ask(0).unwrap();
    assert_eq!((outbox.unsent(), outbox.is_quiet()), (vec![], false));
    assert_eq!(outbox.outrun(asked, 5, 10), None);
    assert!(outbox.is_stale(0));
    assert_eq!((outbox.ask(0), outbox.due(100_000)), (None, vec![]), "there is no other slot to ask with");
    change(&mut outbox, 0, 3, 20);
    assert_eq!(outbox.due(20 + GATHER_MS)[0].sequence, 6, "an answer given here is newer again");
}

#[test]
fn a_lost_question_is_asked_again_after_the_pause_and_never_becomes_an_answer() {
    let mut outbox = room(2);
    let asked = outbox.ask(1).unwrap();
    assert_eq!((asked.index, outbox.ask(1)), (1, None), "one at a time");
    outbox.lost(asked, 0, 500);
    assert_eq!((outbox.unsent(), outbox.is_offline(), outbox.wants_word(999)), (vec![], true, false));
    assert!(outbox.wants_word(1_000) && outbox.due(10_000).is_empty());
    let again = outbox.ask(1).unwrap();
    outbox.confirmed(again);
    assert!(!outbox.is_offline() && !outbox.wants_word(20_000));
}

#[test]
fn failures_pause_longer_and_longer_and_a_success_ends_the_pause() {
    let mut outbox = room(1);
    change(&mut outbox, 0, 0, 0);
    let (mut now, mut pauses) = (GATHER_MS, Vec::new());
    for _ in 0..6 {
        let sent = outbox.due(now)[0];
        outbox.lost(sent, now, 500);
        let before = now;
        while now < before + 60_000 && outbox.clone().due(now).is_empty() {
            now += 50;
        }
        pauses.push(now - before);
    }
    assert_eq!(pauses, [1_000, 2_000, 4_000, 8_000, 15_000, 15_000]);
    assert!(outbox.is_offline() && outbox.unsent() == [0]);
    let sent = outbox.due(now)[0];
    outbox.confirmed(sent);
    assert!(!outbox.is_offline());
}

#[test]
fn nothing_is_sent_before_the_browser_keeps_its_newest_form() {
    let mut outbox = room(1);
    let first = outbox.change(0, answer(0), 0).unwrap();
    let second = outbox.change(0, answer(1), 10).unwrap();
    outbox.kept(&first);
    assert_eq!(outbox.due(1_000), [], "an older form is kept");
    outbox.kept(&second);
    assert_eq!(outbox.due(1_000).len(), 1);
}

#[test]
fn a_browser_that_keeps_nothing_sends_all_the_same() {
    let mut outbox = room(1);
    outbox.change(0, answer(0), 0);
    outbox.lies(Shelf::Page);
    assert_eq!(outbox.due(1_000).len(), 1);
}

#[test]
fn a_browser_that_keeps_something_after_all_holds_the_next_answer_until_it_is_kept() {
    let mut outbox = room(2);
    outbox.lies(Shelf::Page);
    outbox.change(0, answer(0), 0);
    outbox.lies(Shelf::Browser);
    assert_eq!((outbox.due(1_000), outbox.unkept()), (vec![], vec![draft(0, 0, 1, 0)]));
    outbox.kept(&draft(0, 0, 1, 0));
    assert_eq!(outbox.due(1_000).len(), 1);
}

#[test]
fn what_was_not_sent_outlives_the_page_unless_the_server_has_newer() {
    let mut outbox = Outbox::new(&[Kept::default(), stored(3, 1, 9)], 1);
    assert_eq!(outbox.take_up(&[draft(0, 0, 1, 0), draft(1, 1, 1, 8)], 0), [draft(1, 1, 1, 8)]);
    assert_eq!(outbox.unkept(), [draft(0, 0, 1, 0)]);
    assert_eq!((outbox.answer(0), outbox.answer(1), outbox.fetched()), (answer(0), answer(3), vec![0]));
    outbox.kept(&draft(0, 0, 1, 0));
    let sent = outbox.due(0);
    assert_eq!(sent, [Sending { index: 0, answer: answer(0), sequence: 1 }]);
    outbox.confirmed(sent[0]);
    assert!(outbox.fetched().is_empty());
}

#[test]
fn an_answer_of_a_later_device_stands_and_one_of_an_earlier_gives_way() {
    // the room was taken over and taken back: this page writes under epoch 3
    let mut outbox = Outbox::new(&[stored(3, 2, 1), stored(3, 1, 4), Kept::default()], 3);
    let outdated = outbox.take_up(&[draft(0, 0, 1, 7), draft(1, 0, 1, 4), draft(2, 0, 1, 0)], 0);
    assert_eq!(outdated, [draft(0, 0, 1, 7)]);
    assert_eq!(outbox.unkept(), [draft(1, 0, 1, 4), draft(2, 0, 1, 0)]);
    outbox.unkept().iter().for_each(|draft| outbox.kept(draft));
    assert_eq!(
        outbox.due(0).iter().map(|sending| sending.sequence).collect::<Vec<_>>(),
        [1, 1],
        "sequences begin anew"
    );
}

#[test]
fn an_earlier_page_gives_way_to_a_window_that_answered_since() {
    let mut outbox = room(1);
    assert!(outbox.take_up(&[draft(0, 0, 1, 5)], 0).is_empty());
    outbox.kept(&draft(0, 0, 1, 5));
    let sent = outbox.due(0)[0];
    assert_eq!(sent.sequence, 6, "above whatever the earlier page had used");
    assert_eq!(outbox.outrun(sent, 9, 10), None);
    assert!(outbox.is_stale(0) && outbox.unsent().is_empty(), "it is not sent above the newer one");
}

#[test]
fn what_arrived_without_a_word_is_not_taken_up_and_the_newest_draft_counts() {
    let mut outbox = Outbox::new(&[stored(2, 1, 5), Kept::default()], 1);
    let drafts = [draft(0, 2, 1, 4), draft(1, 0, 1, 1), draft(1, 1, 1, 2), draft(7, 0, 1, 0)];
    assert!(outbox.take_up(&drafts, 0).is_empty());
    assert_eq!(outbox.unkept(), [draft(1, 1, 1, 2)]);
}

#[test]
fn an_answer_given_before_the_drafts_were_read_is_newer_than_they() {
    let mut outbox = room(1);
    change(&mut outbox, 0, 3, 0);
    assert!(outbox.take_up(&[draft(0, 0, 1, 0)], 10).is_empty());
    assert_eq!(outbox.answer(0), answer(3));
}

#[test]
fn the_word_of_the_computer_cuts_and_mends_the_line() {
    let mut outbox = room(1);
    outbox.cut(0);
    change(&mut outbox, 0, 0, 0);
    assert!(outbox.is_offline() && outbox.due(999).is_empty());
    outbox.back(500, 100);
    assert_eq!((outbox.due(599).len(), outbox.due(600).len()), (0, 1), "tried soon, and still called offline");
    assert!(outbox.is_offline());
}

#[test]
fn leaving_the_page_repeats_what_is_under_way() {
    let mut outbox = room(2);
    change(&mut outbox, 0, 0, 0);
    outbox.due(GATHER_MS);
    change(&mut outbox, 1, 1, 300);
    let last: Vec<i64> = outbox.last_words().iter().map(|sending| sending.sequence).collect();
    assert_eq!(last, [2, 1]);
}

/// A server that keeps the highest sequence, behind a network that drops, delays, doubles and reorders.
struct Wire {
    stored: Vec<(i64, Answer)>,
    requests: Vec<(i64, Sending)>,
    replies: Vec<(i64, Sending, Result<(), i64>)>,
    dice: u64,
}

impl Wire {
    fn roll(&mut self, sides: u64) -> u64 {
        self.dice ^= self.dice << 13;
        self.dice ^= self.dice >> 7;
        self.dice ^= self.dice << 17;
        self.dice % sides
    }

    fn send(&mut self, sending: Sending, now: i64) {
        let copies = [0, 1, 1, 1, 2][self.roll(5) as usize];
        for _ in 0..copies {
            let delay = 20 + self.roll(3_000) as i64;
            self.requests.push((now + delay, sending));
        }
    }

    fn step(&mut self, now: i64) {
        for (at, sending) in std::mem::take(&mut self.requests) {
            if at > now {
                self.requests.push((at, sending));
                continue;
            }
            let stored = &mut self.stored[sending.index];
            let outcome = if stored.0 < sending.sequence {
                *stored = (sending.sequence, sending.answer);
                Ok(())
            } else if *stored == (sending.sequence, sending.answer) {
                Ok(())
            } else {
                Err(stored.0)
            };
            if self.roll(4) > 0 {
                let delay = 20 + self.roll(500) as i64;
                self.replies.push((now + delay, sending, outcome));
            }
        }
    }
}

#[test]
fn behind_any_network_the_server_ends_with_the_last_answers() {
    for seed in 1..=300 {
        let mut wire =
            Wire { stored: vec![(0, NONE); 3], requests: Vec::new(), replies: Vec::new(), dice: seed * 7_919 };
        let (mut outbox, mut waiting): (Outbox, Vec<(i64, Sending)>) = (room(3), Vec::new());
        for now in (0..600_000).step_by(50) {
            if now < 60_000 && wire.roll(12) == 0 {
                let (index, option) = (wire.roll(3) as usize, wire.roll(4) as u8);
                change(&mut outbox, index, option, now);
            }
            for sending in outbox.due(now) {
                wire.send(sending, now);
                waiting.push((now + 2_000, sending));
            }
            wire.step(now);
            for (at, sending, outcome) in std::mem::take(&mut wire.replies) {
                match outcome {
                    _ if at > now => wire.replies.push((at, sending, outcome)),
                    Ok(()) => outbox.confirmed(sending),
                    Err(theirs) => {
                        if let Some(draft) = outbox.outrun(sending, theirs, now) {
                            outbox.kept(&draft);
                        }
                    }
                }
            }
            waiting.retain(|(until, sending)| {
                let is_over = *until <= now;
                if is_over {
                    outbox.lost(*sending, now, 500);
                }
                !is_over
            });
        }
        let stored: Vec<Answer> = wire.stored.iter().map(|(_, answer)| *answer).collect();
        let shown: Vec<Answer> = (0..3).map(|index| outbox.answer(index)).collect();
        assert_eq!((stored, outbox.unsent()), (shown, vec![]), "seed {seed}");
    }
}
