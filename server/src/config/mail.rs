//! Which server takes letters, and is what is set about it enough?

use std::path::PathBuf;

use lettre::message::Mailbox;
use serde::{Deserialize, Serialize};

use super::Settings;
use crate::failure::Failure;

/// How the connection is kept secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SmtpTls {
    /// from the first byte on (RFC 8314)
    Tls,
    /// after a greeting in the clear; without it nothing is sent
    StartTls,
    /// On this machine alone.
    None,
}

/// Everything that is needed to hand a letter over.
#[derive(Clone, Debug)]
pub struct SmtpServer {
    pub host: String,
    pub port: u16,
    pub tls: SmtpTls,
    /// name and the file of the password
    pub login: Option<(String, PathBuf)>,
    pub sender: Mailbox,
    pub root_certificate: Option<PathBuf>,
}

impl SmtpTls {
    fn port(self) -> u16 {
        match self {
            Self::Tls => 465,
            Self::StartTls => 587,
            Self::None => 25,
        }
    }
}

impl Settings {
    /// The server that takes letters; nothing when no host is set.
    ///
    /// # Errors
    /// A sentence about what is missing or does not fit.
    pub fn smtp(&self) -> Result<Option<SmtpServer>, Failure> {
        let Some(host) = self.smtp_host.clone() else { return Ok(None) };
        let sender =
            self.smtp_sender.as_deref().ok_or_else(|| wrong("smtp_sender is needed where smtp_host is set"))?;
        let sender: Mailbox = sender.parse().map_err(|_| wrong("smtp_sender is no address: \"NAME <name@host>\""))?;
        let login = match (&self.smtp_user, &self.smtp_password_file) {
            (Some(user), Some(file)) => Some((user.clone(), file.clone())),
            (None, None) => None,
            _ => return Err(wrong("smtp_user and smtp_password_file belong together")),
        };
        if self.smtp_tls == SmtpTls::None && !matches!(host.as_str(), "localhost" | "127.0.0.1" | "::1") {
            return Err(wrong("smtp_tls = \"none\" is for a server on this machine"));
        }
        Ok(Some(SmtpServer {
            host,
            port: self.smtp_port.unwrap_or(self.smtp_tls.port()),
            tls: self.smtp_tls,
            login,
            sender,
            root_certificate: self.smtp_root_certificate.clone(),
        }))
    }
}

fn wrong(text: &str) -> Failure {
    Failure::sentence(format!("settings: {text}"))
}
