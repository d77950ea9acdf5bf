//! How is the program asked? Over one connection that is kept as a browser keeps it, from an address of its own.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::header::{CONTENT_TYPE, HOST, HeaderMap};
use hyper::http::request::Parts;
use hyper::{Method, Request};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpStream;
use tokio::time::timeout;

/// Longer than the program itself gives a request.
const PATIENCE: Duration = Duration::from_secs(35);

/// No answer came: refused, cut off, or too late.
#[derive(Debug)]
pub struct Lost;

#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Answer {
    /// Null when it is no JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// What a well-behaved client tries again: nothing was decided.
    pub fn is_to_be_repeated(&self) -> bool {
        self.status == 429 || self.status >= 500
    }
}

/// What is sent; `GET` of a path until more is said.
#[derive(Clone)]
pub struct Question {
    method: Method,
    path: String,
    headers: Vec<(&'static str, String)>,
    body: Bytes,
}

impl Question {
    pub fn get(path: impl Into<String>) -> Self {
        Self { method: Method::GET, path: path.into(), headers: Vec::new(), body: Bytes::new() }
    }

    pub fn json(method: Method, path: impl Into<String>, body: &Value) -> Self {
        let body = Bytes::from(body.to_string());
        Self { method, body, ..Self::get(path) }.with(CONTENT_TYPE.as_str(), "application/json")
    }

    pub fn form(path: impl Into<String>, fields: &[(&str, &str)]) -> Self {
        let pair = |(name, value): &(&str, &str)| format!("{}={}", escaped(name), escaped(value));
        let body = Bytes::from(fields.iter().map(pair).collect::<Vec<_>>().join("&"));
        Self { method: Method::POST, body, ..Self::get(path) }
            .with(CONTENT_TYPE.as_str(), "application/x-www-form-urlencoded")
            .with("sec-fetch-site", "same-origin")
    }

    /// What somebody else asked, with the headers that say who and what.
    pub fn passed_on(parts: &Parts, body: Bytes) -> Self {
        let mut question = Self { method: parts.method.clone(), body, ..Self::get(parts.uri.to_string()) };
        for name in ["authorization", "content-type", "x-attempt-ticket"] {
            if let Some(value) = parts.headers.get(name).and_then(|value| value.to_str().ok()) {
                question = question.with(name, value);
            }
        }
        question
    }

    pub fn path(&self) -> &str {
        &self.path
    }

    pub fn body(&self) -> &[u8] {
        &self.body
    }

    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    pub fn by(self, token: &str) -> Self {
        self.with("authorization", format!("Bearer {token}"))
    }
}

/// One browser or program.
pub struct Client {
    server: SocketAddr,
    from: Ipv4Addr,
    kept: Option<SendRequest<Full<Bytes>>>,
}

impl Client {
    /// `nth` gives each its own address, as people at different places have: the program trusts us to tell it.
    pub fn new(server: SocketAddr, nth: u32) -> Self {
        let [_, high, middle, low] = (nth + 1).to_be_bytes();
        Self { server, from: Ipv4Addr::new(10, high, middle, low), kept: None }
    }

    /// From now on somebody else asks.
    pub fn moves(&mut self, nth: u32) {
        let [_, high, middle, low] = (nth + 1).to_be_bytes();
        self.from = Ipv4Addr::new(10, high, middle, low);
    }

    /// From now on another node is asked.
    pub fn turn_to(&mut self, server: SocketAddr) {
        (self.server, self.kept) = (server, None);
    }

    pub async fn ask(&mut self, question: &Question) -> Result<Answer, Lost> {
        let answer = timeout(PATIENCE, self.ask_patiently(question)).await.unwrap_or(Err(Lost));
        if answer.is_err() {
            self.kept = None;
        }
        answer
    }

    async fn ask_patiently(&mut self, question: &Question) -> Result<Answer, Lost> {
        let mut request = Request::builder()
            .method(&question.method)
            .uri(&question.path)
            .header(HOST, format!("localhost:{}", self.server.port()))
            .header("x-forwarded-for", self.from.to_string());
        for (name, value) in &question.headers {
            request = request.header(*name, value);
        }
        let request = request.body(Full::new(question.body.clone())).map_err(|_| Lost)?;
        let sender = self.connection().await?;
        let (parts, body) = sender.send_request(request).await.map_err(|_| Lost)?.into_parts();
        let body = body.collect().await.map_err(|_| Lost)?.to_bytes();
        Ok(Answer { status: parts.status.as_u16(), headers: parts.headers, body })
    }

    /// The kept one, or a new one where the program closed it.
    async fn connection(&mut self) -> Result<&mut SendRequest<Full<Bytes>>, Lost> {
        let is_open = match &mut self.kept {
            Some(sender) => sender.ready().await.is_ok(),
            None => false,
        };
        if !is_open {
            let stream = TcpStream::connect(self.server).await.map_err(|_| Lost)?;
            stream.set_nodelay(true).map_err(|_| Lost)?;
            let (sender, connection) = handshake(TokioIo::new(stream)).await.map_err(|_| Lost)?;
            // its end is seen by the sender
            tokio::spawn(async move { drop(connection.await) });
            self.kept = Some(sender);
        }
        self.kept.as_mut().ok_or(Lost)
    }
}

fn escaped(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
    text.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_escaped() {
        let question = Question::form("/x", &[("title", "考 &=1"), ("counts", "2")]);
        assert_eq!(question.body, Bytes::from("title=%E8%80%83%20%26%3D1&counts=2"));
    }
}
