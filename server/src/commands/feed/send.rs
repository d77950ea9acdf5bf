//! `shanggang feed send`: does a platform take what it is given? One request of the national protocol over plain HTTP, as the
//! platform has it, and the question what became of it. A platform behind TLS is reached through the operator's own proxy.

use std::fs;
use std::io::Read;
use std::path::PathBuf;
use std::time::Duration;

use bytes::Bytes;
use clap::Args;
use http_body_util::{BodyExt, Full, Limited};
use hyper::client::conn::http1::handshake;
use hyper::header::{CONTENT_TYPE, HOST};
use hyper::{Request, StatusCode, Uri};
use hyper_util::rt::TokioIo;
use registry::clock::{Clock, SystemClock};
use registry::feeds::national::{
    Credentials, Outcome, RESULT_QUERY, Sent, object_asked, read_outcome, read_sent, request, result_query,
};
use registry::random::{Random, SystemRandom};
use registry::vault::hex;
use serde_json::Value;
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};

use crate::commands::output::say;
use crate::failure::Failure;

/// An answer is some hundred bytes.
const LARGEST_ANSWER: usize = 1024 * 1024;
const PATIENCE: Duration = Duration::from_secs(30);
const ASK_AGAIN: Duration = Duration::from_secs(2);
const QUESTIONS: u32 = 30;

#[derive(Args)]
pub struct Options {
    /// Where the platform listens: http://HOST[:PORT]/PATH
    #[arg(long, value_name = "URL")]
    address: Uri,
    /// The project's code at the platform
    #[arg(long, value_name = "CODE")]
    appid: String,
    /// File with the project's secret of 32 characters
    #[arg(long, value_name = "FILE")]
    secret_file: PathBuf,
    /// The method, such as `WorkerAttendance.Add`
    #[arg(long, value_name = "METHOD")]
    method: String,
    /// File with the request's data as JSON; fields that the protocol seals stand in it in the clear [default: standard input]
    #[arg(value_name = "FILE")]
    data: Option<PathBuf>,
}

pub async fn run(options: &Options) -> Result<(), Failure> {
    let secret = fs::read_to_string(&options.secret_file).map_err(Failure::at(&options.secret_file))?;
    let platform = Platform {
        address: options.address.clone(),
        credentials: Credentials { appid: options.appid.clone(), secret: secret.trim().to_owned() },
    };
    let answer = platform.ask(&options.method, options.data()?).await?;
    match read_sent(&answer)? {
        // what was asked for is told as it came, its sealed fields sealed
        Sent::Done if object_asked(&options.method).is_some() => say(String::from_utf8_lossy(&answer)),
        Sent::Done => say("done"),
        Sent::Refused { code, message } => return Err(refused(&code, &message)),
        Sent::Waiting { serial_code } => {
            say(format!("taken in as {serial_code}"));
            say(platform.outcome(&serial_code).await?);
        }
    }
    Ok(())
}

impl Options {
    fn data(&self) -> Result<Value, Failure> {
        let mut text = String::new();
        match &self.data {
            Some(file) => text = fs::read_to_string(file).map_err(Failure::at(file))?,
            None => {
                let read = std::io::stdin().read_to_string(&mut text);
                read.map_err(|error| Failure::sentence(format!("standard input: {error}")))?;
            }
        }
        serde_json::from_str(&text).map_err(|error| Failure::sentence(format!("the data are no JSON: {error}")))
    }
}

struct Platform {
    address: Uri,
    credentials: Credentials,
}

impl Platform {
    /// The body of the answer.
    async fn ask(&self, method: &str, data: Value) -> Result<Bytes, Failure> {
        let nonce = hex(&(&SystemRandom as &dyn Random).array::<16>());
        let body = request(&self.credentials, method, data, SystemClock.now(), &nonce)?;
        match timeout(PATIENCE, post(&self.address, body)).await {
            Ok(answer) => answer,
            Err(_) => Err(Failure::sentence(format!("{} did not answer", self.address))),
        }
    }

    /// What became of a write, once it does not wait any more.
    async fn outcome(&self, serial_code: &str) -> Result<String, Failure> {
        for _ in 0..QUESTIONS {
            match read_outcome(&self.ask(RESULT_QUERY, result_query(serial_code)).await?)? {
                Outcome::Waiting => sleep(ASK_AGAIN).await,
                Outcome::Done { result } => return Ok(format!("done {result}")),
                Outcome::Failed { reason } => return Err(Failure::sentence(format!("not taken: {reason}"))),
                Outcome::Refused { code, message } => return Err(refused(&code, &message)),
            }
        }
        Err(Failure::sentence(format!("{serial_code} still waits: ask again later")))
    }
}

fn refused(code: &str, message: &str) -> Failure {
    Failure::sentence(format!("refused with code {code}: {message}"))
}

async fn post(address: &Uri, body: String) -> Result<Bytes, Failure> {
    let told = |error: &dyn std::fmt::Display| Failure::sentence(format!("{address}: {error}"));
    let host = match (address.scheme_str(), address.host()) {
        (Some("http"), Some(host)) => host,
        _ => return Err(told(&"the address begins with http:// and names a host")),
    };
    let port = address.port_u16().unwrap_or(80);
    let stream = TcpStream::connect((host, port)).await.map_err(|error| told(&error))?;
    let (mut sender, connection) = handshake(TokioIo::new(stream)).await.map_err(|error| told(&error))?;
    // it ends with its one answer
    tokio::spawn(connection);
    let request = Request::post(address.path())
        .header(HOST, format!("{host}:{port}"))
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Full::new(Bytes::from(body)))
        .map_err(|error| told(&error))?;
    let answer = sender.send_request(request).await.map_err(|error| told(&error))?;
    if answer.status() != StatusCode::OK {
        return Err(told(&format!("answered {}", answer.status())));
    }
    let body = Limited::new(answer.into_body(), LARGEST_ANSWER).collect().await.map_err(|error| told(&error))?;
    Ok(body.to_bytes())
}

#[cfg(test)]
mod tests {
    use registry::feeds::national::{parse_request, verify};
    use serde_json::json;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    use super::*;

    #[tokio::test]
    async fn a_request_goes_over_the_wire_and_its_answer_comes_back() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address: Uri = format!("http://{}/open.api", listener.local_addr().unwrap()).parse().unwrap();
        let secret = "0123456789abcdef0123456789abcdef".to_owned();
        let credentials = Credentials { appid: "P-1".into(), secret: secret.clone() };
        let platform = Platform { address, credentials };
        let answering = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let (mut asked, mut piece) = (Vec::new(), [0; 4096]);
            let body = loop {
                let read = stream.read(&mut piece).await.unwrap();
                asked.extend_from_slice(&piece[..read]);
                let text = String::from_utf8(asked.clone()).unwrap();
                let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
                let head = head.to_ascii_lowercase();
                let length = head.split("content-length: ").nth(1).unwrap().lines().next().unwrap();
                if body.len() == length.parse::<usize>().unwrap() {
                    assert!(head.starts_with("post /open.api http/1.1"), "{head}");
                    break body.to_owned();
                }
            };
            let answer = r#"{"code":"0","message":"","data":{"requestSerialCode":"s-1"}}"#;
            let answer = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{answer}", answer.len());
            stream.write_all(answer.as_bytes()).await.unwrap();
            body
        });
        let answer = platform.ask("WorkerAttendance.Add", json!({ "projectCode": "P-1" })).await.unwrap();
        assert_eq!(read_sent(&answer).unwrap(), Sent::Waiting { serial_code: "s-1".into() });
        let asked = parse_request(answering.await.unwrap().as_bytes()).unwrap();
        assert!(verify(&asked, &secret));
    }

    #[tokio::test]
    async fn an_address_that_is_none_is_told() {
        for address in ["https://platform.example/open.api", "/open.api"] {
            let said = post(&address.parse().unwrap(), String::new()).await.unwrap_err().to_string();
            assert!(said.contains("http://"), "{said}");
        }
    }
}
