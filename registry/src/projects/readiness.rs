//! Is a project ready to start: is the supplier of the real-name devices settled, are the four tasks of the
//! officer done?

use crate::instant::check_first_day;
use crate::{Day, Refusal};

closed_set! {
    Task {
        /// 确定实名制设备供应商 (甲文第六条): by the enterprise
        Supplier = "supplier",
        /// 与实名制供应商对接 (甲文第七条): this and the others by the officer
        SupplierLiaison = "supplier_liaison",
        /// 现场考勤设施安装
        DeviceInstallation = "device_installation",
        /// 相关软件使用学习
        SoftwareLearning = "software_learning",
        /// 相关信息的录入
        DataEntry = "data_entry",
    }
}

closed_set! {
    /// How a task stands, measured by the day of the start.
    Readiness {
        Open = "open",
        /// Open, and the site has started.
        Overdue = "overdue",
        /// Done before the day of the start.
        InTime = "in_time",
        /// Done on the day of the start.
        SameDay = "same_day",
        /// Done after it.
        Late = "late",
    }
}

/// That a task was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done {
    pub task: Task,
    pub on: Day,
    /// The supplier's name, for that task only.
    pub supplier: Option<String>,
    /// hash of the stored file
    pub evidence: Option<String>,
    /// The last day on which the devices stood there, for that task only: what is removed counts no longer.
    pub ended_on: Option<Day>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TaskLine {
    pub task: Task,
    pub readiness: Readiness,
    /// when it was done
    pub on: Option<Day>,
}

impl Readiness {
    /// a date on or after the start date is late; the day itself is shown apart (D-05).
    pub fn is_late(self) -> bool {
        matches!(self, Self::Overdue | Self::SameDay | Self::Late)
    }
}

impl Done {
    /// # Errors
    /// When a day is to come, the supplier has no name, one of the officer's tasks has no evidence, or what was done ends before
    /// it began or never can.
    pub fn check(&self, today: Day) -> Result<(), Vec<Refusal>> {
        let mut wrong = Vec::new();
        if self.on > today {
            wrong.push(Refusal::on("on", "projects.day_in_future"));
        }
        wrong.extend(check_first_day("on", self.on).err());
        let has_name = self.supplier.as_ref().is_some_and(|name| (2..=100).contains(&name.trim().chars().count()));
        if self.task == Task::Supplier && !has_name {
            wrong.push(Refusal::on("supplier", "projects.supplier_missing"));
        }
        if self.task != Task::Supplier && self.evidence.is_none() {
            wrong.push(Refusal::on("document", "projects.evidence_missing"));
        }
        wrong.extend(self.ended_on.and_then(|ended| self.wrong_end(ended, today)));
        if wrong.is_empty() { Ok(()) } else { Err(wrong) }
    }

    fn wrong_end(&self, ended: Day, today: Day) -> Option<Refusal> {
        let code = match self.task {
            Task::DeviceInstallation if ended > today => "projects.day_in_future",
            Task::DeviceInstallation if ended < self.on => "calendar.period_backwards",
            Task::DeviceInstallation => return None,
            _ => "projects.task_without_end",
        };
        Some(Refusal::on("ended_on", code))
    }
}

/// All tasks in their order. `start` is the actual start, `None` while the site has not started: until then nothing is
/// late. Of a task written down twice the first time counts.
pub fn readiness(done: &[Done], start: Option<Day>, today: Day) -> Vec<TaskLine> {
    let line = |task: Task| {
        let on = done.iter().filter(|one| one.task == task).map(|one| one.on).min();
        TaskLine { task, readiness: standing(on, start, today), on }
    };
    Task::ALL.into_iter().map(line).collect()
}

fn standing(done_on: Option<Day>, start: Option<Day>, today: Day) -> Readiness {
    match (done_on, start) {
        (None, Some(start)) if start <= today => Readiness::Overdue,
        (None, _) => Readiness::Open,
        (Some(on), Some(start)) if on == start => Readiness::SameDay,
        (Some(on), Some(start)) if on > start => Readiness::Late,
        (Some(_), _) => Readiness::InTime,
    }
}
