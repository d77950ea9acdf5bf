//! Which invented world does `--demo` show? The cast's, with a course, exams and certificates in every status.

use std::path::Path;

use app::state::AppState;
use registry::accounts::totp;
use registry::fixtures::history::{self, History};
use registry::fixtures::notices;
use registry::fixtures::wages::{PAYEES, number_of};
use registry::fixtures::{CAST, World, demo_world};
use registry::{Actor, Fault, certificates};
use serde_json::{Value, json};

use crate::failure::Failure;

/// What is written down about it, for people and for tests.
const FILE: &str = "demo.json";

/// Who can sign in, to be printed; the same is in `demo.json`.
#[derive(Clone, Debug, Default)]
pub struct Demo {
    pub lines: Vec<String>,
}

/// Fills an empty database; an existing demonstration stays as it is.
///
/// # Errors
/// When the database holds anything else, or the settings name no public address.
pub async fn fill(state: &AppState, folder: &Path) -> Result<Demo, Failure> {
    let path = folder.join(FILE);
    let known = match std::fs::read_to_string(&path) {
        Ok(text) => serde_json::from_str(&text).map_err(Fault::from)?,
        Err(_) => make(state, &path).await?,
    };
    Ok(Demo { lines: lines(&known) })
}

async fn make(state: &AppState, path: &Path) -> Result<Value, Failure> {
    let ctx = state.ctx.acting_as(Actor::System("demo"));
    let desk = state.desk.as_ref().ok_or_else(|| Fault::internal("the demonstration needs a public address"))?;
    history::allow_secondary(&ctx).await?;
    let world = demo_world(&ctx, desk).await?;
    let lived = history::live(&world, desk, &state.saver).await?;
    notices::tell(&world).await?;
    certificates::status::publish_lists(&ctx, desk).await?;
    let known = describe(state, &world, &lived).await?;
    let text = serde_json::to_string_pretty(&known).map_err(Fault::from)?;
    std::fs::write(path, text).map_err(Failure::at(path))?;
    Ok(known)
}

async fn describe(state: &AppState, world: &World, lived: &History) -> Result<Value, Fault> {
    let mut accounts: Vec<Value> = CAST
        .iter()
        .map(|member| {
            json!({
                "role": member.part.code(), "name": member.name, "sign_in": member.phone(),
                "password": world.password(member.part),
                "totp_secret": world.totp_secret(member.part).map(|secret| totp::key_text(secret).replace(' ', "")),
            })
        })
        .collect();
    let of_site = [
        ("second_project_officer", &lived.assistant),
        ("project_manager", &lived.manager),
        ("board_officer", &lived.board_officer),
    ];
    accounts.extend(of_site.map(|(role, one)| {
        json!({
            "role": role, "name": one.name, "sign_in": one.phone, "password": one.password, "totp_secret": null,
        })
    }));
    let exams: Vec<Value> = lived
        .exams
        .iter()
        .map(|exam| json!({ "id": exam.id, "title": exam.title, "kind": exam.kind.code() }))
        .collect();
    let mut shown = Vec::new();
    for made in &lived.certificates {
        let paper = certificates::paper_data(&world.ctx, &made.number).await?;
        shown.push(json!({
            "number": made.number, "verify_url": paper.page_url, "qr_text": paper.qr_text,
            "status": made.status.code(), "name": paper.name,
        }));
    }
    let payees: Vec<Value> = PAYEES
        .iter()
        .map(|(name, sequence, card)| json!({ "name": name, "id_number": number_of(*sequence), "card": card }))
        .collect();
    let url = &state.site.public_url;
    Ok(json!({ "url": url, "accounts": accounts, "exams": exams, "certificates": shown, "payees": payees }))
}

fn lines(known: &Value) -> Vec<String> {
    let text = |value: &Value, key: &str| value[key].as_str().unwrap_or_default().to_owned();
    let mut lines =
        vec![format!("{:<32} {:<14} {:<14} {}", "role", "sign in with", "password", "key of the authenticator")];
    for account in known["accounts"].as_array().into_iter().flatten() {
        lines.push(format!(
            "{:<32} {:<14} {:<14} {}",
            text(account, "role"),
            text(account, "sign_in"),
            text(account, "password"),
            text(account, "totp_secret")
        ));
    }
    lines
}
