//! With what, and as whom, does a use case work? `Ctx` is the first argument of every one of them.

use std::net::IpAddr;
use std::sync::Arc;

use uuid::{Builder, Uuid};

use crate::blobs::Homes;
use crate::clock::Clock;
use crate::db::Db;
use crate::permissions::Role;
use crate::random::Random;
use crate::vault::Vault;
use crate::{Fault, Instant};

#[derive(Clone)]
pub struct Ctx {
    pub db: Db,
    pub clock: Arc<dyn Clock>,
    pub random: Arc<dyn Random>,
    pub vault: Arc<Vault>,
    /// Where new files are kept.
    pub blobs: Homes,
    pub actor: Actor,
    /// Where the request comes from, as far as it can be believed; nowhere for jobs and commands.
    pub address: Option<IpAddr>,
}

/// Who acts.
#[derive(Clone, Debug)]
pub enum Actor {
    Anonymous,
    /// A job or a command, by its name.
    System(&'static str),
    SignedIn(SignedIn),
}

/// Somebody whose session was found.
#[derive(Clone, Debug)]
pub struct SignedIn {
    pub account: Uuid,
    pub person: Uuid,
    pub session: Uuid,
    pub name: String,
    pub posts: Vec<Post>,
}

/// A role in force, and the office, enterprise or project it is held for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Post {
    pub role: Role,
    pub office: Option<Uuid>,
    pub enterprise: Option<Uuid>,
    pub project: Option<Uuid>,
    pub area: Option<String>,
}

impl Ctx {
    pub fn now(&self) -> Instant {
        self.clock.now()
    }

    /// A new UUID v7 from this context's clock and random source.
    pub fn new_id(&self) -> Uuid {
        let millis = u64::try_from(self.now().0).unwrap_or(0);
        Builder::from_unix_timestamp_millis(millis, &self.random.array::<10>()).into_uuid()
    }

    pub fn acting_as(&self, actor: Actor) -> Self {
        Self { actor, ..self.clone() }
    }

    pub fn coming_from(&self, address: Option<IpAddr>) -> Self {
        Self { address, ..self.clone() }
    }

    pub fn signed_in(&self) -> Result<&SignedIn, Fault> {
        match &self.actor {
            Actor::SignedIn(who) => Ok(who),
            _ => Err(Fault::Anonymous),
        }
    }
}

impl Actor {
    /// How the audit log names the actor: never a person's name.
    pub fn label(&self) -> String {
        match self {
            Self::Anonymous => "anonymous".into(),
            Self::System(name) => format!("system:{name}"),
            Self::SignedIn(who) => format!("account:{}", who.account),
        }
    }
}

impl SignedIn {
    pub fn holds(&self, role: Role) -> bool {
        self.posts.iter().any(|post| post.role == role)
    }
}
