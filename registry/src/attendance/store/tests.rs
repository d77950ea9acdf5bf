mod days;
pub(crate) mod scene;
mod taking;
mod throughput;
