use question_bank::pass::{Missed, SectionMinimum};
use question_bank::{Demands, Kind, Paper};
use sea_orm::EntityTrait;
use serde_json::Value;
use uuid::Uuid;

use super::Table;
use crate::entity::{exam_openings, exams};
use crate::exams::arranging::{Arrangement, arrange};
use crate::exams::conduct::{Begins, Conduct, Order, networks};
use crate::exams::finishing::{Outcome, hand_in};
use crate::exams::room::{Now, enter};
use crate::exams::rooms::opening::{Opening, of_exam, open};
use crate::exams::rooms::proposals::{Act, confirm, propose};
use crate::exams::sequential::{Sequence, go_on};
use crate::exams::starting::{Consent, may_start, start};
use crate::exams::{ExamKind, Late, Review, bundle, results, setup};
use crate::instant::{DAY_MS, HOUR_MS, MINUTE_MS};
use crate::permissions::Role;
use crate::{Ctx, Fault, on_both};

impl Table {
    /// The table with an exam that is held so.
    async fn conducted(self, review: Review, conduct: Conduct) -> Self {
        let mut table = self;
        let ctx = table.bed.ctx.clone();
        table.exam = Self::draft(&ctx, ExamKind::Certification).await;
        arrange(&ctx, table.exam, &wish(review, conduct)).await.unwrap();
        setup::publish(&ctx, table.exam).await.unwrap();
        table
    }
}

fn wish(review: Review, conduct: Conduct) -> Arrangement {
    Arrangement { late: Late::Autosubmit, review, practice: None, lockdown: None, public_url: None, conduct }
}

fn minimum(section: Kind, score: u32) -> Conduct {
    let demands = Demands { sections: vec![SectionMinimum { section, score }], every_right: vec![] };
    Conduct { demands, ..Conduct::default() }
}

/// Everything right but one section.
async fn answer_all_but(table: &Table, candidate: &Ctx, attempt: Uuid, section: Kind) {
    let running = table.start(candidate).await;
    table.answer_all(candidate, &running).await;
    let paper: Paper = serde_json::from_str(&table.attempt(attempt).await.paper).unwrap();
    for slot in paper.slots.iter().filter(|slot| slot.section() == section) {
        let save = table.save_of(&running, i32::from(slot.number), 0, 2);
        table.saver.save(candidate, save).await.unwrap();
    }
}

async fn room_of(candidate: &Ctx, attempt: Uuid) -> Box<crate::exams::room::Room> {
    let Now::Open(room) = enter(candidate, attempt, "first device").await.unwrap() else { panic!("open") };
    room
}

on_both! {
    async fn a_section_below_its_minimum_fails_a_good_score(table: Table) {
        let table = table.conducted(Review::AfterWindow, minimum(Kind::TrueFalse, 1_200)).await;
        let (good, weak) = (table.candidate().await, table.candidate().await);
        let running = table.start(&good).await;
        table.answer_all(&good, &running).await;
        assert_eq!(hand_in(&good, running.attempt, "first device").await.unwrap().outcome, Outcome::Passed);
        let running = table.start(&weak).await;
        answer_all_but(&table, &weak, running.attempt, Kind::TrueFalse).await;
        assert_eq!(hand_in(&weak, running.attempt, "first device").await.unwrap().outcome, Outcome::Failed);
        let result = results::own(&weak, running.attempt).await.unwrap();
        assert!(result.score >= result.pass_score);
        assert_eq!(result.missed, [Missed::Section { section: Kind::TrueFalse, scored: 0, needed: 1_200 }]);
        table.bed.clock.advance_ms(8 * DAY_MS);
        let text = bundle::export(&weak, running.attempt).await.unwrap();
        let told: Value = serde_json::from_str(&text).unwrap();
        assert_eq!((&told["result"]["passed"], &told["policy"]["demands"]["sections"][0]["score"]), (&false.into(), &1_200.into()));
    }

    async fn demands_that_no_paper_can_meet_are_refused(table: Table) {
        let ctx = &table.bed.ctx;
        let draft = Table::draft(ctx, ExamKind::Certification).await;
        let refused = arrange(ctx, draft, &wish(Review::AfterWindow, minimum(Kind::TrueFalse, 2_001))).await.unwrap_err();
        assert_eq!(refused.code(), Some("exams.minimum_unreachable"));
        arrange(ctx, draft, &wish(Review::AfterWindow, minimum(Kind::TrueFalse, 2_000))).await.unwrap();
    }

    async fn without_a_way_back_only_the_open_question_is_read_and_answered(table: Table) {
        let conduct = Conduct { order: Order::Sequential, ..Conduct::default() };
        let table = table.conducted(Review::AfterWindow, conduct).await;
        let (candidate, stranger) = (table.candidate().await, table.candidate().await);
        let running = table.start(&candidate).await;
        let room = room_of(&candidate, running.attempt).await;
        assert_eq!(room.items.iter().map(|item| item.number).collect::<Vec<_>>(), [1]);
        let Some(Sequence { reached, count }) = room.sequence else { panic!("no way back") };
        assert!((room.answers.len(), reached) == (1, 1) && count >= 77, "{count}");
        table.saver.save(&candidate, table.save_of(&running, 1, 1, 1)).await.unwrap();
        let ahead = table.saver.save(&candidate, table.save_of(&running, 2, 1, 1)).await.unwrap_err();
        assert_eq!(ahead.code(), Some("exams.question_closed"));
        let (attempt, device) = (running.attempt, "first device");
        assert!(matches!(go_on(&stranger, attempt, device, 1).await, Err(Fault::NotFound)));
        assert_eq!(go_on(&candidate, attempt, "second device", 1).await.unwrap_err().code(), Some("exams.opened_elsewhere"));
        assert_eq!(go_on(&candidate, attempt, device, 2).await.unwrap_err().code(), Some("exams.no_next_question"));
        go_on(&candidate, attempt, device, 1).await.unwrap();
        go_on(&candidate, attempt, device, 1).await.unwrap();
        assert_eq!(room_of(&candidate, attempt).await.sequence.unwrap().reached, 2, "twice is once");
        let back = table.saver.save(&candidate, table.save_of(&running, 1, 2, 2)).await.unwrap_err();
        assert_eq!(back.code(), Some("exams.question_closed"));
        table.saver.save(&candidate, table.save_of(&running, 2, 1, 1)).await.unwrap();
        table.bed.clock.advance_ms(90 * MINUTE_MS + 6_000);
        assert_eq!(go_on(&candidate, attempt, device, 2).await.unwrap_err().code(), Some("exams.time_is_up"));
    }

    async fn where_one_may_go_back_nothing_is_left(table: Table) {
        let candidate = table.candidate().await;
        let running = table.start(&candidate).await;
        let refused = go_on(&candidate, running.attempt, "first device", 1).await.unwrap_err();
        assert_eq!(refused.code(), Some("exams.not_sequential"));
        assert_eq!(room_of(&candidate, running.attempt).await.sequence, None);
    }

    async fn nobody_begins_before_the_proctor_says_so(table: Table) {
        let conduct = Conduct { begins: Begins::OnCommand, ..Conduct::default() };
        let table = table.conducted(Review::AfterWindow, conduct).await;
        let (candidate, proctor) = (table.candidate().await, table.staff(Role::Proctor).await);
        assert_eq!(may_start(&candidate, table.exam).await.unwrap().unwrap_err().code, "exams.awaits_command");
        let refused = start(&candidate, table.exam, Consent::Given, "first device").await.unwrap_err();
        assert_eq!(refused.code(), Some("exams.awaits_command"));
        let stranger = table.staff_of_another_office(Role::Proctor).await;
        assert!(matches!(open(&stranger, table.exam).await, Err(Fault::NotFound | Fault::Forbidden)));
        assert!(open(&candidate, table.exam).await.is_err());
        assert_eq!(of_exam(&proctor, table.exam).await.unwrap(), Opening::Awaited);
        open(&proctor, table.exam).await.unwrap();
        assert_eq!(open(&proctor, table.exam).await.unwrap_err().code(), Some("exams.opened_already"));
        assert_eq!(of_exam(&proctor, table.exam).await.unwrap(), Opening::Opened(table.bed.ctx.now()));
        assert_eq!(exam_openings::Entity::find().all(candidate.db.reader()).await.unwrap().len(), 1);
        table.start(&candidate).await;
    }

    async fn a_late_word_takes_no_time_from_anybody(table: Table) {
        let ctx = table.bed.ctx.clone();
        let form = Table::form(&ctx, Table::office(&ctx).await, ExamKind::Certification).await;
        let opens_at = ctx.now();
        let form = setup::NewExam { opens_at, closes_at: opens_at.plus_ms(2 * HOUR_MS), ..form };
        let exam = setup::create(&ctx, &form).await.unwrap();
        let conduct = Conduct { begins: Begins::OnCommand, ..Conduct::default() };
        arrange(&ctx, exam, &wish(Review::AfterWindow, conduct)).await.unwrap();
        setup::publish(&ctx, exam).await.unwrap();
        let table = Table { exam, ..table };
        table.bed.clock.advance_ms(HOUR_MS);
        open(&table.staff(Role::Proctor).await, exam).await.unwrap();
        let row = exams::Entity::find_by_id(exam).one(ctx.db.reader()).await.unwrap().unwrap();
        assert_eq!(row.closes_at, opens_at.plus_ms(3 * HOUR_MS).0, "as much later as the word");
        let running = table.start(&table.candidate().await).await;
        assert_eq!(running.deadline_at, ctx.now().plus_ms(90 * MINUTE_MS), "the whole time");
    }

    async fn an_exam_that_begins_with_its_window_needs_no_word(table: Table) {
        let proctor = table.staff(Role::Proctor).await;
        assert_eq!(of_exam(&proctor, table.exam).await.unwrap(), Opening::NotNeeded);
        assert_eq!(open(&proctor, table.exam).await.unwrap_err().code(), Some("exams.no_command_needed"));
    }

    async fn late_entry_counts_from_the_word(table: Table) {
        let ctx = table.bed.ctx.clone();
        let form = Table::form(&ctx, Table::office(&ctx).await, ExamKind::Certification).await;
        let form = setup::NewExam { session: setup::Session::Fixed, opens_at: ctx.now(), ..form };
        let exam = setup::create(&ctx, &form).await.unwrap();
        let conduct = Conduct { begins: Begins::OnCommand, ..Conduct::default() };
        arrange(&ctx, exam, &wish(Review::AfterWindow, conduct)).await.unwrap();
        setup::publish(&ctx, exam).await.unwrap();
        let table = Table { exam, ..table };
        table.bed.clock.advance_ms(2 * HOUR_MS);
        open(&table.staff(Role::Proctor).await, exam).await.unwrap();
        let (early, late) = (table.candidate().await, table.candidate().await);
        table.bed.clock.advance_ms(20 * MINUTE_MS);
        table.start(&early).await;
        table.bed.clock.advance_ms(20 * MINUTE_MS);
        assert_eq!(may_start(&late, exam).await.unwrap().unwrap_err().code, "exams.entry_closed");
    }

    async fn one_begins_in_the_network_of_the_room_and_goes_on_anywhere(table: Table) {
        let conduct = Conduct { networks: networks("10.1.2.0/24").unwrap(), ..Conduct::default() };
        let table = table.conducted(Review::AfterWindow, conduct).await;
        let candidate = table.candidate().await;
        let (inside, outside) = ("10.1.2.7".parse().unwrap(), "203.0.113.9".parse().unwrap());
        for from in [Some(outside), None] {
            let refused =
                start(&candidate.coming_from(from), table.exam, Consent::Given, "first device").await.unwrap_err();
            assert_eq!(refused.code(), Some("exams.outside_network"));
        }
        let running = table.start(&candidate.coming_from(Some(inside))).await;
        let again = table.start(&candidate.coming_from(Some(outside))).await;
        assert_eq!(again.attempt, running.attempt, "what runs goes on");
    }

    async fn where_papers_are_never_shown_the_candidate_gets_a_record_without_keys(table: Table) {
        let table = table.conducted(Review::Never, Conduct::default()).await;
        let (candidate, stranger) = (table.candidate().await, table.candidate().await);
        let running = table.start(&candidate).await;
        table.answer_all(&candidate, &running).await;
        hand_in(&candidate, running.attempt, "first device").await.unwrap();
        let offer = bundle::offered(&candidate, running.attempt).await.unwrap();
        assert_eq!(offer.withheld, Some(question_bank::bundle::Withheld::NeverShown));
        assert_eq!(offer.release, bundle::Release::Later);
        assert!(matches!(bundle::export(&candidate, running.attempt).await, Err(Fault::NotFound)), "somebody may sit");
        table.bed.clock.advance_ms(8 * DAY_MS);
        assert!(matches!(bundle::export(&stranger, running.attempt).await, Err(Fault::NotFound)));
        let text = bundle::export(&candidate, running.attempt).await.unwrap();
        let told: Value = serde_json::from_str(&text).unwrap();
        assert_eq!((&told["withheld"], &told["result"]["passed"]), (&"never_shown".into(), &true.into()));
        assert!(["\"right\"", "\"questions\"", "\"slots\":[{\"full\"", "\"corrections\""].iter().all(|key| !text.contains(key)), "{text}");
        let office = table.staff(Role::ExamAdministrator).await;
        assert!(bundle::export(&office, running.attempt).await.unwrap().contains("\"questions\""));
    }

    async fn of_a_void_attempt_its_candidate_gets_what_was_received_and_no_score(table: Table) {
        let (candidate, proctor) = (table.candidate().await, table.staff(Role::Proctor).await);
        let chief = table.staff(Role::ExamAdministrator).await;
        let running = table.start(&candidate).await;
        table.answer_all(&candidate, &running).await;
        hand_in(&candidate, running.attempt, "first device").await.unwrap();
        let proposal = propose(&proctor, table.exam, running.attempt, Act::Void, 0, "他人代考").await.unwrap();
        confirm(&chief, table.exam, proposal).await.unwrap();
        table.bed.clock.advance_ms(8 * DAY_MS);
        let offer = bundle::offered(&candidate, running.attempt).await.unwrap();
        assert_eq!(offer.withheld, Some(question_bank::bundle::Withheld::Void));
        let told: Value = serde_json::from_str(&bundle::export(&candidate, running.attempt).await.unwrap()).unwrap();
        assert_eq!((&told["result"], told["receipt"].is_object()), (&Value::Null, true));
        assert!(matches!(bundle::export(&chief, running.attempt).await, Err(Fault::NotFound)), "it counts for nothing");
        let row = exams::Entity::find_by_id(table.exam).one(candidate.db.reader()).await.unwrap().unwrap();
        assert_eq!(told["sittingId"], row.id.to_string());
    }
}
