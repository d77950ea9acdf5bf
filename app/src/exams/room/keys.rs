//! What does a key do inside a question? 1 to 6 or A to F choose, arrows move, M marks, Enter goes on.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    Choose(u8),
    Mark,
    Next,
    Previous,
}

/// On what the key was pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum On {
    /// A button or link, which has its own use for Enter.
    Control,
    Elsewhere,
}

/// `options` is the number of options of the question; keys beyond them do nothing.
pub fn deed(key: &str, on: On, options: usize) -> Option<Deed> {
    match key {
        "ArrowLeft" => return Some(Deed::Previous),
        "ArrowRight" => return Some(Deed::Next),
        "Enter" if on == On::Elsewhere => return Some(Deed::Next),
        "m" | "M" => return Some(Deed::Mark),
        _ => {}
    }
    let option = match key.as_bytes() {
        [digit @ b'1'..=b'6'] => digit - b'1',
        [letter @ b'a'..=b'f'] => letter - b'a',
        [letter @ b'A'..=b'F'] => letter - b'A',
        _ => return None,
    };
    (usize::from(option) < options).then_some(Deed::Choose(option))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_and_letters_choose_what_is_there() {
        assert_eq!(deed("1", On::Elsewhere, 4), Some(Deed::Choose(0)));
        assert_eq!(deed("d", On::Elsewhere, 4), Some(Deed::Choose(3)));
        for key in ["5", "E", "0", "7", "G", "Tab", " ", ""] {
            assert_eq!(deed(key, On::Elsewhere, 4), None, "{key}");
        }
    }

    #[test]
    fn enter_belongs_to_the_button_it_is_pressed_on() {
        assert_eq!(deed("Enter", On::Elsewhere, 4), Some(Deed::Next));
        assert_eq!(deed("Enter", On::Control, 4), None);
        assert_eq!(deed("M", On::Control, 4), Some(Deed::Mark));
    }
}
