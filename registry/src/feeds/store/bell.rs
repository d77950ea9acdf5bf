//! How does the job that applies batches hear at once that one has come?

use std::sync::Arc;

use tokio::sync::Notify;

/// Clones share it. Ringing while nobody listens is heard by whoever listens next, once.
#[derive(Clone, Debug, Default)]
pub struct Bell(Arc<Notify>);

impl Bell {
    pub fn ring(&self) {
        self.0.notify_one();
    }

    pub async fn heard(&self) {
        self.0.notified().await;
    }
}
