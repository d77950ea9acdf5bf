//! Which offices are there, who holds which role in them, and who gave it?

mod forms;
mod pages;

use crate::routes::Audience::Office;
use crate::routes::Routes;

pub fn routes() -> Routes {
    Routes::new()
        .get("/office/offices", Office, pages::list)
        .post("/office/offices", Office, forms::create)
        .get("/office/offices/{office}", Office, pages::show)
        .post("/office/offices/{office}/roles", Office, forms::grant)
        .post("/office/offices/{office}/roles/{grant}/second", Office, forms::second)
        .post("/office/offices/{office}/roles/{grant}/end", Office, forms::end)
}
