//! How is a letter handed to a mail server (RFC 5321)? One connection per letter, with a limit for each step; what the server
//! writes is not kept, for it may name whom a letter was for.

use std::fs;
use std::time::{Duration, SystemTime};

use futures::future::BoxFuture;
use lettre::address::AddressError;
use lettre::error::Error as Unwritten;
use lettre::message::{Mailbox, header::ContentType};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::transport::smtp::{AsyncSmtpTransport, Error, extension::ClientId};
use lettre::{Address, AsyncTransport, Message, Tokio1Executor};
use registry::notices::letters::{Letter, Postman, Undelivered};

use crate::config::{SmtpServer, SmtpTls};
use crate::failure::Failure;

/// For one step of the conversation.
const STEP: Duration = Duration::from_secs(15);

pub struct Smtp {
    sender: Mailbox,
    transport: AsyncSmtpTransport<Tokio1Executor>,
}

impl Smtp {
    /// Connects to nothing yet.
    ///
    /// # Errors
    /// A password or a certificate that cannot be read.
    pub fn new(server: &SmtpServer) -> Result<Self, Failure> {
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(server.host.clone())
            .port(server.port)
            .timeout(Some(STEP))
            .hello_name(ClientId::Domain(server.sender.email.domain().to_owned()))
            .tls(match server.tls {
                SmtpTls::None => Tls::None,
                SmtpTls::StartTls => Tls::Required(parameters(server)?),
                SmtpTls::Tls => Tls::Wrapper(parameters(server)?),
            });
        if let Some((user, file)) = &server.login {
            let password = fs::read_to_string(file).map_err(Failure::at(file))?;
            builder = builder.credentials(Credentials::new(user.clone(), password.trim_end().to_owned()));
        }
        Ok(Self { sender: server.sender.clone(), transport: builder.build() })
    }

    /// Plain text, with its own number as the message's: a letter that is sent twice is known as one.
    fn message(&self, letter: &Letter) -> Result<Message, Unsendable> {
        let to: Address = letter.to.as_str().parse()?;
        let made_at = Duration::from_millis(u64::try_from(letter.made_at.0).unwrap_or(0));
        let message = Message::builder()
            .from(self.sender.clone())
            .to(Mailbox::new(None, to))
            .date(SystemTime::UNIX_EPOCH + made_at)
            .message_id(Some(format!("<{}@{}>", letter.id, self.sender.email.domain())))
            .subject(letter.words.subject.clone())
            .header(ContentType::TEXT_PLAIN)
            .body(letter.words.body.clone())?;
        Ok(message)
    }
}

/// It could not be written down as a message.
struct Unsendable;

impl From<AddressError> for Unsendable {
    fn from(_: AddressError) -> Self {
        Self
    }
}

impl From<Unwritten> for Unsendable {
    fn from(_: Unwritten) -> Self {
        Self
    }
}

impl Postman for Smtp {
    fn deliver<'a>(&'a self, letter: &'a Letter) -> BoxFuture<'a, Result<(), Undelivered>> {
        Box::pin(async move {
            let Ok(message) = self.message(letter) else { return Err(Undelivered::Never("unwritable".into())) };
            self.transport.send(message).await.map(|_| ()).map_err(|error| why(&error))
        })
    }
}

/// The kind and the code, without the server's words.
fn why(error: &Error) -> Undelivered {
    let code = || error.status().map(|code| format!("code {code}")).unwrap_or_default();
    if error.is_permanent() {
        // a login or a sender that is refused says nothing about the letter
        let of_ours = error.status().is_some_and(|code| code.to_string().starts_with("53"));
        return if of_ours { Undelivered::Unreachable(code()) } else { Undelivered::Never(code()) };
    }
    if error.is_transient() {
        return Undelivered::Later(code());
    }
    let kind = match () {
        () if error.is_timeout() => "timeout",
        () if error.is_tls() => "tls",
        () if error.is_response() => "answer",
        () if error.is_client() => "client",
        () => "connection",
    };
    Undelivered::Unreachable(kind.to_owned())
}

fn parameters(server: &SmtpServer) -> Result<TlsParameters, Failure> {
    let wrong = |error: Error| Failure::sentence(format!("settings: TLS of smtp_host: {error}"));
    let mut builder = TlsParameters::builder(server.host.clone());
    if let Some(file) = &server.root_certificate {
        let pem = fs::read(file).map_err(Failure::at(file))?;
        builder = builder.add_root_certificate(Certificate::from_pem(&pem).map_err(wrong)?);
    }
    builder.build_rustls().map_err(wrong)
}
