//! The status model.

use certs::status::StatusPurpose;

use crate::certificates::{PublicClass, Status, check_change};

#[test]
fn what_has_ended_never_returns() {
    for from in Status::ALL.into_iter().filter(|status| status.is_final()) {
        assert!(from.sets(StatusPurpose::Revocation));
        for to in Status::ALL {
            assert!(!from.may_become(to), "{from:?} to {to:?}");
        }
    }
}

#[test]
fn a_suspended_certificate_may_return_or_end() {
    assert!(Status::Valid.may_become(Status::Suspended));
    assert!(Status::Suspended.may_become(Status::Valid));
    for end in [Status::Revoked, Status::Annulled, Status::Superseded] {
        assert!(Status::Valid.may_become(end) && Status::Suspended.may_become(end));
    }
    assert!(Status::Suspended.sets(StatusPurpose::Suspension) && !Status::Suspended.sets(StatusPurpose::Revocation));
}

#[test]
fn a_class_explains_its_own_status_only() {
    let code = |from, to, class| check_change(from, to, class).err().map(|refusal| refusal.code);
    let (valid, revoked, suspended) = (Status::Valid, Status::Revoked, Status::Suspended);
    assert_eq!(code(valid, revoked, Some(PublicClass::Article15Item1)), None);
    assert_eq!(code(valid, revoked, None), Some("certificates.class_missing"));
    assert_eq!(code(valid, revoked, Some(PublicClass::ObtainedByFraud)), Some("certificates.class_does_not_fit"));
    assert_eq!(code(valid, suspended, None), None);
    assert_eq!(code(suspended, valid, Some(PublicClass::UnderInquiry)), Some("certificates.class_does_not_fit"));
    assert_eq!(code(valid, valid, None), Some("certificates.status_already"));
    assert_eq!(code(revoked, valid, None), Some("certificates.status_final"));
}

#[test]
fn codes_are_read_back() {
    for status in Status::ALL {
        assert_eq!(Status::parse(status.code()), Some(status));
    }
    for class in PublicClass::ALL {
        assert_eq!(PublicClass::parse(class.code()), Some(class));
    }
}
