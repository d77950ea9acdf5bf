//! How do thousands come in without a thousand slow hashes of a password? One signs up and is confirmed by the forms; the others
//! are copies, put in beside the program with a session each.

use super::beside::{Change, changed};
use crate::failure::Failure;
use crate::load::candidate::Candidate;
use crate::load::office;
use crate::load::program::Node;
use crate::places::Places;
use crate::soak::Ground;

/// Candidates `first` to `last`, signed in; the first of them in person.
pub async fn seated(
    places: &Places,
    ground: &Ground,
    node: &Node,
    (first, last): (u32, u32),
) -> Result<Vec<Candidate>, Failure> {
    let mut pattern = [Candidate::new(first, &[node.address], 1)?];
    pattern[0].comes().await?;
    office::confirm(node, &mut pattern).await?;
    let me = pattern[0].gets("/api/v1/me").await?.json();
    let person = me["person"].as_str().unwrap_or_default().to_owned();
    let mut candidates = Vec::from(pattern);
    if first < last {
        let (sqlite, postgres) =
            (Sqlite.copies(&person, (first + 1, last)), Postgres.copies(&person, (first + 1, last)));
        let question = "SELECT count(*) FROM identity_confirmations WHERE withdrawn_at IS NULL";
        let told = changed(places, ground, node, &Change { sqlite, postgres, question })?;
        if told.trim().parse::<u32>().is_ok_and(|confirmed| confirmed < last - first) {
            return Err(Failure::Trial(format!("of {} copies {told} are confirmed", last - first)));
        }
    }
    for nth in first + 1..=last {
        candidates.push(Candidate::new(nth, &[node.address], 1)?.holding(token(nth)));
    }
    Ok(candidates)
}

fn token(nth: u32) -> String {
    format!("seat-{nth}")
}

/// How a database spells ids and hashes.
trait Spelling {
    fn id(&self, uuid: &str) -> String;
    /// Of the copy `n`, in the table of this number.
    fn id_of_copy(&self, table: u8) -> String;
    fn token_hash(&self) -> String;

    fn copies(&self, person: &str, (first, last): (u32, u32)) -> String {
        let copies =
            format!("WITH RECURSIVE copies(n) AS (SELECT {first} UNION ALL SELECT n + 1 FROM copies WHERE n < {last})");
        let pattern = self.id(person);
        let [copy, account, session, confirmation] = [1, 2, 3, 4].map(|table| self.id_of_copy(table));
        let hash = self.token_hash();
        [
            format!(
                "{copies} INSERT INTO people (id, name, name_pinyin, id_number_sealed, id_number_index, birth_day, sex, \
                 phone_sealed, phone_index, photo, created_at, document_kind) SELECT {copy}, name, name_pinyin, \
                 id_number_sealed, 'copy-' || n, birth_day, sex, phone_sealed, 'copy-' || n, photo, created_at, \
                 document_kind FROM people, copies WHERE people.id = {pattern}"
            ),
            format!(
                "{copies} INSERT INTO accounts (id, person_id, phone_index, password_hash, privacy_notice, \
                 privacy_accepted_at, failed_sign_ins, locked_until, created_at) SELECT {account}, {copy}, 'copy-' || n, \
                 password_hash, privacy_notice, privacy_accepted_at, 0, NULL, created_at FROM accounts, copies \
                 WHERE accounts.person_id = {pattern}"
            ),
            format!(
                "{copies} INSERT INTO sessions (id, token_hash, account_id, kind, device, created_at, seen_at, expires_at, \
                 ended_at, address) SELECT {session}, {hash}, {account}, kind, device, sessions.created_at, seen_at, \
                 expires_at, NULL, address FROM sessions INNER JOIN accounts ON accounts.id = sessions.account_id, copies \
                 WHERE accounts.person_id = {pattern}"
            ),
            format!(
                "{copies} INSERT INTO identity_confirmations (id, person_id, confirmed_by, office_id, enterprise_id, document, \
                 confirmed_at, withdrawn_at, withdrawn_reason, withdrawn_by) SELECT {confirmation}, {copy}, confirmed_by, \
                 office_id, enterprise_id, document, confirmed_at, NULL, NULL, NULL FROM identity_confirmations, copies \
                 WHERE identity_confirmations.person_id = {pattern}"
            ),
        ]
        .join("; ")
    }
}

struct Sqlite;
struct Postgres;

impl Spelling for Sqlite {
    fn id(&self, uuid: &str) -> String {
        format!("bytes_of('{}')", uuid.replace('-', ""))
    }

    fn id_of_copy(&self, table: u8) -> String {
        format!("bytes_of(printf('019000000000700{table}8000%012x', n))")
    }

    fn token_hash(&self) -> String {
        "sha256_hex('seat-' || n)".to_owned()
    }
}

impl Spelling for Postgres {
    fn id(&self, uuid: &str) -> String {
        format!("CAST('{uuid}' AS uuid)")
    }

    fn id_of_copy(&self, table: u8) -> String {
        format!("CAST('01900000-0000-700{table}-8000-' || lpad(to_hex(n), 12, '0') AS uuid)")
    }

    fn token_hash(&self) -> String {
        "encode(sha256(convert_to('seat-' || n, 'UTF8')), 'hex')".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_copy_is_somebody_else_and_the_pattern_is_named_once_per_table() {
        for text in [Sqlite.copies("0190-ab", (1, 9)), Postgres.copies("0190-ab", (1, 9))] {
            assert_eq!(text.matches("INSERT INTO").count(), 4);
            assert_eq!(text.matches("WHERE n < 9").count(), 4);
            assert_eq!(text.matches("700").count(), 7, "{text}");
        }
        assert!(Sqlite.copies("0190-ab", (1, 9)).contains("people.id = bytes_of('0190ab')"));
        assert_eq!(token(7), "seat-7");
    }
}
