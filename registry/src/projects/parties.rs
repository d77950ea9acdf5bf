//! Which enterprises take part in a project, as what, from when until when (参建单位, R-040)?

use uuid::Uuid;

use super::Item;
use crate::enterprises::EnterpriseKind;
use crate::{Day, Period, Refusal};

national_set! {
    PartyRole {
        /// 总承包单位
        GeneralContractor = "general_contractor", "009";
        /// 专业分包
        SpecialistSubcontractor = "specialist_subcontractor", "001";
        /// 劳务分包
        LabourSubcontractor = "labour_subcontractor", "006";
        /// 设备分包
        EquipmentSubcontractor = "equipment_subcontractor", "002";
        /// 材料分包
        MaterialSubcontractor = "material_subcontractor", "003";
        /// 后勤服务
        Logistics = "logistics", "004";
        /// 特殊设备
        SpecialEquipment = "special_equipment", "005";
        /// 建设单位
        Owner = "owner", "008";
        /// 监理
        Supervisor = "supervisor", "007";
        /// 勘察
        Survey = "survey", "010";
        /// 设计单位
        Design = "design", "011";
        /// 其它
        Other = "other", "012";
    }
}

/// One enterprise in one role for one time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Party {
    pub enterprise: Uuid,
    pub role: PartyRole,
    /// entry and exit
    pub period: Period,
}

impl PartyRole {
    /// Whether it employs people on the site, so that it has contracts, attendance and wages of its own.
    pub fn employs_workers(self) -> bool {
        !matches!(self, Self::Owner | Self::Supervisor | Self::Survey | Self::Design)
    }

    /// Which item of Article 7 it fills.
    pub fn item(self) -> Option<Item> {
        match self {
            Self::GeneralContractor => Some(Item::Enterprise),
            Self::LabourSubcontractor => Some(Item::LabourSubcontractors),
            Self::Owner | Self::Supervisor | Self::Survey | Self::Design | Self::Other => None,
            Self::SpecialistSubcontractor
            | Self::EquipmentSubcontractor
            | Self::MaterialSubcontractor
            | Self::Logistics
            | Self::SpecialEquipment => Some(Item::Subcontractors),
        }
    }

    /// Whether an enterprise of this kind is expected in the role; otherwise somebody should look, no more. A
    /// general contractor may well be another's subcontractor.
    pub fn fits(self, kind: Option<EnterpriseKind>) -> bool {
        match self {
            Self::GeneralContractor => matches!(kind, Some(EnterpriseKind::General | EnterpriseKind::Epc)),
            Self::SpecialistSubcontractor => {
                matches!(kind, Some(EnterpriseKind::General | EnterpriseKind::Epc | EnterpriseKind::Specialist))
            }
            Self::LabourSubcontractor => kind.is_some_and(EnterpriseKind::builds),
            _ => true,
        }
    }

    /// One of them on any day: whoever answers for the site.
    fn is_single(self) -> bool {
        self == Self::GeneralContractor
    }
}

/// Whether a party can be added to the others of its project.
///
/// # Errors
/// When there would be two general contractors on a day, or one enterprise twice in one role.
pub fn check_party(new: &Party, others: &[Party]) -> Result<(), Vec<Refusal>> {
    let mut wrong = Vec::new();
    let same_days = others.iter().filter(|other| other.role == new.role && other.period.overlaps(new.period));
    for other in same_days {
        if other.enterprise == new.enterprise {
            wrong.push(Refusal::on("enterprise", "projects.party_twice").with("from", other.period.first().chinese()));
        } else if new.role.is_single() {
            wrong.push(
                Refusal::on("role", "projects.two_general_contractors").with("from", other.period.first().chinese()),
            );
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong) }
}

pub fn parties_on(parties: &[Party], day: Day) -> impl Iterator<Item = &Party> {
    parties.iter().filter(move |party| party.period.contains(day))
}

/// Nobody is an answer.
pub fn general_contractor_on(parties: &[Party], day: Day) -> Option<&Party> {
    parties_on(parties, day).find(|party| party.role.is_single())
}

/// Who has workers there on the day, the general contractor first.
pub fn employers_on(parties: &[Party], day: Day) -> Vec<&Party> {
    let mut employers: Vec<&Party> = parties_on(parties, day).filter(|party| party.role.employs_workers()).collect();
    employers.sort_by_key(|party| (party.role, party.period));
    employers
}
