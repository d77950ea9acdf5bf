//! How is a person's name written in what we sign?

use unicode_normalization::{UnicodeNormalization, is_nfc};

/// Longest name of a person in bytes of UTF-8: far above any real one.
pub const NAME_BYTES_MAX: usize = 200;

/// Why a name was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NameFault {
    #[error("the name is empty")]
    Empty,
    /// Longer than [`NAME_BYTES_MAX`].
    #[error("the name is too long")]
    TooLong,
    /// A control character, a line break among them.
    #[error("the name has a control character")]
    Control,
}

/// The name in Unicode normal form C without surrounding white space. Rare characters outside the basic plane and
/// the middle dot stay as they are.
///
/// # Errors
/// [`NameFault`] when it is empty, too long or has control characters.
pub fn normalised(name: &str) -> Result<String, NameFault> {
    if name.len() > NAME_BYTES_MAX {
        return Err(NameFault::TooLong);
    }
    let name: String = name.trim().nfc().collect();
    if name.is_empty() {
        return Err(NameFault::Empty);
    }
    if name.len() > NAME_BYTES_MAX {
        return Err(NameFault::TooLong);
    }
    if name.chars().any(char::is_control) { Err(NameFault::Control) } else { Ok(name) }
}

/// Is the name already as [`normalised`] would write it?
#[must_use]
pub fn is_normalised(name: &str) -> bool {
    is_nfc(name) && normalised(name).is_ok_and(|other| other == name)
}

/// The longest beginning of at most `bytes_max` bytes that ends between two characters.
#[must_use]
pub fn beginning(name: &str, bytes_max: usize) -> &str {
    &name[..name.floor_char_boundary(bytes_max)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_composed_and_trimmed() {
        assert_eq!(normalised(" Zoe\u{308} ").unwrap(), "Zo\u{eb}");
        assert_eq!(normalised("阿卜杜拉·买买提").unwrap(), "阿卜杜拉·买买提");
        assert_eq!(normalised("𠮷田㐂").unwrap(), "𠮷田㐂");
    }

    #[test]
    fn empty_long_and_control_characters_are_refused() {
        assert_eq!(normalised("　 "), Err(NameFault::Empty));
        assert_eq!(normalised("王\n芳"), Err(NameFault::Control));
        assert_eq!(normalised(&"王".repeat(67)), Err(NameFault::TooLong));
    }

    #[test]
    fn a_cut_never_splits_a_character() {
        assert_eq!(beginning("王芳", 30), "王芳");
        assert_eq!(beginning("王芳", 5), "王");
        assert_eq!(beginning("𠮷田", 3), "");
    }
}
