//! Which typed row do checked fields make? What concerns more than one field is checked here.

use super::FeedObject;
use super::cells::{Cells, Wrong, text_of};
use super::reading::Reading;
use super::rows::{
    About, AttendanceRow, Bank, ContractRow, CorpRow, Document, MovementRow, PartyRow, Passage, PaymentRow, PermitRow,
    ProjectRow, Row, Statement, TeamRow, TrainingRow, Unit, WorkerRow,
};
use crate::attendance::{Direction, Method, NewEvent};
use crate::enterprises::CreditCode;
use crate::people::IdNumber;
use crate::workers::RESIDENT_CARD;
use crate::{Day, Fault, Instant, Refusal};

/// The row, or nothing when something was found wrong with it (told to `wrong`).
pub(super) fn make(
    object: FeedObject,
    cells: &Cells<'_>,
    statement: &Statement,
    reading: &Reading<'_>,
    wrong: &mut Vec<Wrong>,
) -> Result<Option<Row>, Fault> {
    let today = reading.received_at.day();
    let row = match object {
        FeedObject::Corp => corp(cells, wrong).map(Row::Corp),
        FeedObject::Project => project(cells, wrong).map(Row::Project),
        FeedObject::BuilderLicense => permit(cells).map(Row::Permit),
        FeedObject::ProjectSubContractor => party(cells, wrong).map(Row::Party),
        FeedObject::Team => team(cells, today, wrong).map(Row::Team),
        FeedObject::ProjectWorker => worker(cells, today, wrong).map(Row::Worker),
        FeedObject::WorkerEntryExit => movement(cells, today, wrong).map(Row::Movement),
        FeedObject::WorkerContract => contract(cells, today, wrong).map(Row::Contract),
        FeedObject::ProjectTraining => training(cells, today, wrong).map(Row::Training),
        FeedObject::WorkerAttendance => attendance(cells, statement, reading, wrong)?.map(Row::Attendance),
        FeedObject::Payroll => payment(cells, today, wrong).map(Row::Payment),
    };
    if row.is_none() && wrong.is_empty() {
        return Err(Fault::internal(format!("{object:?}: checked fields that make no row")));
    }
    Ok(row.filter(|_| wrong.is_empty()))
}

fn credit_code(cells: &Cells<'_>, field: &'static str, wrong: &mut Vec<Wrong>) -> Option<String> {
    match CreditCode::parse(&cells.text(field)?) {
        Ok(code) => Some(code.as_str().to_owned()),
        Err(refusal) => {
            wrong.push((field, refusal));
            None
        }
    }
}

fn unit(cells: &Cells<'_>, wrong: &mut Vec<Wrong>) -> Option<Unit> {
    Some(Unit { code: credit_code(cells, "corpCode", wrong)?, name: cells.text("corpName")? })
}

fn document(
    cells: &Cells<'_>,
    (kind, number): (&'static str, &'static str),
    today: Day,
    wrong: &mut Vec<Wrong>,
) -> Option<Document> {
    let text = cells.text(number)?;
    // a number alone is that of a resident card
    let kind = cells.text(kind).unwrap_or_else(|| RESIDENT_CARD.to_owned());
    if kind != RESIDENT_CARD {
        return Some(Document { kind, number: text });
    }
    match IdNumber::parse(&text, today) {
        Ok(right) => Some(Document { kind, number: right.as_str().to_owned() }),
        Err(refusal) => {
            wrong.push((number, refusal));
            None
        }
    }
}

fn the_document(cells: &Cells<'_>, today: Day, wrong: &mut Vec<Wrong>) -> Option<Document> {
    document(cells, ("idCardType", "idCardNumber"), today, wrong)
}

/// Both days, unless the second lies before the first.
fn span(
    cells: &Cells<'_>,
    (from, until): (&'static str, &'static str),
    wrong: &mut Vec<Wrong>,
) -> (Option<Day>, Option<Day>) {
    let days = (cells.day(from), cells.day(until));
    if let (Some(first), Some(last)) = days
        && last < first
    {
        wrong.push((until, Refusal::new("feeds.ends_before_it_begins")));
    }
    days
}

fn corp(cells: &Cells<'_>, wrong: &mut Vec<Wrong>) -> Option<CorpRow> {
    Some(CorpRow {
        unit: unit(cells, wrong)?,
        area: cells.text("areaCode")?,
        address: cells.text("address"),
        legal_representative: cells.text("legalMan"),
        phone: cells.text("officePhone").or_else(|| cells.text("linkTel")),
    })
}

fn project(cells: &Cells<'_>, wrong: &mut Vec<Wrong>) -> Option<ProjectRow> {
    let contractor = credit_code(cells, "contractorCorpCode", wrong);
    let owner_code = credit_code(cells, "buildCorpCode", wrong);
    let (starts_on, completes_on) = span(cells, ("startDate", "completeDate"), wrong);
    let permits = cells.list("builderLicenses").iter();
    Some(ProjectRow {
        project_code: cells.text("projectCode")?,
        contractor,
        name: cells.text("name"),
        category: cells.text("category"),
        owner_name: cells.text("buildCorpName"),
        owner_code,
        area: cells.text("areaCode"),
        invest_fen: cells.integer("invest"),
        building_area: cells.integer("buildingArea"),
        building_length: cells.integer("buildingLength"),
        starts_on,
        completes_on,
        status: cells.text("prjStatus"),
        address: cells.text("address"),
        size: cells.text("prjSize"),
        property: cells.text("propertyNum"),
        longitude: cells.text("lng"),
        latitude: cells.text("lat"),
        permits: permits
            .filter_map(|permit| {
                Some((text_of(permit.get("builderLicenseNum")?)?, permit.get("prjName").and_then(text_of)))
            })
            .collect(),
    })
}

fn permit(cells: &Cells<'_>) -> Option<PermitRow> {
    Some(PermitRow {
        project_code: cells.text("projectCode")?,
        number: cells.text("builderLicenseNum")?,
        works: cells.text("prjName"),
        issued_on: cells.day("issueDate")?,
    })
}

fn party(cells: &Cells<'_>, wrong: &mut Vec<Wrong>) -> Option<PartyRow> {
    let (entered, left) = span(cells, ("entryTime", "exitTime"), wrong);
    let accounts = cells.list("bankInfos").iter().filter_map(|account| {
        let text = |name| account.get(name).and_then(text_of);
        Some(Bank { code: text("bankCode"), name: text("bankName"), number: text("bankNumber")?, link_number: None })
    });
    Some(PartyRow {
        project_code: cells.text("projectCode")?,
        unit: unit(cells, wrong)?,
        kind: cells.text("corpType")?,
        entered,
        left,
        accounts: accounts.collect(),
    })
}

fn team(cells: &Cells<'_>, today: Day, wrong: &mut Vec<Wrong>) -> Option<TeamRow> {
    let (entered, left) = span(cells, ("entryTime", "exitTime"), wrong);
    Some(TeamRow {
        project_code: cells.text("projectCode")?,
        unit: unit(cells, wrong)?,
        name: cells.text("teamName")?,
        leader: document(cells, ("teamLeaderIDCardType", "teamLeaderIDNumber"), today, wrong),
        entered,
        left,
    })
}

fn worker(cells: &Cells<'_>, today: Day, wrong: &mut Vec<Wrong>) -> Option<WorkerRow> {
    let (document_from, document_until) = span(cells, ("startDate", "expiryDate"), wrong);
    let card = cells.text("payRollBankCardNumber").map(|number| Bank {
        code: cells.text("payRollTopBankCode"),
        name: cells.text("payRollBankName"),
        number,
        link_number: cells.text("bankLinkNumber"),
    });
    Some(WorkerRow {
        project_code: cells.text("projectCode")?,
        unit: unit(cells, wrong)?,
        team: cells.text("teamSysNo")?,
        team_name: cells.text("teamName")?,
        name: cells.text("workerName")?,
        document: the_document(cells, today, wrong)?,
        is_team_leader: cells.flag("isTeamLeader")?,
        trade: cells.text("workType")?,
        role: cells.text("workRole")?,
        card,
        ethnic_group: cells.text("nation")?,
        address: cells.text("address")?,
        phone: cells.text("cellPhone")?,
        education: cells.text("cultureLevelType"),
        document_issuer: cells.text("grantOrg")?,
        document_from,
        document_until,
    })
}

fn movement(cells: &Cells<'_>, today: Day, wrong: &mut Vec<Wrong>) -> Option<MovementRow> {
    Some(MovementRow {
        project_code: cells.text("projectCode")?,
        unit: unit(cells, wrong)?,
        team: cells.text("teamSysNo")?,
        document: the_document(cells, today, wrong)?,
        on: cells.day("date")?,
        is_entry: cells.text("type")? == "1",
    })
}

fn contract(cells: &Cells<'_>, today: Day, wrong: &mut Vec<Wrong>) -> Option<ContractRow> {
    span(cells, ("startDate", "endDate"), wrong);
    Some(ContractRow {
        project_code: cells.text("projectCode")?,
        unit: unit(cells, wrong)?,
        document: the_document(cells, today, wrong)?,
        is_until_work_is_done: cells.text("contractPeriodType")? == "1",
        from: cells.day("startDate")?,
        until: cells.day("endDate")?,
        measure: cells.text("unit"),
        unit_price_fen: cells.integer("unitPrice"),
    })
}

fn training(cells: &Cells<'_>, today: Day, wrong: &mut Vec<Wrong>) -> Option<TrainingRow> {
    Some(TrainingRow {
        project_code: cells.text("projectCode")?,
        document: the_document(cells, today, wrong)?,
        on: cells.day("trainingDate")?,
        hours: cells.integer("trainingDuration")?,
        kind: cells.text("trainingTypeCode")?,
        trainer: cells.text("trainer"),
        held_by: cells.text("trainingOrg"),
        is_passed: cells.flag("isPass"),
    })
}

fn attendance(
    cells: &Cells<'_>,
    statement: &Statement,
    reading: &Reading<'_>,
    wrong: &mut Vec<Wrong>,
) -> Result<Option<AttendanceRow>, Fault> {
    let text = |name| cells.text(name).unwrap_or_default();
    let (date, direction, attend_type, channel) =
        (text("date"), text("direction"), text("attendType"), text("channel"));
    let said = NewEvent { date: &date, direction: &direction, attend_type: &attend_type, channel: &channel };
    let passage = check_event(&said, reading, wrong)?;
    let document = the_document(cells, reading.received_at.day(), wrong);
    let (Some((at, direction, method, device)), Some(document)) = (passage, document) else { return Ok(None) };
    let (Some(project_code), Some(team)) = (cells.text("projectCode"), cells.text("teamSysNo")) else {
        return Ok(None);
    };
    let now = Passage { project_code: project_code.clone(), document: document.clone(), at, direction, row_id: None };
    let about = match statement.purpose.about() {
        Some(about) => Some(passage_of(about, &said, now, reading, wrong)?),
        None => None,
    };
    Ok(Some(AttendanceRow {
        project_code,
        team,
        document,
        at,
        direction,
        method,
        device,
        photo: cells.bytes("image"),
        about,
    }))
}

type Checked = (Instant, Direction, Method, String);

fn check_event(said: &NewEvent<'_>, reading: &Reading<'_>, wrong: &mut Vec<Wrong>) -> Result<Option<Checked>, Fault> {
    match said.check(reading.received_at, reading.rules) {
        Ok(passage) => Ok(Some(passage)),
        Err(Fault::Refused(refusals)) => {
            wrong.extend(refusals.into_iter().map(|refusal| (platform_name(refusal.field), refusal)));
            Ok(None)
        }
        Err(fault) => Err(fault),
    }
}

/// What `of` names: `now` with everything that it says otherwise.
fn passage_of(
    about: &About,
    said: &NewEvent<'_>,
    now: Passage,
    reading: &Reading<'_>,
    wrong: &mut Vec<Wrong>,
) -> Result<Passage, Fault> {
    let mut then = Passage { row_id: about.row_id.clone(), ..now };
    let date = about.date.as_deref().unwrap_or(said.date);
    let direction = about.direction.as_deref().unwrap_or(said.direction);
    let mut inside = Vec::new();
    match check_event(&NewEvent { date, direction, ..*said }, reading, &mut inside)? {
        Some((at, direction, ..)) => (then.at, then.direction) = (at, direction),
        None => wrong.extend(inside.into_iter().map(|(_, refusal)| ("of", refusal))),
    }
    if let Some(code) = &about.project_code {
        then.project_code.clone_from(code);
    }
    if let Some(number) = &about.document_number {
        // a wrong number may be just what is corrected: it is taken as it stood there
        then.document.number = number.trim().to_uppercase();
    }
    Ok(then)
}

fn platform_name(field: Option<&'static str>) -> &'static str {
    match field {
        Some("attend_type") => "attendType",
        Some(other) => other,
        None => "date",
    }
}

fn payment(cells: &Cells<'_>, today: Day, wrong: &mut Vec<Wrong>) -> Option<PaymentRow> {
    let bank = |code, name, number| {
        Some(Bank { code: cells.text(code), name: cells.text(name), number: cells.text(number)?, link_number: None })
    };
    Some(PaymentRow {
        project_code: cells.text("projectCode")?,
        unit: unit(cells, wrong)?,
        team: cells.text("teamSysNo")?,
        month: cells.month("payMonth")?,
        document: the_document(cells, today, wrong)?,
        days: cells.integer("days"),
        card: bank("payRollBankCode", "payRollBankName", "payRollBankCardNumber")?,
        paid_from: bank("payBankCode", "payBankName", "payBankCardNumber")?,
        due_fen: cells.integer("totalPayAmount")?,
        paid_fen: cells.integer("actualAmount")?,
        is_back_pay: cells.flag("isBackPay")?,
        balanced_on: cells.day("balanceDate")?,
        number: cells.text("thirdPayRollCode")?,
    })
}
