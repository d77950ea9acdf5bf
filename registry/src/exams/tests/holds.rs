use std::sync::Arc;
use std::time::Duration;

use sea_orm::{EntityTrait, IntoActiveModel};
use uuid::Uuid;

use super::Table;
use crate::certificates::desk::Desk;
use crate::certificates::issuing::issue_for_attempt;
use crate::certificates::matters;
use crate::ctx::Post;
use crate::entity::{accounts, certificates, identity_confirmations, offices, results};
use crate::exams::finishing::{hand_in, release_due, release_holds};
use crate::exams::results::own;
use crate::people::Document;
use crate::people::store::{confirm_identity, identity_is_settled, lock, withdraw_confirmation};
use crate::permissions::Role;
use crate::{Actor, Ctx, on_both};

on_both! {
    async fn a_held_pass_is_released_once_the_identity_is_confirmed(table: Table) {
        let candidate = table.candidate().await;
        let person = candidate.signed_in().unwrap().person;
        let running = table.start(&candidate).await;
        table.answer_all(&candidate, &running).await;
        hand_in(&candidate, running.attempt, "first device").await.unwrap();
        assert!(release_holds(&table.bed.ctx, person).await.unwrap().is_empty());
        confirm(&table, person).await;
        assert_eq!(release_holds(&table.bed.ctx, person).await.unwrap(), [running.attempt]);
        assert!(release_holds(&table.bed.ctx, person).await.unwrap().is_empty());
        assert!(!own(&candidate, running.attempt).await.unwrap().is_held);
    }

    async fn a_pass_without_certificate_waits_again_when_the_identity_is_taken_back(table: Table) {
        let candidate = table.candidate().await;
        let person = candidate.signed_in().unwrap().person;
        confirm(&table, person).await;
        let running = table.start(&candidate).await;
        table.answer_all(&candidate, &running).await;
        hand_in(&candidate, running.attempt, "first device").await.unwrap();
        assert!(!own(&candidate, running.attempt).await.unwrap().is_held);
        let (clerk, ctx) = (clerk(&table).await, &table.bed.ctx);
        withdraw_confirmation(&clerk, person, "证件与本人不符").await.unwrap();
        assert!(own(&candidate, running.attempt).await.unwrap().is_held);
        assert_eq!(release_due(ctx).await.unwrap(), 0);
        let desk = Desk::new(ctx, "https://cert.example").unwrap();
        assert_eq!(issue_for_attempt(ctx, &desk, running.attempt).await.unwrap(), None);
        assert!(matters::list(&clerk).await.unwrap().is_empty(), "there is no certificate to doubt");
        confirm_identity(&clerk, person, Document::IdentityCard).await.unwrap();
        assert_eq!(release_holds(ctx, person).await.unwrap(), [running.attempt]);
        assert!(issue_for_attempt(ctx, &desk, running.attempt).await.unwrap().is_some());
    }

    async fn a_certificate_is_doubted_when_the_identity_is_taken_back_and_keeps_its_status(table: Table) {
        let candidate = table.candidate().await;
        let person = candidate.signed_in().unwrap().person;
        confirm(&table, person).await;
        let running = table.start(&candidate).await;
        table.answer_all(&candidate, &running).await;
        hand_in(&candidate, running.attempt, "first device").await.unwrap();
        let (clerk, ctx) = (clerk(&table).await, &table.bed.ctx);
        let desk = Desk::new(ctx, "https://cert.example").unwrap();
        let number = issue_for_attempt(ctx, &desk, running.attempt).await.unwrap().unwrap();
        withdraw_confirmation(&clerk, person, "证件与本人不符").await.unwrap();
        let doubted = matters::list(&clerk).await.unwrap();
        assert_eq!(doubted.iter().map(|one| (one.number.as_str(), one.ground.as_str())).collect::<Vec<_>>(), [(number.as_str(), "identity_withdrawn")]);
        let result = own(&candidate, running.attempt).await.unwrap();
        assert!(!result.is_held && result.certificate == Some(number), "the pass was used");
        let row = certificates::Entity::find().one(ctx.db.reader()).await.unwrap().unwrap();
        assert_eq!(row.status, "valid", "nobody revokes by a button");
        confirm_identity(&clerk, person, Document::IdentityCard).await.unwrap();
        assert!(matters::list(&clerk).await.unwrap().is_empty(), "what was in doubt is settled");
    }

    async fn the_job_releases_what_waits_for_somebody_who_is_confirmed(table: Table) {
        let (confirmed, waiting) = (table.candidate().await, table.candidate().await);
        for candidate in [&confirmed, &waiting] {
            let running = table.start(candidate).await;
            table.answer_all(candidate, &running).await;
            hand_in(candidate, running.attempt, "first device").await.unwrap();
        }
        assert_eq!(release_due(&table.bed.ctx).await.unwrap(), 0);
        confirm(&table, confirmed.signed_in().unwrap().person).await;
        assert_eq!(release_due(&table.bed.ctx).await.unwrap(), 1);
        assert_eq!(release_due(&table.bed.ctx).await.unwrap(), 0);
    }

    /// The confirmation is written and not yet committed when the candidate hands in.
    async fn a_pass_graded_beside_a_confirmation_waits_for_it_and_is_not_held(table: Table) {
        let table = Arc::new(table);
        let candidate = table.candidate().await;
        let person = candidate.signed_in().unwrap().person;
        let running = table.start(&candidate).await;
        table.answer_all(&candidate, &running).await;
        let confirmation = confirmation(&table, person).await;
        let tx = table.bed.ctx.db.begin().await.unwrap();
        lock(&tx, person).await.unwrap();
        identity_confirmations::Entity::insert(confirmation.into_active_model()).exec_without_returning(&tx).await.unwrap();
        let handing_in = {
            let candidate = candidate.clone();
            tokio::spawn(async move { hand_in(&candidate, running.attempt, "first device").await })
        };
        tokio::time::sleep(WHILE).await;
        assert!(!handing_in.is_finished(), "it waits");
        tx.commit().await.unwrap();
        handing_in.await.unwrap().unwrap();
        assert!(!own(&candidate, running.attempt).await.unwrap().is_held);
    }

    /// The pass is graded and not yet committed when the person is confirmed.
    async fn a_confirmation_beside_a_grading_waits_for_it_and_releases(table: Table) {
        let table = Arc::new(table);
        let candidate = table.candidate().await;
        let person = candidate.signed_in().unwrap().person;
        let running = table.start(&candidate).await;
        table.answer_all(&candidate, &running).await;
        let clerk = clerk(&table).await;
        let tx = table.bed.ctx.db.begin().await.unwrap();
        assert!(!identity_is_settled(&tx, person).await.unwrap());
        results::Entity::insert(held(&table, running.attempt, person)).exec_without_returning(&tx).await.unwrap();
        let confirming = tokio::spawn(async move {
            confirm_identity(&clerk, person, Document::IdentityCard).await.unwrap();
            release_holds(&clerk, person).await.unwrap()
        });
        tokio::time::sleep(WHILE).await;
        assert!(!confirming.is_finished(), "it waits");
        tx.commit().await.unwrap();
        assert_eq!(confirming.await.unwrap(), [running.attempt]);
    }
}

/// Long enough for what does not wait to be done.
const WHILE: Duration = Duration::from_millis(300);

pub(super) async fn confirm(table: &Table, person: Uuid) {
    let row = confirmation(table, person).await.into_active_model();
    identity_confirmations::Entity::insert(row).exec_without_returning(table.bed.ctx.db.writer()).await.unwrap();
}

async fn confirmation(table: &Table, person: Uuid) -> identity_confirmations::Model {
    let ctx = &table.bed.ctx;
    let clerk = clerk(table).await.signed_in().unwrap().clone();
    identity_confirmations::Model {
        id: ctx.new_id(),
        person_id: person,
        confirmed_by: clerk.account,
        office_id: clerk.posts[0].office,
        enterprise_id: None,
        document: "identity_card".into(),
        confirmed_at: ctx.now().0,
        withdrawn_at: None,
        withdrawn_reason: None,
        withdrawn_by: None,
    }
}

/// Somebody of the issuer, who may confirm anybody.
async fn clerk(table: &Table) -> Ctx {
    let ctx = &table.bed.ctx;
    let mut who = table.candidate().await.signed_in().unwrap().clone();
    let account = accounts::Model {
        id: who.account,
        person_id: who.person,
        phone_index: ctx.new_id().to_string(),
        password_hash: String::new(),
        privacy_notice: String::new(),
        privacy_accepted_at: 0,
        failed_sign_ins: 0,
        locked_until: None,
        created_at: 0,
    };
    accounts::Entity::insert(account.into_active_model()).exec_without_returning(ctx.db.writer()).await.unwrap();
    let office = offices::Entity::find().one(ctx.db.reader()).await.unwrap().unwrap();
    who.posts = vec![Post {
        role: Role::Issuer,
        office: Some(office.id),
        enterprise: None,
        project: None,
        area: Some(office.area),
    }];
    ctx.acting_as(Actor::SignedIn(who))
}

fn held(table: &Table, attempt: Uuid, person: Uuid) -> results::ActiveModel {
    let now = table.bed.ctx.now().0;
    let row = results::Model {
        attempt_id: attempt,
        exam_id: table.exam,
        person_id: person,
        score: 10_000,
        full_score: 10_000,
        pass_score: 6_000,
        outcome: "passed".into(),
        detail: "{}".into(),
        graded_at: now,
        held_since: Some(now),
        released_at: None,
    };
    row.into_active_model()
}
