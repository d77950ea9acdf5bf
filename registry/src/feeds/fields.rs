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
    /// The same, of something on record: not before the earliest day of the records.
    DayOnRecord,
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
    /// It must be right, and nothing here keeps it.
    pub is_only_checked: bool,
}

impl Field {
    /// Whether what it says comes on record, or says what the row is about.
    pub fn is_kept(&self) -> bool {
        !self.is_only_checked && self.kind != Kind::NotTaken
    }
}

/// An object's fields, and the list that its rows stand in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    pub item: &'static [Field],
    pub rows: Option<(&'static str, &'static [Field])>,
}

impl Shape {
    /// Of the item and of its rows; those inside a list of fields stand there.
    pub fn fields(&self) -> impl Iterator<Item = &'static Field> {
        self.item.iter().chain(self.rows.map(|(_, fields)| fields).into_iter().flatten())
    }

    /// Fields of the platform's table that do not come on record; one of a list as `list.field`.
    pub fn not_kept(&self) -> Vec<String> {
        let mut names = Vec::new();
        for field in self.fields() {
            match field.kind {
                Kind::List(inner) => {
                    let inside = inner.iter().filter(|one| !one.is_kept());
                    names.extend(inside.map(|one| format!("{}.{}", field.name, one.name)));
                }
                _ if !field.is_kept() => names.push(field.name.to_owned()),
                _ => {}
            }
        }
        names
    }
}

const fn must(name: &'static str, kind: Kind) -> Field {
    Field { name, kind, is_required: true, is_sealed: false, is_only_checked: false }
}

const fn may(name: &'static str, kind: Kind) -> Field {
    Field { name, kind, is_required: false, is_sealed: false, is_only_checked: false }
}

const fn sealed(field: Field) -> Field {
    Field { is_sealed: true, ..field }
}

/// Known, and not kept.
const fn let_go(name: &'static str) -> Field {
    may(name, Kind::NotTaken)
}

const fn checked(field: Field) -> Field {
    Field { is_only_checked: true, ..field }
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
/// Where the code says which unit it is.
const CORP_NAME_CHECKED: Field = checked(CORP_NAME);
/// Ours where we answered one; a number of the sender's own says nothing here, and the name decides.
const TEAM_NUMBER: Field = must("teamSysNo", Kind::Number(50));
const DOCUMENT_KIND: Field = must("idCardType", Kind::Code(Table::Document));
const DOCUMENT_NUMBER: Field = sealed(must("idCardNumber", Kind::Number(30)));

const PROJECT_STATUS: Kind = Kind::Choice(&["001", "002", "003", "004", "005"]);
const PARTY_KINDS: Kind =
    Kind::Choice(&["001", "002", "003", "004", "005", "006", "007", "008", "009", "010", "011", "012"]);
const TRAINING_KINDS: Kind = Kind::Choice(&["003001", "003002", "003003", "003004"]);

pub(super) const CORP: Shape = flat(&[
    CORP_CODE,
    CORP_NAME,
    let_go("corpType"),
    let_go("licenseNum"),
    must("areaCode", Kind::Number(6)),
    may("address", Kind::Text(200)),
    let_go("zipCode"),
    may("legalMan", Kind::Text(50)),
    let_go("legalManDuty"),
    let_go("legalManProTitle"),
    let_go("legalManIdcardType"),
    sealed(let_go("legalManIdcardNumber")),
    let_go("regCapital"),
    let_go("factRegCapital"),
    let_go("capitalCurrencyType"),
    let_go("registerDate"),
    let_go("establishDate"),
    may("officePhone", Kind::Text(20)),
    let_go("faxNumber"),
    let_go("linkMan"),
    may("linkTel", Kind::Text(50)),
    let_go("email"),
    let_go("webSite"),
]);

pub(super) const PROJECT: Shape = flat(&[
    PROJECT_CODE,
    must("contractorCorpCode", Kind::Number(18)),
    checked(must("contractorCorpName", Kind::Text(200))),
    must("name", Kind::Text(200)),
    let_go("description"),
    must("category", Kind::Number(2)),
    may("buildCorpName", Kind::Text(200)),
    may("buildCorpCode", Kind::Number(18)),
    let_go("buildPlanNum"),
    let_go("prjPlanNum"),
    must("areaCode", Kind::Number(6)),
    may("invest", Kind::Decimal(12, 6)),
    may("buildingArea", Kind::Decimal(16, 2)),
    may("buildingLength", Kind::Decimal(16, 2)),
    may("startDate", Kind::DayOnRecord),
    may("completeDate", Kind::DayOnRecord),
    let_go("linkMan"),
    let_go("linkPhone"),
    must("prjStatus", PROJECT_STATUS),
    may("lng", Kind::Text(20)),
    may("lat", Kind::Text(20)),
    may("address", Kind::Text(200)),
    let_go("approvalNum"),
    let_go("approvalLevelNum"),
    may("prjSize", Kind::Choice(&["01", "02", "03"])),
    may("propertyNum", Kind::Text(3)),
    let_go("functionNum"),
    let_go("nationNum"),
    let_go("thirdPartyProjectCode"),
    may("builderLicenses", Kind::List(LICENCES)),
]);

const LICENCES: &[Field] = &[may("prjName", Kind::Text(200)), must("builderLicenseNum", Kind::Text(50))];

pub(super) const BUILDER_LICENSE: Shape = flat(&[
    PROJECT_CODE,
    may("prjName", Kind::Text(200)),
    must("builderLicenseNum", Kind::Text(50)),
    must("issueDate", Kind::PastDay),
    let_go("issueOrg"),
]);

pub(super) const PROJECT_SUB_CONTRACTOR: Shape = flat(&[
    PROJECT_CODE,
    CORP_CODE,
    CORP_NAME,
    must("corpType", PARTY_KINDS),
    may("entryTime", Kind::DayOnRecord),
    may("exitTime", Kind::DayOnRecord),
    may("bankInfos", Kind::List(ACCOUNTS)),
    let_go("pmName"),
    let_go("pmIDCardType"),
    sealed(let_go("pmIDCardNumber")),
    let_go("pmPhone"),
]);

const ACCOUNTS: &[Field] = &[
    may("bankCode", Kind::Text(12)),
    may("bankName", Kind::Text(50)),
    sealed(must("bankNumber", Kind::Number(40))),
    let_go("bankLinkNumber"),
];

pub(super) const TEAM: Shape = flat(&[
    PROJECT_CODE,
    CORP_CODE,
    CORP_NAME_CHECKED,
    must("teamName", Kind::Text(100)),
    let_go("teamSysNo"),
    let_go("teamLeaderName"),
    let_go("teamLeaderPhone"),
    may("teamLeaderIDCardType", Kind::Code(Table::Document)),
    sealed(may("teamLeaderIDNumber", Kind::Number(30))),
    let_go("responsiblePersonName"),
    let_go("responsiblePersonPhone"),
    let_go("responsiblePersonIDCardType"),
    sealed(let_go("responsiblePersonIDNumber")),
    let_go("remark"),
    may("entryTime", Kind::DayOnRecord),
    may("exitTime", Kind::DayOnRecord),
    let_go("entryAttachments"),
    let_go("exitAttachments"),
]);

pub(super) const PROJECT_WORKER: Shape = nested(
    &[PROJECT_CODE, CORP_CODE, CORP_NAME_CHECKED, TEAM_NUMBER, must("teamName", Kind::Text(100))],
    "workerList",
    &[
        must("workerName", Kind::Text(50)),
        must("isTeamLeader", Kind::Flag),
        DOCUMENT_KIND,
        DOCUMENT_NUMBER,
        must("workType", Kind::Code(Table::Trade)),
        must("workRole", Kind::Choice(&["10", "20"])),
        let_go("issueCardDate"),
        let_go("issueCardPic"),
        let_go("cardNumber"),
        sealed(may("payRollBankCardNumber", Kind::Number(30))),
        may("payRollBankName", Kind::Text(50)),
        let_go("payRollTopBankName"),
        may("bankLinkNumber", Kind::Number(30)),
        may("payRollTopBankCode", Kind::Text(12)),
        let_go("hasBuyInsurance"),
        must("nation", Kind::Text(10)),
        must("address", Kind::Text(200)),
        let_go("headImage"),
        let_go("politicsType"),
        let_go("joinedTime"),
        must("cellPhone", Kind::Text(20)),
        may("cultureLevelType", Kind::Code(Table::Education)),
        let_go("Specialty"),
        let_go("hasBadMedicalHistory"),
        let_go("urgentLinkMan"),
        let_go("urgentLinkManPhone"),
        let_go("workDate"),
        let_go("maritalStatus"),
        must("grantOrg", Kind::Text(100)),
        let_go("positiveIDCardImage"),
        let_go("negativeIDCardImage"),
        may("startDate", Kind::Day),
        may("expiryDate", Kind::Day),
    ],
);

pub(super) const WORKER_ENTRY_EXIT: Shape = nested(
    &[PROJECT_CODE, CORP_CODE, CORP_NAME_CHECKED, checked(TEAM_NUMBER)],
    "workerList",
    &[
        DOCUMENT_KIND,
        DOCUMENT_NUMBER,
        must("date", Kind::PastDay),
        must("type", Kind::Choice(&["1", "0"])),
        let_go("voucher"),
    ],
);

pub(super) const WORKER_CONTRACT: Shape = nested(
    &[PROJECT_CODE],
    "contractList",
    &[
        CORP_CODE,
        CORP_NAME_CHECKED,
        DOCUMENT_KIND,
        DOCUMENT_NUMBER,
        must("contractPeriodType", Kind::Choice(&["0", "1"])),
        must("startDate", Kind::DayOnRecord),
        must("endDate", Kind::DayOnRecord),
        may("unit", Kind::Code(Table::Measure)),
        may("unitPrice", Kind::Decimal(10, 2)),
        let_go("attachments"),
    ],
);

pub(super) const PROJECT_TRAINING: Shape = nested(
    &[
        PROJECT_CODE,
        must("trainingDate", Kind::PastDay),
        must("trainingDuration", Kind::Decimal(3, 2)),
        checked(must("trainingName", Kind::Text(200))),
        must("trainingTypeCode", TRAINING_KINDS),
        may("trainer", Kind::Text(50)),
        may("trainingOrg", Kind::Text(100)),
        let_go("trainingAddress"),
        let_go("description"),
        let_go("attachments"),
    ],
    "workers",
    &[DOCUMENT_KIND, DOCUMENT_NUMBER, may("isPass", Kind::Flag), let_go("trainingScore")],
);

pub(super) const WORKER_ATTENDANCE: Shape = nested(
    &[PROJECT_CODE, checked(TEAM_NUMBER)],
    "dataList",
    &[
        DOCUMENT_KIND,
        DOCUMENT_NUMBER,
        must("date", Kind::Moment),
        may("direction", Kind::Text(2)),
        may("image", Kind::Picture),
        may("channel", Kind::Text(200)),
        may("attendType", Kind::Text(3)),
        let_go("lng"),
        let_go("lat"),
    ],
);

pub(super) const PAYROLL: Shape = nested(
    &[PROJECT_CODE, CORP_CODE, CORP_NAME_CHECKED, checked(TEAM_NUMBER), must("payMonth", Kind::Month)],
    "detailList",
    &[
        DOCUMENT_KIND,
        DOCUMENT_NUMBER,
        may("days", Kind::Integer(31)),
        let_go("workHours"),
        sealed(must("payRollBankCardNumber", Kind::Number(30))),
        checked(must("payRollBankCode", Kind::Text(12))),
        checked(must("payRollBankName", Kind::Text(50))),
        sealed(must("payBankCardNumber", Kind::Number(40))),
        checked(must("payBankCode", Kind::Text(12))),
        checked(must("payBankName", Kind::Text(50))),
        must("totalPayAmount", Kind::Decimal(12, 2)),
        must("actualAmount", Kind::Decimal(12, 2)),
        must("isBackPay", Kind::Flag),
        must("balanceDate", Kind::PastDay),
        must("thirdPayRollCode", Kind::Text(50)),
    ],
);
