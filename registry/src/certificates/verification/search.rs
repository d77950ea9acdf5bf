//! Which certificate has this number and this holder? For worn prints: both must match, and nothing tells which did
//! not.

use certs::ids::CertificateNumber;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect};

use crate::accounts::throttle;
use crate::certificates::{Step, template};
use crate::entity::certificates;
use crate::people::PersonName;
use crate::{Ctx, Fault};

/// More regions than that share no serial of one year.
const CANDIDATES: u64 = 200;

/// The path id of the one certificate with this number (either form, any width, case and dashes) and this name. The
/// same `None` for a wrong number, a wrong name and texts that are neither. Too many misses from one address wait.
pub async fn search(ctx: &Ctx, number: &str, name: &str) -> Result<Option<String>, Fault> {
    throttle::refuse_waiting(ctx, throttle::Door::Search).await?;
    let candidates = certificates::Entity::find()
        .filter(numbered(number))
        .filter(certificates::Column::Step.eq(Step::Issued.code()))
        .limit(CANDIDATES)
        .all(ctx.db.reader())
        .await?;
    let asked = PersonName::parse(name).map(|name| folded(name.as_str())).ok();
    let mut found = candidates.into_iter().filter(|row| Some(folded(&row.holder_name)) == asked);
    // the human form leaves the region out: two people of one name and serial are not told apart
    Ok(match (found.next(), found.next()) {
        (Some(row), None) => Some(row.path_id),
        _ => {
            // whoever tries names on a number misses often
            throttle::use_door(ctx, throttle::Door::Search).await?;
            None
        }
    })
}

/// The condition for a typed number; one that matches nothing for other texts, so that they cost the same.
fn numbered(typed: &str) -> Condition {
    if let Ok(number) = CertificateNumber::parse(typed) {
        return Condition::all().add(certificates::Column::Number.eq(number.machine()));
    }
    let human = CertificateNumber::parse_human(typed, template::NUMBER_WORD, template::PREFIX, "000000");
    match human.ok().and_then(|number| i32::try_from(number.serial()).ok().zip(Some(number.year()))) {
        Some((serial, year)) => Condition::all()
            .add(certificates::Column::Prefix.eq(template::PREFIX))
            .add(certificates::Column::Year.eq(i32::from(year)))
            .add(certificates::Column::Serial.eq(serial)),
        None => Condition::all().add(certificates::Column::Number.eq("")),
    }
}

/// Full-width letters become half-width ones, case and spaces do not count. Characters that only look alike stay apart.
pub(in crate::certificates) fn folded(name: &str) -> String {
    name.chars()
        .map(|c| match c {
            '！'..='～' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
            c => c,
        })
        .filter(|c| !c.is_whitespace())
        .flat_map(char::to_lowercase)
        .collect()
}
