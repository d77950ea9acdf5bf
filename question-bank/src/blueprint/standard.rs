//! Which cells does the default certification have?

use super::{CASE_SCORE, Cell};
use crate::question::Point::{
    Arbitration, DisputesCommunication, DisputesEmergency, LabourContractLaw, LabourLaw, NantongRules, Platform,
    RealName, SpecialAccount, WageDeposit, WageRegulation,
};
use crate::question::{Difficulty, Kind, Point};

/// Per point: how many easy, medium and hard questions.
type Row = (Point, [u32; 3]);

const SINGLE: [Row; 9] = [
    (WageRegulation, [3, 4, 2]),
    (SpecialAccount, [1, 2, 1]),
    (WageDeposit, [1, 2, 1]),
    (LabourContractLaw, [2, 2, 1]),
    (LabourLaw, [1, 1, 0]),
    (Arbitration, [1, 2, 1]),
    (RealName, [2, 2, 1]),
    (NantongRules, [2, 2, 1]),
    (Platform, [1, 1, 0]),
];

const MULTIPLE: [Row; 9] = [
    (WageRegulation, [1, 2, 1]),
    (SpecialAccount, [0, 1, 1]),
    (WageDeposit, [0, 1, 0]),
    (LabourContractLaw, [0, 1, 0]),
    (LabourLaw, [0, 1, 0]),
    (Arbitration, [0, 1, 0]),
    (RealName, [0, 1, 1]),
    (NantongRules, [0, 1, 1]),
    (Platform, [0, 1, 0]),
];

const TRUE_FALSE: [Row; 8] = [
    (WageRegulation, [2, 3, 1]),
    (SpecialAccount, [1, 1, 0]),
    (WageDeposit, [1, 1, 0]),
    (LabourContractLaw, [1, 2, 0]),
    (LabourLaw, [1, 0, 0]),
    (Arbitration, [1, 1, 0]),
    (RealName, [1, 2, 0]),
    (NantongRules, [0, 1, 0]),
];

/// one case on communication, one on emergencies.
const CASE: [Row; 2] = [(DisputesCommunication, [0, 1, 0]), (DisputesEmergency, [0, 1, 0])];

pub(super) fn cells() -> Vec<Cell> {
    let sections: [(Kind, u32, &[Row]); 4] = [
        (Kind::Single, 100, &SINGLE),
        (Kind::Multiple, 200, &MULTIPLE),
        (Kind::TrueFalse, 100, &TRUE_FALSE),
        (Kind::Case, CASE_SCORE, &CASE),
    ];
    sections.into_iter().flat_map(|(kind, score, rows)| section(kind, score, rows)).collect()
}

fn section(kind: Kind, score: u32, rows: &[Row]) -> impl Iterator<Item = Cell> {
    rows.iter().flat_map(move |&(point, counts)| {
        Difficulty::ALL.iter().zip(counts).filter(|(_, count)| *count > 0).map(move |(&difficulty, count)| Cell {
            point,
            kind,
            difficulty,
            count,
            score,
        })
    })
}
