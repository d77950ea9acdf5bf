//! What stands in the form that an officer files (《劳资专管员备案表》, 乙文附件1), is it complete, and was it filed in time?
//!
//! The form is frozen when it is drawn up. Whoever changes a word draws up another version.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::enterprises::ContactPhone;
use crate::fault::named;
use crate::instant::check_first_day;
use crate::people::PersonName;
use crate::{Day, Refusal};

/// Of names of bodies and of addresses, in characters.
const LONGEST: usize = 100;

closed_set! {
    FilingKind {
        /// The first filing of the project.
        First = "first",
        /// Another officer was filed before, or the same one by a binding that has ended.
        Change = "change",
    }
}

closed_set! {
    /// Who receives it: two departments of the project's county.
    Receiver {
        /// 人社部门
        People = "people",
        /// 行业主管部门
        Industry = "industry",
    }
}

closed_set! {
    Answer {
        Accepted = "accepted",
        Returned = "returned",
    }
}

closed_set! {
    /// How far one version has come.
    FilingStage {
        /// drawn up, and not handed in
        Preparing = "preparing",
        /// handed in, and a receiver has not answered
        Waiting = "waiting",
        /// one of the two wants it corrected
        Returned = "returned",
        /// by both
        Accepted = "accepted",
        /// another version was handed in before both had answered
        Superseded = "superseded",
    }
}

closed_set! {
    /// What must be there before it can be handed in.
    Lack {
        StampedForm = "stamped_form",
        /// a filing is not complete without it.
        Pledge = "pledge",
        StampedPledge = "stamped_pledge",
    }
}

closed_set! {
    /// The day of filing beside the actual start (D-05).
    Punctuality {
        /// No start is confirmed yet: so far it is in time.
        NotStarted = "not_started",
        /// on a day that 开工前 takes in
        OnTime = "on_time",
        /// 当日, where 开工前 is read as before that day: shown apart
        SameDay = "same_day",
        Late = "late",
    }
}

closed_set! {
    /// Which days the words 开工前 take in (D-05): `filing.before_start`.
    BeforeStart {
        /// the days before that of the start
        Strictly = "strictly_before",
        /// the day of the start as well
        OrOnTheDay = "on_or_before",
    }
}

impl Punctuality {
    /// what is not in time is late, shown apart or not.
    pub fn is_late(self) -> bool {
        match self {
            Self::NotStarted | Self::OnTime => false,
            Self::SameDay | Self::Late => true,
        }
    }
}

/// 乙文第三部分（一）: 在开工前, as the rules of the project's area read it.
pub fn punctuality(filed_on: Day, actual_start: Option<Day>, rule: BeforeStart) -> Punctuality {
    match (actual_start, rule) {
        (None, _) => Punctuality::NotStarted,
        (Some(start), _) if filed_on < start => Punctuality::OnTime,
        (Some(start), _) if filed_on > start => Punctuality::Late,
        (Some(_), BeforeStart::OrOnTheDay) => Punctuality::OnTime,
        (Some(_), BeforeStart::Strictly) => Punctuality::SameDay,
    }
}

/// What became of a version that was handed in, by the answers of its receivers.
pub fn stage(is_handed_in: bool, is_superseded: bool, answers: &[Option<Answer>]) -> FilingStage {
    if !is_handed_in {
        return FilingStage::Preparing;
    }
    if answers.contains(&Some(Answer::Returned)) {
        return FilingStage::Returned;
    }
    if is_superseded {
        return FilingStage::Superseded;
    }
    match answers.iter().all(|answer| *answer == Some(Answer::Accepted)) && !answers.is_empty() {
        true => FilingStage::Accepted,
        false => FilingStage::Waiting,
    }
}

/// The fields of the annex, and beside them by which number the officer is found again.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilingForm {
    /// 单位（公章）
    pub unit: String,
    /// 日期
    pub date: Day,
    pub project: String,
    /// 计划开工竣工日期
    pub planned_start: Day,
    pub planned_finish: Day,
    pub address: String,
    /// 建设单位, its 项目负责人 and 联系电话
    pub owner: String,
    pub owner_lead: String,
    pub owner_phone: String,
    /// 监理单位, its 项目总监 and 联系电话: all three empty where the project has no supervision
    pub supervisor: String,
    pub chief_supervisor: String,
    pub supervisor_phone: String,
    /// 施工总承包单位, its 项目经理 and 联系电话
    pub contractor: String,
    pub project_manager: String,
    pub manager_phone: String,
    /// 劳资专管员 and 联系电话
    pub officer: String,
    pub officer_phone: String,
    /// 入职时间
    pub joined: Day,
    /// the keyed hash of the officer's number, for comparisons
    pub officer_id_index: String,
}

/// Telephones and names are nothing for a log.
impl fmt::Debug for FilingForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FilingForm(..)")
    }
}

/// What the records say and nobody types.
#[derive(Clone, PartialEq, Eq)]
pub struct Known {
    pub project: String,
    pub contractor: String,
    pub officer: String,
    pub officer_id_index: String,
}

/// What the officer completes, as it comes from a form.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct FormDraft {
    /// `YYYY-MM-DD`
    pub planned_start: String,
    pub planned_finish: String,
    pub address: String,
    pub owner: String,
    pub owner_lead: String,
    pub owner_phone: String,
    pub supervisor: String,
    pub chief_supervisor: String,
    pub supervisor_phone: String,
    pub project_manager: String,
    pub manager_phone: String,
    pub officer_phone: String,
    pub joined: String,
}

impl FormDraft {
    /// The form of a day.
    ///
    /// # Errors
    /// A refusal on each field that says nothing, or what cannot be.
    pub fn check(&self, known: Known, today: Day) -> Result<FilingForm, Vec<Refusal>> {
        let mut wrong = Vec::new();
        let planned = self.planned(&mut wrong);
        let joined = self.joined_by(today, &mut wrong);
        let [supervisor, chief_supervisor, supervisor_phone] = self.supervision(&mut wrong);
        let mut body = |field, text: &str, code| or_wrong(text_of(field, text, code), &mut wrong);
        let address = body("address", &self.address, "filings.address_missing");
        let owner = body("owner", &self.owner, "filings.owner_missing");
        let mut person = |field, text: &str| or_wrong(person_of(field, text), &mut wrong);
        let owner_lead = person("owner_lead", &self.owner_lead);
        let project_manager = person("project_manager", &self.project_manager);
        let mut phone = |field, text: &str| or_wrong(contact(field, text), &mut wrong);
        let owner_phone = phone("owner_phone", &self.owner_phone);
        let manager_phone = phone("manager_phone", &self.manager_phone);
        let officer_phone = phone("officer_phone", &self.officer_phone);
        let (Some((planned_start, planned_finish)), Some(joined), true) = (planned, joined, wrong.is_empty()) else {
            return Err(wrong);
        };
        Ok(FilingForm {
            unit: known.contractor.clone(),
            date: today,
            project: known.project,
            planned_start,
            planned_finish,
            address,
            owner,
            owner_lead,
            owner_phone,
            supervisor,
            chief_supervisor,
            supervisor_phone,
            contractor: known.contractor,
            project_manager,
            manager_phone,
            officer: known.officer,
            officer_phone,
            joined,
            officer_id_index: known.officer_id_index,
        })
    }

    fn planned(&self, wrong: &mut Vec<Refusal>) -> Option<(Day, Day)> {
        let mut day = |field, text: &str, code| {
            let day = Day::parse(text.trim());
            wrong.extend(day.is_none().then(|| Refusal::on(field, code)));
            day.filter(|day| check_first_day(field, *day).map_err(|refusal| wrong.push(refusal)).is_ok())
        };
        let start = day("planned_start", &self.planned_start, "filings.planned_start_missing");
        let finish = day("planned_finish", &self.planned_finish, "filings.planned_finish_missing");
        let (start, finish) = start.zip(finish)?;
        if finish < start {
            wrong.push(Refusal::on("planned_finish", "filings.finish_before_start"));
            return None;
        }
        Some((start, finish))
    }

    fn joined_by(&self, today: Day, wrong: &mut Vec<Refusal>) -> Option<Day> {
        let Some(day) = Day::parse(self.joined.trim()) else {
            wrong.push(Refusal::on("joined", "filings.joined_missing"));
            return None;
        };
        if day > today {
            wrong.push(Refusal::on("joined", "filings.joining_in_future"));
        }
        wrong.extend(check_first_day("joined", day).err());
        Some(day)
    }

    /// All of it or nothing: small projects have no supervision.
    fn supervision(&self, wrong: &mut Vec<Refusal>) -> [String; 3] {
        let typed = [&self.supervisor, &self.chief_supervisor, &self.supervisor_phone];
        if typed.iter().all(|text| text.trim().is_empty()) {
            return Default::default();
        }
        [
            or_wrong(text_of("supervisor", &self.supervisor, "filings.supervisor_missing"), wrong),
            or_wrong(person_of("chief_supervisor", &self.chief_supervisor), wrong),
            or_wrong(contact("supervisor_phone", &self.supervisor_phone), wrong),
        ]
    }
}

fn or_wrong(read: Result<String, Refusal>, wrong: &mut Vec<Refusal>) -> String {
    read.map_err(|refusal| wrong.push(refusal)).unwrap_or_default()
}

fn text_of(field: &'static str, text: &str, code: &'static str) -> Result<String, Refusal> {
    named(text, 2..=LONGEST, || Refusal::on(field, code).with("most", LONGEST))
}

fn person_of(field: &'static str, text: &str) -> Result<String, Refusal> {
    let name = PersonName::parse(text).map_err(|refusal| Refusal { field: Some(field), ..refusal })?;
    Ok(name.as_str().to_owned())
}

/// # Errors
/// One refusal on the field.
pub fn contact(field: &'static str, text: &str) -> Result<String, Refusal> {
    let read = ContactPhone::parse(text).map_err(|_| Refusal::on(field, "filings.phone_shape"))?;
    Ok(read.as_str().to_owned())
}

#[cfg(test)]
mod tests;
