//! Which fields does each object have? The tables of `shared/domain/national-platform.md` section 3, plus what is ours.
//!
//! A [`Shape`] has fields of the item and, where the platform nests rows in a list, fields of each row. `sealed` are those that
//! travel under AES on the platform; between suppliers and us TLS does that.

use crate::workers::Table;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// So many characters at most.
    Text(usize),
    /// A number of a document, card or account: no spaces inside, upper case.
    Number(usize),
    /// One of these.
    Choice(&'static [&'static str]),
    /// One of the codes of an open set.
    Code(Table),
    /// `yyyy-MM-dd`; a time behind it is let go
    Day,
    /// The same, and not after today.
    PastDay,
    /// `yyyy-MM`, not after this month
    Month,
    /// Read by the noun's own rule.
    Moment,
    /// From 0 to this.
    Integer(i64),
    /// So many digits before and behind the point; kept as an integer of the last place.
    Decimal(u32, u32),
    /// 0 or 1
    Flag,
    /// A picture in Base64; jpg or png of at most 50 KB.
    Picture,
    /// Objects with these fields.
    List(&'static [Field]),
    /// Known, and not taken: nothing here needs it (个人信息保护法第六条).
    NotTaken,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    pub name: &'static str,
    pub kind: Kind,
    pub is_required: bool,
    pub is_sealed: bool,
}

/// An object's fields, and the list that its rows stand in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    pub item: &'static [Field],
    pub rows: Option<(&'static str, &'static [Field])>,
}

impl Shape {
    pub fn fields(&self) -> impl Iterator<Item = &'static Field> {
        self.item.iter().chain(self.rows.map(|(_, fields)| fields).into_iter().flatten())
    }
}

const fn must(name: &'static str, kind: Kind) -> Field {
    Field { name, kind, is_required: true, is_sealed: false }
}

const fn may(name: &'static str, kind: Kind) -> Field {
    Field { name, kind, is_required: false, is_sealed: false }
}

const fn sealed(field: Field) -> Field {
    Field { is_sealed: true, ..field }
}

const fn flat(item: &'static [Field]) -> Shape {
    Shape { item, rows: None }
}

const fn nested(item: &'static [Field], list: &'static str, fields: &'static [Field]) -> Shape {
    Shape { item, rows: Some((list, fields)) }
}

const PROJECT_CODE: Field = must("projectCode", Kind::Text(50));
const CORP_CODE: Field = must("corpCode", Kind::Number(18));
const CORP_NAME: Field = must("corpName", Kind::Text(200));
const TEAM_NUMBER: &str = "teamSysNo";
const DOCUMENT_KIND: Field = must("idCardType", Kind::Code(Table::Document));
const DOCUMENT_NUMBER: Field = sealed(must("idCardNumber", Kind::Number(30)));

const PROJECT_STATUS: Kind = Kind::Choice(&["001", "002", "003", "004", "005"]);
const PARTY_KINDS: Kind =
    Kind::Choice(&["001", "002", "003", "004", "005", "006", "007", "008", "009", "010", "011", "012"]);
const TRAINING_KINDS: Kind = Kind::Choice(&["003001", "003002", "003003", "003004"]);

pub(super) const CORP: Shape = flat(&[
    CORP_CODE,
    CORP_NAME,
    may("corpType", Kind::Text(3)),
    may("licenseNum", Kind::Text(50)),
    must("areaCode", Kind::Number(6)),
    may("address", Kind::Text(200)),
    may("zipCode", Kind::Text(6)),
    may("legalMan", Kind::Text(50)),
    may("legalManDuty", Kind::NotTaken),
    may("legalManProTitle", Kind::NotTaken),
    may("legalManIdcardType", Kind::NotTaken),
    sealed(may("legalManIdcardNumber", Kind::NotTaken)),
    may("regCapital", Kind::Decimal(14, 4)),
    may("factRegCapital", Kind::NotTaken),
    may("capitalCurrencyType", Kind::NotTaken),
    may("registerDate", Kind::Day),
    may("establishDate", Kind::Day),
    may("officePhone", Kind::Text(20)),
    may("faxNumber", Kind::NotTaken),
    may("linkMan", Kind::Text(50)),
    may("linkTel", Kind::Text(50)),
    may("email", Kind::Text(100)),
    may("webSite", Kind::NotTaken),
]);

pub(super) const PROJECT: Shape = flat(&[
    PROJECT_CODE,
    must("contractorCorpCode", Kind::Number(18)),
    must("contractorCorpName", Kind::Text(200)),
    must("name", Kind::Text(200)),
    may("description", Kind::Text(1000)),
    must("category", Kind::Number(2)),
    may("buildCorpName", Kind::Text(200)),
    may("buildCorpCode", Kind::Number(18)),
    may("buildPlanNum", Kind::Text(50)),
    may("prjPlanNum", Kind::Text(50)),
    must("areaCode", Kind::Number(6)),
    may("invest", Kind::Decimal(12, 6)),
    may("buildingArea", Kind::Decimal(16, 2)),
    may("buildingLength", Kind::Decimal(16, 2)),
    may("startDate", Kind::Day),
    may("completeDate", Kind::Day),
    may("linkMan", Kind::Text(50)),
    may("linkPhone", Kind::Text(20)),
    must("prjStatus", PROJECT_STATUS),
    may("lng", Kind::Text(20)),
    may("lat", Kind::Text(20)),
    may("address", Kind::Text(200)),
    may("approvalNum", Kind::Text(50)),
    may("approvalLevelNum", Kind::Text(3)),
    may("prjSize", Kind::Choice(&["01", "02", "03"])),
    may("propertyNum", Kind::Text(3)),
    may("functionNum", Kind::Text(3)),
    may("nationNum", Kind::Text(50)),
    may("thirdPartyProjectCode", Kind::Text(50)),
    may("builderLicenses", Kind::List(LICENCES)),
]);

const LICENCES: &[Field] = &[may("prjName", Kind::Text(200)), must("builderLicenseNum", Kind::Text(50))];

pub(super) const BUILDER_LICENSE: Shape = flat(&[
    PROJECT_CODE,
    may("prjName", Kind::Text(200)),
    must("builderLicenseNum", Kind::Text(50)),
    must("issueDate", Kind::PastDay),
    may("issueOrg", Kind::Text(100)),
]);

pub(super) const PROJECT_SUB_CONTRACTOR: Shape = flat(&[
    PROJECT_CODE,
    CORP_CODE,
    CORP_NAME,
    must("corpType", PARTY_KINDS),
    may("entryTime", Kind::Day),
    may("exitTime", Kind::Day),
    may("bankInfos", Kind::List(ACCOUNTS)),
    may("pmName", Kind::Text(50)),
    may("pmIDCardType", Kind::Code(Table::Document)),
    sealed(may("pmIDCardNumber", Kind::Number(30))),
    may("pmPhone", Kind::Text(20)),
]);

const ACCOUNTS: &[Field] = &[
    may("bankCode", Kind::Text(12)),
    may("bankName", Kind::Text(50)),
    sealed(must("bankNumber", Kind::Number(40))),
    may("bankLinkNumber", Kind::Number(30)),
];

pub(super) const TEAM: Shape = flat(&[
    PROJECT_CODE,
    CORP_CODE,
    CORP_NAME,
    must("teamName", Kind::Text(100)),
    may(TEAM_NUMBER, Kind::Number(50)),
    may("teamLeaderName", Kind::Text(50)),
    may("teamLeaderPhone", Kind::Text(20)),
    may("teamLeaderIDCardType", Kind::Code(Table::Document)),
    sealed(may("teamLeaderIDNumber", Kind::Number(30))),
    may("responsiblePersonName", Kind::Text(50)),
    may("responsiblePersonPhone", Kind::Text(20)),
    may("responsiblePersonIDCardType", Kind::Code(Table::Document)),
    sealed(may("responsiblePersonIDNumber", Kind::Number(30))),
    may("remark", Kind::Text(200)),
    may("entryTime", Kind::Day),
    may("exitTime", Kind::Day),
    may("entryAttachments", Kind::NotTaken),
    may("exitAttachments", Kind::NotTaken),
]);

pub(super) const PROJECT_WORKER: Shape = nested(
    &[PROJECT_CODE, CORP_CODE, CORP_NAME, must(TEAM_NUMBER, Kind::Number(50)), must("teamName", Kind::Text(100))],
    "workerList",
    &[
        must("workerName", Kind::Text(50)),
        must("isTeamLeader", Kind::Flag),
        DOCUMENT_KIND,
        DOCUMENT_NUMBER,
        must("workType", Kind::Code(Table::Trade)),
        must("workRole", Kind::Choice(&["10", "20"])),
        may("issueCardDate", Kind::Day),
        may("issueCardPic", Kind::NotTaken),
        may("cardNumber", Kind::Number(30)),
        sealed(may("payRollBankCardNumber", Kind::Number(30))),
        may("payRollBankName", Kind::Text(50)),
        may("payRollTopBankName", Kind::Text(50)),
        may("bankLinkNumber", Kind::Number(30)),
        may("payRollTopBankCode", Kind::Text(12)),
        may("hasBuyInsurance", Kind::Flag),
        must("nation", Kind::Text(10)),
        must("address", Kind::Text(200)),
        may("headImage", Kind::Picture),
        may("politicsType", Kind::NotTaken),
        may("joinedTime", Kind::NotTaken),
        must("cellPhone", Kind::Text(20)),
        may("cultureLevelType", Kind::Code(Table::Education)),
        may("Specialty", Kind::NotTaken),
        may("hasBadMedicalHistory", Kind::NotTaken),
        may("urgentLinkMan", Kind::Text(50)),
        may("urgentLinkManPhone", Kind::Text(20)),
        may("workDate", Kind::Day),
        may("maritalStatus", Kind::NotTaken),
        must("grantOrg", Kind::Text(100)),
        may("positiveIDCardImage", Kind::NotTaken),
        may("negativeIDCardImage", Kind::NotTaken),
        may("startDate", Kind::Day),
        may("expiryDate", Kind::Day),
    ],
);

pub(super) const WORKER_ENTRY_EXIT: Shape = nested(
    &[PROJECT_CODE, CORP_CODE, CORP_NAME, must(TEAM_NUMBER, Kind::Number(50))],
    "workerList",
    &[
        DOCUMENT_KIND,
        DOCUMENT_NUMBER,
        must("date", Kind::PastDay),
        must("type", Kind::Choice(&["1", "0"])),
        may("voucher", Kind::NotTaken),
    ],
);

pub(super) const WORKER_CONTRACT: Shape = nested(
    &[PROJECT_CODE],
    "contractList",
    &[
        CORP_CODE,
        CORP_NAME,
        DOCUMENT_KIND,
        DOCUMENT_NUMBER,
        must("contractPeriodType", Kind::Choice(&["0", "1"])),
        must("startDate", Kind::Day),
        must("endDate", Kind::Day),
        may("unit", Kind::Code(Table::Measure)),
        may("unitPrice", Kind::Decimal(10, 2)),
        may("attachments", Kind::NotTaken),
    ],
);

pub(super) const PROJECT_TRAINING: Shape = nested(
    &[
        PROJECT_CODE,
        must("trainingDate", Kind::PastDay),
        must("trainingDuration", Kind::Decimal(3, 2)),
        must("trainingName", Kind::Text(200)),
        must("trainingTypeCode", TRAINING_KINDS),
        may("trainer", Kind::Text(50)),
        may("trainingOrg", Kind::Text(100)),
        may("trainingAddress", Kind::Text(200)),
        may("description", Kind::Text(1000)),
        may("attachments", Kind::NotTaken),
    ],
    "workers",
    &[DOCUMENT_KIND, DOCUMENT_NUMBER, may("isPass", Kind::Flag), may("trainingScore", Kind::Decimal(3, 2))],
);

pub(super) const WORKER_ATTENDANCE: Shape = nested(
    &[PROJECT_CODE, must(TEAM_NUMBER, Kind::Number(50))],
    "dataList",
    &[
        DOCUMENT_KIND,
        DOCUMENT_NUMBER,
        must("date", Kind::Moment),
        may("direction", Kind::Text(2)),
        may("image", Kind::Picture),
        may("channel", Kind::Text(200)),
        may("attendType", Kind::Text(3)),
        may("lng", Kind::NotTaken),
        may("lat", Kind::NotTaken),
    ],
);

pub(super) const PAYROLL: Shape = nested(
    &[PROJECT_CODE, CORP_CODE, CORP_NAME, must(TEAM_NUMBER, Kind::Number(50)), must("payMonth", Kind::Month)],
    "detailList",
    &[
        DOCUMENT_KIND,
        DOCUMENT_NUMBER,
        may("days", Kind::Integer(31)),
        may("workHours", Kind::Decimal(3, 2)),
        sealed(must("payRollBankCardNumber", Kind::Number(30))),
        must("payRollBankCode", Kind::Text(12)),
        must("payRollBankName", Kind::Text(50)),
        sealed(must("payBankCardNumber", Kind::Number(40))),
        must("payBankCode", Kind::Text(12)),
        must("payBankName", Kind::Text(50)),
        must("totalPayAmount", Kind::Decimal(12, 2)),
        must("actualAmount", Kind::Decimal(12, 2)),
        must("isBackPay", Kind::Flag),
        must("balanceDate", Kind::PastDay),
        must("thirdPayRollCode", Kind::Text(50)),
    ],
);
