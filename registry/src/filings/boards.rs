//! What stands on the notice board of a site (维权信息告示牌), which of it is still missing, and has it changed since?
//!
//! Three groups, as 条例第三十四条 has them, and how the wage deposit was provided. A version says for ever what
//! it said; the code on it leads to a page that says what is so today.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::enterprises::ContactPhone;
use crate::fault::named;
use crate::instant::check_first_day;
use crate::people::{half_width, masked_phone};
use crate::workers::PayDay;
use crate::{Day, Period, Refusal};

closed_set! {
    /// What a worker can turn to (条例第三十四条第三项).
    ChannelKind {
        /// 行业工程建设主管部门投诉举报电话
        IndustryComplaints = "industry_complaints",
        /// 劳动保障监察投诉举报电话
        LabourInspection = "labour_inspection",
        /// 劳动争议调解仲裁申请渠道
        Arbitration = "arbitration",
        /// 法律援助申请渠道
        LegalAid = "legal_aid",
        /// 公共法律服务热线
        LegalHotline = "legal_hotline",
    }
}

closed_set! {
    /// What belongs on the board and is not on record: a blank to be filled in by hand.
    Gap {
        Owner = "owner",
        Department = "department",
        IndustryDepartment = "industry_department",
        MinimumWage = "minimum_wage",
        Deposit = "deposit",
        IndustryComplaints = "industry_complaints",
        LabourInspection = "labour_inspection",
        Arbitration = "arbitration",
        LegalAid = "legal_aid",
        LegalHotline = "legal_hotline",
    }
}

closed_set! {
    /// What an office found when it looked at the board.
    CheckResult {
        InOrder = "in_order",
        NotInOrder = "not_in_order",
    }
}

/// Somebody to call. On the board the number stands in full (甲文第十条), in a log it does not.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reached {
    pub name: String,
    pub phone: String,
}

/// A channel as the board says it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Channel {
    pub kind: ChannelKind,
    pub body: String,
    pub phone: String,
    pub address: Option<String>,
}

/// 当地最低工资标准, and since when it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MinimumWage {
    pub month_fen: i64,
    pub since: Day,
}

/// How the wage deposit was provided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deposit {
    /// a code of the forms of deposits
    pub form: String,
    pub provider: String,
}

/// Everything that a version says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    pub project: String,
    pub address: Option<String>,
    pub owners: Vec<String>,
    pub contractor: String,
    /// of the general contractor
    pub contractor_phone: Option<String>,
    /// its project manager
    pub department: Option<Reached>,
    pub subcontractors: Vec<String>,
    pub industry_department: Option<String>,
    pub officer: Reached,
    pub minimum_wage: Option<MinimumWage>,
    pub pay_day: PayDay,
    pub deposit: Option<Deposit>,
    /// at most one of each kind
    pub channels: Vec<Channel>,
}

/// A channel as an office keeps it for an area.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// the area's code
    pub area: String,
    /// empty where it is for every industry
    pub industry: String,
    pub valid: Period,
    pub channel: Channel,
    pub source: String,
}

/// As somebody types a channel.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChannelDraft {
    pub kind: String,
    pub body: String,
    pub phone: String,
    pub address: String,
    pub source: String,
    /// `YYYY-MM-DD`
    pub first_day: String,
    pub last_day: String,
}

impl fmt::Debug for Reached {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Reached({})", masked_phone(&self.phone))
    }
}

impl ChannelKind {
    fn gap(self) -> Gap {
        match self {
            Self::IndustryComplaints => Gap::IndustryComplaints,
            Self::LabourInspection => Gap::LabourInspection,
            Self::Arbitration => Gap::Arbitration,
            Self::LegalAid => Gap::LegalAid,
            Self::LegalHotline => Gap::LegalHotline,
        }
    }
}

impl Content {
    pub fn channel(&self, kind: ChannelKind) -> Option<&Channel> {
        self.channels.iter().find(|channel| channel.kind == kind)
    }

    /// What is not on record, in the order of the board.
    pub fn gaps(&self) -> Vec<Gap> {
        let of_site = [
            (self.owners.is_empty(), Gap::Owner),
            (self.department.is_none(), Gap::Department),
            (self.industry_department.is_none(), Gap::IndustryDepartment),
            (self.minimum_wage.is_none(), Gap::MinimumWage),
            (self.deposit.is_none(), Gap::Deposit),
        ];
        let channels = ChannelKind::ALL.into_iter().map(|kind| (self.channel(kind).is_none(), kind.gap()));
        of_site.into_iter().chain(channels).filter_map(|(is_missing, gap)| is_missing.then_some(gap)).collect()
    }
}

impl ChannelDraft {
    /// # Errors
    /// Everything that is wrong with it.
    pub fn check(&self) -> Result<(Channel, String, Period), Vec<Refusal>> {
        let mut wrong = Vec::new();
        let kind = ChannelKind::parse(&self.kind).ok_or_else(|| Refusal::on("kind", "boards.kind_missing"));
        let kind = kind.map_err(|refusal| wrong.push(refusal)).ok();
        let body = named(&self.body, 2..=60, || Refusal::on("body", "boards.body_length"));
        let body = body.map_err(|refusal| wrong.push(refusal)).ok();
        let phone = check_phone(&self.phone).map_err(|refusal| wrong.push(refusal)).ok();
        let address = match self.address.trim().is_empty() {
            true => Ok(None),
            false => named(&self.address, 2..=100, || Refusal::on("address", "boards.address_length")).map(Some),
        };
        let address = address.map_err(|refusal| wrong.push(refusal)).ok();
        let source = named(&self.source, 2..=200, || Refusal::on("source", "boards.source_length"));
        let source = source.map_err(|refusal| wrong.push(refusal)).ok();
        let valid = self.valid().map_err(|refusal| wrong.push(refusal)).ok();
        match (kind, body, phone, address, source, valid) {
            (Some(kind), Some(body), Some(phone), Some(address), Some(source), Some(valid)) => {
                Ok((Channel { kind, body, phone, address }, source, valid))
            }
            _ => Err(wrong),
        }
    }

    fn valid(&self) -> Result<Period, Refusal> {
        let first = Day::parse(self.first_day.trim()).ok_or_else(|| Refusal::on("first_day", "boards.day_shape"))?;
        check_first_day("first_day", first)?;
        let last = match self.last_day.trim() {
            "" => None,
            typed => Some(Day::parse(typed).ok_or_else(|| Refusal::on("last_day", "boards.day_shape"))?),
        };
        Period::new(first, last).map_err(|_| Refusal::on("last_day", "boards.last_before_first"))
    }
}

/// A number that a board may carry: a hotline of five digits, a mobile or a landline.
///
/// # Errors
/// One refusal on `phone`.
pub fn check_phone(typed: &str) -> Result<String, Refusal> {
    let digits: String = typed.chars().filter(|c| !c.is_whitespace()).map(half_width).collect();
    if digits.len() == 5 && digits.starts_with('1') && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(digits);
    }
    ContactPhone::parse(typed).map(|phone| phone.as_str().to_owned())
}

/// The channel of a kind for a place on a day: of the narrowest area that has one, the one that holds since the latest day.
/// `lineage` are the codes from the city down to the place.
pub fn channel_on<'a>(
    kept: &'a [Kept],
    kind: ChannelKind,
    (lineage, industry): (&[String], &str),
    day: Day,
) -> Option<&'a Kept> {
    let fits = |one: &&Kept| {
        one.channel.kind == kind
            && one.valid.contains(day)
            && (one.industry.is_empty() || one.industry == industry)
            && lineage.contains(&one.area)
    };
    let depth = |one: &Kept| lineage.iter().position(|area| *area == one.area);
    kept.iter().filter(fits).max_by_key(|one| (depth(one), one.valid.first()))
}

#[cfg(test)]
mod tests;
