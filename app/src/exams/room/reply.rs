//! What did the server say to a saved answer?

use serde::Deserialize;

use super::clock::parse_rfc3339;

/// Instants are milliseconds UTC.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    Saved {
        saved_at: i64,
        deadline: i64,
        server_now: i64,
    },
    /// Another request of this device holds a higher sequence; 0 when the server does not name it.
    Newer {
        sequence: i64,
    },
    Elsewhere,
    TimeUp,
    /// Staff stopped the clock, the browser is not the one asked for, or the question was left: the room says which.
    Halted,
    /// Neither this answer nor the same again will be taken.
    Refused,
    /// Nobody knows: to be sent again.
    Lost,
}

#[derive(Deserialize)]
struct Receipt {
    saved_at: String,
    deadline_at: String,
    server_now: String,
}

/// RFC 9457; the last part of `type` is the code.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Problem {
    r#type: String,
    sequence: Option<i64>,
}

pub fn read(status: u16, text: &str) -> Reply {
    match status {
        200..=299 => receipt(text).unwrap_or(Reply::Lost),
        408 | 425 | 429 | 500..=599 => Reply::Lost,
        _ => refusal(text),
    }
}

fn receipt(text: &str) -> Option<Reply> {
    let receipt: Receipt = serde_json::from_str(text).ok()?;
    Some(Reply::Saved {
        saved_at: parse_rfc3339(&receipt.saved_at)?,
        deadline: parse_rfc3339(&receipt.deadline_at)?,
        server_now: parse_rfc3339(&receipt.server_now)?,
    })
}

fn refusal(text: &str) -> Reply {
    let problem: Problem = serde_json::from_str(text).unwrap_or_default();
    match problem.r#type.rsplit(['/', ':', '#']).next() {
        Some("exams.newer_answer") => Reply::Newer { sequence: problem.sequence.unwrap_or(0) },
        Some("exams.opened_elsewhere") => Reply::Elsewhere,
        Some("exams.time_is_up") => Reply::TimeUp,
        Some("exams.paused" | "exams.locked" | "exams.lockdown_unproven" | "exams.question_closed") => Reply::Halted,
        _ => Reply::Refused,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_receipt_carries_the_servers_clock() {
        let text = r#"{"sequence":3,"saved_at":"2026-11-20T10:32:07.000+08:00",
            "deadline_at":"2026-11-20T12:00:00.000+08:00","server_now":"2026-11-20T10:32:07.100+08:00"}"#;
        let Reply::Saved { saved_at, deadline, server_now } = read(200, text) else { panic!("not read") };
        assert_eq!((server_now - saved_at, deadline - saved_at), (100, 5_273_000));
    }

    #[test]
    fn each_refusal_is_told_apart() {
        let problem = |code: &str| read(409, &format!(r#"{{"type":"https://x/problems/{code}","sequence":12}}"#));
        assert_eq!(problem("exams.newer_answer"), Reply::Newer { sequence: 12 });
        assert_eq!(problem("exams.opened_elsewhere"), Reply::Elsewhere);
        assert_eq!(problem("exams.time_is_up"), Reply::TimeUp);
        for code in ["paused", "locked", "lockdown_unproven", "question_closed"] {
            assert_eq!(problem(&format!("exams.{code}")), Reply::Halted);
        }
        assert_eq!(problem("exams.no_such_option"), Reply::Refused);
        assert_eq!(read(409, r#"{"type":"exams.time_is_up"}"#), Reply::TimeUp);
        assert_eq!(read(401, ""), Reply::Refused);
    }

    #[test]
    fn what_cannot_be_read_is_sent_again() {
        for (status, text) in [(200, "<html>"), (502, ""), (503, "{}"), (429, "")] {
            assert_eq!(read(status, text), Reply::Lost, "{status}");
        }
    }
}
