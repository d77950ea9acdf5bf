//! Which rows does the actor's right reach? The permission table gives a scope per role; this adds it up over all posts.

use std::collections::BTreeSet;

use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::areas::codes_within;
use crate::ctx::{Actor, Post};
use crate::enterprises::store::rows_of;
use crate::permissions::{Object, Role, Scope, Verb, require, scope};
use crate::{Ctx, Fault};

/// What a right reaches; a row is reached when any of these holds it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    pub whole_city: bool,
    /// Codes of the areas, those below them included.
    pub areas: BTreeSet<String>,
    /// Offices whose own exams (scope exam) or own roles (scope office) are meant.
    pub offices: BTreeSet<Uuid>,
    /// With the rows that stood for them before a merge: what was recorded under one of those is reached, too.
    pub enterprises: BTreeSet<Uuid>,
    /// Projects whose officer or manager the person is.
    pub projects: BTreeSet<Uuid>,
    /// The person whose own records are meant.
    pub person: Option<Uuid>,
}

/// Adds up the rights of every post for one verb and object.
///
/// # Errors
/// [`Fault::Anonymous`] or [`Fault::Forbidden`] when no post gives any right.
pub async fn reach(ctx: &Ctx, verb: Verb, object: Object) -> Result<Reach, Fault> {
    require(ctx, verb, object)?;
    let who = match &ctx.actor {
        Actor::System(_) => return Ok(Reach { whole_city: true, ..Reach::default() }),
        Actor::Anonymous => return Ok(Reach::of_everyone(None, verb, object)),
        Actor::SignedIn(who) => who,
    };
    let mut reach = Reach::of_everyone(Some(who.person), verb, object);
    for post in &who.posts {
        if let Some(scope) = scope(post.role, verb, object) {
            reach.add(ctx.db.reader(), post, scope).await?;
        }
    }
    Ok(reach)
}

/// What one post alone reaches, for acts that name the office or enterprise in whose name they are done.
pub(crate) async fn reach_of_post<C: ConnectionTrait>(
    db: &C,
    post: &Post,
    verb: Verb,
    object: Object,
) -> Result<Option<Reach>, Fault> {
    let Some(scope) = scope(post.role, verb, object) else { return Ok(None) };
    let mut reach = Reach::default();
    reach.add(db, post, scope).await?;
    Ok(Some(reach))
}

impl Reach {
    pub fn includes_area(&self, area: &str) -> bool {
        self.whole_city || self.areas.contains(area)
    }

    /// The rights that need no post: those of the public and, when signed in, those of a candidate.
    fn of_everyone(person: Option<Uuid>, verb: Verb, object: Object) -> Self {
        let mut reach = Self::default();
        let candidate = person.and_then(|_| scope(Role::Candidate, verb, object));
        for scope in [scope(Role::Public, verb, object), candidate].into_iter().flatten() {
            match scope {
                Scope::City => reach.whole_city = true,
                _ => reach.person = person,
            }
        }
        reach
    }

    async fn add<C: ConnectionTrait>(&mut self, db: &C, post: &Post, scope: Scope) -> Result<(), Fault> {
        match scope {
            Scope::Own => {}
            Scope::Exam | Scope::Office => self.offices.extend(post.office),
            Scope::Project => self.projects.extend(post.project),
            Scope::Enterprise => {
                if let Some(enterprise) = post.enterprise {
                    self.enterprises.extend(rows_of(db, enterprise).await?);
                }
            }
            Scope::City => self.whole_city = true,
            Scope::Area => {
                if let Some(area) = &post.area {
                    self.areas.extend(codes_within(db, area).await?);
                }
            }
        }
        Ok(())
    }
}
