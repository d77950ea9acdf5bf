//! What must be on record by Article 7 of the rules (甲文第七条, R-040 to R-043)? Every item, once, in the article's order;
//! tables, pages and the test of R-044 enumerate this list.

closed_set! {
    /// The four kinds of information of the article.
    Category {
        /// 项目信息
        Project = "project",
        /// 人员信息: workers and managers
        Personnel = "personnel",
        /// 从业信息
        Employment = "employment",
        /// 诚信信息
        Integrity = "integrity",
    }
}

closed_set! {
    /// One item that the article names.
    Item {
        /// 企业基本情况
        Enterprise = "enterprise",
        /// 项目地点
        Location = "location",
        /// 工程名称
        Name = "name",
        /// 建设规模
        Scale = "scale",
        /// 投资总额
        Investment = "investment",
        /// 开竣工时间
        StartAndFinish = "start_and_finish",
        /// 施工现场管理人员
        SiteManagers = "site_managers",
        /// 分包企业
        Subcontractors = "subcontractors",
        /// 劳务企业
        LabourSubcontractors = "labour_subcontractors",
        /// 身份证信息
        IdentityCard = "identity_card",
        /// 文化程度
        Education = "education",
        /// 工种（专业）
        Trade = "trade",
        /// 技能（职称或岗位证书）等级
        Skill = "skill",
        /// 安全培训
        SafetyTraining = "safety_training",
        /// 工作岗位
        Post = "post",
        /// 劳动合同签订
        Contract = "contract",
        /// 考勤
        Attendance = "attendance",
        /// 工资卡信息
        WageCard = "wage_card",
        /// 工资支付
        WagePayment = "wage_payment",
        /// 从业记录
        EmploymentRecord = "employment_record",
        /// 诚信评价
        Rating = "rating",
        /// 举报投诉
        Complaint = "complaint",
        /// 良好及不良行为记录
        Conduct = "conduct",
    }
}

impl Category {
    /// Its paragraph among the four of the article, from 1.
    pub fn number(self) -> u8 {
        match self {
            Self::Project => 1,
            Self::Personnel => 2,
            Self::Employment => 3,
            Self::Integrity => 4,
        }
    }

    pub fn items(self) -> impl Iterator<Item = Item> {
        Item::ALL.into_iter().filter(move |item| item.category() == self)
    }
}

impl Item {
    pub fn category(self) -> Category {
        match self {
            Self::Enterprise
            | Self::Location
            | Self::Name
            | Self::Scale
            | Self::Investment
            | Self::StartAndFinish
            | Self::SiteManagers
            | Self::Subcontractors
            | Self::LabourSubcontractors => Category::Project,
            Self::IdentityCard | Self::Education | Self::Trade | Self::Skill | Self::SafetyTraining => {
                Category::Personnel
            }
            Self::Post
            | Self::Contract
            | Self::Attendance
            | Self::WageCard
            | Self::WagePayment
            | Self::EmploymentRecord => Category::Employment,
            Self::Rating | Self::Complaint | Self::Conduct => Category::Integrity,
        }
    }

    /// Where it stands among the items of the article, from 1, counted through all four paragraphs.
    pub fn number(self) -> usize {
        1 + Self::ALL.iter().take_while(|item| **item != self).count()
    }

    /// Where it stands in its own paragraph, from 1.
    pub fn place(self) -> usize {
        1 + self.category().items().take_while(|item| *item != self).count()
    }

    /// What is stored for it, one code per column or typed value. Never empty, and no code twice.
    pub fn fields(self) -> &'static [&'static str] {
        match self {
            Self::Enterprise => &["credit_code", "name", "kind", "legal_representative", "address", "phone"],
            Self::Location => &["area", "street", "address", "longitude", "latitude"],
            Self::Name => &["name"],
            Self::Scale => &["size", "floor_area_dm2", "length_cm"],
            Self::Investment => &["investment_fen"],
            Self::StartAndFinish => &["planned_start", "planned_finish", "actual_start", "completion_acceptance"],
            Self::SiteManagers => &["person", "id_number", "post", "phone"],
            Self::Subcontractors | Self::LabourSubcontractors => {
                &["enterprise", "role", "entered_on", "left_on", "project_manager"]
            }
            Self::IdentityCard => &[
                "name",
                "sex",
                "ethnic_group",
                "birth_day",
                "id_number",
                "address",
                "issuing_authority",
                "valid_from",
                "valid_until",
                "photo",
            ],
            Self::Education => &["education"],
            Self::Trade => &["trade"],
            Self::Skill => &["title", "post_certificate", "skill_level", "certificate_number"],
            Self::SafetyTraining => &["kind", "held_on", "hours", "result"],
            Self::Post => &["post", "team", "role", "is_team_leader"],
            Self::Contract => &["kind", "first_day", "last_day", "unit", "unit_price_fen", "signed_copy"],
            Self::Attendance => &["at", "direction", "device", "method", "image"],
            Self::WageCard => &["bank", "branch", "card_number", "holder"],
            Self::WagePayment => &["payroll_row", "payment_status", "bank_receipt"],
            Self::EmploymentRecord => &["project", "entered_on", "left_on"],
            Self::Rating => &["rating", "body", "rated_on"],
            Self::Complaint => &["case"],
            Self::Conduct => &["conduct", "basis"],
        }
    }
}
