//! Who delivers data, with which keys and about which projects, how do the feeds stand, and what became of a batch?

mod batch;
mod batches;
mod enterprise;
mod enterprise_forms;
mod office;
mod office_forms;
mod office_supplier;
mod own_supplier;
mod project;
mod tables;
mod undo;
mod words;

use crate::routes::Audience::{Concerned, Office};
use crate::routes::Routes;

pub fn routes() -> Routes {
    let own = "/enterprises/{enterprise}/feeds";
    let one = "/enterprises/{enterprise}/feeds/{supplier}";
    let office = "/office/feeds/{supplier}";
    Routes::new()
        .get(own, Concerned, enterprise::list)
        .post(own, Concerned, enterprise_forms::register)
        .get(one, Concerned, own_supplier::show)
        .post(&format!("{one}/keys"), Concerned, enterprise_forms::request_key)
        .post(&format!("{one}/keys/{{key}}/secret"), Concerned, own_supplier::secret)
        .post(&format!("{one}/keys/{{key}}/replace"), Concerned, enterprise_forms::replace_key)
        .post(&format!("{one}/keys/{{key}}/end"), Concerned, enterprise_forms::end_key)
        .post(&format!("{one}/scopes"), Concerned, enterprise_forms::request_scope)
        .post(&format!("{one}/scopes/{{scope}}/end"), Concerned, enterprise_forms::end_scope)
        .post(&format!("{one}/end"), Concerned, enterprise_forms::end_supplier)
        .get("/office/feeds", Office, office::list)
        .get("/office/feeds.xlsx", Office, office::export)
        .get(office, Office, office_supplier::show)
        .post(&format!("{office}/keys/{{key}}/issue"), Office, office_forms::issue_key)
        .post(&format!("{office}/keys/{{key}}/end"), Office, office_forms::end_key)
        .post(&format!("{office}/scopes/{{scope}}/grant"), Office, office_forms::grant_scope)
        .post(&format!("{office}/scopes/{{scope}}/end"), Office, office_forms::end_scope)
        .post(&format!("{office}/outages"), Office, office_forms::confirm_outage)
        .post(&format!("{office}/outages/{{outage}}/withdraw"), Office, office_forms::withdraw_outage)
        .post(&format!("{office}/end"), Office, office_forms::end_supplier)
        .get("/feeds/suppliers/{supplier}/batches", Concerned, batches::list)
        .get("/feeds/batches/{batch}", Concerned, batch::show)
        .get("/feeds/batches/{batch}/errors.xlsx", Concerned, batch::export)
        .post("/feeds/batches/{batch}/retry", Concerned, batch::try_again)
        .get("/feeds/batches/{batch}/undo", Concerned, undo::show)
        .post("/feeds/batches/{batch}/undo", Concerned, undo::confirm)
        .get("/projects/{project}/feeds", Concerned, project::show)
}
