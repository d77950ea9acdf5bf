//! After a new sealing key came in force, which values are still sealed under an older one? They are sealed anew in small
//! steps, each value only if nobody changed it meanwhile, so that it may stop and go on at any time.

use sea_orm::{ConnectionTrait, Statement, Value};
use uuid::Uuid;

use crate::{Ctx, Fault};

/// A sealed column: its table, the table's key, the column, and the name that is bound into its ciphertexts.
pub struct Sealed {
    pub table: &'static str,
    pub key: &'static str,
    pub column: &'static str,
    pub bound_as: &'static str,
}

const fn sealed(table: &'static str, column: &'static str, bound_as: &'static str) -> Sealed {
    Sealed { table, key: "id", column, bound_as }
}

/// Every sealed column of the schema; a test holds it against the migrations.
pub const SEALED: &[Sealed] = &[
    sealed("people", "id_number_sealed", "people.id_number"),
    sealed("people", "phone_sealed", "people.phone"),
    sealed("project_accounts", "account_number_sealed", "project_accounts.account_number"),
    sealed("exams", "seed_sealed", "exams.seed"),
    sealed("second_factors", "secret_sealed", "second_factors.secret"),
    sealed("one_time_codes", "phone_sealed", "one_time_codes.phone"),
    sealed("demo_messages", "phone_sealed", "demo_messages.phone"),
    sealed("demo_messages", "body_sealed", "demo_messages.body"),
    sealed("enterprises", "phone_sealed", "enterprises.phone"),
    // as the table was called when it held enterprises alone
    sealed("record_sheets", "content_sealed", "enterprise_sheets.content"),
    sealed("enterprise_changes", "old_value_sealed", "enterprise_changes.old_value"),
    sealed("enterprise_changes", "new_value_sealed", "enterprise_changes.new_value"),
    sealed("person_particulars", "address_sealed", "person_particulars.address"),
    sealed("wage_cards", "number_sealed", "wage_cards.number"),
    sealed("person_phone_changes", "old_phone_sealed", "person_phone_changes.old_phone"),
    sealed("person_phone_changes", "new_phone_sealed", "person_phone_changes.new_phone"),
    Sealed {
        table: "person_takeovers",
        key: "account_id",
        column: "old_phone_sealed",
        bound_as: "person_takeovers.old_phone",
    },
    sealed("worker_sheets", "content_sealed", "worker_sheets.content"),
    sealed("gate_refusals", "document_sealed", "gate_refusals.document"),
    sealed("attendance_unmatched", "document_sealed", "attendance_unmatched.document"),
    sealed("payment_batches", "paying_account_sealed", "payment_batches.paying_account"),
    sealed("payment_rows", "card_sealed", "payment_rows.card"),
    sealed("feed_keys", "secret_sealed", "feed_keys.secret"),
    Sealed { table: "feed_bodies", key: "batch_id", column: "body_sealed", bound_as: "feed_bodies.body" },
    sealed("import_pieces", "body_sealed", "import_pieces.body"),
    sealed("old_certificate_sheets", "content_sealed", "old_certificate_sheets.content"),
    sealed("old_certificates", "id_number_sealed", "old_certificates.id_number"),
    sealed("old_certificates", "code_sealed", "old_certificates.code"),
    sealed("pledges", "content_sealed", "pledges.content"),
    sealed("filings", "form_sealed", "filings.form"),
    sealed("boards", "content_sealed", "boards.content"),
    sealed("real_name_statements", "phone_sealed", "real_name_statements.phone"),
    sealed("disagreement_values", "values_sealed", "disagreement_values.values"),
    sealed("mail_addresses", "address_sealed", "mail_addresses.address"),
    sealed("letters", "address_sealed", "letters.address"),
    sealed("letters", "subject_sealed", "letters.subject"),
    sealed("letters", "body_sealed", "letters.body"),
];

const BATCH: u32 = 200;

/// Seals every value of an older key anew; returns how many there were.
///
/// # Errors
/// A value that does not open with any key of the ring.
pub async fn reseal(ctx: &Ctx) -> Result<u64, Fault> {
    let mut resealed = 0;
    for column in SEALED {
        while let Some(done) = step(ctx, column).await? {
            resealed += done;
        }
    }
    Ok(resealed)
}

/// One batch of one column; nothing when none is left.
async fn step(ctx: &Ctx, sealed: &Sealed) -> Result<Option<u64>, Fault> {
    let Sealed { table, key, column, bound_as } = sealed;
    let newest = ctx.vault.sealing_number()?;
    let old = format!("SELECT {key} AS k, {column} AS c FROM {table} WHERE substr({column}, 1, 1) <> $1 LIMIT {BATCH}");
    let rows = ctx.db.reader().query_all_raw(statement(ctx, &old, vec![vec![newest].into()])).await?;
    if rows.is_empty() {
        return Ok(None);
    }
    let update = format!("UPDATE {table} SET {column} = $1 WHERE {key} = $2 AND {column} = $3");
    crate::transact!(ctx, |tx| {
        let mut done = 0;
        for row in &rows {
            let (id, before): (Uuid, Vec<u8>) = (row.try_get("", "k")?, row.try_get("", "c")?);
            let after = ctx.vault.seal(ctx.random.as_ref(), bound_as, &ctx.vault.open(bound_as, &before)?)?;
            let values = vec![after.into(), id.into(), before.into()];
            done += tx.execute_raw(statement(ctx, &update, values)).await?.rows_affected();
        }
        Ok(Some(done))
    })
}

fn statement(ctx: &Ctx, sql: &str, values: Vec<Value>) -> Statement {
    // SQLite numbers its parameters with a question mark
    let sql = if ctx.db.is_sqlite() { sql.replace('$', "?") } else { sql.to_owned() };
    Statement::from_sql_and_values(ctx.db.reader().get_database_backend(), sql, values)
}

#[cfg(all(test, feature = "fixtures"))]
mod tests;
