use crate::workers::{QualificationKind, qualifications_text, read_qualifications};

const KIND: QualificationKind = QualificationKind::SkillLevel;

#[test]
fn what_is_typed_is_read_and_written_as_it_was() {
    for (typed, written) in [
        ("钢筋工，三级，Y001", "钢筋工，三级，Y001"),
        (" 钢筋工 , 三级 ; 木工 ", "钢筋工，三级；木工"),
        ("焊工，，HG-7；", "焊工，，HG-7"),
        ("", ""),
        (" ；; ", ""),
    ] {
        let read = read_qualifications(KIND, typed).unwrap();
        assert_eq!(qualifications_text(KIND, &read), written, "{typed}");
        assert_eq!(qualifications_text(QualificationKind::Title, &read), "");
    }
    let read = read_qualifications(KIND, "钢筋工，三级，Y001").unwrap().remove(0);
    assert_eq!((read.level.as_deref(), read.number.as_deref()), (Some("三级"), Some("Y001")));
}

#[test]
fn what_cannot_be_read_is_refused_on_its_field() {
    let long = format!("工，{}", "级".repeat(21));
    for (typed, code) in [
        ("钢筋工，三级，Y001，2026", "workers.qualification_parts"),
        ("，三级", "workers.qualification_missing"),
        (&"工".repeat(51), "workers.qualification_too_long"),
        (&long, "workers.qualification_detail_too_long"),
        (&"工；".repeat(11), "workers.qualifications_too_many"),
    ] {
        let refusal = read_qualifications(KIND, typed).unwrap_err();
        assert_eq!((refusal.field, refusal.code), (Some("skill_level"), code), "{typed}");
    }
}
