use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

use super::Table;
use crate::certificates::desk::Desk;
use crate::certificates::issuing::issue_for_attempt;
use crate::certificates::recertifying::{approve, of_certificate};
use crate::certificates::{PublicClass, Status, get, status};
use crate::entity::{certificates, enterprises, exams};
use crate::exams::ExamKind;
use crate::exams::finishing::hand_in;
use crate::exams::starting::{Consent, may_start, start};
use crate::permissions::Role;
use crate::{Ctx, Fault, on_both};

const CODE: &str = "91320613MA00TE5T2Q";
const WHY: &str = "企业已提出申请，材料齐全";

impl Table {
    /// Passes and is certified; the number.
    async fn certifies(&self, candidate: &Ctx) -> String {
        let ctx = &self.bed.ctx;
        self.confirm(candidate.signed_in().unwrap().person).await;
        let running = self.start(candidate).await;
        self.answer_all(candidate, &running).await;
        hand_in(candidate, running.attempt, "first device").await.unwrap();
        let desk = Desk::new(ctx, "https://cert.example").unwrap();
        issue_for_attempt(ctx, &desk, running.attempt).await.unwrap().unwrap()
    }

    async fn revokes(&self, number: &str) {
        let ctx = &self.bed.ctx;
        let found = certificates::Entity::find().filter(certificates::Column::Number.eq(number));
        let id = found.one(ctx.db.reader()).await.unwrap().unwrap().id;
        revoke(ctx, id).await.unwrap();
    }

    async fn applicant(&self) {
        let ctx = &self.bed.ctx;
        let row = enterprises::Model {
            id: ctx.new_id(),
            name: "示例建筑公司".into(),
            credit_code: CODE.into(),
            area: "320613".into(),
            registered_by: None,
            registered_at: ctx.now().0,
            accepted_by: None,
            accepted_at: Some(ctx.now().0),
            short_name: None,
            legal_representative: None,
            address: None,
            phone_sealed: None,
            phone_index: None,
            updated_at: None,
            merged_into: None,
            batch_id: None,
            revision: 0,
        };
        let storing = enterprises::Entity::insert(row.into_active_model());
        storing.exec_without_returning(ctx.db.writer()).await.unwrap();
    }
}

async fn revoke(ctx: &Ctx, certificate: Uuid) -> Result<(), Fault> {
    let class = Some(PublicClass::Article15Item1);
    crate::transact!(ctx, |tx| { status::enter(tx, ctx, certificate, Status::Revoked, "第十五条", class).await })
}

on_both! {
    async fn whoever_was_revoked_sits_again_only_after_the_office_approved(table: Table) {
        let (ctx, candidate) = (&table.bed.ctx, table.candidate().await);
        let number = table.certifies(&candidate).await;
        table.revokes(&number).await;
        let office = exams::Entity::find_by_id(table.exam).one(ctx.db.reader()).await.unwrap().unwrap().office_id;
        let again = Table::publish_of(ctx, office, ExamKind::Certification).await;
        let refused = start(&candidate, again, Consent::Given, "first device").await.unwrap_err();
        assert_eq!(refused.code(), Some("exams.recertification_unapproved"));
        assert_eq!(may_start(&candidate, again).await.unwrap().unwrap_err().code, "exams.recertification_unapproved");
        let assessed = Table::publish_of(ctx, office, ExamKind::Assessment).await;
        assert_eq!(may_start(&candidate, assessed).await.unwrap(), Ok(()), "an assessment certifies nobody");

        table.applicant().await;
        let issuer = table.staff(Role::Issuer).await;
        let stands = of_certificate(&issuer, &get(&issuer, &number).await.unwrap()).await.unwrap().unwrap();
        assert!(stands.may_approve && stands.approval.is_none());
        approve(&issuer, &number, CODE, WHY).await.unwrap();
        let stands = of_certificate(&issuer, &get(&issuer, &number).await.unwrap()).await.unwrap().unwrap();
        assert!(!stands.may_approve);
        assert_eq!(stands.approval.unwrap().reason, WHY);
        let twice = approve(&issuer, &number, CODE, WHY).await.unwrap_err();
        assert_eq!(twice.code(), Some("certificates.recertified_already"));
        start(&candidate, again, Consent::Given, "first device").await.unwrap();
    }

    async fn an_approval_needs_an_issuer_an_application_and_a_revoked_certificate(table: Table) {
        let candidate = table.candidate().await;
        let number = table.certifies(&candidate).await;
        table.applicant().await;
        let issuer = table.staff(Role::Issuer).await;
        let code = async |who: &Ctx, credit_code: &str, why: &str| approve(who, &number, credit_code, why).await.unwrap_err().code();
        assert_eq!(code(&issuer, CODE, WHY).await, Some("certificates.not_revoked"));
        table.revokes(&number).await;
        assert_eq!(code(&issuer, "91320600MA0000007P", WHY).await, Some("certificates.applicant_unknown"));
        assert_eq!(code(&issuer, "", WHY).await, Some("enterprises.credit_code_missing"));
        assert_eq!(code(&issuer, CODE, " ").await, Some("certificates.recertification_reason"));
        let city = table.staff(Role::City).await;
        for stranger in [&candidate, &city, &table.staff(Role::ExamAdministrator).await] {
            let outcome = approve(stranger, &number, CODE, WHY).await;
            assert!(matches!(outcome, Err(Fault::Forbidden)), "{outcome:?}");
        }
        let unknown = approve(&issuer, "NTLZ-3206-2026-999999-0", CODE, WHY).await;
        assert!(matches!(unknown, Err(Fault::NotFound)), "{unknown:?}");
    }
}
