//! What does an enterprise say of itself (甲文第七条, 企业基本情况)?

use super::{ContactPhone, EnterpriseKind};
use crate::Refusal;
use crate::people::PersonName;

/// As typed into the form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Profile {
    /// A code of [`EnterpriseKind`]; empty for owners and supervisors, which build nothing themselves.
    pub kind: String,
    pub legal_representative: String,
    pub address: String,
    pub phone: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedProfile {
    pub kind: Option<EnterpriseKind>,
    pub legal_representative: PersonName,
    pub address: String,
    pub phone: ContactPhone,
}

impl Profile {
    /// # Errors
    /// Every refusal at once, each on its field.
    pub fn check(&self) -> Result<CheckedProfile, Vec<Refusal>> {
        let mut refusals = Vec::new();
        let kind = EnterpriseKind::parse(self.kind.trim());
        if kind.is_none() && !self.kind.trim().is_empty() {
            refusals.push(Refusal::on("kind", "enterprises.kind_unknown"));
        }
        let name = PersonName::parse(&self.legal_representative)
            .map_err(|refusal| refusals.push(Refusal { field: Some("legal_representative"), ..refusal }))
            .ok();
        let address = self.address.trim();
        if !(2..=200).contains(&address.chars().count()) || address.chars().any(char::is_control) {
            refusals.push(Refusal::on("address", "enterprises.address_length"));
        }
        let phone = ContactPhone::parse(&self.phone).map_err(|refusal| refusals.push(refusal)).ok();
        match (name, phone) {
            (Some(legal_representative), Some(phone)) if refusals.is_empty() => {
                Ok(CheckedProfile { kind, legal_representative, address: address.to_owned(), phone })
            }
            _ => Err(refusals),
        }
    }
}
