//! To which two offices does the form of a project go? To those of its county; where the county has none, to the next
//! one above.

use crate::entity::projects;
use crate::filings::form::Receiver;
use crate::offices::store::{OfficeView, overseeing};
use crate::offices::{OfficeKind, areas};
use crate::projects::governing::Place;
use crate::{Ctx, Fault, Refusal};

/// Both of them.
///
/// # Errors
/// `filings.no_people_office` or `filings.no_industry_office`, where nobody is there to receive it.
pub(super) async fn receivers(ctx: &Ctx, project: &projects::Model) -> Result<[(Receiver, OfficeView); 2], Fault> {
    let today = ctx.now().day();
    let place = Place { area: project.area.clone(), industry: project.industry.clone(), supervised_by: None };
    let tree = areas::tree(ctx.db.reader()).await?;
    // from the widest down to the project's own
    let lineage: Vec<String> = tree.lineage_on(&project.area, today)?.iter().map(|area| area.code.clone()).collect();
    let offices = overseeing(ctx, &place, today).await?;
    let depth = |office: &OfficeView| {
        let own = tree.successors_on(&office.area, today);
        lineage.iter().rposition(|code| own.iter().any(|area| area.code == *code))
    };
    let nearest = |kind: OfficeKind, missing: &'static str| {
        let of_kind = offices.iter().filter(|office| office.kind == kind);
        // of two in one area the one that was there first
        let found = of_kind.max_by(|one, other| depth(one).cmp(&depth(other)).then(other.id.cmp(&one.id)));
        found.cloned().ok_or_else(|| Fault::from(Refusal::new(missing)))
    };
    Ok([
        (Receiver::People, nearest(OfficeKind::HumanResources, "filings.no_people_office")?),
        (Receiver::Industry, nearest(OfficeKind::Industry, "filings.no_industry_office")?),
    ])
}
