#![allow(clippy::unwrap_used)]

mod kept;
mod properties;
mod reading;
#[cfg(feature = "db")]
mod signing;

use serde_json::{Value, json};

use super::*;
use crate::rulepacks::Rules;
use crate::{Fault, Instant};

/// 2026-11-20, 09:00 in Nantong.
const NOW: Instant = Instant(1_795_136_400_000);
/// Of a county that was never allotted.
const NUMBER: &str = "32069019900101001X";
const CREDIT_CODE: &str = "91320613MA00TE5T2Q";

fn rules(most: u32) -> Rules {
    let rules = Rules::default().with("feed.max_rows", json!(most), "test");
    rules.with("attendance.clock_slack", json!("5 min"), "test")
}

fn read(object: FeedObject, body: &[u8]) -> Result<Batch, Fault> {
    read_batch(object, body, &Reading { received_at: NOW, rules: &rules(10_000) })
}

fn read_json(object: FeedObject, items: Value) -> Batch {
    let body = serde_json::to_vec(&json!({ "batchId": "b-1", "items": items })).unwrap();
    read(object, &body).unwrap()
}

fn passage(date: &str) -> Value {
    json!({ "idCardType": "01", "idCardNumber": NUMBER, "date": date, "direction": "01", "attendType": "001",
        "channel": "一号门" })
}

fn attendance(rows: Vec<Value>) -> Value {
    json!([{ "projectCode": "P-1", "teamSysNo": 7, "dataList": rows }])
}

/// A right item of each object.
fn example(object: FeedObject) -> Value {
    let document = json!({ "idCardType": "01", "idCardNumber": NUMBER });
    let unit = json!({ "projectCode": "P-1", "corpCode": CREDIT_CODE, "corpName": "某建设有限公司", "teamSysNo": 7 });
    let with = |base: &Value, more: Value| {
        let mut all = base.as_object().unwrap().clone();
        all.extend(more.as_object().unwrap().clone());
        Value::Object(all)
    };
    match object {
        FeedObject::Corp => with(&unit, json!({ "areaCode": "320613", "legalMan": "王芳" })),
        FeedObject::Project => json!({ "projectCode": "P-1", "contractorCorpCode": CREDIT_CODE,
            "contractorCorpName": "某建设有限公司", "name": "某小区一期", "category": "01", "areaCode": "320613",
            "prjStatus": "003", "invest": "1234.567891", "buildingArea": 10000.5,
            "builderLicenses": [{ "prjName": "一期", "builderLicenseNum": "320613202603010101" }] }),
        FeedObject::BuilderLicense => json!({ "projectCode": "P-1", "builderLicenseNum": "320613202603010101",
            "issueDate": "2026-03-01" }),
        FeedObject::ProjectSubContractor => with(
            &unit,
            json!({ "corpType": "009", "pmName": "李强",
            "pmIDCardType": "01", "pmIDCardNumber": NUMBER, "bankInfos": [{ "bankNumber": "6222020000000001" }] }),
        ),
        FeedObject::Team => with(
            &unit,
            json!({ "teamName": "钢筋一班", "entryTime": "2026-03-01",
            "teamLeaderIDCardType": "01", "teamLeaderIDNumber": NUMBER }),
        ),
        FeedObject::ProjectWorker => with(
            &unit,
            json!({ "teamName": "钢筋一班", "workerList": [with(&document, json!({
            "workerName": "阿依古丽·买买提", "isTeamLeader": 0, "workType": "020", "workRole": "20", "nation": "维吾尔族",
            "address": "江苏省南通市", "grantOrg": "某公安局", "cellPhone": "13800000000", "cultureLevelType": "02",
            "payRollBankCardNumber": "6222020000000000001", "payRollTopBankCode": "102", "politicsType": "13" }))] }),
        ),
        FeedObject::WorkerEntryExit => {
            with(&unit, json!({ "workerList": [with(&document, json!({ "date": "2026-11-02", "type": 1 }))] }))
        }
        FeedObject::WorkerContract => with(
            &unit,
            json!({ "contractList": [with(&document, json!({
            "corpCode": CREDIT_CODE, "corpName": "某建设有限公司", "contractPeriodType": 0, "startDate": "2026-11-01",
            "endDate": "2027-10-31", "unit": "81", "unitPrice": "35.50" }))] }),
        ),
        FeedObject::ProjectTraining => {
            json!({ "projectCode": "P-1", "trainingDate": "2026-11-02", "trainingDuration": 2,
            "trainingName": "入场教育", "trainingTypeCode": "003002", "workers": [with(&document, json!({ "isPass": 1 }))] })
        }
        FeedObject::WorkerAttendance => attendance(vec![passage("2026-11-20 07:58:00")])[0].clone(),
        FeedObject::Payroll => with(
            &unit,
            json!({ "payMonth": "2026-10", "detailList": [with(&document, json!({
            "days": 22, "workHours": "176.5", "payRollBankCardNumber": "6222020000000000001", "payRollBankCode": "102",
            "payRollBankName": "工商银行", "payBankCardNumber": "62220200000000000015", "payBankCode": "102",
            "payBankName": "工商银行", "totalPayAmount": "8000.00", "actualAmount": 7900.5, "isBackPay": 0,
            "balanceDate": "2026-11-15", "thirdPayRollCode": "G-1" }))] }),
        ),
    }
}
