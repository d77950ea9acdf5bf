//! Whose is an exam: which role sets up which kind, and which role publishes it?

use super::ExamKind;
use crate::offices::OfficeKind;
use crate::permissions::{Object, Role, Verb, scope};

/// The kinds that `role` sets up for an office of this kind: only a pass at an issuer gives a certificate, and only
/// regulators assess.
pub fn kinds(role: Role, office: OfficeKind) -> &'static [ExamKind] {
    use ExamKind::{Assessment, Certification, Mock, Practice};
    match (role, office) {
        (Role::HumanResources | Role::Industry | Role::City, _) => &[Assessment],
        (Role::ExamAdministrator, OfficeKind::Issuer) => &[Certification, Mock, Practice],
        (Role::ExamAdministrator, OfficeKind::CountyArrears) => &[Mock, Practice],
        (Role::ExamAdministrator, _) => &[Assessment, Mock, Practice],
        _ => &[],
    }
}

/// Whether `role` publishes exams of this kind. A certification is approved by the issuer, an assessment by the regulator.
pub fn publishes(role: Role, kind: ExamKind) -> bool {
    let (is_theirs, verb) = match kind {
        ExamKind::Certification => (role == Role::Issuer, Verb::Decide),
        ExamKind::Assessment => (matches!(role, Role::HumanResources | Role::Industry | Role::City), Verb::Decide),
        ExamKind::Mock | ExamKind::Practice => (role == Role::ExamAdministrator, Verb::Edit),
    };
    is_theirs && scope(role, verb, Object::ExamSetUp).is_some()
}

/// Whether whoever drafted an exam of this kind may not publish it.
pub fn takes_two(kind: ExamKind) -> bool {
    kind == ExamKind::Certification
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_that_an_office_may_set_up_has_somebody_there_who_publishes_it() {
        for office in OfficeKind::ALL {
            let roles = Role::GRANTED.into_iter().filter(|role| office.may_hold(*role));
            for kind in roles.clone().flat_map(|role| kinds(role, office)) {
                assert!(roles.clone().any(|role| publishes(role, *kind)), "{office:?} {kind:?}");
            }
        }
    }

    #[test]
    fn regulators_set_up_assessments_only_and_issuers_nothing() {
        for (role, office) in [
            (Role::HumanResources, OfficeKind::HumanResources),
            (Role::Industry, OfficeKind::Industry),
            (Role::City, OfficeKind::CityArrears),
        ] {
            assert_eq!(kinds(role, office), [ExamKind::Assessment]);
        }
        assert!(kinds(Role::Issuer, OfficeKind::Issuer).is_empty());
        let certifying = OfficeKind::ALL.into_iter().filter(|office| {
            Role::GRANTED.into_iter().any(|role| kinds(role, *office).contains(&ExamKind::Certification))
        });
        assert_eq!(certifying.collect::<Vec<_>>(), [OfficeKind::Issuer]);
    }
}
