use super::*;

#[test]
fn the_standard_blueprint_has_77_questions_worth_100_points() {
    let standard = Blueprint::standard();
    assert_eq!((standard.question_count(), standard.total()), (77, 10_000));
    assert_eq!(standard.validate(Aim::Certification), Ok(()));
}

#[test]
fn the_sections_and_points_have_the_shares_of_the_convention() {
    let cells = Blueprint::standard().cells;
    let count = |kind| cells.iter().filter(|cell| cell.kind == kind).map(|cell| cell.count).sum::<u32>();
    assert_eq!(Kind::ALL.iter().map(|&kind| count(kind)).collect::<Vec<_>>(), [40, 15, 20, 2]);
    let worth = |points: &[Point]| -> u32 {
        cells.iter().filter(|cell| points.contains(&cell.point)).map(|cell| cell.count * cell.score).sum()
    };
    assert_eq!(worth(&[Point::WageRegulation]), 2300);
    assert_eq!(worth(&[Point::DisputesCommunication, Point::DisputesEmergency]), 1000);
    assert_eq!(worth(&[Point::SpecialAccount]), 1000);
    assert_eq!(worth(&[Point::WageDeposit]), 800);
    assert_eq!(worth(&[Point::LabourContractLaw, Point::LabourLaw]), 1500);
    assert_eq!(worth(&[Point::Arbitration]), 800);
    assert_eq!(worth(&[Point::RealName]), 1200);
    assert_eq!(worth(&[Point::NantongRules]), 1000);
    assert_eq!(worth(&[Point::Platform]), 400);
}

#[test]
fn a_certification_without_a_required_point_is_refused_by_name() {
    for required in [
        Point::LabourLaw,
        Point::LabourContractLaw,
        Point::Arbitration,
        Point::DisputesCommunication,
        Point::DisputesEmergency,
        Point::Platform,
    ] {
        let mut lacking = Blueprint::standard();
        lacking.cells.retain(|cell| cell.point != required);
        assert_eq!(lacking.validate(Aim::Certification), Err(BlueprintFault::Lacks(vec![required])));
        assert_eq!(lacking.validate(Aim::Other), Ok(()));
    }
}

#[test]
fn a_certification_worth_another_sum_is_refused() {
    let mut rich = Blueprint::standard();
    rich.cells[0].count += 1;
    assert_eq!(rich.validate(Aim::Certification), Err(BlueprintFault::Total(10_100)));
}

#[test]
fn malformed_cells_are_refused_for_every_aim() {
    let refused = |change: fn(&mut Vec<Cell>)| {
        let mut blueprint = Blueprint::standard();
        change(&mut blueprint.cells);
        blueprint.validate(Aim::Other).unwrap_err()
    };
    assert_eq!(refused(Vec::clear), BlueprintFault::Empty);
    assert!(matches!(refused(|cells| cells[3].count = 0), BlueprintFault::EmptyCell { .. }));
    assert!(matches!(refused(|cells| cells.push(cells[0])), BlueprintFault::RepeatedCell { .. }));
    let last_is_a_case = |cells: &mut Vec<Cell>| cells.last_mut().unwrap().score = 600;
    assert_eq!(refused(last_is_a_case), BlueprintFault::CaseScore { score: 600 });
}

#[test]
fn a_blueprint_survives_json() {
    let standard = Blueprint::standard();
    let json = serde_json::to_string(&standard).unwrap();
    assert!(json.starts_with(
        r#"{"cells":[{"point":"wage_regulation","kind":"single","difficulty":"easy","count":3,"score":100}"#
    ));
    assert_eq!(serde_json::from_str::<Blueprint>(&json).unwrap(), standard);
}
