//! Which id does a row have, however often and from wherever it comes?
//!
//! ```text
//!  16 bits        42 bits                       64 bits
//! | project's | instant in ms | of a hash of what makes the row this row |     in a UUID of version 8
//! ```
//! A row of a sender that numbers its rows is told by that number; any other record by what it says (`national-platform.md`
//! section 5, item 4), a correction or a withdrawal by what it is about too. What somebody wrote by hand is another row than
//! what a device said about the same second. A row sent again under its number with another
//! instant or project is another row: to change a row is a correction, and names it. Rows of one project and time have
//! neighbouring ids, which is what lets the database take a batch with few pages.

use sha2::{Digest, Sha256};
use uuid::{Builder, Uuid};

use super::{Direction, IdentityKey, Origin, Purpose};
use crate::Instant;

const INSTANT_BITS: u32 = 42;
/// The bits below the variant.
const LOW: u128 = (1 << 62) - 1;

/// What makes a row this row.
#[derive(Clone, Copy, Debug)]
pub struct Naming<'a> {
    pub project: Uuid,
    pub who: &'a IdentityKey,
    pub at: Instant,
    pub direction: Direction,
    pub purpose: Purpose,
    pub stated_at: Instant,
    pub origin: Origin,
    /// the supplier and its own number of the row
    pub external: Option<(Uuid, &'a str)>,
}

impl Naming<'_> {
    pub fn id(&self) -> Uuid {
        let mut hash = Sha256::new();
        if let Some((supplier, number)) = self.external {
            hash.update(b"number");
            hash.update(supplier.as_bytes());
            hash.update(number.as_bytes());
        } else {
            hash.update(match self.origin {
                Origin::Device => b"content".as_slice(),
                Origin::Manual => b"by hand",
            });
            hash.update(self.project.as_bytes());
            hash.update(self.at.0.to_be_bytes());
            hash.update(self.direction.code());
            if let Some(about) = self.purpose.of() {
                hash.update(self.purpose.code());
                hash.update(about.as_bytes());
                hash.update(self.stated_at.0.to_be_bytes());
            }
            hash.update(self.who.0.as_bytes());
        }
        let hash: [u8; 32] = hash.finalize().into();
        id_at(self.project, self.at, u64::from_be_bytes(std::array::from_fn(|index| hash[index])))
    }
}

/// The instant that an id carries.
pub fn instant_of(id: Uuid) -> Instant {
    Instant(i64::try_from((packed(id) >> 64) & ((1 << INSTANT_BITS) - 1)).unwrap_or(0))
}

/// What tells an id apart from the others of its project and instant.
pub fn mark_of(id: Uuid) -> u64 {
    u64::try_from(packed(id) & u128::from(u64::MAX)).unwrap_or(0)
}

/// Whether the id can be one of this project's.
pub fn may_be_of(id: Uuid, project: Uuid) -> bool {
    packed(id) >> (INSTANT_BITS + 64) == project.as_u128() & 0xffff
}

/// The first half of a document's keyed hash, by which rows name it; `None` when it is no hash.
pub fn short_key(who: &IdentityKey) -> Option<Uuid> {
    let digits = who.0.get(..32).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
    Uuid::try_parse(digits).ok()
}

/// The id of this mark at an instant on a project.
pub fn id_at(project: Uuid, at: Instant, mark: u64) -> Uuid {
    let project = project.as_u128() & 0xffff;
    let at = u128::from(at.0.cast_unsigned()) & ((1 << INSTANT_BITS) - 1);
    let packed = (project << (INSTANT_BITS + 64)) | (at << 64) | u128::from(mark);
    let bits = ((packed >> 74) << 80) | (((packed >> 62) & 0xfff) << 64) | (packed & LOW);
    Builder::from_custom_bytes(bits.to_be_bytes()).into_uuid()
}

/// The bits around the version and the variant.
fn packed(id: Uuid) -> u128 {
    let bits = id.as_u128();
    ((bits >> 80) << 74) | (((bits >> 64) & 0xfff) << 62) | (bits & LOW)
}
