//! How do moments and days travel? RFC 3339 with +08:00, and the date in Asia/Shanghai.

use registry::{Day, Instant};
use serde::{Serialize, Serializer};
use utoipa::ToSchema;

/// A moment, as `2026-11-20T09:00:00.000+08:00`.
#[derive(ToSchema)]
#[schema(value_type = String, format = DateTime, example = "2026-11-20T09:00:00.000+08:00")]
pub struct At(pub Instant);

/// A day in Asia/Shanghai, as `2026-11-20`.
#[derive(ToSchema)]
#[schema(value_type = String, format = Date, example = "2026-11-20")]
pub struct On(pub Day);

impl Serialize for At {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&self.0.rfc3339())
    }
}

impl Serialize for On {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(&self.0)
    }
}
