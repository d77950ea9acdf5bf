//! Where does a notice lead?

use registry::notices::Kind;
use registry::notices::store::NoticeView;

use crate::{attendance, filings};

/// The page of what it is about.
pub fn leads(notice: &NoticeView) -> String {
    let about = notice.about;
    match notice.kind {
        Kind::DailyReportMissing => match notice.fact("day") {
            Some(day) => format!("{}/days/{day}", attendance::address(about)),
            None => attendance::address(about),
        },
        Kind::FilingReceived | Kind::FilingAccepted | Kind::FilingReturned | Kind::TrainingAhead => {
            filings::form::one_path(about)
        }
        Kind::FirstTaskOpened => filings::form::FIRST.to_owned(),
        Kind::SourcesDiffer => filings::agreement::path(about),
        Kind::ReturnDue => filings::returns::PATH.to_owned(),
        Kind::ReturnCorrected => filings::returns::path(about),
        Kind::ExamCellShort => format!("/office/exams/{about}"),
        Kind::OfficerChanged | Kind::ChangeDueSoon | Kind::ChangeOverdue | Kind::HandoverWaiting => {
            format!("/bindings/{about}/handover")
        }
        Kind::CapacityReached | Kind::CapacitySettled => format!("/officers/{about}/capacity"),
        Kind::BindingAsked | Kind::BindingConfirmed | Kind::BindingDeclined | Kind::BindingEnded => {
            format!("/bindings/{about}")
        }
        Kind::OfficerAssigned | Kind::AssignmentAccepted | Kind::AssignmentDeclined | Kind::AssignmentWithdrawn => {
            format!("/bindings/{about}")
        }
        Kind::ConsentWanted | Kind::ConsentGranted | Kind::ConsentRefused => format!("/bindings/{about}"),
        Kind::FilingReminded => format!("/enterprises/{about}/reminders"),
        Kind::ResultCorrected | Kind::VoidLifted => format!("/attempts/{about}/result"),
        // that page says why, and takes what there is to say against it
        Kind::AttemptVoided => format!("/attempts/{about}/complaint"),
        Kind::ComplaintAnswered | Kind::ComplaintReviewed => format!("/complaints/{about}"),
    }
}
