//! What has this node read that cannot change any more? The texts of question versions, which are named after what they
//! say, what the papers of a published exam are drawn from, and which status lists exist. A thousand candidates who begin
//! or hand in together read each of them once.

use std::collections::{HashMap, HashSet};
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError};

use lru::LruCache;
use question_bank::{Blueprint, PoolQuestion, Question, VersionId};
use uuid::Uuid;

/// Some 3 KB each.
const MOST_QUESTIONS: NonZeroUsize = NonZeroUsize::new(4_096).expect("not zero");
/// Some 100 KB each.
const MOST_DRAWS: NonZeroUsize = NonZeroUsize::new(16).expect("not zero");

/// What the papers of one exam are drawn from; the seed stays sealed in the exam's row.
#[derive(Debug)]
pub struct Draw {
    /// Of the pool.
    pub version: i32,
    pub blueprint: Blueprint,
    pub pool: Vec<PoolQuestion>,
}

/// One per database connection: two databases may know different exams by one id.
pub struct Frozen {
    questions: Mutex<LruCache<VersionId, Arc<Question>>>,
    draws: Mutex<LruCache<Uuid, Arc<Draw>>>,
    published: Mutex<HashSet<i32>>,
}

impl Default for Frozen {
    fn default() -> Self {
        Self {
            questions: Mutex::new(LruCache::new(MOST_QUESTIONS)),
            draws: Mutex::new(LruCache::new(MOST_DRAWS)),
            published: Mutex::default(),
        }
    }
}

impl Frozen {
    /// Those of them that are known here.
    pub fn questions(&self, versions: &[VersionId]) -> HashMap<VersionId, Arc<Question>> {
        let mut questions = self.questions.lock().unwrap_or_else(PoisonError::into_inner);
        versions.iter().filter_map(|version| Some((*version, questions.get(version)?.clone()))).collect()
    }

    pub fn keep_question(&self, version: VersionId, question: Arc<Question>) {
        self.questions.lock().unwrap_or_else(PoisonError::into_inner).put(version, question);
    }

    /// An older version of the pool is none: questions were withdrawn from it.
    pub fn draw(&self, exam: Uuid, version: i32) -> Option<Arc<Draw>> {
        let mut draws = self.draws.lock().unwrap_or_else(PoisonError::into_inner);
        draws.get(&exam).filter(|draw| draw.version == version).cloned()
    }

    /// Only of a published exam.
    pub fn keep_draw(&self, exam: Uuid, draw: Arc<Draw>) {
        self.draws.lock().unwrap_or_else(PoisonError::into_inner).put(exam, draw);
    }

    /// Whether both status lists of this number were published once.
    pub fn has_lists(&self, number: i32) -> bool {
        self.published.lock().unwrap_or_else(PoisonError::into_inner).contains(&number)
    }

    pub fn keep_lists(&self, number: i32) {
        self.published.lock().unwrap_or_else(PoisonError::into_inner).insert(number);
    }
}
