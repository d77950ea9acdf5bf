//! How is a certified officer bound to an enterprise or a project, and let go again?
//!
//! The officer asks by the own certificate, an administrator of the enterprise confirms or declines; or the enterprise
//! assigns, and the officer accepts or declines. The officer, the enterprise and the office in charge may end it. Whoever asks,
//! confirms or ends takes turns with the others at the officer's row, and the database keeps the responsible place of a project
//! single. Nothing is overwritten.

use uuid::Uuid;

use crate::{Actor, Ctx};

pub mod agreement;
mod assigning;
mod before_start;
pub mod boards;
pub mod capacity;
pub mod change;
mod changes;
mod choosing;
pub mod consenting;
mod county;
mod deciding;
pub mod duties;
pub mod filing;
pub mod first_tasks;
mod gathering;
pub mod handover;
mod loads;
mod officers;
mod on_file;
pub mod overview;
pub mod pledge;
mod proposing;
pub mod reminding;
pub mod returns;
mod rows;
mod scope;
mod tasks;
mod telling;
mod views;
pub mod without;
pub mod work;

pub use assigning::{Holder, assign, assignable};
pub use choosing::{Choice, ChoosableProject, choice};
#[cfg(any(test, feature = "fixtures"))]
pub(crate) use deciding::end_with;
pub use deciding::{confirm, confirm_nominated, decline, end};
pub(crate) use deciding::{end_unless_of, follow};
pub use officers::{BoundOfficer, Held, Officer, Officers, day_asked, officers_of_project, responsible_history};
pub(crate) use officers::{has_open_bindings, officers_of};
pub use proposing::{own_number, propose};
pub(crate) use rows::in_force;
pub use views::{
    BindingView, EnterpriseOfficers, OneBinding, PER_PAGE, Which, bindings_of_person, get, of_certificate,
    of_enterprise, own,
};

/// Who writes; nobody for jobs and commands.
fn account(ctx: &Ctx) -> Option<Uuid> {
    match &ctx.actor {
        Actor::SignedIn(who) => Some(who.account),
        _ => None,
    }
}

#[cfg(test)]
#[cfg(feature = "fixtures")]
mod tests;
