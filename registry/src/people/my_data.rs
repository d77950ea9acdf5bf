//! What is stored about a person? Everything, in one document that the person sees, keeps and may carry elsewhere
//! (PIPL, articles 45 and 50).

mod filed;
mod rows;
mod work;

use serde::{Serialize, Serializer};

pub use self::filed::{Filed, Pledged};
pub use self::work::{AttendanceData, PaymentData, RegistrationData, Work};
use super::requests;
use super::requests::RequestView;
use super::store::{own, own_full_values};
use crate::accounts::mail::own_address;
use crate::permissions::{Object, Verb, require};
use crate::{Ctx, Fault, Instant};

/// A moment; in the document as RFC 3339 with +08:00.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment(pub Instant);

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0.rfc3339())
    }
}

/// The whole of it; the sections in the order in which a person meets them.
#[derive(Clone, Serialize)]
pub struct MyData {
    pub made_at: Moment,
    pub profile: Profile,
    pub account: Account,
    pub identity_confirmations: Vec<IdentityConfirmation>,
    pub employments: Vec<Employment>,
    pub roles: Vec<HeldRole>,
    pub bindings: Vec<Bound>,
    pub work: Work,
    pub study: Vec<Study>,
    pub practice: Vec<Practised>,
    pub question_reports: Vec<QuestionReport>,
    pub attempts: Vec<Attempt>,
    pub complaints: Vec<Complaint>,
    pub certificates: Vec<Certificate>,
    pub old_certificates: Vec<OldPaper>,
    pub sessions: Vec<Session>,
    pub full_views: Vec<FullView>,
    pub notices: Vec<ToldNotice>,
    pub requests: Vec<RequestView>,
}

#[derive(Clone, Serialize)]
pub struct Profile {
    pub name: String,
    pub id_number: String,
    pub phone: String,
    /// confirmed, in full
    pub mail_address: Option<String>,
    pub sex: &'static str,
    pub birth_day: String,
    pub has_photo: bool,
}

#[derive(Clone, Debug, Serialize)]
pub struct Account {
    pub made_at: Moment,
    pub privacy_notice: String,
    pub privacy_accepted_at: Moment,
    pub second_factor_since: Option<Moment>,
}

#[derive(Clone, Debug, Serialize)]
pub struct IdentityConfirmation {
    pub at: Moment,
    /// The office or enterprise.
    pub by: String,
    pub document: String,
    pub withdrawn_at: Option<Moment>,
    pub withdrawn_reason: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Employment {
    pub enterprise: String,
    pub part: String,
    pub joined_at: Moment,
    pub left_at: Option<Moment>,
}

#[derive(Clone, Debug, Serialize)]
pub struct HeldRole {
    pub role: String,
    pub office: Option<String>,
    pub granted_at: Moment,
    pub ended_at: Option<Moment>,
}

/// As an officer, to a project or an enterprise.
#[derive(Clone, Debug, Serialize)]
pub struct Bound {
    pub place: String,
    pub level: &'static str,
    pub duty: Option<&'static str>,
    pub employment: &'static str,
    /// who asked for it: the officer or the enterprise
    pub proposed_by: &'static str,
    pub experience_years: Option<i32>,
    pub employer_statement: Option<String>,
    pub certificate: String,
    pub joined: String,
    pub asked_at: Moment,
    pub confirmed_at: Option<Moment>,
    pub ended_at: Option<Moment>,
    pub stage: &'static str,
    pub filings: Vec<Filed>,
    pub pledges: Vec<Pledged>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Study {
    pub course: String,
    pub lesson: String,
    pub read_minutes: i64,
    pub watched_minutes: i64,
    pub opened_at: Moment,
    pub quiz_passed_at: Option<Moment>,
    pub quiz_attempts: usize,
    pub practice_answers: usize,
}

/// Where the person stands with one practice question, or one part of it.
#[derive(Clone, Debug, Serialize)]
pub struct Practised {
    pub question: String,
    /// 0 for a plain question, the parts of a case count from 1.
    pub part: i32,
    pub answered_correctly: i32,
    pub answered_wrongly: i32,
    pub last_at: Moment,
    pub in_error_book_since: Option<Moment>,
    pub is_favourite: bool,
}

#[derive(Clone, Debug, Serialize)]
pub struct QuestionReport {
    pub question: String,
    pub kind: String,
    pub words: String,
    pub made_at: Moment,
    pub outcome: Option<String>,
    pub reply: Option<String>,
    pub replied_at: Option<Moment>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Attempt {
    pub exam: String,
    pub ordinal: i32,
    pub state: String,
    pub started_at: Moment,
    pub finished_at: Option<Moment>,
    /// Hundredths of a point.
    pub score: Option<i32>,
    pub full_score: Option<i32>,
    pub outcome: Option<String>,
    pub is_held: bool,
}

#[derive(Clone, Debug, Serialize)]
pub struct Complaint {
    pub exam: String,
    /// `score`, `question` or `void`.
    pub about: &'static str,
    /// The number on the own paper, when it is about a question.
    pub question: Option<u16>,
    pub steps: Vec<ComplaintStep>,
}

#[derive(Clone, Debug, Serialize)]
pub struct ComplaintStep {
    pub at: Moment,
    pub step: &'static str,
    pub verdict: Option<&'static str>,
    pub words: String,
}

#[derive(Clone, Debug, Serialize)]
pub struct Certificate {
    pub number: String,
    pub title: String,
    pub holder_name: String,
    pub issuer: String,
    pub issued_day: String,
    pub status: String,
}

/// A paper certificate from before this register.
#[derive(Clone, Debug, Serialize)]
pub struct OldPaper {
    pub number: String,
    pub issuer: String,
    pub issued_day: String,
    pub revoked_day: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Session {
    pub device: String,
    pub address: String,
    pub begun_at: Moment,
    pub seen_at: Moment,
    pub ended_at: Option<Moment>,
}

/// Somebody saw the full numbers, or opened a scan that a record about the person names, for a reason.
#[derive(Clone, Debug, Serialize)]
pub struct FullView {
    pub at: Moment,
    pub reason: String,
}

/// What was told the person: what it was about, and when it was read. Its words may name others.
#[derive(Clone, Debug, Serialize)]
pub struct ToldNotice {
    pub kind: String,
    pub sent_at: Moment,
    pub read_at: Option<Moment>,
}

/// The own data, full values included: no reason is due for the own record.
pub async fn my_data(ctx: &Ctx) -> Result<MyData, Fault> {
    require(ctx, Verb::Export, Object::OwnProfile)?;
    let who = ctx.signed_in()?;
    let (own, full) = (own(ctx).await?, own_full_values(ctx).await?);
    let db = ctx.db.reader();
    Ok(MyData {
        made_at: Moment(ctx.now()),
        profile: Profile {
            name: own.name,
            id_number: full.id_number,
            phone: full.phone,
            mail_address: own_address(ctx).await?,
            sex: own.sex.code(),
            birth_day: own.birth_day.to_string(),
            has_photo: own.photo.is_some(),
        },
        account: rows::account(db, who.account).await?,
        identity_confirmations: rows::identity_confirmations(db, who.person).await?,
        employments: rows::employments(db, who.person).await?,
        roles: rows::roles(db, who.account).await?,
        bindings: rows::bindings(ctx).await?,
        work: work::work(ctx, who.person).await?,
        study: rows::study(db, who.person).await?,
        practice: rows::practice(db, who.person).await?,
        question_reports: rows::question_reports(db, who.person).await?,
        attempts: rows::attempts(db, who.person).await?,
        complaints: rows::complaints(ctx).await?,
        certificates: rows::certificates(db, who.person).await?,
        old_certificates: rows::old_certificates(ctx).await?,
        sessions: rows::sessions(db, who.account).await?,
        full_views: rows::full_views(db, who.person).await?,
        notices: rows::notices(db, who.person).await?,
        requests: requests::own_requests(ctx).await?,
    })
}

/// The same as a file, and a line in the log: a copy left the house.
pub async fn export_my_data(ctx: &Ctx) -> Result<String, Fault> {
    let data = my_data(ctx).await?;
    let person = ctx.signed_in()?.person;
    crate::transact!(ctx, |tx| {
        crate::audit::record(tx, ctx, "export_own_data", ("person", person), serde_json::json!({})).await
    })?;
    Ok(serde_json::to_string_pretty(&data)?)
}

#[cfg(test)]
#[cfg(feature = "fixtures")]
mod tests;
