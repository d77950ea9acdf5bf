//! What does an enterprise say of itself (甲文第七条, 企业基本情况), and what of it changed?

use super::{ContactPhone, EnterpriseKind};
use crate::Refusal;
use crate::fault::named;
use crate::people::PersonName;

/// As typed into the form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Profile {
    pub name: String,
    /// 简称; may be blank.
    pub short_name: String,
    /// Codes of [`EnterpriseKind`], any number; none while nobody has said.
    pub kinds: Vec<String>,
    pub legal_representative: String,
    pub address: String,
    pub phone: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedProfile {
    pub name: String,
    pub short_name: Option<String>,
    /// In the order of [`EnterpriseKind::ALL`], each once.
    pub kinds: Vec<EnterpriseKind>,
    pub legal_representative: PersonName,
    pub address: String,
    pub phone: ContactPhone,
}

closed_set! {
    /// What can change of an enterprise.
    Field {
        Name = "name",
        ShortName = "short_name",
        Kinds = "kinds",
        LegalRepresentative = "legal_representative",
        Address = "address",
        Phone = "phone",
        Area = "area",
    }
}

/// From what to what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub field: Field,
    pub from: Option<String>,
    pub to: Option<String>,
}

impl Profile {
    /// # Errors
    /// Every refusal at once, each on its field.
    pub fn check(&self) -> Result<CheckedProfile, Vec<Refusal>> {
        let mut refusals = Vec::new();
        let name = check_name(&self.name).map_err(|refusal| refusals.push(refusal)).ok();
        let short_name = check_short_name(&self.short_name).map_err(|refusal| refusals.push(refusal)).ok();
        let kinds = check_kinds(&self.kinds).map_err(|refusal| refusals.push(refusal)).ok();
        let legal =
            check_legal_representative(&self.legal_representative).map_err(|refusal| refusals.push(refusal)).ok();
        let address = check_address(&self.address).map_err(|refusal| refusals.push(refusal)).ok();
        let phone = ContactPhone::parse(&self.phone).map_err(|refusal| refusals.push(refusal)).ok();
        match (name, short_name, kinds, legal, address, phone) {
            (Some(name), Some(short_name), Some(kinds), Some(legal_representative), Some(address), Some(phone)) => {
                Ok(CheckedProfile { name, short_name, kinds, legal_representative, address, phone })
            }
            _ => Err(refusals),
        }
    }
}

impl CheckedProfile {
    /// The value of a field as it is stored; the kinds as codes with a space between.
    pub fn value(&self, field: Field) -> Option<String> {
        match field {
            Field::Name => Some(self.name.clone()),
            Field::ShortName => self.short_name.clone(),
            Field::Kinds => kinds_text(&self.kinds),
            Field::LegalRepresentative => Some(self.legal_representative.as_str().to_owned()),
            Field::Address => Some(self.address.clone()),
            Field::Phone => Some(self.phone.as_str().to_owned()),
            Field::Area => None,
        }
    }

    /// What differs from what stands, field by field; the area is no part of a profile.
    pub fn changes(&self, stands: impl Fn(Field) -> Option<String>) -> Vec<Change> {
        Field::ALL
            .into_iter()
            .filter(|field| *field != Field::Area)
            .map(|field| Change { field, from: stands(field), to: self.value(field) })
            .filter(|change| change.from != change.to)
            .collect()
    }
}

pub(super) fn kinds_text(kinds: &[EnterpriseKind]) -> Option<String> {
    let codes: Vec<&str> = kinds.iter().map(|kind| kind.code()).collect();
    (!codes.is_empty()).then(|| codes.join(" "))
}

pub(super) fn check_name(text: &str) -> Result<String, Refusal> {
    named(text, 2..=100, || Refusal::on("name", "enterprises.name_length"))
}

pub(super) fn check_short_name(text: &str) -> Result<Option<String>, Refusal> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    named(text, 2..=30, || Refusal::on("short_name", "enterprises.short_name_length")).map(Some)
}

pub(super) fn check_kinds(codes: &[String]) -> Result<Vec<EnterpriseKind>, Refusal> {
    let typed: Vec<&str> = codes.iter().map(|code| code.trim()).filter(|code| !code.is_empty()).collect();
    if typed.iter().any(|code| EnterpriseKind::parse(code).is_none()) {
        return Err(Refusal::on("kinds", "enterprises.kind_unknown"));
    }
    Ok(EnterpriseKind::ALL.into_iter().filter(|kind| typed.contains(&kind.code())).collect())
}

pub(super) fn check_legal_representative(text: &str) -> Result<PersonName, Refusal> {
    PersonName::parse(text).map_err(|refusal| Refusal { field: Some("legal_representative"), ..refusal })
}

pub(super) fn check_address(text: &str) -> Result<String, Refusal> {
    named(text, 2..=200, || Refusal::on("address", "enterprises.address_length"))
}

/// Why something is changed, withdrawn or merged: kept with it, so it says something.
#[cfg(feature = "db")]
pub(super) fn check_reason(text: &str) -> Result<String, Refusal> {
    crate::fault::worded(text, 4..=200, || Refusal::on("reason", "enterprises.reason_length"))
}
