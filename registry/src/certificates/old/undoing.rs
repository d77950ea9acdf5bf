//! What does it come to when a sheet of old certificates is taken back? Its certificates leave the register, and their codes
//! lead nowhere again; what it said to be revoked stands again.

use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter, sea_query::Expr,
};
use serde_json::json;
use uuid::Uuid;

use super::importing::{brought_by, kept, of_others_revoked_by, revoked_by};
use super::rows::electronic;
use crate::entity::{old_certificate_sheets, old_certificates};
use crate::fault::worded;
use crate::{Ctx, Fault, Refusal, audit};

/// So many leave the register, and so many holders of those have an electronic certificate, which stays.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Leaving {
    pub go: u64,
    pub with_electronic: u64,
    /// So many of other sheets are no longer revoked.
    pub restored: u64,
}

/// Nothing where there is nothing to take back. Changes nothing.
pub async fn undoing(ctx: &Ctx, sheet: Uuid) -> Result<Option<Leaving>, Fault> {
    let row = kept(ctx, sheet).await?;
    match row.taken_at.is_some() && row.undone_at.is_none() {
        true => leaving(ctx.db.reader(), sheet).await.map(Some),
        false => Ok(None),
    }
}

/// Takes away what the sheet brought. `shown` is how many lines of the register that touched when somebody looked.
pub async fn undo(ctx: &Ctx, sheet: Uuid, reason: &str, shown: u64) -> Result<Leaving, Fault> {
    kept(ctx, sheet).await?;
    let reason = worded(reason, 4..=200, || Refusal::on("reason", "certificates.reason_length"))?;
    let who = ctx.signed_in()?.account;
    crate::transact!(ctx, |tx| {
        use old_certificate_sheets::Column;
        let marked = old_certificate_sheets::Entity::update_many()
            .col_expr(Column::UndoneAt, Expr::value(ctx.now().0))
            .col_expr(Column::UndoneBy, Expr::value(who))
            .col_expr(Column::UndoneReason, Expr::value(reason.clone()))
            .filter(Column::Id.eq(sheet))
            .filter(Column::TakenAt.is_not_null())
            .filter(Column::UndoneAt.is_null())
            .exec(tx)
            .await?;
        if marked.rows_affected != 1 {
            return Err(Refusal::new("certificates.nothing_to_undo").into());
        }
        let found = leaving(tx, sheet).await?;
        if found.go + found.restored != shown {
            return Err(Refusal::new("certificates.undo_changed").into());
        }
        take_away(tx, sheet).await?;
        let facts = json!({ "gone": found.go, "restored": found.restored, "with_electronic": found.with_electronic });
        audit::record(tx, ctx, "old_certificate.undo_import", ("old_certificates", sheet), facts).await?;
        Ok(found)
    })
}

async fn take_away(tx: &DatabaseTransaction, sheet: Uuid) -> Result<(), Fault> {
    let of_the_sheet = old_certificates::Column::SheetId.eq(sheet);
    old_certificates::Entity::delete_many().filter(of_the_sheet).exec(tx).await?;
    old_certificates::Entity::update_many()
        .col_expr(old_certificates::Column::RevokedDay, Expr::value(None::<String>))
        .col_expr(old_certificates::Column::RevokedSheetId, Expr::value(None::<Uuid>))
        .filter(of_others_revoked_by(sheet))
        .exec(tx)
        .await?;
    Ok(())
}

async fn leaving<C: ConnectionTrait>(db: &C, sheet: Uuid) -> Result<Leaving, Fault> {
    let rows = brought_by(sheet).all(db).await?;
    let mut leaving = Leaving { restored: revoked_by(sheet).count(db).await?, ..Leaving::default() };
    for some in rows.chunks(500) {
        let electronic = electronic(db, some).await?;
        for row in some {
            leaving.go += 1;
            leaving.with_electronic += u64::from(electronic.contains_key(&row.id_number_index));
        }
    }
    Ok(leaving)
}
