//! How does a certificate get into another status? By one function, whatever procedure decided it.

use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter, sea_query::Expr};
use serde_json::json;
use uuid::Uuid;

use crate::certificates::{PublicClass, Status, Step, check_change};
use crate::entity::{certificate_statuses, certificates};
use crate::filings::store as filings;
use crate::{Ctx, Fault, audit};

/// Enters `to` for a legal `ground` (free text, not public). The change is a compare-and-set: of two decisions at the
/// same moment one finds the other's status. What rests on a certificate that is taken ends with it. Call it inside the
/// transaction of the decision itself.
///
/// # Errors
/// [`Fault::NotFound`] for a certificate that was not issued; refused by [`check_change`].
pub(crate) async fn enter(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    certificate: Uuid,
    to: Status,
    ground: &str,
    public_class: Option<PublicClass>,
) -> Result<(), Fault> {
    let row = certificates::Entity::find_by_id(certificate)
        .filter(certificates::Column::Step.eq(Step::Issued.code()))
        .one(tx)
        .await?
        .ok_or(Fault::NotFound)?;
    let from = Status::parse(&row.status).ok_or_else(|| Fault::internal("certificate of an unknown status"))?;
    check_change(from, to, public_class)?;
    let moved = certificates::Entity::update_many()
        .col_expr(certificates::Column::Status, Expr::value(to.code()))
        .filter(certificates::Column::Id.eq(certificate))
        .filter(certificates::Column::Status.eq(from.code()))
        .exec(tx)
        .await?;
    if moved.rows_affected == 0 {
        return Err(Fault::Busy);
    }
    let entry = certificate_statuses::Model {
        id: ctx.new_id(),
        certificate_id: certificate,
        status: to.code().to_owned(),
        at: ctx.now().0,
        ground: ground.to_owned(),
        public_class: public_class.map(|class| class.code().to_owned()),
        actor: ctx.actor.label(),
        // the link between two certificates is the successor's own: `certificates.predecessor`
        successor: None,
    };
    certificate_statuses::Entity::insert(entry.into_active_model()).exec_without_returning(tx).await?;
    ctx.db.status_changed();
    let facts = json!({ "from": from, "to": to, "class": public_class });
    audit::record(tx, ctx, verb(to), ("certificate", certificate), facts).await?;
    match to {
        Status::Revoked | Status::Annulled => filings::end_with(tx, ctx, &row).await,
        Status::Valid | Status::Suspended | Status::Superseded => Ok(()),
    }
}

fn verb(to: Status) -> &'static str {
    match to {
        Status::Valid => "restore",
        Status::Suspended => "suspend",
        Status::Revoked => "revoke",
        Status::Annulled => "annul",
        Status::Superseded => "supersede",
    }
}
