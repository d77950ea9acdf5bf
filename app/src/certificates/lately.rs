//! Which public pages were made a moment ago? A site that scans its codes, and whatever passes a popular one around, gets
//! the same bytes without another look at signatures. Ten seconds here and thirty in browsers stay below the minute in
//! which a change of status has to show; a change that this node makes shows at once.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use axum::body::Bytes;
use registry::Instant;

use crate::lang::Lang;

const AGE_MS: i64 = 10_000;
/// About 12 KB each.
const MOST: usize = 512;

#[derive(Default)]
pub struct Lately(Mutex<HashMap<(String, Lang), Document>>);

struct Document {
    bytes: Bytes,
    made: Moment,
}

/// When the data of a document were read.
#[derive(Clone, Copy)]
pub struct Moment {
    pub at: Instant,
    /// [`registry::db::Db::statuses`] of then.
    pub statuses: u64,
}

impl Moment {
    fn serves(self, now: Self) -> bool {
        self.statuses == now.statuses && (0..AGE_MS).contains(&now.at.since(self.at))
    }
}

impl Lately {
    pub fn get(&self, id: &str, lang: Lang, now: Moment) -> Option<Bytes> {
        let documents = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = documents.get(&(id.to_owned(), lang))?;
        known.made.serves(now).then(|| known.bytes.clone())
    }

    /// Only of certificates that exist: ids that somebody tries out are not remembered.
    pub fn keep(&self, id: &str, lang: Lang, made: Moment, bytes: Bytes) {
        let mut documents = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if documents.len() >= MOST {
            documents.retain(|_, document| document.made.serves(made));
        }
        if documents.len() < MOST {
            documents.insert((id.to_owned(), lang), Document { bytes, made });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(at: i64, statuses: u64) -> Moment {
        Moment { at: Instant(at), statuses }
    }

    #[test]
    fn a_document_serves_ten_seconds_and_until_a_status_changes() {
        let lately = Lately::default();
        lately.keep("a", Lang::Chinese, moment(1_000, 3), Bytes::from_static(b"page"));
        let serves = |id, lang, now| lately.get(id, lang, now).is_some();
        assert!(serves("a", Lang::Chinese, moment(1_000, 3)) && serves("a", Lang::Chinese, moment(10_999, 3)));
        assert!(!serves("a", Lang::Chinese, moment(11_000, 3)), "old");
        assert!(!serves("a", Lang::Chinese, moment(2_000, 4)), "a status changed");
        assert!(!serves("a", Lang::Chinese, moment(999, 3)), "the clock was set back");
        assert!(!serves("a", Lang::English, moment(1_000, 3)) && !serves("b", Lang::Chinese, moment(1_000, 3)));
    }

    #[test]
    fn no_more_is_remembered_than_so_much_and_old_ones_make_room() {
        let lately = Lately::default();
        for id in 0..=MOST {
            lately.keep(&id.to_string(), Lang::Chinese, moment(0, 0), Bytes::new());
        }
        assert!(lately.get(&MOST.to_string(), Lang::Chinese, moment(0, 0)).is_none());
        lately.keep("new", Lang::Chinese, moment(AGE_MS, 0), Bytes::new());
        assert!(lately.get("new", Lang::Chinese, moment(AGE_MS, 0)).is_some());
    }
}
