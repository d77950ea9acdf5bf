use super::*;

mod matrix;

#[test]
fn the_system_administrator_has_no_right_over_content() {
    for object in [Object::Certificate, Object::Result, Object::Attempt, Object::QuestionBank, Object::ExamSetUp] {
        for verb in [Verb::View, Verb::Create, Verb::Edit, Verb::Decide, Verb::Export] {
            assert_eq!(scope(Role::SystemAdministrator, verb, object), None, "{verb:?} {object:?}");
        }
    }
}

#[test]
fn only_the_issuer_decides_about_certificates() {
    let deciding: Vec<_> = LINES
        .iter()
        .filter(|line| line.object == Object::Certificate && line.verbs.contains(&Verb::Decide))
        .map(|line| line.role)
        .collect();
    assert_eq!(deciding, [Role::Issuer]);
}

#[test]
fn nobody_edits_a_result() {
    assert!(!LINES.iter().any(|line| {
        line.object == Object::Result && line.verbs.iter().any(|verb| matches!(verb, Verb::Edit | Verb::Create))
    }));
}

#[test]
fn no_line_is_given_twice() {
    for (index, line) in LINES.iter().enumerate() {
        let twin = LINES[index + 1..].iter().any(|other| other.role == line.role && other.object == line.object);
        assert!(!twin, "{:?} {:?}", line.role, line.object);
    }
}

#[test]
fn drafting_and_reviewing_are_two_roles() {
    assert_eq!(scope(Role::QuestionEditor, Verb::Decide, Object::QuestionBank), None);
    assert_eq!(scope(Role::QuestionReviewer, Verb::Create, Object::QuestionBank), None);
}
