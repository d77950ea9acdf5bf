//! Which rule packs govern a project on a day, and which offices oversee it?

use super::Areas;
use crate::offices::OfficeKind;
use crate::rulepacks::RulePack;
use crate::{Day, Refusal};

/// The parameter by which a pack says whose projects it is for; without it it is for all of its area.
pub const SUPERVISED_BY: &str = "scope.supervised_by";

/// Where a project is, of what industry, and under whose supervision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// the area's code; one that was replaced stands for its successor
    pub area: String,
    /// one of [`crate::offices::INDUSTRIES`]
    pub industry: String,
    /// The kind of the supervising office; `None` while none is named.
    pub supervised_by: Option<OfficeKind>,
}

/// What an office is there for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Charge {
    pub kind: OfficeKind,
    pub area: String,
    /// for industry departments
    pub industry: Option<String>,
}

/// The packs in force for a project, in the order in which [`crate::rulepacks::Rules::combine`] takes them: wider areas
/// first, later versions last. A pack for a code that was replaced goes on for its successor.
///
/// # Errors
/// When it is not clear in which area the project lies.
pub fn governing<'a>(
    packs: &'a [RulePack],
    areas: &Areas,
    place: &Place,
    day: Day,
) -> Result<Vec<&'a RulePack>, Refusal> {
    let lineage = areas.lineage_on(&place.area, day)?;
    let depth = |pack: &RulePack| {
        let covered = areas.successors_on(&pack.area, day);
        lineage.iter().position(|area| covered.iter().any(|one| one.code == area.code))
    };
    let mut governing: Vec<(usize, &RulePack)> = packs
        .iter()
        .filter(|pack| pack.effective_from <= day && is_for(packs, pack, place.supervised_by, day))
        .filter_map(|pack| Some((depth(pack)?, pack)))
        .collect();
    governing.sort_by_key(|(depth, pack)| (*depth, pack.effective_from, pack.version));
    Ok(governing.into_iter().map(|(_, pack)| pack).collect())
}

/// Whether the office sees the project: it lies in the office's area, and in its industry where the office has one.
pub fn oversees(office: &Charge, place: &Place, areas: &Areas, day: Day) -> bool {
    let is_of_industry = match office.kind {
        OfficeKind::Industry => office.industry.as_deref() == Some(place.industry.as_str()),
        OfficeKind::Issuer => place.supervised_by == Some(OfficeKind::Issuer),
        OfficeKind::CityArrears | OfficeKind::CountyArrears | OfficeKind::HumanResources => true,
    };
    is_of_industry && areas.is_within(&place.area, &office.area, day)
}

/// The scope is a parameter like every other: the latest version in force that names it says it for the whole pack.
fn is_for(packs: &[RulePack], pack: &RulePack, supervised_by: Option<OfficeKind>, day: Day) -> bool {
    let in_force = |one: &&RulePack| one.pack == pack.pack && one.area == pack.area && one.effective_from <= day;
    let named = packs
        .iter()
        .filter(in_force)
        .filter_map(|one| Some(((one.effective_from, one.version), one.parameters.get(SUPERVISED_BY)?)));
    match named.max_by_key(|(order, _)| *order) {
        None => true,
        Some((_, only)) => supervised_by.is_some_and(|kind| only.as_str() == Some(kind.code())),
    }
}
