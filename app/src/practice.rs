//! How does somebody practise, look mistakes up again and report what is wrong with a question?

mod begin;
mod book;
mod desk;
mod forms;
mod overview;
mod reports;
mod round;
pub(crate) mod solution;
mod summary;

use crate::routes::Audience::{Concerned, Office, SignedIn};
use crate::routes::Routes;
use crate::visit::local_path;

pub fn routes() -> Routes {
    Routes::new()
        .get("/practice", SignedIn, overview::show)
        .post("/practice/rounds", SignedIn, forms::start)
        .get("/practice/rounds/{round}", Concerned, round::show)
        .post("/practice/rounds/{round}/answers/{slot}", Concerned, forms::answer)
        .post("/practice/rounds/{round}/end", Concerned, forms::end)
        .get("/practice/mistakes", SignedIn, book::mistakes)
        .post("/practice/mistakes/out", SignedIn, forms::take_out)
        .get("/practice/favourites", SignedIn, book::favourites)
        .post("/practice/favourites", SignedIn, forms::keep)
        .get("/practice/reports", SignedIn, reports::own)
        .get("/practice/reports/new", SignedIn, reports::form)
        .post("/practice/reports/new", SignedIn, reports::send)
        .get("/office/questions/reports", Office, desk::list)
        .get("/office/questions/reports.xlsx", Office, desk::export)
        .get("/office/questions/reports/{report}", Office, desk::show)
        .post("/office/questions/reports/{report}", Office, desk::answer)
}

/// Where a form leads back to, with what was done; only a path of this site.
fn back_to(back: &str, key: &str) -> String {
    let path = local_path(back).unwrap_or("/practice");
    let (page, fragment) = path.split_once('#').unwrap_or((path, ""));
    let sign = if page.contains('?') { '&' } else { '?' };
    let fragment = if fragment.is_empty() { String::new() } else { format!("#{fragment}") };
    format!("{page}{sign}done={key}{fragment}")
}

#[cfg(test)]
mod tests {
    use super::back_to;

    #[test]
    fn a_form_leads_back_to_the_same_place_of_this_site() {
        assert_eq!(back_to("/practice/rounds/1?q=3", "kept"), "/practice/rounds/1?q=3&done=kept");
        assert_eq!(back_to("/attempts/1/review#q12", "kept"), "/attempts/1/review?done=kept#q12");
        assert_eq!(back_to("https://evil.example/", "kept"), "/practice?done=kept");
    }
}
