//! Do letters leave the house over SMTP, and what becomes of them when the server refuses, puts off, or breaks the connection?

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use base64::Engine as _;
use registry::Instant;
use registry::accounts::MailAddress;
use registry::fixtures::{PASSWORD, Part, world};
use registry::instant::MINUTE_MS;
use registry::notices::letters::{Letter, Postman, Undelivered, Words};
use server::jobs::Schedule;
use server::limits::Limits;
use server::metrics::Metrics;
use server::proxies::Proxies;
use server::router::{Front, router};
use server::smtp::Smtp;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tower::ServiceExt;
use uuid::Uuid;

use crate::harness::{Answer, House, PUBLIC_URL, read, settings};
use crate::on_both;

/// What a server of this machine makes of the next letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mood {
    Takes,
    /// at the recipient, with the address in its words
    Says(&'static str),
    /// in the middle of the letter
    HangsUp,
}

/// A mail server of a few lines: it keeps what it takes.
struct MailServer {
    port: u16,
    mood: Arc<Mutex<Mood>>,
    taken: Arc<Mutex<Vec<String>>>,
}

impl MailServer {
    async fn start(mood: Mood) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let server = Self { port, mood: Arc::new(Mutex::new(mood)), taken: Arc::default() };
        let (mood, taken) = (server.mood.clone(), server.taken.clone());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let mood = *mood.lock().unwrap();
                // a client that goes away is no fault of the test
                let _ = talk(stream, mood, &taken).await;
            }
        });
        server
    }

    fn smtp(&self) -> Smtp {
        let port = self.port.to_string();
        let set = [
            ("smtp_host", "127.0.0.1"),
            ("smtp_port", port.as_str()),
            ("smtp_tls", "none"),
            ("smtp_sender", "上岗 <no-reply@cert.example>"),
        ];
        Smtp::new(&settings(&set).smtp().unwrap().unwrap()).unwrap()
    }

    /// The letters so far, in clear.
    fn letters(&self) -> Vec<String> {
        self.taken.lock().unwrap().iter().map(|letter| in_clear(letter)).collect()
    }

    async fn wait_for(&self, count: usize) -> Vec<String> {
        for _ in 0..400 {
            let letters = self.letters();
            if letters.len() >= count {
                return letters;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        panic!("no {count} letters came");
    }
}

async fn talk(stream: TcpStream, mood: Mood, taken: &Mutex<Vec<String>>) -> std::io::Result<()> {
    let (from, mut to) = stream.into_split();
    let mut lines = BufReader::new(from).lines();
    to.write_all(b"220 mail.example ESMTP\r\n").await?;
    while let Some(line) = lines.next_line().await? {
        let answer = match line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase().as_str() {
            "EHLO" => "250-mail.example\r\n250 8BITMIME".to_owned(),
            "RCPT" => match mood {
                Mood::Says(words) => words.to_owned(),
                Mood::Takes | Mood::HangsUp => "250 ok".to_owned(),
            },
            "DATA" => {
                to.write_all(b"354 go on\r\n").await?;
                if mood == Mood::HangsUp {
                    return Ok(());
                }
                let mut letter = String::new();
                while let Some(line) = lines.next_line().await?.filter(|line| line != ".") {
                    letter.push_str(&line);
                    letter.push('\n');
                }
                taken.lock().unwrap().push(letter);
                "250 taken".to_owned()
            }
            "QUIT" => {
                to.write_all(b"221 bye\r\n").await?;
                return Ok(());
            }
            _ => "250 ok".to_owned(),
        };
        to.write_all(format!("{answer}\r\n").as_bytes()).await?;
    }
    Ok(())
}

/// The head as it came, and the body decoded.
fn in_clear(letter: &str) -> String {
    let (head, body) = letter.split_once("\n\n").unwrap_or((letter, ""));
    let bytes = if head.contains("base64") {
        let packed: String = body.split_whitespace().collect();
        base64::engine::general_purpose::STANDARD.decode(packed).unwrap()
    } else if head.contains("quoted-printable") {
        unquoted(&body.replace("=\n", ""))
    } else {
        body.as_bytes().to_vec()
    };
    format!("{head}\n\n{}", String::from_utf8(bytes).unwrap())
}

fn unquoted(text: &str) -> Vec<u8> {
    let (mut bytes, mut rest) = (Vec::new(), text.as_bytes());
    while let Some((first, after)) = rest.split_first() {
        let code = (*first == b'=').then(|| after.get(..2)).flatten();
        match code.and_then(|code| u8::from_str_radix(std::str::from_utf8(code).unwrap(), 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    bytes
}

fn letter() -> Letter {
    Letter {
        id: Uuid::from_u128(7),
        to: MailAddress::parse("gu@example.cn").unwrap(),
        words: Words {
            subject: "【上岗】缺少考勤日报".into(),
            body: "示例项目没有考勤日报。\r\n\r\n请登录后查看。".into(),
        },
        made_at: Instant(1_795_136_400_000),
    }
}

#[tokio::test]
async fn a_letter_is_taken_with_its_words() {
    let server = MailServer::start(Mood::Takes).await;
    server.smtp().deliver(&letter()).await.unwrap();
    let taken = server.letters().remove(0);
    for part in [
        "To: gu@example.cn",
        "no-reply@cert.example",
        "Message-ID: <00000000-0000-0000-0000-000000000007@cert.example>",
        "示例项目没有考勤日报。",
    ] {
        assert!(taken.contains(part), "{part} is not in\n{taken}");
    }
}

#[tokio::test]
async fn the_server_refuses_puts_off_or_hangs_up_and_its_words_stay_outside() {
    for (mood, why) in [
        (Mood::Says("550 no mailbox gu@example.cn here"), Undelivered::Never("code 550".into())),
        (Mood::Says("450 gu@example.cn is full"), Undelivered::Later("code 450".into())),
        (Mood::Says("530 gu@example.cn: sign in first"), Undelivered::Unreachable("code 530".into())),
    ] {
        let server = MailServer::start(mood).await;
        assert_eq!(server.smtp().deliver(&letter()).await.unwrap_err(), why);
        assert!(server.letters().is_empty());
    }
    let server = MailServer::start(Mood::HangsUp).await;
    let broken = server.smtp().deliver(&letter()).await.unwrap_err();
    assert!(matches!(&broken, Undelivered::Unreachable(why) if !why.contains("example.cn")), "{broken:?}");
}

#[tokio::test]
async fn nobody_listens() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let server = MailServer { port, mood: Arc::new(Mutex::new(Mood::Takes)), taken: Arc::default() };
    assert!(matches!(server.smtp().deliver(&letter()).await, Err(Undelivered::Unreachable(_))));
}

async fn ask(node: &Router, method: &str, path: &str, form: &str, cookie: &str) -> Answer {
    let request = Request::builder().method(method).uri(path).header("sec-fetch-site", "same-origin");
    let request = request.header("content-type", "application/x-www-form-urlencoded").header("cookie", cookie);
    read(node.clone().oneshot(request.body(Body::from(form.to_owned())).unwrap()).await.unwrap()).await
}

on_both! {
    async fn an_address_is_given_confirmed_by_its_link_and_used_for_a_forgotten_password(engine) {
        let house = House::on(engine).await;
        let world = world(&house.system()).await.unwrap();
        let server = MailServer::start(Mood::Says("450 try later")).await;
        let state = house.state.with(|shared| shared.postman = Some(Arc::new(server.smtp())));
        let limits = Limits::new(Proxies::default());
        let node = router(Front { state: state.clone(), pkg: None, limits, metrics: Metrics::default(), demo: Router::new() });
        let me = format!("__Host-session={}", world.enter(Part::ProjectOfficer).await.unwrap().token);
        assert!(ask(&node, "GET", "/account/mail", "", &me).await.text().contains("name=\"address\""));
        let mistaken = ask(&node, "POST", "/account/mail", "what=give&address=gu&password=x", &me).await;
        assert_eq!(mistaken.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(mistaken.text().contains("value=\"gu\""), "what was typed stays");
        let form = format!("what=give&address=gu%40example.cn&password={PASSWORD}");
        let given = ask(&node, "POST", "/account/mail", &form, &me).await;
        assert_eq!(given.header("location"), "/account/mail?done=mail_given");
        // no use case waits for the server: the job finds it put off, and comes again
        let schedule = Schedule::start(&state, "node");
        tokio::time::sleep(Duration::from_millis(1_500)).await;
        assert!(server.letters().is_empty());
        *server.mood.lock().unwrap() = Mood::Takes;
        house.clock.advance_ms(MINUTE_MS);
        let link = server.wait_for(1).await.remove(0);
        let path = link.split(&format!("{PUBLIC_URL}/mail/")).nth(1).unwrap().split_whitespace().next().unwrap().to_owned();
        let path = format!("/mail/{path}");
        assert!(ask(&node, "GET", &path, "", "").await.text().contains("g***@example.cn"));
        assert_eq!(ask(&node, "POST", &path, "", "").await.header("location"), "/sign-in?done=mail_confirmed");
        assert_eq!(ask(&node, "POST", &path, "", "").await.status, StatusCode::NOT_FOUND);

        let phone = Part::ProjectOfficer.member().phone();
        assert_eq!(ask(&node, "POST", "/reset", &format!("sign_in={phone}"), "").await.status, StatusCode::OK);
        house.clock.advance_ms(MINUTE_MS);
        let letter = server.wait_for(2).await.remove(1);
        let body = letter.split_once("\n\n").unwrap().1.to_owned();
        let code: String = body.chars().skip_while(|c| !c.is_ascii_digit()).take(8).collect();
        let form = format!("sign_in={phone}&code={code}&new_password=another-2027");
        assert_eq!(ask(&node, "POST", "/reset/code", &form, "").await.header("location"), "/sign-in?done=password_reset");
        schedule.stop().await;
    }

    async fn without_a_server_no_address_is_asked_for(engine) {
        let house = House::on(engine).await;
        let world = world(&house.system()).await.unwrap();
        let me = format!("__Host-session={}", world.enter(Part::ProjectOfficer).await.unwrap().token);
        let request = Request::get("/account/mail").header("cookie", &me).body(Body::empty()).unwrap();
        let page = house.send(request).await;
        assert!(page.text().contains("暂未开通邮件") && !page.text().contains("name=\"address\""));
    }
}
