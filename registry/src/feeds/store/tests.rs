#![allow(clippy::unwrap_used)]

mod health;
mod keys;
mod objects;
mod platform;
mod receiving;
mod undoing;

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::SeqCst};
use std::sync::{Arc, Mutex};

use sea_orm::DatabaseTransaction;
use serde_json::{Value, json};
use uuid::Uuid;

use super::*;
use crate::feeds::{Delivery, FeedObject, Question, RESULTS, Signature, canonical_string, sign};
use crate::fixtures::{Part, World};
use crate::on_both;
use crate::projects::store::{NewProject, register};
use crate::projects::{Draft, Status};
use crate::{Ctx, Day, Fault, Refusal};

const CREDIT_CODE: &str = "93320623MA0000007U";
const NUMBER: &str = "32069019900101001X";
const REASON: &str = "合同到期";

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

/// A site of 崇川 that builds since 2 March 2026.
async fn site(world: &World, name: &str) -> Uuid {
    site_in(world, name, "320613").await
}

async fn site_in(world: &World, name: &str, area: &str) -> Uuid {
    let new = NewProject {
        draft: Draft { name: name.into(), area: area.into(), industry: "housing".into(), ..Draft::default() },
        contractor: world.enterprise,
        status: Status::Building,
        since: day("2026-03-02"),
        codes: Vec::new(),
        batch: None,
    };
    register(&world.as_(Part::EnterpriseAdministrator), &new).await.unwrap()
}

/// A supplier with a key, and one project that it may speak of.
struct Scene {
    world: World,
    supplier: Uuid,
    key: Uuid,
    secret: String,
    project: Uuid,
    nonces: AtomicU32,
}

impl Scene {
    async fn set(world: World) -> Self {
        let (own, office) = (world.as_(Part::EnterpriseAdministrator), world.as_(Part::HumanResources));
        let project = site(&world, "崇川某小区一期").await;
        let supplier = register_supplier(&own, world.enterprise, "某科技公司", CREDIT_CODE).await.unwrap();
        let key = request_key(&own, supplier, Protocol::Own, "").await.unwrap();
        issue_key(&office, key).await.unwrap();
        let secret = take_secret(&own, key).await.unwrap().0;
        let scene = Self { world, supplier, key, secret, project, nonces: AtomicU32::new(0) };
        scene.grant(project, "P-1", &[FeedObject::WorkerAttendance]).await;
        scene
    }

    fn own(&self) -> Ctx {
        self.world.as_(Part::EnterpriseAdministrator)
    }

    fn office(&self) -> Ctx {
        self.world.as_(Part::HumanResources)
    }

    async fn grant(&self, project: Uuid, code: &str, objects: &[FeedObject]) -> Uuid {
        let enterprise = self.world.enterprise;
        let scope = request_scope(&self.own(), self.supplier, enterprise, project, (code, objects)).await.unwrap();
        grant_scope(&self.office(), scope).await.unwrap();
        scope
    }

    fn nonce(&self) -> String {
        format!("nonce-{:016}", self.nonces.fetch_add(1, SeqCst))
    }

    /// Sends, and lets the job have its turn; what the sender would hear afterwards.
    async fn send(&self, sinks: &Sinks, body: &str) -> Result<Receipt, Fault> {
        let (time, nonce) = (self.world.ctx.now().rfc3339(), self.nonce());
        let receipt = self.send_signed(sinks, FeedObject::WorkerAttendance, body, &time, &nonce).await?;
        if receipt.repeat == Repeat::Repeated {
            return Ok(receipt);
        }
        apply(&self.world.ctx, sinks, receipt.batch).await?;
        Ok(batch(&self.own(), receipt.batch).await?.receipt)
    }

    async fn send_signed(
        &self,
        sinks: &Sinks,
        object: FeedObject,
        body: &str,
        time: &str,
        nonce: &str,
    ) -> Result<Receipt, Fault> {
        let signature = sign(&self.secret, &canonical_string(self.key, time, nonce, object.code(), body.as_bytes()));
        let key = self.key.to_string();
        let signature = Signature { key: &key, time, nonce, signature: &signature };
        receive(&self.world.anonymous(), sinks, &Delivery { signature, object, body: body.as_bytes() }).await
    }

    async fn ask(&self, batch: Uuid) -> Result<BatchView, Fault> {
        self.ask_page(batch, 0).await
    }

    async fn ask_page(&self, batch: Uuid, page: u64) -> Result<BatchView, Fault> {
        let (time, nonce) = (self.world.ctx.now().rfc3339(), self.nonce());
        let (key, batch) = (self.key.to_string(), batch.to_string());
        let signature = sign(&self.secret, &canonical_string(self.key, &time, &nonce, RESULTS, batch.as_bytes()));
        let signature = Signature { key: &key, time: &time, nonce: &nonce, signature: &signature };
        Ok(result(&self.world.anonymous(), &Question { signature, batch: &batch }, page).await?.0)
    }
}

/// One row of a morning in November.
fn passage(minute: u32) -> Value {
    json!({ "idCardType": "01", "idCardNumber": NUMBER, "date": format!("2026-11-20 08:{minute:02}:00"),
        "direction": "01" })
}

fn batch_of(number: &str, project: &str, rows: Vec<Value>) -> String {
    json!({ "batchId": number, "items": [{ "projectCode": project, "teamSysNo": 7, "dataList": rows }] }).to_string()
}

/// Takes every row once, told by its minute; breaks when it is told to.
#[derive(Clone, Default)]
struct Notes {
    taken: Arc<Mutex<Vec<(Uuid, u32, Uuid)>>>,
    undone: Arc<Mutex<Vec<Uuid>>>,
    is_broken: Arc<AtomicBool>,
}

#[async_trait::async_trait]
impl Sink for Notes {
    fn object(&self) -> FeedObject {
        FeedObject::WorkerAttendance
    }

    async fn take(
        &self,
        _: &Ctx,
        _: &DatabaseTransaction,
        origin: &Origin,
        rows: Vec<Placed>,
    ) -> Result<Vec<Taken>, Fault> {
        if self.is_broken.load(SeqCst) {
            return Err(Fault::internal("broken"));
        }
        let mut taken = self.taken.lock().unwrap();
        Ok(rows
            .iter()
            .map(|row| match row.number {
                3 => Taken::Refused(vec![Refusal::on("date", "attendance.date_in_future")]),
                number => {
                    taken.push((origin.batch, number, row.project.unwrap()));
                    Taken::Added
                }
            })
            .collect())
    }

    async fn consequences(&self, _: &Ctx, _: &DatabaseTransaction, batch: Uuid) -> Result<Vec<Consequence>, Fault> {
        let count = self.taken.lock().unwrap().iter().filter(|row| row.0 == batch).count();
        Ok(vec![Consequence { code: "passages".into(), count: u64::try_from(count).unwrap(), project: None }])
    }

    async fn undo(&self, _: &Ctx, _: &DatabaseTransaction, batch: Uuid, _: &str) -> Result<(), Fault> {
        self.undone.lock().unwrap().push(batch);
        Ok(())
    }
}

fn noting() -> (Sinks, Notes) {
    let notes = Notes::default();
    (Sinks::default().with(notes.clone()), notes)
}
