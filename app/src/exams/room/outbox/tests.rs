use super::*;
use crate::exams::room::setting::Ticks;

const NONE: Answer = Answer { choice: 0, mark: crate::exams::room::setting::Mark::Plain };

fn answer(option: u8) -> Answer {
    NONE.choosing(option, Ticks::One)
}

fn room(slots: usize) -> Outbox {
    Outbox::new(&vec![Kept::default(); slots])
}

#[test]
fn changes_within_the_gathering_time_go_out_as_one() {
    let mut outbox = room(1);
    outbox.change(0, answer(0), 0);
    outbox.change(0, answer(1), 100);
    assert_eq!(outbox.due(100 + GATHER_MS - 1), []);
    let sent = outbox.due(100 + GATHER_MS);
    assert_eq!(sent, [Sending { index: 0, answer: answer(1), sequence: 1 }]);
    assert_eq!(outbox.unsent(), 1, "sent is not saved");
    outbox.confirmed(sent[0]);
    assert_eq!(outbox.unsent(), 0);
}

#[test]
fn one_request_per_slot_is_under_way_and_the_newest_answer_follows_it() {
    let mut outbox = room(2);
    outbox.change(0, answer(0), 0);
    let first = outbox.due(GATHER_MS)[0];
    outbox.change(0, answer(1), 300);
    outbox.change(1, answer(2), 300);
    let next = outbox.due(1_000);
    assert_eq!(next.iter().map(|sending| sending.index).collect::<Vec<_>>(), [1]);
    outbox.confirmed(first);
    assert_eq!(outbox.due(1_000), [Sending { index: 0, answer: answer(1), sequence: 2 }]);
}

#[test]
fn a_newer_answer_of_this_window_goes_out_above_the_sequence_that_outran_it() {
    let mut outbox = room(1);
    outbox.change(0, answer(0), 0);
    let sent = outbox.due(GATHER_MS)[0];
    outbox.outrun(sent, 7, 400);
    assert_eq!(outbox.due(400), [Sending { index: 0, answer: answer(0), sequence: 8 }]);
}

#[test]
fn asking_for_the_time_never_wins_over_another_window() {
    let mut outbox = room(1);
    let asked = outbox.ask(0).unwrap();
    assert_eq!((outbox.unsent(), outbox.is_quiet()), (0, false));
    outbox.outrun(asked, 5, 10);
    assert!(outbox.is_stale(0));
    assert_eq!((outbox.ask(0), outbox.due(100_000)), (None, vec![]), "there is no other slot to ask with");
    outbox.change(0, answer(3), 20);
    assert_eq!(outbox.due(20 + GATHER_MS)[0].sequence, 6, "an answer given here is newer again");
}

#[test]
fn a_lost_question_is_asked_again_after_the_pause_and_never_becomes_an_answer() {
    let mut outbox = room(2);
    let asked = outbox.ask(1).unwrap();
    assert_eq!((asked.index, outbox.ask(1)), (1, None), "one at a time");
    outbox.lost(asked, 0, 500);
    assert_eq!((outbox.unsent(), outbox.is_offline(), outbox.wants_word(999)), (0, true, false));
    assert!(outbox.wants_word(1_000) && outbox.due(10_000).is_empty());
    let again = outbox.ask(1).unwrap();
    outbox.confirmed(again);
    assert!(!outbox.is_offline() && !outbox.wants_word(20_000));
}

#[test]
fn failures_pause_longer_and_longer_and_a_success_ends_the_pause() {
    let mut outbox = room(1);
    outbox.change(0, answer(0), 0);
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
    assert!(outbox.is_offline() && outbox.unsent() == 1);
    let sent = outbox.due(now)[0];
    outbox.confirmed(sent);
    assert!(!outbox.is_offline());
}

#[test]
fn what_was_not_sent_outlives_a_reload_unless_the_server_has_newer() {
    let mut outbox = room(2);
    outbox.change(0, answer(0), 0);
    outbox.change(1, answer(1), 0);
    outbox.due(GATHER_MS);
    let drafts = outbox.drafts();
    let newer = Kept { answer: answer(3), sequence: 9 };
    let mut reloaded = Outbox::new(&[Kept::default(), newer]);
    reloaded.take_up(&drafts, 0);
    assert_eq!((reloaded.answer(0), reloaded.answer(1)), (answer(0), answer(3)));
    assert_eq!(reloaded.due(0).len(), 1);
}

#[test]
fn leaving_the_page_repeats_what_is_under_way() {
    let mut outbox = room(2);
    outbox.change(0, answer(0), 0);
    outbox.due(GATHER_MS);
    outbox.change(1, answer(1), 300);
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
                outbox.change(index, answer(option), now);
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
                    Err(theirs) => outbox.outrun(sending, theirs, now),
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
        assert_eq!((stored, outbox.unsent()), (shown, 0), "seed {seed}");
    }
}
