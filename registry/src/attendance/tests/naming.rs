use proptest::prelude::*;
use uuid::Uuid;

use crate::Instant;
use crate::attendance::{
    Direction, IdentityKey, Naming, Origin, Purpose, id_at, instant_of, mark_of, may_be_of, short_key,
};

const PROJECT: Uuid = Uuid::from_u128(0x0192_3456_789a_7bcd_8ef0_1234_5678_9abc);

fn naming<'a>(who: &'a IdentityKey, external: Option<(Uuid, &'a str)>) -> Naming<'a> {
    Naming {
        project: PROJECT,
        who,
        at: Instant(1_795_136_400_000),
        direction: Direction::In,
        purpose: Purpose::Record,
        stated_at: Instant(1),
        origin: Origin::Device,
        external,
    }
}

#[test]
fn a_row_without_a_number_is_told_by_what_it_says() {
    let (one, two) = (IdentityKey("a".into()), IdentityKey("b".into()));
    let id = naming(&one, None).id();
    assert_eq!(id, Naming { stated_at: Instant(2), ..naming(&one, None) }.id(), "said twice is said once");
    let about = Uuid::from_u128(5);
    let others = [
        naming(&two, None),
        Naming { direction: Direction::Out, ..naming(&one, None) },
        Naming { at: Instant(1_795_136_400_001), ..naming(&one, None) },
        Naming { project: Uuid::from_u128(6), ..naming(&one, None) },
        Naming { purpose: Purpose::Correct(about), ..naming(&one, None) },
        Naming { purpose: Purpose::Withdraw(about), ..naming(&one, None) },
        Naming { purpose: Purpose::Withdraw(about), stated_at: Instant(2), ..naming(&one, None) },
        Naming { origin: Origin::Manual, ..naming(&one, None) },
    ];
    let ids: std::collections::BTreeSet<Uuid> = others.iter().map(Naming::id).chain([id]).collect();
    assert_eq!(ids.len(), 9);
}

#[test]
fn a_row_with_a_number_is_told_by_it_and_its_supplier() {
    let (one, two) = (IdentityKey("a".into()), IdentityKey("b".into()));
    let (supplier, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
    let id = naming(&one, Some((supplier, "k"))).id();
    assert_eq!(id, naming(&two, Some((supplier, "k"))).id());
    assert_ne!(id, naming(&one, Some((other, "k"))).id());
    assert_ne!(id, naming(&one, Some((supplier, "l"))).id());
    assert_ne!(id, naming(&one, None).id());
}

#[test]
fn only_a_hash_has_a_short_key() {
    let hash = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    let short = short_key(&IdentityKey(hash.into())).unwrap();
    assert_eq!(short.simple().to_string(), &hash[..32]);
    assert!(
        ["", "0123", "0123456789abcdef-123456789abcdef", "{123456789abcdef0123456789abcde}", "张"]
            .iter()
            .all(|text| short_key(&IdentityKey((*text).into())).is_none())
    );
}

proptest! {
    #[test]
    fn an_id_carries_project_instant_and_mark(at in 946_656_000_000_i64..4_398_046_000_000, mark: u64, later in 1_i64..1_000) {
        let id = id_at(PROJECT, Instant(at), mark);
        prop_assert_eq!((instant_of(id), mark_of(id)), (Instant(at), mark));
        prop_assert_eq!(id_at(PROJECT, instant_of(id), mark_of(id)), id);
        prop_assert!(may_be_of(id, PROJECT) && !may_be_of(id, Uuid::from_u128(1)));
        prop_assert_eq!(id.get_version_num(), 8);
        prop_assert!(id < id_at(PROJECT, Instant(at + later), 0), "later rows have greater ids");
    }
}
