//! How does a short text reach a telephone? Behind a trait: which gateway sends it is a matter of the installation. The
//! demonstration sends nothing, letters neither, and shows what would have been sent.

use futures::future::BoxFuture;
use sea_orm::{EntityTrait, IntoActiveModel, QueryOrder, QuerySelect};

use super::MailAddress;
use crate::entity::demo_messages;
use crate::notices::letters::{Letter, Postman, Undelivered};
use crate::people::Phone;
use crate::{Ctx, Fault, Instant};

pub trait Messenger: Send + Sync {
    /// Hands the text over and comes back at once: whoever waited for the gateway would tell by the time who has an
    /// account.
    fn send<'a>(&'a self, ctx: &'a Ctx, to: &'a Phone, text: String) -> BoxFuture<'a, Result<(), Fault>>;
}

/// Sends nothing; the demonstration shows what would have been sent.
pub struct DemoOutbox;

/// The same for letters.
pub struct DemoPost(pub Ctx);

/// What the demonstration would have sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoMessage {
    /// the phone or the mail address
    pub to_masked: String,
    pub text: String,
    pub sent_at: Instant,
}

const SHOWN: u64 = 20;

impl Messenger for DemoOutbox {
    fn send<'a>(&'a self, ctx: &'a Ctx, to: &'a Phone, text: String) -> BoxFuture<'a, Result<(), Fault>> {
        Box::pin(keep(ctx, to.as_str(), text))
    }
}

impl Postman for DemoPost {
    fn deliver<'a>(&'a self, letter: &'a Letter) -> BoxFuture<'a, Result<(), Undelivered>> {
        Box::pin(async move {
            let text = format!("{}\n{}", letter.words.subject, letter.words.body.replace('\r', ""));
            let kept = keep(&self.0, letter.to.as_str(), text).await;
            kept.map_err(|_| Undelivered::Later("database".into()))
        })
    }
}

async fn keep(ctx: &Ctx, to: &str, text: String) -> Result<(), Fault> {
    let row = demo_messages::Model {
        id: ctx.new_id(),
        phone_sealed: ctx.vault.seal(ctx.random.as_ref(), "demo_messages.phone", to.as_bytes())?,
        body_sealed: ctx.vault.seal(ctx.random.as_ref(), "demo_messages.body", text.as_bytes())?,
        sent_at: ctx.now().0,
    };
    demo_messages::Entity::insert(row.into_active_model()).exec_without_returning(ctx.db.writer()).await?;
    Ok(())
}

/// The newest first. Only the demonstration has any, and only it has a page for them.
pub async fn demo_outbox(ctx: &Ctx) -> Result<Vec<DemoMessage>, Fault> {
    let rows = demo_messages::Entity::find()
        .order_by_desc(demo_messages::Column::SentAt)
        .order_by_desc(demo_messages::Column::Id)
        .limit(SHOWN)
        .all(ctx.db.reader())
        .await?;
    rows.into_iter()
        .map(|row| {
            let to = ctx.vault.open_text("demo_messages.phone", &row.phone_sealed)?;
            let masked = match (Phone::parse(&to), MailAddress::parse(&to)) {
                (Ok(phone), _) => phone.masked(),
                (_, Ok(address)) => address.masked(),
                _ => return Err(Fault::internal("a stored message goes nowhere")),
            };
            Ok(DemoMessage {
                to_masked: masked,
                text: ctx.vault.open_text("demo_messages.body", &row.body_sealed)?,
                sent_at: Instant(row.sent_at),
            })
        })
        .collect()
}
