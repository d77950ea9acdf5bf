use super::*;

fn said() -> Said {
    Said {
        officer: Some("王芳".into()),
        phone: Some("13800005678".into()),
        id_number: Some(IdNumberSaid { index: "i1".into(), masked: "3206**************".into() }),
        project: Some("示例工程（一期）".into()),
        contractor: Some("示例建设有限公司".into()),
    }
}

fn all() -> AllSaid {
    AllSaid { filing: said(), board: said(), real_name: said() }
}

#[test]
fn all_three_alike_agree_however_brackets_and_blanks_are_written() {
    let mut alike = all();
    alike.real_name.project = Some("示例工程 (一期)".into());
    assert_eq!(alike.disagreements(), []);
}

#[test]
fn one_source_that_differs_or_says_nothing_is_a_disagreement() {
    for source in Source::ALL {
        for change in [Some("13900005678".to_owned()), None, Some(String::new())] {
            let mut other = all();
            let of_source = match source {
                Source::Filing => &mut other.filing,
                Source::Board => &mut other.board,
                Source::RealName => &mut other.real_name,
            };
            of_source.phone = change;
            assert_eq!(other.disagreements(), [Field::Phone], "{source:?}");
        }
    }
    assert_eq!(AllSaid { board: Said::default(), ..all() }.disagreements(), Field::ALL, "there is no board");
    assert_eq!(AllSaid::default().disagreements(), Field::ALL, "nobody says anything: that is no agreement");
}

#[test]
fn a_number_is_told_apart_by_its_hash_and_shown_masked() {
    let mut other = all();
    other.real_name.id_number = Some(IdNumberSaid { index: "i2".into(), masked: "3206**************".into() });
    assert_eq!(other.disagreements(), [Field::IdNumber]);
    assert_eq!(other.values(Field::IdNumber).0, [(); 3].map(|()| Some("3206**************".to_owned())));
    assert!(!format!("{:?} {:?}", other, other.values(Field::Phone)).contains("13800005678"));
}
