//! Which wage account (工资专用账户) and which wage deposit (工资保证金) does a project have, and who looked at them last?

use sea_orm::{DatabaseTransaction, EntityTrait, IntoActiveModel};
use serde_json::json;
use uuid::Uuid;

use super::scope::project_for;
use super::{Entry, day, day_or_none, documents, lock, unknown_code};
use crate::entity::{project_accounts, project_checks, project_deposits, project_tasks};
use crate::fault::refuse_unless_empty;
use crate::instant::check_first_day;
use crate::permissions::Verb;
use crate::projects::panel::{Held, System};
use crate::wages::AccountNumber;
use crate::workers::{Codes, Table};
use crate::{Ctx, Day, Fault, Period, Refusal, audit};

const SEALED_AS: &str = "project_accounts.account_number";

closed_set! {
    /// How the deposit was provided.
    DepositForm {
        /// 现金（银行存款）
        Cash = "cash",
        /// 银行保函
        BankGuarantee = "bank_guarantee",
        /// 工程担保公司保函
        Surety = "surety",
        /// 工程保证保险
        Insurance = "insurance",
    }
}

/// As typed or imported. Without a number, what takes the place of a row is about the same account.
#[derive(Clone, PartialEq, Eq)]
pub struct NewAccount {
    /// in whose name it is
    pub holder: String,
    /// code of the bank table
    pub bank: String,
    pub branch: String,
    pub number: String,
    /// until the last day on which it is open
    pub open: Period,
    pub document: Option<String>,
    pub batch: Option<Uuid>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewDeposit {
    pub form: DepositForm,
    pub amount_fen: i64,
    /// the bank, the guarantor or the insurer
    pub provider: String,
    /// of its paper
    pub number: String,
    pub period: Period,
    pub document: Option<String>,
    pub batch: Option<Uuid>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountView {
    pub id: Uuid,
    pub holder: String,
    pub bank: String,
    pub branch: String,
    pub number_masked: String,
    pub held: Held,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DepositView {
    pub id: Uuid,
    pub form: DepositForm,
    pub amount_fen: i64,
    pub provider: String,
    pub number: String,
    pub held: Held,
}

/// Writes the wage account down, or puts it in the place of a record: its closing, or what was wrong.
pub async fn record_account(ctx: &Ctx, project: Uuid, new: &NewAccount, entry: &Entry) -> Result<Uuid, Fault> {
    project_for(ctx, Verb::Edit, project).await?;
    crate::transact!(ctx, |tx| { record_account_within(tx, ctx, project, new, entry).await })
}

/// The same in the transaction of whoever brings it, and has the right to.
pub(crate) async fn record_account_within(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    project: Uuid,
    new: &NewAccount,
    entry: &Entry,
) -> Result<Uuid, Fault> {
    entry.check()?;
    let mut refusals = Vec::new();
    refusals.extend(said(&new.holder, 2, 100, Refusal::on("holder", "projects.account_holder_length")).err());
    refusals.extend(said(&new.branch, 2, 100, Refusal::on("branch", "projects.account_branch_length")).err());
    refusals.extend(Codes::built_in().check(Table::Bank, new.bank.trim()).err());
    let keeps_number = new.number.trim().is_empty() && *entry != Entry::New;
    let number = (!keeps_number).then(|| AccountNumber::parse(&new.number));
    let number = number.transpose().map_err(|wrong| refusals.push(Refusal { field: Some("number"), ..wrong }));
    if [Some(new.open.first()), new.open.last()].into_iter().flatten().any(|day| day > ctx.now().day()) {
        refusals.push(Refusal::on("opened_on", "projects.day_in_future"));
    }
    refusals.extend(check_first_day("opened_on", new.open.first()).err());
    refuse_unless_empty(refusals)?;
    let number = number.map_err(|()| Fault::internal("a number neither right nor refused"))?;
    lock(tx, project).await?;
    documents::check(tx, project, new.document.as_deref()).await?;
    let number = match &number {
        Some(number) => number.clone(),
        None => number_of(ctx, &rows_of!(tx, project_accounts, project), entry)?,
    };
    let taken = Refusal::on("number", "projects.account_twice");
    let id = put_row!(tx, ctx, project_accounts, project, entry, taken, {
        holder: new.holder.trim().to_owned(),
        bank: new.bank.trim().to_owned(),
        branch: new.branch.trim().to_owned(),
        account_number_sealed: ctx.vault.seal(ctx.random.as_ref(), SEALED_AS, number.as_str().as_bytes())?,
        account_number_index: ctx.vault.index("account_number", number.as_str())?,
        opened_on: new.open.first().to_string(),
        closed_on: new.open.last().map(|day| day.to_string()),
        document: new.document.clone(),
        batch_id: new.batch,
    })?;
    let facts = json!({ "account": id, "replaces": entry.replaces() });
    audit::record(tx, ctx, "record_account", ("project", project), facts).await?;
    Ok(id)
}

fn number_of(ctx: &Ctx, rows: &[project_accounts::Model], entry: &Entry) -> Result<AccountNumber, Fault> {
    let row = rows.iter().find(|row| Some(row.id) == entry.replaces()).ok_or(Fault::NotFound)?;
    Ok(AccountNumber::parse(&ctx.vault.open_text(SEALED_AS, &row.account_number_sealed)?)?)
}

/// Writes the deposit down, or puts it in the place of a record: its end, or what was wrong.
pub async fn record_deposit(ctx: &Ctx, project: Uuid, new: &NewDeposit, entry: &Entry) -> Result<Uuid, Fault> {
    project_for(ctx, Verb::Edit, project).await?;
    entry.check()?;
    let mut refusals = Vec::new();
    refusals.extend(said(&new.provider, 2, 100, Refusal::on("provider", "projects.deposit_provider_length")).err());
    refusals.extend(said(&new.number, 1, 100, Refusal::on("number", "projects.deposit_number_length")).err());
    if new.amount_fen <= 0 {
        refusals.push(Refusal::on("amount", "projects.deposit_amount"));
    }
    refusals.extend(check_first_day("first_day", new.period.first()).err());
    refuse_unless_empty(refusals)?;
    crate::transact!(ctx, |tx| {
        lock(tx, project).await?;
        documents::check(tx, project, new.document.as_deref()).await?;
        let taken = Refusal::on("number", "projects.deposit_twice");
        let id = put_row!(tx, ctx, project_deposits, project, entry, taken, {
            form: new.form.code().to_owned(),
            amount_fen: new.amount_fen,
            provider: new.provider.trim().to_owned(),
            number: new.number.trim().to_owned(),
            first_day: new.period.first().to_string(),
            last_day: new.period.last().map(|day| day.to_string()),
            document: new.document.clone(),
            batch_id: new.batch,
        })?;
        let facts = json!({ "deposit": id, "replaces": entry.replaces() });
        audit::record(tx, ctx, "record_deposit", ("project", project), facts).await?;
        Ok(id)
    })
}

/// An office has looked at the evidence of a system today and says what it saw. Of 按月足额支付 the payments themselves tell.
pub async fn check_system(ctx: &Ctx, project: Uuid, system: System, note: &str) -> Result<(), Fault> {
    project_for(ctx, Verb::Decide, project).await?;
    let who = ctx.signed_in()?.account;
    said(note, 2, 500, Refusal::on("note", "projects.note_missing"))?;
    crate::transact!(ctx, |tx| {
        lock(tx, project).await?;
        let subject = match system {
            System::WageAccount => rows_of!(tx, project_accounts, project).last().map(|row| row.id),
            System::WageDeposit => rows_of!(tx, project_deposits, project).last().map(|row| row.id),
            System::RealNameAttendance => {
                let tasks = rows_of!(tx, project_tasks, project);
                tasks.iter().find(|row| row.task == "device_installation").map(|row| row.id)
            }
            System::MonthlyPayment => None,
        };
        let row = project_checks::Model {
            id: ctx.new_id(),
            project_id: project,
            system: system.code().to_owned(),
            subject_id: subject.ok_or_else(|| Refusal::new("projects.nothing_to_check"))?,
            checked_on: ctx.now().day().to_string(),
            note: note.trim().to_owned(),
            checked_by: who,
            checked_at: ctx.now().0,
        };
        project_checks::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
        audit::record(tx, ctx, "check_system", ("project", project), json!({ "system": system })).await
    })
}

pub(super) fn masked(ctx: &Ctx, row: &project_accounts::Model) -> Result<String, Fault> {
    let number = ctx.vault.open_text(SEALED_AS, &row.account_number_sealed)?;
    Ok(AccountNumber::parse(&number)?.masked())
}

pub(super) fn account_view(
    ctx: &Ctx,
    row: &project_accounts::Model,
    checks: &[project_checks::Model],
) -> Result<AccountView, Fault> {
    Ok(AccountView {
        id: row.id,
        holder: row.holder.clone(),
        bank: row.bank.clone(),
        branch: row.branch.clone(),
        number_masked: masked(ctx, row)?,
        held: Held {
            period: Period::new(day(&row.opened_on)?, day_or_none(row.closed_on.as_deref())?)?,
            evidence: row.document.clone(),
            checked_on: checked_on(checks, row.id)?,
        },
    })
}

pub(super) fn deposit_view(
    row: &project_deposits::Model,
    checks: &[project_checks::Model],
) -> Result<DepositView, Fault> {
    Ok(DepositView {
        id: row.id,
        form: DepositForm::parse(&row.form).ok_or_else(|| unknown_code(&row.form))?,
        amount_fen: row.amount_fen,
        provider: row.provider.clone(),
        number: row.number.clone(),
        held: Held {
            period: Period::new(day(&row.first_day)?, day_or_none(row.last_day.as_deref())?)?,
            evidence: row.document.clone(),
            checked_on: checked_on(checks, row.id)?,
        },
    })
}

/// When somebody looked at the row last.
pub(super) fn checked_on(checks: &[project_checks::Model], row: Uuid) -> Result<Option<Day>, Fault> {
    let of_row = checks.iter().filter(|check| check.subject_id == row);
    of_row.map(|check| day(&check.checked_on)).try_fold(None, |latest, day| Ok(latest.max(Some(day?))))
}

fn said(text: &str, least: usize, most: usize, otherwise: Refusal) -> Result<(), Refusal> {
    let text = text.trim();
    let is_right = (least..=most).contains(&text.chars().count()) && !text.chars().any(char::is_control);
    if is_right { Ok(()) } else { Err(otherwise) }
}
