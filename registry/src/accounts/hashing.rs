//! How is a password stored, and how is one compared? Argon2id, two at a time, away from the threads that serve.

use std::sync::LazyLock;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use tokio::sync::Semaphore;
use unicode_normalization::UnicodeNormalization;

use crate::Fault;
use crate::random::Random;

/// 19 MiB, two passes, one lane.
const COST: (u32, u32, u32) = (19 * 1024, 2, 1);

/// Two at a time: a rush of sign-ins waits here instead of taking all memory and every thread.
static AT_WORK: Semaphore = Semaphore::const_new(2);

/// Stands in for the hash of an account that does not exist, so that its sign-in takes as long; no password fits it.
static NOBODY: LazyLock<String> = LazyLock::new(|| {
    let (memory, passes, lanes) = COST;
    format!("$argon2id$v=19$m={memory},t={passes},p={lanes}${}${}", "A".repeat(22), "A".repeat(43))
});

/// The PHC string of a password, salted from `random`.
pub async fn hash(random: &dyn Random, password: &str) -> Result<String, Fault> {
    hash_at(random, password, COST).await
}

/// True when the password fits the stored PHC string; `None` costs the same and never fits.
pub async fn fits(stored: Option<&str>, password: &str) -> Result<bool, Fault> {
    let (exists, stored) = (stored.is_some(), stored.unwrap_or(&NOBODY).to_owned());
    let password: String = password.nfc().collect();
    let fits = at_work(move || {
        let stored = PasswordHash::new(&stored).map_err(Fault::internal)?;
        Ok(Argon2::default().verify_password(password.as_bytes(), &stored).is_ok())
    });
    Ok(fits.await? && exists)
}

pub(crate) async fn hash_at(random: &dyn Random, password: &str, cost: (u32, u32, u32)) -> Result<String, Fault> {
    let salt: [u8; 16] = random.array();
    let password: String = password.nfc().collect();
    at_work(move || {
        let (memory, passes, lanes) = cost;
        let params = Params::new(memory, passes, lanes, None).map_err(Fault::internal)?;
        let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let hash = argon.hash_password_with_salt(password.as_bytes(), &salt).map_err(Fault::internal)?;
        Ok(hash.to_string())
    })
    .await
}

async fn at_work<T: Send + 'static>(work: impl FnOnce() -> Result<T, Fault> + Send + 'static) -> Result<T, Fault> {
    let turn = AT_WORK.acquire().await.map_err(Fault::internal)?;
    let turn_and_work = move || {
        // the turn ends with the work, even when nobody waits for its result any more
        let _turn = turn;
        work()
    };
    tokio::task::spawn_blocking(turn_and_work).await.map_err(Fault::internal)?
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::SeededRandom;

    #[tokio::test]
    async fn a_password_fits_its_own_hash_only_and_nobody_s_never() {
        let random = SeededRandom::new(1);
        let stored = hash(&random, "Zoe\u{308}-2026").await.unwrap();
        assert!(fits(Some(&stored), "Zo\u{eb}-2026").await.unwrap());
        assert!(!fits(Some(&stored), "zo\u{eb}-2026").await.unwrap());
        assert!(!fits(None, "Zo\u{eb}-2026").await.unwrap());
        let cost = |phc: &str| phc.split('$').take(4).collect::<Vec<_>>().join("$");
        assert_eq!(cost(&stored), cost(&NOBODY));
    }
}
