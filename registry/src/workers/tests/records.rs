use super::*;
use crate::rulepacks::Rules;

fn check(worker: &Worker) -> Findings {
    check_worker(worker, &site(), today(), &policy(), codes())
}

fn changed(change: impl FnOnce(&mut Worker)) -> Findings {
    let mut worker = worker();
    change(&mut worker);
    check(&worker)
}

#[test]
fn a_whole_record_is_taken() {
    let findings = check(&worker());
    assert_eq!(refused(&findings), Vec::<&str>::new());
    assert_eq!(findings.warnings, [Warning::UnknownCounty, Warning::CardCheck]);
}

#[test]
fn a_manager_needs_no_team() {
    let as_manager = |worker: &mut Worker| {
        worker.registration.role = Role::Manager;
        worker.registration.trade = MANAGER_TRADE.into();
        worker.registration.post = "项目经理".into();
        worker.registration.unit = GENERAL;
        worker.registration.team = None;
    };
    assert_eq!(refused(&changed(as_manager)), Vec::<&str>::new());
    let leads_nobody = |worker: &mut Worker| {
        as_manager(worker);
        worker.registration.is_team_leader = true;
    };
    assert_eq!(refused(&changed(leads_nobody)), ["workers.leader_without_team"]);
}

#[test]
fn each_fault_of_a_record_has_its_refusal() {
    type Change = fn(&mut Worker);
    let cases: [(Change, &[&str]); 12] = [
        (|w| w.registration.role = Role::Manager, &["workers.trade_of_another_role"]),
        (|w| w.registration.trade = "900".into(), &["workers.trade_of_another_role"]),
        (|w| w.registration.trade = "305".into(), &["workers.trade_unknown"]),
        (|w| w.registration.post = "  ".into(), &["workers.post_missing"]),
        (|w| w.registration.team = None, &["workers.team_missing"]),
        (|w| w.registration.team = Some(Uuid::from_u128(22)), &["workers.foreign_team"]),
        // the team is another unit's
        (|w| w.registration.unit = GENERAL, &["workers.foreign_team"]),
        (|w| w.registration.registered_at = day("2026-11-21").starts_at(), &["workers.registered_in_future"]),
        (|w| w.registration.registered_at = day("1989-12-31").starts_at(), &["calendar.day_too_early"]),
        (|w| w.trainings[0].project = OTHER_SITE, &["workers.training_of_another_project"]),
        (|w| w.contracts[0].project = OTHER_SITE, &["workers.contract_of_another_project"]),
        (|w| w.person.birth_day = day("1990-08-18"), &["workers.birth_day_differs_from_number"]),
    ];
    for (change, codes) in cases {
        assert_eq!(refused(&changed(change)), codes);
    }
}

#[test]
fn of_a_foreign_project_nothing_else_is_said() {
    let foreign = changed(|w| {
        w.registration.project = OTHER_SITE;
        w.registration.team = None;
        w.registration.unit = STRANGER_UNIT;
        w.contracts.clear();
        w.trainings.clear();
    });
    assert_eq!(refused(&foreign), ["workers.foreign_project"]);
}

#[test]
fn the_unit_must_be_there_when_its_people_enter() {
    let mut site = site();
    site.parties[1].period = Period::new(day("2026-03-03"), Some(day("2026-06-30"))).unwrap();
    let check = |spans: &[(&str, &str)]| {
        let mut worker = worker();
        worker.registration.stays = stays(spans);
        check_worker(&worker, &site, today(), &policy(), codes())
    };
    assert!(refused(&check(&[("2026-03-03", "2026-06-30")])).is_empty());
    assert_eq!(refused(&check(&[("2026-03-02", "2026-06-30")])), ["workers.unit_not_on_project"]);
    assert_eq!(
        refused(&check(&[("2026-03-03", "2026-05-01"), ("2026-07-01", "")])),
        ["workers.unit_left_before_entry"]
    );
    assert!(check(&[("2026-03-03", "")]).warnings.contains(&Warning::StayPastUnit));
    assert!(!check(&[("2026-03-03", "2026-06-30")]).warnings.contains(&Warning::StayPastUnit));
}

#[test]
fn only_parties_that_build_employ_people() {
    let mut site = site();
    site.parties.push(Party { enterprise: STRANGER_UNIT, role: PartyRole::Owner, period: site.parties[0].period });
    let signed = Contract { employer: STRANGER_UNIT, ..contract() };
    assert!(!site.has_unit(STRANGER_UNIT, today()) && !site.is_covered_by(&signed));
    site.parties[2].role = PartyRole::SpecialistSubcontractor;
    assert!(site.has_unit(STRANGER_UNIT, today()) && site.is_covered_by(&signed));
}

#[test]
fn children_are_refused_by_the_day_they_began() {
    let born = |worker: &mut Worker, digits: &str| {
        let number = IdNumber::parse(&with_check_character(digits), today()).unwrap();
        worker.person.birth_day = number.birth_day();
        worker.person.document = IdDocument::Resident(number);
    };
    // sixteen today, fifteen on entry
    assert_eq!(refused(&changed(|w| born(w, "32069120100304721"))), ["workers.under_age"]);
    let minor = changed(|w| born(w, "32069120100303721"));
    assert!(refused(&minor).is_empty() && minor.warnings.contains(&Warning::Minor));
}

#[test]
fn past_retirement_a_written_agreement_is_advised() {
    let old = |worker: &mut Worker, kind| {
        let number = IdNumber::parse(&with_check_character("32069119600817721"), today()).unwrap();
        worker.person.birth_day = number.birth_day();
        worker.person.document = IdDocument::Resident(number);
        worker.contracts[0].kind = kind;
    };
    let labour = changed(|w| old(w, ContractKind::LabourContract));
    assert!(refused(&labour).is_empty());
    assert!(labour.warnings.contains(&Warning::PastRetirementAge));
    assert!(labour.warnings.contains(&Warning::AgreementAdvised));
    let agreement = changed(|w| old(w, ContractKind::WrittenAgreement));
    assert!(!agreement.warnings.contains(&Warning::AgreementAdvised));
}

#[test]
fn a_record_made_after_entry_warns() {
    let late = changed(|w| w.registration.registered_at = day("2026-03-04").starts_at());
    assert!(refused(&late).is_empty() && late.warnings.contains(&Warning::RegisteredAfterEntry));
    // the last instant of the day of entry is still that day
    let midnight = changed(|w| w.registration.registered_at = day("2026-03-04").starts_at().minus_ms(1));
    assert!(!midnight.warnings.contains(&Warning::RegisteredAfterEntry));
}

#[test]
fn teams_have_one_name_one_leader_and_a_unit_of_the_project() {
    let site = site();
    let team = site.teams[0].clone();
    let leader = |person| Registration { is_team_leader: true, ..registration(person) };
    let (one, two) = (leader(1), leader(2));
    let check = |team: &Team, members: &[&Registration]| refused(&check_team(team, &site, members));
    assert!(check(&team, &[&one, &registration(3)]).is_empty());
    assert_eq!(check(&team, &[&one, &two]), ["workers.team_has_two_leaders"]);
    let gone = Registration { stays: stays(&[("2026-03-03", "2026-05-01")]), ..leader(2) };
    assert!(check(&team, &[&one, &gone]).is_empty());
    let leaving = Registration { stays: stays(&[("2026-03-03", "2026-11-20")]), ..leader(2) };
    assert!(check(&team, &[&one, &leaving]).is_empty(), "the lead may change on one day");
    let twice = Team { id: Uuid::from_u128(22), name: " 钢筋一班 ".into(), ..team.clone() };
    assert_eq!(check(&twice, &[]), ["workers.team_name_twice"]);
    let wrong = Team {
        project: OTHER_SITE,
        unit: STRANGER_UNIT,
        name: String::new(),
        entered: Some(day("2026-05-02")),
        left: Some(day("2026-05-01")),
        ..team
    };
    assert_eq!(
        check(&wrong, &[]),
        [
            "workers.foreign_project",
            "workers.team_name_missing",
            "workers.unit_not_on_project",
            "workers.team_left_before_entry"
        ]
    );
}

#[test]
fn the_history_runs_across_projects() {
    let here = Registration { stays: stays(&[("2026-03-03", "2026-03-20"), ("2026-06-01", "")]), ..registration(1) };
    let there = Registration {
        project: OTHER_SITE,
        person: here.person,
        stays: stays(&[("2026-04-01", "2026-05-01")]),
        ..registration(2)
    };
    let others = Registration { stays: stays(&[("2026-03-03", "")]), ..registration(3) };
    let history = employment_history(here.person, &[here, there, others]);
    let days: Vec<(Uuid, String)> = history.iter().map(|one| (one.project, one.stay.entered.to_string())).collect();
    let expected = [(SITE, "2026-06-01"), (OTHER_SITE, "2026-04-01"), (SITE, "2026-03-03")];
    assert_eq!(days, expected.map(|(project, day)| (project, day.to_owned())));
}

#[test]
fn findings_settle_into_warnings_or_every_refusal() {
    assert_eq!(check(&worker()).settle().unwrap().len(), 2);
    let fault = changed(|w| {
        w.registration.post.clear();
        w.registration.team = None;
    });
    let crate::Fault::Refused(refusals) = fault.settle().unwrap_err() else { panic!("refused") };
    assert_eq!(refusals.len(), 2);
}

#[test]
fn the_built_in_packs_name_every_parameter() {
    let read = |packs: [&str; 2]| {
        let packs = packs.map(parameters);
        let lines = packs
            .iter()
            .flatten()
            .fold(Rules::default(), |rules, (name, value)| rules.with(name, value.clone(), "test"));
        Policy::from_rules(&lines).unwrap()
    };
    let (a, c) = (include_str!("../../../data/rulepacks/a2.toml"), include_str!("../../../data/rulepacks/c2.toml"));
    assert_eq!(read([c, a]), policy());
    assert_eq!(read([c, ""]).training, TrainingRule::Advised);
    assert!(Policy::from_rules(&Rules::default()).is_err());
}
