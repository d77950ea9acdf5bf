//! By which Chinese name does a field stand above its column? The names of the national platform's data standard.

use crate::feeds::FeedObject;

/// The field's own name where nobody gave it another; a test finds such.
pub(super) fn title(object: FeedObject, name: &'static str) -> &'static str {
    of_object(object, name).or_else(|| of_site(name)).or_else(|| of_people(name)).unwrap_or(name)
}

/// What means another thing in each object.
fn of_object(object: FeedObject, name: &str) -> Option<&'static str> {
    Some(match (object, name) {
        (FeedObject::Corp, "address") => "企业地址",
        (FeedObject::Project, "address") => "项目地址",
        (FeedObject::Project, "startDate") => "开工日期",
        (FeedObject::ProjectWorker, "address") => "住址",
        (FeedObject::ProjectWorker, "startDate") => "证件有效期起始",
        (FeedObject::WorkerContract, "startDate") => "合同起始日期",
        (FeedObject::WorkerAttendance, "date") => "打卡时间",
        (FeedObject::WorkerEntryExit, "date") => "进退场日期",
        _ => return None,
    })
}

fn of_site(name: &str) -> Option<&'static str> {
    Some(match name {
        "projectCode" => "项目编码",
        "corpCode" => "统一社会信用代码",
        "corpName" => "企业名称",
        "corpType" => "参建单位类型",
        "areaCode" => "行政区划代码",
        "legalMan" => "法定代表人",
        "officePhone" => "办公电话",
        "linkTel" => "联系电话",
        "contractorCorpCode" => "总承包单位统一社会信用代码",
        "contractorCorpName" => "总承包单位名称",
        "name" => "项目名称",
        "category" => "项目分类",
        "buildCorpName" => "建设单位名称",
        "buildCorpCode" => "建设单位统一社会信用代码",
        "invest" => "总投资（万元）",
        "buildingArea" => "总面积（平方米）",
        "buildingLength" => "总长度（米）",
        "completeDate" => "竣工日期",
        "prjStatus" => "项目状态",
        "lng" => "经度",
        "lat" => "纬度",
        "prjSize" => "建设规模",
        "propertyNum" => "建设性质",
        "prjName" => "工程名称",
        "builderLicenseNum" => "施工许可证编号",
        "issueDate" => "发证日期",
        "entryTime" => "进场日期",
        "exitTime" => "退场日期",
        "teamName" => "班组名称",
        "teamSysNo" => "班组编号",
        "teamLeaderIDCardType" => "班组长证件类型",
        "teamLeaderIDNumber" => "班组长证件号码",
        _ => return None,
    })
}

fn of_people(name: &str) -> Option<&'static str> {
    Some(match name {
        "workerName" => "姓名",
        "isTeamLeader" => "是否班组长",
        "idCardType" => "证件类型",
        "idCardNumber" => "证件号码",
        "workType" => "工种",
        "workRole" => "工人类型",
        "payRollBankCardNumber" => "工资卡卡号",
        "payRollBankName" => "工资卡开户行名称",
        "payRollTopBankCode" | "payRollBankCode" => "工资卡银行代码",
        "bankLinkNumber" => "联行号",
        "nation" => "民族",
        "cellPhone" => "手机号码",
        "cultureLevelType" => "文化程度",
        "grantOrg" => "签发机关",
        "expiryDate" => "证件有效期截止",
        "type" => "进场或退场",
        "contractPeriodType" => "合同期限类型",
        "endDate" => "合同终止日期",
        "unit" => "计量单位",
        "unitPrice" => "计量单价（元）",
        "trainingDate" => "培训日期",
        "trainingDuration" => "培训学时",
        "trainingName" => "培训名称",
        "trainingTypeCode" => "培训类型",
        "trainer" => "培训人",
        "trainingOrg" => "培训机构",
        "isPass" => "是否合格",
        "direction" => "进出方向",
        "channel" => "通道",
        "attendType" => "通行方式",
        "payMonth" => "工资月份",
        "days" => "出勤天数",
        "payBankCardNumber" => "代发账户账号",
        "payBankCode" => "代发银行代码",
        "payBankName" => "代发银行名称",
        "totalPayAmount" => "应发工资（元）",
        "actualAmount" => "实发工资（元）",
        "isBackPay" => "是否补发",
        "balanceDate" => "发放日期",
        "thirdPayRollCode" => "工资单编号",
        _ => return None,
    })
}
