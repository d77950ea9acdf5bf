mod again;
mod days;
mod hand;
pub(crate) mod scene;
mod strangers;
mod taking;
mod throughput;
