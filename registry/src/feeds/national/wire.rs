//! How does a request of the standard look on the wire: form, signature, sealed fields?
//!
//! Signed is the SHA-256 of `appid=…&data=…&format=…&method=…&nonce=…&timestamp=…&version=…&appsecret=…`, the whole string in lower
//! case. Sealed is AES-256 in CBC with PKCS#7, key and vector out of the secret, in Base64.

use aes::Aes256;
use aes::cipher::block_padding::Pkcs7;
use aes::cipher::{BlockModeDecrypt, BlockModeEncrypt, KeyIvInit};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use super::{Credentials, FeedObject};
use crate::feeds::fields::{Field, Kind};
use crate::vault::{hex, same};
use crate::{Fault, Refusal};

const NAMES: [&str; 8] = ["appid", "data", "format", "method", "nonce", "timestamp", "version", "sign"];

/// The parameters of a request, decoded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Request {
    pub appid: String,
    pub data: String,
    pub format: String,
    pub method: String,
    pub nonce: String,
    pub timestamp: String,
    pub version: String,
    pub sign: String,
}

impl Request {
    fn values(&self) -> [&str; 8] {
        let Self { appid, data, format, method, nonce, timestamp, version, sign } = self;
        [appid, data, format, method, nonce, timestamp, version, sign]
    }
}

pub fn canonical_string(request: &Request, secret: &str) -> String {
    let pairs = NAMES.iter().zip(request.values()).filter(|(name, _)| **name != "sign");
    let pairs: Vec<String> = pairs.map(|(name, value)| format!("{name}={value}")).collect();
    format!("{}&appsecret={secret}", pairs.join("&")).to_lowercase()
}

pub fn sign(request: &Request, secret: &str) -> String {
    hex(&Sha256::digest(canonical_string(request, secret)))
}

pub fn verify(request: &Request, secret: &str) -> bool {
    same(sign(request, secret).as_bytes(), request.sign.trim().to_ascii_lowercase().as_bytes())
}

/// `application/x-www-form-urlencoded`
pub fn encode(request: &Request) -> String {
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.extend_pairs(NAMES.iter().zip(request.values()));
    form.finish()
}

/// # Errors
/// The name of a parameter that is missing or stands there twice.
pub fn parse_form(body: &[u8]) -> Result<Request, &'static str> {
    let mut found: [Option<String>; 8] = Default::default();
    for (name, value) in form_urlencoded::parse(body) {
        let Some(place) = NAMES.iter().position(|known| *known == name) else { continue };
        if found[place].replace(value.into_owned()).is_some() {
            return Err(NAMES[place]);
        }
    }
    let mut take = |place: usize| found[place].take().ok_or(NAMES[place]);
    Ok(Request {
        appid: take(0)?,
        data: take(1)?,
        format: take(2)?,
        method: take(3)?,
        nonce: take(4)?,
        timestamp: take(5)?,
        version: take(6)?,
        sign: take(7)?,
    })
}

fn key_and_vector(secret: &str) -> Result<(&[u8; 32], [u8; 16]), Fault> {
    let key: &[u8; 32] =
        secret.as_bytes().try_into().map_err(|_| Fault::internal("a platform secret that is not of 32 bytes"))?;
    let mut vector = [0; 16];
    vector.copy_from_slice(&key[..16]);
    Ok((key, vector))
}

pub fn seal_field(secret: &str, plain: &str) -> Result<String, Fault> {
    let (key, vector) = key_and_vector(secret)?;
    let cipher = cbc::Encryptor::<Aes256>::new(key.into(), (&vector).into());
    Ok(STANDARD.encode(cipher.encrypt_padded_vec::<Pkcs7>(plain.as_bytes())))
}

/// # Errors
/// `feeds.field_unsealable` for anything that this secret did not seal.
pub fn open_field(secret: &str, sealed: &str) -> Result<String, Fault> {
    let (key, vector) = key_and_vector(secret)?;
    let refuse = || Fault::refused(Refusal::new("feeds.field_unsealable"));
    let bytes = STANDARD.decode(sealed.trim()).map_err(|_| refuse())?;
    let cipher = cbc::Decryptor::<Aes256>::new(key.into(), (&vector).into());
    let plain = cipher.decrypt_padded_vec::<Pkcs7>(&bytes).map_err(|_| refuse())?;
    String::from_utf8(plain).map_err(|_| refuse())
}

/// Every sealed field of one `data` object, those of its lists too, changed in place. What is no text is left for the
/// reader to refuse.
pub(super) fn change_sealed(
    object: FeedObject,
    data: &mut Value,
    change: &dyn Fn(&str) -> Result<String, Fault>,
) -> Result<(), Fault> {
    let shape = object.shape();
    let Some(item) = data.as_object_mut() else { return Ok(()) };
    change_fields(shape.item, item, change)?;
    if let Some((list, fields)) = shape.rows {
        for row in item.get_mut(list).and_then(Value::as_array_mut).into_iter().flatten() {
            if let Some(row) = row.as_object_mut() {
                change_fields(fields, row, change)?;
            }
        }
    }
    Ok(())
}

fn change_fields(
    fields: &[Field],
    object: &mut Map<String, Value>,
    change: &dyn Fn(&str) -> Result<String, Fault>,
) -> Result<(), Fault> {
    for field in fields {
        let Some(value) = object.get_mut(field.name) else { continue };
        match (field.kind, value) {
            (Kind::List(inner), Value::Array(rows)) => {
                for row in rows.iter_mut().filter_map(Value::as_object_mut) {
                    change_fields(inner, row, change)?;
                }
            }
            (_, Value::String(text)) if field.is_sealed && !text.is_empty() => *text = change(text)?,
            _ => {}
        }
    }
    Ok(())
}

/// The fields of a row of an answer, which has those of the item and of its rows beside each other.
///
/// # Errors
/// A secret of the wrong length.
pub fn seal_row(credentials: &Credentials, object: FeedObject, row: &mut Value) -> Result<(), Fault> {
    let (shape, seal) = (object.shape(), |text: &str| seal_field(&credentials.secret, text));
    let Some(fields) = row.as_object_mut() else { return Ok(()) };
    change_fields(shape.item, fields, &seal)?;
    match shape.rows {
        Some((_, of_row)) => change_fields(of_row, fields, &seal),
        None => Ok(()),
    }
}

pub(super) fn seal_all(credentials: &Credentials, object: FeedObject, data: &mut Value) -> Result<(), Fault> {
    change_sealed(object, data, &|text| seal_field(&credentials.secret, text))
}

pub(super) fn open_all(credentials: &Credentials, object: FeedObject, data: &mut Value) -> Result<(), Fault> {
    change_sealed(object, data, &|text| open_field(&credentials.secret, text))
}
