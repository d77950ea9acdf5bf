//! What does the automatic check say about one question, held against the bank and the facts?

use question_bank::check::{Fault as Finding, Reason, Subject, check};
use question_bank::{Blueprint, Fact, Facts, Question};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use crate::entity::{facts, question_versions};
use crate::{Fault, Refusal};

/// Every fact that the site knows.
pub async fn known_facts<C: ConnectionTrait>(db: &C) -> Result<Facts, Fault> {
    let rows = facts::Entity::find().all(db).await?;
    let all: Vec<Fact> = rows.iter().map(|row| serde_json::from_str(&row.content)).collect::<Result<_, _>>()?;
    Facts::parse(&serde_json::to_string(&all)?).map_err(Fault::internal)
}

/// What is found of this question among all others that are or will be drawn.
pub async fn of<C: ConnectionTrait>(db: &C, question: &Question) -> Result<Vec<Finding>, Fault> {
    let others = question_versions::Entity::find()
        .filter(question_versions::Column::State.is_in(["ready", "reviewed"]))
        .filter(question_versions::Column::QuestionId.ne(&question.id.0))
        .all(db)
        .await?;
    let mut bank: Vec<Question> =
        others.iter().map(|row| serde_json::from_str(&row.content)).collect::<Result<_, _>>()?;
    // the last of two that are alike is the one that is named
    bank.push(question.clone());
    let report = check(&bank, &known_facts(db).await?, &Blueprint::standard());
    let is_of_it = |fault: &Finding| match &fault.subject {
        Subject::Bank => false,
        Subject::Question(id) | Subject::Part(id, _) => *id == question.id,
    };
    Ok(report.faults.into_iter().filter(is_of_it).collect())
}

/// Of these a paper cannot be made, or nobody could say what they rest on; the others are for the reviewer to judge.
pub fn forbids(finding: &Finding) -> Option<Refusal> {
    let part = match finding.subject {
        Subject::Part(_, part) => part + 1,
        _ => 1,
    };
    let refusal = match &finding.reason {
        Reason::UnknownFact(fact) => Refusal::new("questions.fact_unknown").with("fact", fact),
        Reason::OptionCount { count, .. } => Refusal::new("questions.option_count").with("count", count),
        Reason::EqualOptions { first, second } => {
            Refusal::new("questions.equal_options").with("first", first).with("second", second)
        }
        Reason::RightCount { right, .. } => Refusal::new("questions.right_count").with("right", right),
        Reason::PartCount(count) => return Some(Refusal::new("questions.part_count").with("count", count)),
        Reason::CaseScore(sum) => {
            let points = format!("{}.{:02}", sum / 100, sum % 100);
            return Some(Refusal::new("questions.case_score").with("sum", points));
        }
        _ => return None,
    };
    Some(refusal.with("part", part))
}
