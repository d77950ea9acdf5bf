//! Which county is to be reminded of its return today (D-04)?

use std::collections::BTreeSet;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{County, counties, due_of};
use crate::calendar::Month;
use crate::entity::{monthly_returns, offices};
use crate::filings::returns::{Occasion, month_before, occasion};
use crate::notices::{Kind, Reminder, To};
use crate::offices::OfficeKind;
use crate::rulepacks::store::Book;
use crate::{Ctx, Day, Fault, calendar};

/// The offices of the counties that have submitted nothing about the month before, on the two days before it is due; each is
/// told once of each.
pub(crate) async fn due_reminders(ctx: &Ctx) -> Result<Vec<Reminder>, Fault> {
    let (reader, today) = (ctx.db.reader(), ctx.now().day());
    let month = month_before(today);
    let (book, calendar) = (Book::read(reader).await?, calendar::years::standing(reader).await?);
    let submitted = monthly_returns::Entity::find().filter(monthly_returns::Column::Month.eq(month.to_string()));
    let submitted: BTreeSet<String> = submitted.all(reader).await?.into_iter().map(|row| row.county).collect();
    let staffed = offices::Entity::find().filter(offices::Column::Kind.eq(OfficeKind::CountyArrears.code()));
    let staffed = staffed.all(reader).await?;
    let mut reminders = Vec::new();
    for county in counties(&book, today).into_iter().filter(|county| !submitted.contains(&county.code)) {
        let due = due_of(&book, &county.code, month)?;
        let Some(occasion) = occasion(due, today, &calendar) else { continue };
        let own = staffed.iter().filter(|office| office.area == county.code);
        reminders.extend(own.map(|office| reminder(To::Office(office.id), &county, (month, due), occasion)));
    }
    Ok(reminders)
}

fn reminder(to: To, county: &County, (month, due): (Month, Day), occasion: Occasion) -> Reminder {
    Reminder {
        to,
        kind: Kind::ReturnDue,
        // the inbox stands for the county: there is no row before it is submitted
        about: to.inbox(),
        facts: vec![("county", county.name.clone()), ("month", month.to_string()), ("day", due.to_string())],
        key: format!("{month} {}", occasion.code()),
    }
}
