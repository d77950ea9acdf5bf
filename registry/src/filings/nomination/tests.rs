#![allow(clippy::unwrap_used)]

use super::*;

fn codes(years: &str, statement: &str) -> Vec<&'static str> {
    Nomination::read(years, statement).err().unwrap_or_default().iter().map(|refusal| refusal.code).collect()
}

//
#[test]
fn nothing_has_to_be_said() {
    assert_eq!(Nomination::read("", "  ").unwrap(), Nomination::default());
    let said = Nomination::read(" 6 ", " 熟悉实名制管理。 ").unwrap();
    assert_eq!((said.experience_years, said.statement.as_deref()), (Some(6), Some("熟悉实名制管理。")));
    assert_eq!(Nomination::read("0", "").unwrap().experience_years, Some(0));
}

#[test]
fn years_are_a_number_that_somebody_can_have_worked() {
    assert_eq!(codes("60", ""), [""; 0]);
    for wrong in ["61", "-1", "6.5", "六", "99999999999"] {
        assert_eq!(codes(wrong, ""), ["filings.experience_years"], "{wrong}");
    }
}

#[test]
fn a_statement_has_an_end() {
    assert_eq!(codes("", &"好".repeat(MOST_STATED)), [""; 0]);
    let both = codes("61", &"好".repeat(MOST_STATED + 1));
    assert_eq!(both, ["filings.experience_years", "filings.statement_length"]);
}
