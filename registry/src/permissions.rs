//! Who may do what, and how far? The permission table of the trade, in one place.
//!
//! A role without a line for an object may do nothing with it. The rights of project and enterprise officers follow
//! from their bindings, those of enterprise administrators from their membership and those of project managers from the
//! project's record; none is stored as a grant.

mod table;

use serde::{Deserialize, Serialize};

pub use table::LINES;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Candidate,
    ProjectOfficer,
    EnterpriseOfficer,
    EnterpriseAdministrator,
    ProjectManager,
    HumanResources,
    Industry,
    CountyArrears,
    City,
    Issuer,
    Lecturer,
    QuestionEditor,
    QuestionReviewer,
    ExamAdministrator,
    Proctor,
    Auditor,
    OfficeAdministrator,
    SystemAdministrator,
    Public,
}

impl Role {
    /// Roles that are stored as a grant for an office.
    pub const GRANTED: [Self; 13] = [
        Self::SystemAdministrator,
        Self::OfficeAdministrator,
        Self::Issuer,
        Self::City,
        Self::CountyArrears,
        Self::HumanResources,
        Self::Industry,
        Self::QuestionEditor,
        Self::QuestionReviewer,
        Self::ExamAdministrator,
        Self::Proctor,
        Self::Lecturer,
        Self::Auditor,
    ];

    /// The stored code and the key of the catalogue (`roles.<code>`).
    pub fn code(self) -> &'static str {
        match self {
            Self::Candidate => "candidate",
            Self::ProjectOfficer => "project_officer",
            Self::EnterpriseOfficer => "enterprise_officer",
            Self::EnterpriseAdministrator => "enterprise_administrator",
            Self::ProjectManager => "project_manager",
            Self::HumanResources => "human_resources",
            Self::Industry => "industry",
            Self::CountyArrears => "county_arrears",
            Self::City => "city",
            Self::Issuer => "issuer",
            Self::Lecturer => "lecturer",
            Self::QuestionEditor => "question_editor",
            Self::QuestionReviewer => "question_reviewer",
            Self::ExamAdministrator => "exam_administrator",
            Self::Proctor => "proctor",
            Self::Auditor => "auditor",
            Self::OfficeAdministrator => "office_administrator",
            Self::SystemAdministrator => "system_administrator",
            Self::Public => "public",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        Self::GRANTED.into_iter().find(|role| role.code() == code)
    }

    /// Granting these takes two people.
    pub fn needs_second_person(self) -> bool {
        matches!(self, Self::Issuer | Self::City)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Object {
    OwnProfile,
    PersonRecord,
    /// A correction or a deletion that a person asks for.
    DataRequest,
    IdentityConfirmation,
    Course,
    StudyRecord,
    QuestionBank,
    /// The own rounds of practice, error book and favourites.
    Practice,
    /// What somebody found wrong with a question.
    QuestionReport,
    ExamSetUp,
    ExamPaper,
    Attempt,
    Result,
    /// A correction of what an exam came to.
    Regrade,
    /// A candidate's doubt about the own result.
    Complaint,
    Certificate,
    AuditLog,
    AccountsAndRoles,
    /// Helping somebody in person back into an account.
    AccountRecovery,
    Office,
    Enterprise,
    Project,
    /// What is on record about how an enterprise or a person has behaved (诚信信息).
    IntegrityRecord,
    /// Who works on a site, with team, training, card and what happens at the gate.
    Worker,
    /// Labour contracts and written agreements.
    Contract,
    Attendance,
    /// Who answers for an enterprise or a project as its labour-wage officer (绑定备案).
    Binding,
    /// The form and the pledge of an officer, as both receivers keep them (备案、承诺书).
    Filing,
    /// The board on the fence of a site (维权信息告示牌) and the channels that stand on it.
    NoticeBoard,
    /// What a county tells the city of its filings every month.
    MonthlyReturn,
    /// What lies in the own inbox, and in that of the own office or enterprise.
    Notice,
    /// Payment batches, what the bank said, and what is late.
    Payment,
    RulePack,
    /// The years of the working calendar, each with its notice.
    Calendar,
    /// Suppliers of data with their keys, the projects that they may speak of, what they sent and how they stand.
    FeedKey,
    /// Whether the data of a project arrive, from whom, and since when not.
    FeedHealth,
    Job,
    Statistics,
    /// What the sites of the city come to in numbers, without anybody's name.
    SiteFigures,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verb {
    View,
    Create,
    Edit,
    Decide,
    Export,
}

/// How far a right reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Scope {
    /// the own record
    Own,
    /// the own exam sessions
    Exam,
    /// the projects whose officer or manager one is
    Project,
    /// the own enterprise
    Enterprise,
    /// the own office
    Office,
    /// the own area and, for industry departments, the own industry
    Area,
    /// the whole city
    City,
}

/// The scope in which `role` may do `verb` with `object`; `None` is no right at all.
pub fn scope(role: Role, verb: Verb, object: Object) -> Option<Scope> {
    LINES
        .iter()
        .find(|line| line.role == role && line.object == object && line.verbs.contains(&verb))
        .map(|line| line.scope)
}

#[cfg(feature = "db")]
pub use db::{require, widest};

#[cfg(feature = "db")]
mod db {
    use super::{Object, Role, Scope, Verb, scope};
    use crate::Fault;
    use crate::ctx::{Actor, Ctx};

    /// The widest scope in which the actor may; jobs and commands of the program act for the whole city.
    pub fn widest(ctx: &Ctx, verb: Verb, object: Object) -> Option<Scope> {
        match &ctx.actor {
            Actor::System(_) => Some(Scope::City),
            Actor::Anonymous => scope(Role::Public, verb, object),
            Actor::SignedIn(who) => who
                .posts
                .iter()
                .map(|post| post.role)
                .chain([Role::Candidate, Role::Public])
                .filter_map(|role| scope(role, verb, object))
                .max(),
        }
    }

    /// Refuses when the actor may not at all; the caller narrows its query by the scope.
    pub fn require(ctx: &Ctx, verb: Verb, object: Object) -> Result<Scope, Fault> {
        widest(ctx, verb, object).ok_or(match ctx.actor {
            Actor::Anonymous => Fault::Anonymous,
            _ => Fault::Forbidden,
        })
    }
}

#[cfg(test)]
mod tests;
