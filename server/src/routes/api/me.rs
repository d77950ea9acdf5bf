//! `GET me`: who am I here, is my identity confirmed, and which certificates do I hold?

use axum::Json;
use registry::{certificates, people};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::caller::Caller;
use super::codes;
use super::times::{At, On};
use crate::problem::Problem;

#[derive(Serialize, ToSchema)]
pub struct Me {
    person: Uuid,
    name: String,
    id_number_masked: String,
    phone_masked: String,
    #[schema(schema_with = codes::sex)]
    sex: &'static str,
    birth_day: On,
    has_photo: bool,
    /// Null until an office or the enterprise has compared the person with a document; a pass waits for it.
    identity: Option<Identity>,
    roles: Vec<HeldRole>,
    /// Newest first.
    certificates: Vec<OwnCertificate>,
}

#[derive(Serialize, ToSchema)]
pub struct Identity {
    at: At,
    /// The office or enterprise that confirmed.
    by: String,
    #[schema(schema_with = codes::document)]
    document: &'static str,
}

#[derive(Serialize, ToSchema)]
pub struct HeldRole {
    role: &'static str,
    office: Option<Uuid>,
    enterprise: Option<Uuid>,
    /// Of a project officer.
    project: Option<Uuid>,
}

#[derive(Serialize, ToSchema)]
pub struct OwnCertificate {
    number: String,
    #[schema(schema_with = codes::certificate_status)]
    status: &'static str,
    issued_day: On,
}

/// The person who asks.
#[utoipa::path(
    get, path = "/me", tag = "accounts", operation_id = "me",
    responses((status = 200, description = "Numbers are masked.", body = Me)),
    security(("bearer" = []), ("cookie" = [])),
)]
pub async fn show(Caller { ctx, .. }: Caller) -> Result<Json<Me>, Problem> {
    let own = people::store::own(&ctx).await?;
    let certificates = certificates::own(&ctx).await?;
    let posts = &ctx.signed_in()?.posts;
    Ok(Json(Me {
        person: own.id,
        name: own.name,
        id_number_masked: own.id_number_masked,
        phone_masked: own.phone_masked,
        sex: own.sex.code(),
        birth_day: On(own.birth_day),
        has_photo: own.photo.is_some(),
        identity: own.identity.map(|identity| Identity {
            at: At(identity.at),
            by: identity.by.name().to_owned(),
            document: identity.document.code(),
        }),
        roles: posts
            .iter()
            .map(|post| HeldRole {
                role: post.role.code(),
                office: post.office,
                enterprise: post.enterprise,
                project: post.project,
            })
            .collect(),
        certificates: certificates
            .into_iter()
            .map(|held| OwnCertificate {
                number: held.number,
                status: held.status.code(),
                issued_day: On(held.issued_day),
            })
            .collect(),
    }))
}
