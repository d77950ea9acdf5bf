//! What is on record about how enterprises and people have behaved (诚信信息): who reads it, who writes it down, and who takes
//! it back?

mod import;
mod list;
mod new;
mod one;
mod words;

use import::IntegrityRecords;
use registry::Fault;
use registry::permissions::{Object, Scope, Verb, widest};

use crate::page::holds_office;
use crate::routes::Audience::{Concerned, Office, SignedIn};
use crate::routes::Routes;
use crate::sheets;
use crate::visit::Visit;

pub fn routes() -> Routes {
    Routes::new()
        .get("/account/integrity", SignedIn, list::own)
        .get("/enterprises/{enterprise}/integrity", Concerned, list::of_enterprise)
        .get("/office/integrity", Office, list::of_office)
        .get("/office/integrity.xlsx", Office, list::export)
        .merge(imported())
        .get("/office/integrity/new", Office, new::show)
        .post("/office/integrity/new", Office, new::record)
        .get("/office/integrity/{integrity_record}", Office, one::show)
        .post("/office/integrity/{integrity_record}/settle", Office, one::settle)
        .post("/office/integrity/{integrity_record}/withdraw", Office, one::withdraw)
}

fn imported() -> Routes {
    Routes::new()
        .get(import::ADDRESS, Office, sheets::form::<IntegrityRecords>)
        .upload(import::ADDRESS, Office, sheets::bring::<IntegrityRecords>, sheets::MOST_BYTES)
        .get("/office/integrity/import/template.xlsx", Office, sheets::template::<IntegrityRecords>)
        .get("/office/integrity/import/{integrity_sheet}", Office, sheets::show::<IntegrityRecords>)
        .post("/office/integrity/import/{integrity_sheet}", Office, sheets::take::<IntegrityRecords>)
        .post("/office/integrity/import/{integrity_sheet}/undo", Office, sheets::undo::<IntegrityRecords>)
        .get("/office/integrity/import/{integrity_sheet}/marked.xlsx", Office, sheets::marked::<IntegrityRecords>)
}

/// This side of the records is for offices that see more than what is about themselves.
fn check_office(visit: &Visit) -> Result<(), Fault> {
    let sees = widest(&visit.ctx, Verb::View, Object::IntegrityRecord).is_some_and(|scope| scope > Scope::Own);
    if sees && holds_office(visit) { Ok(()) } else { Err(Fault::Forbidden) }
}
