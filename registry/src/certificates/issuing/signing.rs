//! Steps 2 to 5: the exact document is stored, signed, verified, stored signed, and made public. A step gives the row as it
//! left it, or nothing when somebody else took it.

use certs::code::{self, Code};
use certs::credential::{Achievement, CredentialFault, CredentialView, Issuer, NewCredential};
use certs::did;
use certs::ids::{CertificateNumber, PathId};
use certs::json;
use certs::proof;
use certs::signer::Signer;
use certs::status::StatusRef;
use certs::verification::{CheckResult, check_credential};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, sea_query::Expr};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::certificates::desk::{Desk, moment};
use crate::certificates::{Frozen, Status, Step, status, template};
use crate::entity::{certificate_statuses, certificates};
use crate::filings::store as filings;
use crate::vault::{Purpose, hex};
use crate::{Ctx, Day, Fault, Instant, Refusal, audit};

/// What a step came to.
type Next = Result<Option<certificates::Model>, Fault>;

/// Both signed forms of one certificate, verified.
#[derive(Clone, PartialEq, Eq)]
pub(in crate::certificates) struct Signed {
    /// Canonical JSON with its proof.
    pub document: String,
    /// COSE_Sign1
    pub code: Vec<u8>,
}

/// The unsigned document of a row, valid from `valid_from`.
pub(in crate::certificates) async fn document<C: ConnectionTrait>(
    db: &C,
    desk: &Desk,
    row: &certificates::Model,
    valid_from: Instant,
) -> Result<Value, Fault> {
    let frozen: Frozen = serde_json::from_str(&row.frozen)?;
    let predecessor = match row.predecessor {
        Some(id) => Some(certificates::Entity::find_by_id(id).one(db).await?.ok_or(Fault::NotFound)?),
        None => None,
    };
    let predecessor = predecessor.map(|earlier| PathId::parse(&earlier.path_id)).transpose();
    let credential = NewCredential {
        public_url: desk.public_url().clone(),
        issuer: Issuer { did: desk.did(), name: frozen.issuer },
        path_id: PathId::parse(&row.path_id).map_err(Fault::internal)?,
        number: CertificateNumber::parse(&row.number).map_err(Fault::internal)?,
        number_word: frozen.number_word,
        title: frozen.title,
        subject_name: frozen.name,
        valid_from: moment(valid_from)?,
        valid_until: None,
        achievement: Achievement {
            id: format!("{}/achievements/labour-wage-officer", desk.public_url()),
            name: template::ACHIEVEMENT.to_owned(),
            description: template::DESCRIPTION.to_owned(),
            criteria: template::CRITERIA.to_owned(),
        },
        status: place(row)?,
        predecessor: predecessor.map_err(Fault::internal)?,
    };
    credential.document().map_err(unfit)
}

/// Step 2. Key, moment and day of issue are fixed here, so that a rotation after the reservation leaves no gap between
/// the key's period and the day in the code.
pub(in crate::certificates) async fn prepare(ctx: &Ctx, desk: &Desk, row: &certificates::Model) -> Next {
    let now = ctx.now();
    let key = desk.signer(Purpose::Certificates)?.public_key().kid().to_string();
    let document = document(ctx.db.reader(), desk, row, now).await?;
    let unsigned = canonical(&document)?;
    let facts = json!({ "key": key, "document": sha256(unsigned.as_bytes()) });
    let next = certificates::Model {
        unsigned_document: Some(unsigned),
        key_id: Some(key),
        prepared_at: Some(now.0),
        issued_day: now.day().to_string(),
        step: Step::ToSign.code().to_owned(),
        ..row.clone()
    };
    crate::transact!(ctx, |tx| {
        let moved = certificates::Entity::update_many()
            .col_expr(certificates::Column::UnsignedDocument, Expr::value(next.unsigned_document.clone()))
            .col_expr(certificates::Column::KeyId, Expr::value(next.key_id.clone()))
            .col_expr(certificates::Column::PreparedAt, Expr::value(next.prepared_at))
            .col_expr(certificates::Column::IssuedDay, Expr::value(next.issued_day.clone()))
            .col_expr(certificates::Column::Step, Expr::value(next.step.clone()))
            .filter(certificates::Column::Id.eq(row.id))
            .filter(certificates::Column::Step.eq(Step::Reserved.code()))
            .exec(tx)
            .await?;
        if moved.rows_affected == 0 {
            return Ok(None);
        }
        audit::record(tx, ctx, "prepare", ("certificate", row.id), facts.clone()).await?;
        Ok(Some(next.clone()))
    })
}

/// Step 3. Signs what is stored and nothing else; the same bytes and key give the same signatures (RFC 8032).
pub(in crate::certificates) fn sign(desk: &Desk, row: &certificates::Model) -> Result<Signed, Fault> {
    let missing = || Fault::internal("a certificate to sign without its document");
    let unsigned = json::parse(row.unsigned_document.as_deref().ok_or_else(missing)?).map_err(Fault::internal)?;
    let view = CredentialView::read(&unsigned).map_err(Fault::internal)?;
    let created = moment(Instant(row.prepared_at.ok_or_else(missing)?))?;
    let issued_day = Day::parse(&row.issued_day).ok_or_else(missing)?.number();
    let key = desk.signer_named(row.key_id.as_deref().ok_or_else(missing)?)?;
    // the address may have changed since: the stored document says in whose name it is signed
    let method = did::verification_method(&view.issuer_did, key.public_key().kid());
    let proof = proof::sign_jcs(&unsigned, &key, created, &method).map_err(Fault::internal)?;
    let document = canonical(&proof::attach(&unsigned, vec![proof]))?;
    let content =
        Code::new(view.path_id, &view.holder_name, issued_day, view.status.code_index()).map_err(Fault::internal)?;
    let code = code::sign(&content, &key).map_err(Fault::internal)?;
    let report = check_credential(&document, &desk.public_keys()?, created);
    let is_genuine = report.checks.iter().all(|check| check.result == CheckResult::Good);
    if !is_genuine || code::verify(&code, &[key.public_key()]).as_ref() != Ok(&content) {
        return Err(Fault::internal(format!("what was signed does not verify: {:?}", report.checks)));
    }
    Ok(Signed { document, code })
}

/// Step 4. The signed forms, the first status and the audit entry, in one transaction.
pub(in crate::certificates) async fn store(ctx: &Ctx, row: &certificates::Model, signed: Signed) -> Next {
    let facts = json!({
        "number": row.number, "key": row.key_id,
        "document": sha256(signed.document.as_bytes()), "code": sha256(&signed.code),
    });
    let next = certificates::Model {
        signed_document: Some(signed.document),
        code: Some(signed.code),
        step: Step::Signed.code().to_owned(),
        ..row.clone()
    };
    crate::transact!(ctx, |tx| {
        let moved = certificates::Entity::update_many()
            .col_expr(certificates::Column::SignedDocument, Expr::value(next.signed_document.clone()))
            .col_expr(certificates::Column::Code, Expr::value(next.code.clone()))
            .col_expr(certificates::Column::Step, Expr::value(next.step.clone()))
            .filter(certificates::Column::Id.eq(row.id))
            .filter(certificates::Column::Step.eq(Step::ToSign.code()))
            .exec(tx)
            .await?;
        if moved.rows_affected == 0 {
            return Ok(None);
        }
        let first = certificate_statuses::Model {
            id: ctx.new_id(),
            certificate_id: row.id,
            status: Status::Valid.code().to_owned(),
            at: ctx.now().0,
            ground: "issue".to_owned(),
            public_class: None,
            actor: ctx.actor.label(),
            successor: None,
        };
        certificate_statuses::Entity::insert(first.into_active_model()).exec_without_returning(tx).await?;
        // it may be somebody's next one
        ctx.db.status_changed();
        audit::record(tx, ctx, "issue", ("certificate", row.id), facts.clone()).await?;
        Ok(Some(next.clone()))
    })
}

/// Step 5. Public from here on, after both lists that the document names exist.
pub(in crate::certificates) async fn publish(ctx: &Ctx, desk: &Desk, row: &certificates::Model) -> Next {
    status::publish_first(ctx, desk, row.status_list).await?;
    let next =
        certificates::Model { step: Step::Issued.code().to_owned(), issued_at: Some(ctx.now().0), ..row.clone() };
    crate::transact!(ctx, |tx| {
        let moved = certificates::Entity::update_many()
            .col_expr(certificates::Column::Step, Expr::value(next.step.clone()))
            .col_expr(certificates::Column::IssuedAt, Expr::value(next.issued_at))
            .filter(certificates::Column::Id.eq(row.id))
            .filter(certificates::Column::Step.eq(Step::Signed.code()))
            .exec(tx)
            .await?;
        if moved.rows_affected == 0 {
            return Ok(None);
        }
        audit::record(tx, ctx, "publish", ("certificate", row.id), json!({ "number": row.number })).await?;
        if let Some(replaced) = row.predecessor {
            filings::follow(tx, ctx, replaced, row).await?;
        }
        Ok(Some(next.clone()))
    })
}

fn place(row: &certificates::Model) -> Result<StatusRef, Fault> {
    let list = u32::try_from(row.status_list).map_err(Fault::internal)?;
    let index = u32::try_from(row.status_index).map_err(Fault::internal)?;
    StatusRef::new(list, index).map_err(Fault::internal)
}

fn unfit(fault: CredentialFault) -> Fault {
    match fault {
        CredentialFault::Wording { word, .. } => {
            Refusal::on("title", "certificates.forbidden_word").with("word", word.word).into()
        }
        CredentialFault::HolderName(_) => Refusal::on("name", "certificates.name_unfit").into(),
        fault => Fault::internal(fault),
    }
}

fn canonical(document: &Value) -> Result<String, Fault> {
    String::from_utf8(json::canonical(document).map_err(Fault::internal)?).map_err(Fault::internal)
}

fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}
