//! Does anything that only one person may know stand in the log? The real program, with the log as talkative as can be.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::Stdio;

use registry::fixtures::extra;
use serde_json::{Value, json};

use crate::program::{Served, shanggang};

/// What somebody types from a telephone's app, or reads from it.
const CODE: &str = "492817";
const WRONG: &str = "wrong-Passw0rd-491";

struct Site {
    address: String,
    secrets: Vec<String>,
}

struct Sent<'a> {
    request: &'a str,
    headers: &'a [(&'a str, &'a str)],
    kind: &'a str,
    body: &'a str,
}

impl Site {
    /// The answer with its head.
    fn send(&self, sent: &Sent<'_>) -> String {
        let Sent { request, headers, kind, body } = sent;
        let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let length = body.len();
        let text = format!(
            "{request} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: {kind}\r\n\
             Content-Length: {length}\r\n{headers}\r\n{body}"
        );
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.write_all(text.as_bytes()).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    }

    fn post(&self, path: &str, cookie: &str, form: &str) -> String {
        let kind = "application/x-www-form-urlencoded";
        self.send(&Sent { request: &format!("POST {path}"), headers: &[("Cookie", cookie)], kind, body: form })
    }

    fn api(&self, request: &str, headers: &[(&str, &str)], body: &Value) -> Value {
        let answer = self.send(&Sent { request, headers, kind: "application/json", body: &body.to_string() });
        serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap_or_default()
    }

    fn keep(&mut self, secret: &str) -> String {
        assert!(secret.len() >= CODE.len(), "{secret:?}");
        self.secrets.push(secret.to_owned());
        secret.to_owned()
    }
}

#[test]
fn no_secret_stands_in_the_log() {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log");
    let mut command = shanggang(folder.path());
    let child = command
        .args(["serve", "--demo", "--bind", "127.0.0.1:0", "--public-url", "http://localhost:8080"])
        .env("RUST_LOG", "debug")
        .stdout(Stdio::piped())
        .stderr(File::create(&log).unwrap())
        .spawn();
    let mut served = Served(child.unwrap());
    let mut lines = BufReader::new(served.0.stdout.take().unwrap()).lines();
    let listening = lines.by_ref().map(Result::unwrap).find(|line| line.contains("listening on")).unwrap();
    let mut site = Site {
        address: listening.rsplit_once("http://").unwrap().1.to_owned(),
        secrets: vec![CODE.into(), WRONG.into()],
    };
    let demo: Value =
        serde_json::from_str(&std::fs::read_to_string(folder.path().join("data/demo.json")).unwrap()).unwrap();

    comes_and_goes(&mut site);
    sits(&mut site, &demo);
    drop(served);

    let log = std::fs::read_to_string(log).unwrap();
    assert!(log.contains("DEBUG") && log.matches("answered").count() >= 15, "the log is as talkative as can be");
    for secret in &site.secrets {
        let line = log.lines().find(|line| line.contains(secret.as_str()));
        assert_eq!(line, None, "{secret}");
    }
}

/// Signs up, signs in rightly and wrongly, and types numbers where they do not belong.
fn comes_and_goes(site: &mut Site) {
    let new = extra(77, "王小明", "correct-horse-7391");
    let (id_number, phone, password) = (site.keep(&new.id_number), site.keep(&new.phone), site.keep(&new.password));
    let notice = new.privacy_notice.unwrap();
    let form =
        format!("name=%E7%8E%8B&id_number={id_number}&phone={phone}&password={password}&privacy_notice={notice}");
    let answer = site.post("/sign-up", "", &form.replace("%E7%8E%8B", "%E7%8E%8B%E5%B0%8F%E6%98%8E"));
    let token =
        answer.split("shanggang-session=").nth(1).unwrap_or_else(|| panic!("{answer}")).split(';').next().unwrap();
    let cookie = format!("shanggang-session={}", site.keep(token));

    site.post("/sign-up", "", &form);
    site.post("/sign-in", "", &format!("sign_in={phone}&password={WRONG}&totp_code={CODE}&next=/x?code={CODE}"));
    site.post("/account/password", &cookie, &format!("old_password={WRONG}&new_password={password}"));
    site.post("/account/password", "", &format!("old_password={WRONG}&new_password={password}&code={CODE}"));
    site.post(&format!("/setup/{token}"), &cookie, &form);
    for path in [
        format!("/office/people?q={id_number}"),
        format!("/{phone}?password={password}"),
        format!("/v/{id_number}"),
        format!("/old/cert?id={id_number}"),
    ] {
        site.send(&Sent {
            request: &format!("GET {path}"),
            headers: &[("Cookie", &cookie), ("X-Request-Id", &phone)],
            kind: "",
            body: "",
        });
    }
    for path in ["/office/people", "/office/workers"] {
        site.post(path, &cookie, &format!("number={id_number}"));
    }
    site.post("/office/enterprises", &cookie, &format!("phone={phone}"));
    site.post("/verify", &cookie, &format!("number={id_number}&name={phone}"));
    let broken = format!("{{\"sign_in\":\"{phone}\",\"password\":\"{password}\"");
    let kind = "application/json";
    site.send(&Sent { request: "POST /api/v1/sessions", headers: &[], kind, body: &broken });
    let sign_in = json!({ "sign_in": id_number, "password": password });
    let session = site.api("POST /api/v1/sessions", &[], &sign_in);
    let token = site.keep(session["token"].as_str().unwrap());
    site.api("GET /api/v1/me", &[("Authorization", &format!("Bearer {token}"))], &Value::Null);
    site.api("DELETE /api/v1/sessions/current", &[("Authorization", &format!("Bearer {token}"))], &Value::Null);
    site.api("GET /api/v1/me", &[("Authorization", &format!("Bearer {token}"))], &Value::Null);
}

/// Sits an exam with its ticket.
fn sits(site: &mut Site, demo: &Value) {
    let exam =
        demo["exams"].as_array().unwrap().iter().find(|exam| exam["kind"] == "mock").unwrap()["id"].as_str().unwrap();
    let account = demo["accounts"].as_array().unwrap().iter().find(|one| one["role"] == "bystander").unwrap();
    let password = site.keep(account["password"].as_str().unwrap());
    let session =
        site.api("POST /api/v1/sessions", &[], &json!({ "sign_in": account["sign_in"], "password": password }));
    let bearer = format!("Bearer {}", site.keep(session["token"].as_str().unwrap()));
    let start = format!("POST /api/v1/exams/{exam}/attempts");
    let started = site.api(&start, &[("Authorization", &bearer)], &json!({ "consent": true }));
    let ticket = site.keep(started["ticket"].as_str().unwrap_or_else(|| panic!("{started}")));
    let attempt = started["attempt"].as_str().unwrap();
    let save = json!({ "choice": "A", "marked": false, "sequence": 1 });
    for slot in ["1", "2", "9999", "x"] {
        let request = format!("PUT /api/v1/attempts/{attempt}/answers/{slot}");
        site.api(&request, &[("X-Attempt-Ticket", &ticket)], &save);
    }
    let handed_in = site.api(
        &format!("POST /api/v1/attempts/{attempt}/submission"),
        &[("X-Attempt-Ticket", &ticket)],
        &Value::Null,
    );
    assert_eq!(handed_in["outcome"], "failed", "{handed_in}");
}
