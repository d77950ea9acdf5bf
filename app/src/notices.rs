//! What was told me, my office or my enterprise, and who has read it?

mod inbox;
mod leads;
mod words;

use registry::db::Total;

use crate::lang::Lang;
use crate::routes::Audience::{Concerned, SignedIn};
use crate::routes::Routes;

pub use words::letter;

/// Where the inbox is.
pub const INBOX: &str = "/notices";

pub fn routes() -> Routes {
    Routes::new().get(INBOX, SignedIn, inbox::show).post("/notices/read", SignedIn, inbox::read_all).post(
        "/notices/{notice}",
        Concerned,
        inbox::open_one,
    )
}

/// The way to the inbox, with how much in it is unread: `通知（3）`.
pub fn way(lang: Lang, unread: Total) -> String {
    let number = match unread {
        Total::Exactly(0) => return lang.t("frame.notices"),
        Total::Exactly(number) => number.to_string(),
        Total::MoreThan(number) => format!("{number}+"),
    };
    lang.fill("frame.notices_unread", &[("n", &number)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_says_how_much_is_unread_and_nothing_when_nothing_is() {
        let said = [Total::Exactly(0), Total::Exactly(3), Total::MoreThan(99)].map(|unread| way(Lang::Chinese, unread));
        assert_eq!(said, ["通知", "通知（3）", "通知（99+）"]);
    }
}
