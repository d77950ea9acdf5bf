use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use uuid::Uuid;

use super::Table;
use crate::entity::{audit_entries, exams};
use crate::exams::arranging::{Arrangement, Lockdown, arrange, change_extra_time, change_lockdown, seb_file};
use crate::exams::conduct::Conduct;
use crate::exams::events::of_attempt;
use crate::exams::list::{for_candidate, one_for_candidate, roster};
use crate::exams::lockdown::doors::{Door, look, prove, save};
use crate::exams::lockdown::{Allowed, Claim, Permit, Way, request_hash};
use crate::exams::room::{Now, enter};
use crate::exams::rooms::notices::unlock;
use crate::exams::rooms::pulse::Standing;
use crate::exams::starting::{Consent, Running, start, start_in};
use crate::exams::{ExamKind, Late, Review, setup};
use crate::instant::MINUTE_MS;
use crate::permissions::Role;
use crate::{Ctx, Fault, on_both};

const SITE: &str = "https://cert.example";
const ALLOWED: Allowed = Allowed { quit: Permit::No, reload: Permit::Yes, spell_check: Permit::No };

fn usual() -> Arrangement {
    Arrangement {
        late: Late::Autosubmit,
        review: Review::AfterWindow,
        practice: None,
        lockdown: None,
        public_url: Some(SITE.into()),
        conduct: Conduct::default(),
    }
}

impl Table {
    async fn arranged(self, new: Arrangement) -> Self {
        let mut table = self;
        let ctx = table.bed.ctx.clone();
        table.exam = Self::draft(&ctx, ExamKind::Certification).await;
        arrange(&ctx, table.exam, &new).await.unwrap();
        setup::publish(&ctx, table.exam).await.unwrap();
        table
    }

    /// The header that the right browser sends with this address.
    async fn right(&self, attempt: Uuid, path: &str) -> Claim {
        let key = self.attempt(attempt).await.config_key.unwrap();
        let url = format!("{SITE}{path}");
        Claim { hash: Some(request_hash(&url, &key)), url, way: Way::Header }
    }

    async fn sits_locked_down(&self, candidate: &Ctx) -> Running {
        let key = crate::exams::lockdown::config_key(&crate::exams::lockdown::settings(
            SITE,
            &self.exam.to_string(),
            ALLOWED,
        ));
        let url = format!("{SITE}/exams/{}/attempts", self.exam);
        let claim = Claim { hash: Some(request_hash(&url, &key)), url, way: Way::Header };
        start_in(candidate, self.exam, Consent::Given, "first device", &claim).await.unwrap()
    }
}

fn wrong() -> Claim {
    Claim { url: format!("{SITE}/x"), hash: Some("0".repeat(64)), way: Way::Header }
}

on_both! {
    async fn a_draft_is_arranged_and_a_published_exam_is_not(table: Table) {
        let ctx = &table.bed.ctx;
        let refused = arrange(ctx, table.exam, &usual()).await.unwrap_err();
        assert_eq!(refused.code(), Some("exams.already_published"));
        let draft = Table::draft(ctx, ExamKind::Certification).await;
        let cases = [
            (Arrangement { late: Late::Abandon, ..usual() }, "exams.abandon_practice_only"),
            (Arrangement { late: Late::Grace { span_ms: 0 }, ..usual() }, "exams.grace_range"),
            (Arrangement { review: Review::AtOnce, ..usual() }, "exams.review_official"),
            (Arrangement { practice: Some(table.exam), ..usual() }, "exams.practice_unknown"),
            (Arrangement { lockdown: Some(ALLOWED), public_url: None, ..usual() }, "exams.lockdown_needs_address"),
        ];
        for (new, code) in cases {
            assert_eq!(arrange(ctx, draft, &new).await.unwrap_err().code(), Some(code));
        }
        let mock = table.exam;
        exams::Entity::update_many()
            .col_expr(exams::Column::Kind, Expr::value("mock"))
            .filter(exams::Column::Id.eq(mock))
            .exec(ctx.db.writer())
            .await
            .unwrap();
        arrange(ctx, draft, &Arrangement { practice: Some(mock), ..usual() }).await.unwrap();
        let candidate = table.candidate().await;
        assert!(matches!(arrange(&candidate, draft, &usual()).await, Err(Fault::NotFound)));
    }

    async fn extra_time_is_changed_before_and_during_the_exam(table: Table) {
        let (candidate, chief) = (table.candidate().await, table.staff(Role::ExamAdministrator).await);
        let person = candidate.signed_in().unwrap().person;
        change_extra_time(&chief, table.exam, person, 20, "视力障碍").await.unwrap();
        let running = table.start(&candidate).await;
        assert_eq!(running.deadline_at, table.bed.ctx.now().plus_ms(110 * MINUTE_MS));
        change_extra_time(&chief, table.exam, person, 30, "视力障碍").await.unwrap();
        let row = table.attempt(running.attempt).await;
        assert_eq!(row.deadline_at, running.deadline_at.plus_ms(10 * MINUTE_MS).0);
        assert_eq!(row.next_check_at, Some(row.deadline_at + 5_001));
        let refused = change_extra_time(&chief, table.exam, person, 30, " ").await.unwrap_err();
        assert_eq!(refused.code(), Some("exams.extra_time_reason"));
        assert!(matches!(change_extra_time(&candidate, table.exam, person, 30, "视力障碍").await, Err(Fault::NotFound)));
    }

    async fn a_candidate_sees_the_own_minutes_and_what_the_end_of_the_window_leaves_of_them(table: Table) {
        let (candidate, chief) = (table.candidate().await, table.staff(Role::ExamAdministrator).await);
        let other = table.candidate().await;
        let person = candidate.signed_in().unwrap().person;
        change_extra_time(&chief, table.exam, person, 30, "视力障碍").await.unwrap();
        let own = one_for_candidate(&candidate, table.exam).await.unwrap();
        let now = table.bed.ctx.now();
        assert_eq!((own.allowed_ms(), own.given_ms(now)), (120 * MINUTE_MS, 120 * MINUTE_MS));
        let listed = for_candidate(&candidate).await.unwrap();
        assert_eq!(listed.iter().map(|listed| listed.extra_ms).collect::<Vec<_>>(), [30 * MINUTE_MS]);
        table.bed.clock.advance_ms(own.exam.closes_at.since(now) - 10 * MINUTE_MS);
        let now = table.bed.ctx.now();
        assert_eq!(own.given_ms(now), 40 * MINUTE_MS);
        let anybody = one_for_candidate(&other, table.exam).await.unwrap();
        assert_eq!((anybody.allowed_ms(), anybody.given_ms(now)), (90 * MINUTE_MS, 10 * MINUTE_MS));
        let running = table.start(&candidate).await;
        assert_eq!(running.deadline_at.since(now), own.given_ms(now), "the start gives what the page said");
    }

    async fn an_exam_in_the_lockdown_browser_begins_in_no_other(table: Table) {
        let table = table.arranged(Arrangement { lockdown: Some(ALLOWED), ..usual() }).await;
        let candidate = table.candidate().await;
        let refused = start(&candidate, table.exam, Consent::Given, "first device").await.unwrap_err();
        assert_eq!(refused.code(), Some("exams.lockdown_required"));
        let refused = start_in(&candidate, table.exam, Consent::Given, "first device", &wrong()).await.unwrap_err();
        assert_eq!(refused.code(), Some("exams.lockdown_required"));
        let running = table.sits_locked_down(&candidate).await;
        assert!(table.attempt(running.attempt).await.config_key.is_some());
        assert!(seb_file(&candidate, table.exam, SITE).await.unwrap().contains("<key>startURL</key>"));
    }

    async fn a_wrong_key_in_mid_exam_saves_the_answer_and_stops_the_work(table: Table) {
        let table = table.arranged(Arrangement { lockdown: Some(ALLOWED), ..usual() }).await;
        let (candidate, proctor) = (table.candidate().await, table.staff(Role::Proctor).await);
        let running = table.sits_locked_down(&candidate).await;
        let right = table.right(running.attempt, "/api/v1/attempts/x/answers/1").await;
        save(&candidate, &table.saver, table.save_of(&running, 1, 0b1, 1), &right).await.unwrap();
        for claim in [wrong(), Claim::default()] {
            let sequence = table.sequence_of(&running, 1).await + 1;
            let stopped = save(&candidate, &table.saver, table.save_of(&running, 1, 0b10, sequence), &claim).await;
            assert_eq!(stopped.unwrap_err().code(), Some("exams.locked"));
            assert_eq!(table.sequence_of(&running, 1).await, sequence, "the answer is saved");
            let Now::Open(room) = enter(&candidate, running.attempt, "first device").await.unwrap() else { panic!("open") };
            assert!(room.standing == Standing::Locked && room.items.is_empty(), "a locked room shows no question");
            let later = table.save_of(&running, 1, 0b1, sequence + 1);
            let refused = save(&candidate, &table.saver, later, &right).await.unwrap_err();
            assert_eq!(refused.code(), Some("exams.locked"));
            unlock(&proctor, table.exam, running.attempt, "已重新打开专用浏览器").await.unwrap();
            save(&candidate, &table.saver, later, &right).await.unwrap();
        }
        let noted = of_attempt(&proctor, running.attempt).await.unwrap();
        let failed = noted.iter().filter(|event| event.kind == "lockdown_failed");
        let mut keys: Vec<&str> = failed.filter_map(|event| event.facts["key"].as_str()).collect();
        keys.sort_unstable();
        assert_eq!(keys, ["silent", "wrong"], "the board counts it, with why");
        let twice = unlock(&proctor, table.exam, running.attempt, "已重新打开专用浏览器").await.unwrap_err();
        assert_eq!(twice.code(), Some("exams.not_locked"));
    }

    async fn the_lockdown_browser_is_waived_for_one_person_also_in_mid_exam(table: Table) {
        let table = table.arranged(Arrangement { lockdown: Some(ALLOWED), ..usual() }).await;
        let (candidate, other) = (table.candidate().await, table.candidate().await);
        let chief = table.staff(Role::ExamAdministrator).await;
        let person = candidate.signed_in().unwrap().person;
        let running = table.sits_locked_down(&candidate).await;
        let stopped = save(&candidate, &table.saver, table.save_of(&running, 1, 1, 1), &wrong()).await.unwrap_err();
        assert_eq!(stopped.code(), Some("exams.locked"));
        let unfounded = change_lockdown(&chief, table.exam, person, Lockdown::Waived, " ").await.unwrap_err();
        assert_eq!(unfounded.code(), Some("exams.lockdown_reason"));
        let by_self = change_lockdown(&candidate, table.exam, person, Lockdown::Waived, "读屏软件").await;
        assert!(matches!(by_self, Err(Fault::NotFound)));
        for _ in 0..2 {
            change_lockdown(&chief, table.exam, person, Lockdown::Waived, "读屏软件不能在专用浏览器中使用").await.unwrap();
        }
        let noted = of_attempt(&chief, running.attempt).await.unwrap();
        assert_eq!(noted.iter().filter(|event| event.kind == "lockdown_waived").count(), 1, "in the room's record, once");
        let usual = Claim::default();
        save(&candidate, &table.saver, table.save_of(&running, 2, 1, 1), &usual).await.unwrap();
        let refused = start(&other, table.exam, Consent::Given, "second device").await.unwrap_err();
        assert_eq!(refused.code(), Some("exams.lockdown_required"), "one person's waiver is nobody else's");
        let line = roster(&chief, table.exam).await.unwrap().into_iter().find(|line| line.person == person).unwrap();
        assert!(line.without_lockdown);
        assert_eq!(line.lockdown_reason.as_deref(), Some("读屏软件不能在专用浏览器中使用"));
        let logged = audit_entries::Entity::find().filter(audit_entries::Column::Verb.eq("change_lockdown"));
        for entry in logged.all(chief.db.reader()).await.unwrap() {
            assert!(!entry.facts.contains("读屏"), "what may be about health stays out of the log");
        }
        change_lockdown(&chief, table.exam, person, Lockdown::Required, "设备已更换").await.unwrap();
        assert!(!roster(&chief, table.exam).await.unwrap()[0].without_lockdown);
    }

    async fn an_exam_in_any_browser_has_nothing_to_waive(table: Table) {
        let table = table.arranged(usual()).await;
        let chief = table.staff(Role::ExamAdministrator).await;
        let person = table.candidate().await.signed_in().unwrap().person;
        let refused = change_lockdown(&chief, table.exam, person, Lockdown::Waived, "读屏软件").await.unwrap_err();
        assert_eq!(refused.code(), Some("exams.no_lockdown"));
    }

    async fn a_web_view_without_headers_proves_itself_by_script(table: Table) {
        let table = table.arranged(Arrangement { lockdown: Some(ALLOWED), ..usual() }).await;
        let candidate = table.candidate().await;
        let running = table.sits_locked_down(&candidate).await;
        let (attempt, device) = (running.attempt, "first device");
        let room = format!("{SITE}/attempts/{attempt}");
        assert_eq!(look(&candidate, attempt, device, &Claim::default()).await.unwrap(), Door::Unproven);
        let said = table.right(attempt, &format!("/attempts/{attempt}?q=2")).await;
        let said = Claim { way: Way::Script, ..said };
        let stranger = table.candidate().await;
        assert!(matches!(prove(&stranger, attempt, device, &room, &said).await, Err(Fault::NotFound)));
        prove(&candidate, attempt, device, &room, &said).await.unwrap();
        assert_eq!(look(&candidate, attempt, device, &Claim::default()).await.unwrap(), Door::Open);
        save(&candidate, &table.saver, table.save_of(&running, 1, 1, 1), &Claim::default()).await.unwrap();
        // the right hash of another page is no proof of this one
        let elsewhere = table.right(attempt, "/courses").await;
        prove(&candidate, attempt, device, &room, &elsewhere).await.unwrap();
        assert!(table.attempt(attempt).await.locked_at.is_some());
    }
}
