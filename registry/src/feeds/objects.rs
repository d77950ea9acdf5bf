//! Which things can be sent? The objects of the national platform that have a home here, by its names.

use super::fields::{self, Shape};

closed_set! {
    /// The order is the one in which a supplier sends them first: each may name what the ones before it brought.
    FeedObject {
        /// 企业
        Corp = "Corp",
        /// 项目
        Project = "Project",
        /// 施工许可证; on the platform a part of the project without its dates, which the rules need.
        BuilderLicense = "BuilderLicense",
        /// 参建单位
        ProjectSubContractor = "ProjectSubContractor",
        /// 班组
        Team = "Team",
        /// 项目工人
        ProjectWorker = "ProjectWorker",
        /// 进退场
        WorkerEntryExit = "WorkerEntryExit",
        /// 劳动合同
        WorkerContract = "WorkerContract",
        /// 培训
        ProjectTraining = "ProjectTraining",
        /// 考勤
        WorkerAttendance = "WorkerAttendance",
        /// 工资单
        Payroll = "Payroll",
    }
}

impl FeedObject {
    pub fn shape(self) -> &'static Shape {
        match self {
            Self::Corp => &fields::CORP,
            Self::Project => &fields::PROJECT,
            Self::BuilderLicense => &fields::BUILDER_LICENSE,
            Self::ProjectSubContractor => &fields::PROJECT_SUB_CONTRACTOR,
            Self::Team => &fields::TEAM,
            Self::ProjectWorker => &fields::PROJECT_WORKER,
            Self::WorkerEntryExit => &fields::WORKER_ENTRY_EXIT,
            Self::WorkerContract => &fields::WORKER_CONTRACT,
            Self::ProjectTraining => &fields::PROJECT_TRAINING,
            Self::WorkerAttendance => &fields::WORKER_ATTENDANCE,
            Self::Payroll => &fields::PAYROLL,
        }
    }

    /// Whether a row says something about somebody.
    pub fn is_of_people(self) -> bool {
        !matches!(self, Self::Corp | Self::Project | Self::BuilderLicense | Self::ProjectSubContractor | Self::Team)
    }

    /// Whether each row is about one project, which the supplier must be allowed to speak of.
    pub fn is_of_a_project(self) -> bool {
        self != Self::Corp
    }
}
