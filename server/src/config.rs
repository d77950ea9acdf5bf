//! Which settings are in force? A TOML file, then `SHANGGANG_*`, then flags: each later one wins.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use ::config::{Config, ConfigError, Environment, File, FileFormat};
use certs::public_url::PublicUrl;
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};

use crate::proxies::Network;

mod mail;

pub use mail::{SmtpServer, SmtpTls};

const PREFIX: &str = "SHANGGANG";
const BUILT_SITE: &str = "target/site";

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The folder of database and key ring.
    pub data: PathBuf,
    pub bind: SocketAddr,
    /// Under which address the world reaches this site; nothing is issued without.
    #[serde(default, deserialize_with = "public_url")]
    pub public_url: Option<PublicUrl>,
    /// `sqlite:PATH` or `postgres://...`; SQLite in `data` when not set.
    pub database: Option<String>,
    pub key_ring: Option<PathBuf>,
    pub passphrase_file: Option<PathBuf>,
    /// The folder of photos, scans and videos; in the database when not set. All nodes share it.
    pub blobs: Option<PathBuf>,
    /// The greatest video that is taken, in megabytes of 1024 × 1024 bytes.
    pub video_megabytes: u32,
    /// What the browser loads.
    pub site: Option<PathBuf>,
    /// Whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<Network>,
    pub log: LogFormat,
    /// The server that takes letters; none are sent when not set.
    pub smtp_host: Option<String>,
    /// By the kind of connection when not set: 465, 587 or 25.
    pub smtp_port: Option<u16>,
    pub smtp_tls: SmtpTls,
    pub smtp_user: Option<String>,
    pub smtp_password_file: Option<PathBuf>,
    /// In whose name letters are sent.
    pub smtp_sender: Option<String>,
    /// PEM; a certificate authority of the house's own, beside the public ones.
    pub smtp_root_certificate: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    Text,
    Json,
}

impl LogFormat {
    pub fn code(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Json => "json",
        }
    }
}

/// What the command line says.
#[derive(Clone, Debug, Default)]
pub struct Flags {
    pub file: Option<PathBuf>,
    /// Values by the name of their setting.
    pub values: Vec<(&'static str, Option<String>)>,
}

const NAMES: [&str; 18] = [
    "data",
    "bind",
    "public_url",
    "database",
    "key_ring",
    "passphrase_file",
    "blobs",
    "video_megabytes",
    "site",
    "trusted_proxies",
    "log",
    "smtp_host",
    "smtp_port",
    "smtp_tls",
    "smtp_user",
    "smtp_password_file",
    "smtp_sender",
    "smtp_root_certificate",
];

impl Settings {
    /// # Errors
    /// A file that cannot be read, a name that is no setting, a value of another kind.
    pub fn read(flags: Flags, environment: HashMap<String, String>) -> Result<Self, ConfigError> {
        let known = |name: &String| NAMES.iter().any(|known| *name == format!("{PREFIX}_{}", known.to_uppercase()));
        let environment = environment.into_iter().filter(|(name, _)| known(name)).collect();
        let mut builder = Config::builder()
            .set_default("data", "./data")?
            .set_default("bind", "127.0.0.1:8080")?
            .set_default("video_megabytes", 500)?
            .set_default("trusted_proxies", Vec::<String>::new())?
            .set_default("log", "text")?
            .set_default("smtp_tls", "tls")?;
        if Path::new(BUILT_SITE).is_dir() {
            builder = builder.set_default("site", BUILT_SITE)?;
        }
        if let Some(file) = flags.file {
            builder = builder.add_source(File::new(&file.to_string_lossy(), FileFormat::Toml));
        }
        builder = builder.add_source(
            Environment::with_prefix(PREFIX)
                .source(Some(environment))
                .ignore_empty(true)
                .try_parsing(true)
                .list_separator(",")
                .with_list_parse_key("trusted_proxies"),
        );
        for (name, value) in flags.values {
            builder = builder.set_override_option(name, value)?;
        }
        builder.build()?.try_deserialize()
    }

    pub fn database_url(&self) -> String {
        self.database.clone().unwrap_or_else(|| format!("sqlite:{}", url_path(&self.sqlite_file())))
    }

    /// Where SQLite lives when no database is named.
    pub fn sqlite_file(&self) -> PathBuf {
        self.data.join("shanggang.db")
    }

    pub fn key_ring_file(&self) -> PathBuf {
        self.key_ring.clone().unwrap_or_else(|| self.data.join("keys.json"))
    }

    /// As a settings file, without the password of the database.
    ///
    /// # Errors
    /// Never for settings that were read.
    pub fn shown(&self) -> Result<String, toml::ser::Error> {
        let shown = Self { database: Some(without_password(&self.database_url())), ..self.clone() };
        toml::to_string(&shown)
    }
}

fn public_url<'de, D: Deserializer<'de>>(input: D) -> Result<Option<PublicUrl>, D::Error> {
    let text = Option::<String>::deserialize(input)?;
    text.map(|text| PublicUrl::parse(&text).map_err(D::Error::custom)).transpose()
}

/// A path inside a `sqlite:` URL.
pub fn url_path(path: &Path) -> String {
    let mut text = String::new();
    for c in path.to_string_lossy().chars() {
        match c {
            '%' | '?' | '#' | ' ' => text.push_str(&format!("%{:02X}", u32::from(c))),
            other => text.push(other),
        }
    }
    text
}

fn without_password(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    let (rest, query) = rest.split_once('?').map_or((rest, None), |(rest, query)| (rest, Some(query)));
    let place = match rest.rsplit_once('@') {
        Some((user, place)) => {
            let user = user.split(':').next().unwrap_or_default();
            format!("{user}:***@{place}")
        }
        None => rest.to_owned(),
    };
    // a query may carry `password=` too
    let query = query.map_or("", |_| "?***");
    format!("{scheme}://{place}{query}")
}

#[cfg(test)]
mod tests;
