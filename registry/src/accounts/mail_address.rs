//! Is this text an address that a letter can be sent to?

use std::fmt;

use crate::Refusal;

/// RFC 5321, 4.5.3.1
const LONGEST: usize = 254;
const LONGEST_LOCAL: usize = 64;
const LONGEST_LABEL: usize = 63;

/// `local@domain`, ASCII, without quotes and comments: nothing in it means anything in the head of a letter.
#[derive(Clone, PartialEq, Eq)]
pub struct MailAddress(String);

impl MailAddress {
    /// Takes a full-width `＠`; the domain is kept in small letters.
    ///
    /// # Errors
    /// One refusal on `address`.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let text = text.trim().replace('＠', "@");
        if text.is_empty() {
            return Err(Refusal::on("address", "accounts.mail_missing"));
        }
        let shape = || Refusal::on("address", "accounts.mail_shape");
        let (local, domain) = text.rsplit_once('@').ok_or_else(shape)?;
        let is_sound = text.len() <= LONGEST && is_local(local) && is_domain(domain);
        if is_sound { Ok(Self(format!("{local}@{}", domain.to_ascii_lowercase()))) } else { Err(shape()) }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// `z***@example.cn`
    pub fn masked(&self) -> String {
        let (local, domain) = self.0.rsplit_once('@').unwrap_or_default();
        format!("{}***@{domain}", local.chars().next().unwrap_or_default())
    }
}

fn is_local(text: &str) -> bool {
    let is_fine = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c);
    (1..=LONGEST_LOCAL).contains(&text.len())
        && text.chars().all(is_fine)
        && text.split('.').all(|part| !part.is_empty())
}

/// A name with a dot: letters stay in no house of their own.
fn is_domain(text: &str) -> bool {
    let is_label = |label: &str| {
        (1..=LONGEST_LABEL).contains(&label.len())
            && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let is_number = text.split('.').all(|label| label.chars().all(|c| c.is_ascii_digit()));
    text.contains('.') && text.split('.').all(is_label) && !is_number
}

impl fmt::Debug for MailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MailAddress({})", self.masked())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_as_people_type_it() {
        assert_eq!(MailAddress::parse(" Wang.Fang+ht@Example.CN ").unwrap().as_str(), "Wang.Fang+ht@example.cn");
        assert_eq!(MailAddress::parse("w＠example.cn").unwrap().masked(), "w***@example.cn");
    }

    #[test]
    fn what_could_mean_something_in_a_letter_is_no_address() {
        let long = format!("{}@example.cn", "a".repeat(65));
        for wrong in [
            "",
            "w",
            "w@",
            "@example.cn",
            "w@localhost",
            "w@127.0.0.1",
            "w@[127.0.0.1]",
            "w..f@example.cn",
            "w@-example.cn",
            "w@example..cn",
            "w@exa mple.cn",
            "w f@example.cn",
            "\"w\"@example.cn",
            "w@example.cn\r\nBcc: x@example.cn",
            "w@example.cn,x@example.cn",
            "<w@example.cn>",
            "王芳@example.cn",
            long.as_str(),
        ] {
            assert!(MailAddress::parse(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn nothing_but_the_first_letter_is_printed() {
        assert_eq!(format!("{:?}", MailAddress::parse("wang@example.cn").unwrap()), "MailAddress(w***@example.cn)");
    }
}
