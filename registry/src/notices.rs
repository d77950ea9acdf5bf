//! What is told to whom, and is it read? Types only: the words of a kind are `notices.kinds.<code>` of the catalogue.

#[cfg(feature = "db")]
pub mod letters;
#[cfg(feature = "db")]
pub mod reminders;
#[cfg(feature = "db")]
pub mod store;

use uuid::Uuid;

/// Whose inbox. The staff of an office or of an enterprise share one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum To {
    /// by the person, who may have no account yet
    Person(Uuid),
    Office(Uuid),
    Enterprise(Uuid),
}

impl To {
    pub fn inbox(self) -> Uuid {
        match self {
            Self::Person(id) | Self::Office(id) | Self::Enterprise(id) => id,
        }
    }
}

closed_set! {
    /// What a notice says. `about` is the row named beside each; where it leads is `app/src/notices/leads.rs`.
    Kind {
        /// R-035, the project: yesterday's report is missing; facts `project`, `day`
        DailyReportMissing = "daily_report_missing",
        /// the exam: cells that withdrawn questions still have to fill; facts `exam`, `n`
        ExamCellShort = "exam_cell_short",
        /// R-100, the binding: the enterprise is asked; facts `place`, `officer`
        BindingAsked = "binding_asked",
        /// the same, answered, and over; facts `place`
        BindingConfirmed = "binding_confirmed",
        BindingDeclined = "binding_declined",
        BindingEnded = "binding_ended",
        /// R-026, the binding: the enterprise assigns its officer, who is asked; facts `place`
        OfficerAssigned = "officer_assigned",
        /// the same, answered by the officer; facts `place`, `officer`
        AssignmentAccepted = "assignment_accepted",
        AssignmentDeclined = "assignment_declined",
        /// the same, taken back by the enterprise; facts `place`
        AssignmentWithdrawn = "assignment_withdrawn",
        /// R-102, the form: an office has received it; facts `project`, `officer`
        FilingReceived = "filing_received",
        /// the form: an office has accepted it; facts `project`, `office`
        FilingAccepted = "filing_accepted",
        /// the form: an office wants it corrected; facts `project`, `office`
        FilingReturned = "filing_returned",
        /// R-093, the task: an officer was filed for the first time; facts `project`, `officer`
        FirstTaskOpened = "first_task_opened",
        /// the same to the officer, the form: training and assessment are ahead; facts `project`, `office`
        TrainingAhead = "training_ahead",
        /// R-105, the binding that ended: until when the change is to be filed; facts `project`, `day`
        OfficerChanged = "officer_changed",
        /// the same: the working day before the last one; facts `project`, `day`
        ChangeDueSoon = "change_due_soon",
        /// the same: the last day is over; facts `project`, `day`
        ChangeOverdue = "change_overdue",
        /// R-104, the binding that ended: whoever leaves or took the place signs; facts `project`, `day`
        HandoverWaiting = "handover_waiting",
        /// R-111, the officer: too many people; facts `officer`, `people`, `limit`, `day`
        CapacityReached = "capacity_reached",
        /// the same: fewer again, or one project is left; facts `officer`, `people`, `limit`, `day`
        CapacitySettled = "capacity_settled",
        /// D-01, the binding: the county is asked; facts `project`
        ConsentWanted = "consent_wanted",
        /// the same, answered; facts `project`
        ConsentGranted = "consent_granted",
        ConsentRefused = "consent_refused",
        /// R-106, the project: filing, board and real-name system do not say the same; facts `project`
        SourcesDiffer = "sources_differ",
        /// R-107, the office: a return is due; facts `county`, `month`, `day`
        ReturnDue = "return_due",
        /// R-107, the return: a county has corrected it; facts `county`, `month`
        ReturnCorrected = "return_corrected",
        /// R-108, the enterprise: an office urges; facts `project`
        FilingReminded = "filing_reminded",
        /// the attempt: a correction gave its candidate another score, or another outcome; facts `exam`
        ResultCorrected = "result_corrected",
        /// the complaint: the office has answered, and until when a review may be asked for; facts `exam`, `day`
        ComplaintAnswered = "complaint_answered",
        /// the same: another person has looked at it once more; facts `exam`
        ComplaintReviewed = "complaint_reviewed",
        /// the attempt: two people made it void; facts `exam`
        AttemptVoided = "attempt_voided",
        /// the same: two others found that wrong, and it counts again; facts `exam`
        VoidLifted = "void_lifted",
    }
}

/// What the clock says to somebody, once per `key`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reminder {
    pub to: To,
    pub kind: Kind,
    pub about: Uuid,
    pub facts: Vec<(&'static str, String)>,
    pub key: String,
}
