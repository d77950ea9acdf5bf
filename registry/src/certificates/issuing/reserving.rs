//! Step 1: number, path id and place in the status lists are taken, and what will be printed is frozen.

use certs::ids::PathId;
use certs::names::{self, NameFault};
use certs::status::StatusRef;
use sea_orm::{EntityTrait, IntoActiveModel};
use serde_json::json;

use super::due::{self, Pass};
use super::{of_attempt, signing};
use crate::certificates::desk::Desk;
use crate::certificates::{Frozen, Status, Step, places, template};
use crate::entity::certificates;
use crate::people::Sex;
use crate::{Ctx, Fault, Refusal, audit, courses, db};

/// In a transaction of its own. Whatever is unfit is refused here, before a number is used.
pub(in crate::certificates) async fn reserve(
    ctx: &Ctx,
    desk: &Desk,
    pass: &Pass,
) -> Result<certificates::Model, Fault> {
    let frozen = freeze(ctx, pass).await?;
    crate::transact!(ctx, |tx| {
        if let Some(row) = of_attempt(tx, pass.attempt).await? {
            return Ok(row);
        }
        due::check_released(tx, pass).await?;
        let predecessor = due::check_unspent(tx, pass).await?;
        let year = ctx.now().day().year();
        let number = places::next_number(tx, template::PREFIX, &pass.office.area, year).await?;
        let place = places::draw(tx, ctx).await?;
        let mut row = new_row(ctx, pass, &frozen, place)?;
        row.serial = i32::try_from(number.serial()).map_err(Fault::internal)?;
        row.number = number.machine();
        row.predecessor = predecessor.map(|earlier| earlier.id);
        // made once before the number counts, so that nothing unfit uses one up
        signing::document(tx, desk, &row, ctx.now()).await?;
        // The database keeps out a second one of this attempt, this index, or this person while another stands; the next
        // try finds what was there first, and says which it was.
        certificates::Entity::insert(row.clone().into_active_model())
            .exec_without_returning(tx)
            .await
            .map_err(|error| if db::is_duplicate(&error) { Fault::Busy } else { error.into() })?;
        let facts = json!({ "number": row.number, "attempt": pass.attempt, "predecessor": row.predecessor });
        audit::record(tx, ctx, "reserve", ("certificate", row.id), facts).await?;
        Ok(row)
    })
}

pub(in crate::certificates) async fn freeze(ctx: &Ctx, pass: &Pass) -> Result<Frozen, Fault> {
    let person = &pass.person;
    let unfit = |_: NameFault| Refusal::on("name", "certificates.name_unfit");
    let id_number = ctx.vault.open_text("people.id_number", &person.id_number_sealed)?;
    let study_minutes = match pass.course {
        Some(course) => Some(courses::store::hours(ctx, person.id, course).await?.credited_minutes),
        None => None,
    };
    Ok(Frozen {
        title: template::title(&pass.office.kind).to_owned(),
        number_word: template::NUMBER_WORD.to_owned(),
        name: names::normalised(&person.name).map_err(unfit)?,
        sex: Sex::parse(&person.sex).ok_or_else(|| Fault::internal("person without a sex"))?,
        id_number_masked: id_number.chars().take(4).chain(std::iter::repeat_n('*', 14)).collect(),
        study_minutes,
        exam_day: pass.sat_at.day(),
        result: template::RESULT.to_owned(),
        issuer: pass.office.name.clone(),
        validity: template::VALIDITY.to_owned(),
        remark: template::REMARK.to_owned(),
        photo: person.photo.clone(),
    })
}

pub(in crate::certificates) fn new_row(
    ctx: &Ctx,
    pass: &Pass,
    frozen: &Frozen,
    place: StatusRef,
) -> Result<certificates::Model, Fault> {
    let now = ctx.now();
    Ok(certificates::Model {
        id: ctx.new_id(),
        prefix: template::PREFIX.to_owned(),
        region: pass.office.area.clone(),
        year: now.day().year(),
        serial: 0,
        number: String::new(),
        path_id: PathId::from_random(ctx.random.array()).to_string(),
        status_list: i32::try_from(place.list()).map_err(Fault::internal)?,
        status_index: i32::try_from(place.index()).map_err(Fault::internal)?,
        person_id: pass.person.id,
        office_id: pass.office.id,
        attempt_id: Some(pass.attempt),
        predecessor: None,
        step: Step::Reserved.code().to_owned(),
        status: Status::Valid.code().to_owned(),
        reserved_at: now.0,
        prepared_at: None,
        holder_name: frozen.name.clone(),
        title: frozen.title.clone(),
        issuer_name: frozen.issuer.clone(),
        issued_day: now.day().to_string(),
        frozen: serde_json::to_string(frozen)?,
        photo: frozen.photo.clone(),
        unsigned_document: None,
        key_id: None,
        signed_document: None,
        code: None,
        issued_at: None,
    })
}
