//! What does the office do before candidates can sit? Sets an exam up, approves it, and confirms who the candidates are;
//! by the same forms as people use.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use hyper::Method;
use serde_json::json;
use tokio::task::JoinSet;

use super::candidate::Candidate;
use super::http::{Answer, Client, Question};
use super::program::Node;
use super::totp;
use crate::failure::Failure;
use crate::places::Places;
use crate::step;

/// Forms that are sent at once.
const AT_ONCE: u32 = 16;

/// Somebody of the demonstration's staff, signed in.
pub struct Clerk {
    client: Client,
    pub token: String,
}

impl Clerk {
    pub async fn comes(node: &Node, role: &str) -> Result<Self, Failure> {
        let world = node.world()?;
        let account = world["accounts"].as_array().into_iter().flatten().find(|account| account["role"] == role);
        let account = account.ok_or_else(|| Failure::Trial(format!("the demonstration has no {role}")))?;
        let code = account["totp_secret"].as_str().map(totp::code);
        let sign_in = json!({ "sign_in": account["sign_in"], "password": account["password"], "code": code });
        let mut client = Client::new(node.address, 250);
        let session = asked(&mut client, &Question::json(Method::POST, "/api/v1/sessions", &sign_in)).await?;
        match session.json()["token"].as_str() {
            Some(token) => Ok(Self { client, token: token.to_owned() }),
            None => Err(amazed(role, &session)),
        }
    }

    pub async fn gets(&mut self, path: &str) -> Result<Answer, Failure> {
        asked(&mut self.client, &Question::get(path).by(&self.token)).await
    }

    /// Where the form leads to.
    pub async fn fills_in(&mut self, path: &str, fields: &[(&str, &str)]) -> Result<String, Failure> {
        let answer = asked(&mut self.client, &Question::form(path, fields).by(&self.token)).await?;
        if answer.status == 303 { Ok(answer.header("location").to_owned()) } else { Err(amazed(path, &answer)) }
    }
}

/// Questions of the paper; a case counts as one.
pub const PAPER: u32 = 50;
/// Easy, medium and hard ones, in the rows of the form: single choice, multiple choice, true or false, cases. They are worth the
/// hundred points of a certification, and every required point is among them.
const FIFTY: [[u32; 3]; 28] = [
    [0, 1, 0],
    [0, 0, 0],
    [0, 0, 0],
    [0, 1, 0],
    [0, 1, 0],
    [0, 1, 0],
    [0, 1, 0],
    [0, 0, 0],
    [0, 1, 0],
    // multiple choice
    [3, 5, 3],
    [0, 3, 3],
    [0, 3, 0],
    [0, 3, 1],
    [0, 3, 0],
    [0, 3, 0],
    [0, 3, 3],
    [0, 2, 1],
    [0, 3, 0],
    // true or false
    [0, 0, 0],
    [0, 0, 0],
    [0, 0, 0],
    [0, 0, 0],
    [0, 0, 0],
    [0, 0, 0],
    [0, 0, 0],
    [0, 0, 0],
    // cases
    [0, 1, 0],
    [0, 1, 0],
];

/// A certification for whoever comes and has learned, of fifty questions, for a year: its id, and who set it up.
pub async fn certification(places: &Places, node: &Node) -> Result<(String, Clerk), Failure> {
    let today = step::read(step::program(places, "date").env("TZ", "Asia/Shanghai").arg("+%F"))?;
    let year = today.get(..4).and_then(|year| year.parse::<u32>().ok()).unwrap_or(2026);
    let (opens_at, closes_at) = (format!("{today}T00:00"), format!("{}-12-31T09:00", year + 1));
    let mut administrator = Clerk::comes(node, "exam_administrator").await?;
    let form = administrator.gets("/office/exams/new").await?.text();
    let counts: Vec<String> = FIFTY.iter().flatten().map(u32::to_string).collect();
    let asked = values(&form, "counts").len();
    if asked != counts.len() {
        return Err(Failure::Trial(format!("the form for a new exam asks for {asked} numbers, not {}", counts.len())));
    }
    let office = values(&form, "office").into_iter().find(|value| value.len() == 36);
    let office = office.or_else(|| options(&form, "office").into_iter().find(|value| value.len() == 36));
    let office = office.ok_or_else(|| Failure::Trial("the form for a new exam names no office".to_owned()))?;
    let course = options(&form, "course").into_iter().find(|value| value.len() == 36);
    let course = course.ok_or_else(|| Failure::Trial("the form for a new exam names no course".to_owned()))?;
    let mut fields = vec![
        ("title", "上岗考试（测量）"),
        ("kind", "certification"),
        ("entry", "open"),
        ("office", &office),
        ("course", &course),
        ("opens_at", &opens_at),
        ("closes_at", &closes_at),
        ("session", "any_time"),
        ("multiple_rule", "builder"),
    ];
    fields.extend(counts.iter().map(|count| ("counts", count.as_str())));
    let drafted = administrator.fills_in("/office/exams", &fields).await?;
    let path = drafted.split('?').next().unwrap_or_default().to_owned();
    Clerk::comes(node, "issuer").await?.fills_in(&format!("{path}/publication"), &[]).await?;
    Ok((path.rsplit('/').next().unwrap_or_default().to_owned(), administrator))
}

/// Their employer enters the candidates and confirms who they are.
pub async fn confirm(node: &Node, candidates: &mut [Candidate]) -> Result<(), Failure> {
    let mut employer = Clerk::comes(node, "enterprise_administrator").await?;
    let page = employer.gets("/account/enterprises").await?.text();
    let enterprise = page.split("/enterprises/").skip(1).filter_map(|rest| rest.get(..36)).find(|id| !id.contains('"'));
    let enterprise =
        enterprise.ok_or_else(|| Failure::Trial("the demonstration's employer has no enterprise".to_owned()))?;
    let employees = format!("/enterprises/{enterprise}/employees");
    let mut people = VecDeque::new();
    for candidate in candidates {
        let me = candidate.gets("/api/v1/me").await?.json();
        let person = me["person"].as_str().unwrap_or_default().to_owned();
        people.push_back((candidate.person.id_number.clone(), format!("{employees}/{person}/identity")));
    }
    let waiting = Arc::new(Mutex::new(people));
    let mut desks = JoinSet::new();
    for nth in 0..AT_ONCE {
        let (client, token) = (Client::new(node.address, 300 + nth), employer.token.clone());
        let (mut clerk, waiting, employees) = (Clerk { client, token }, waiting.clone(), employees.clone());
        desks.spawn(async move {
            while let Some((id_number, identity)) = next(&waiting) {
                clerk.fills_in(&employees, &[("id_number", &id_number)]).await?;
                clerk.fills_in(&identity, &[]).await?;
            }
            Ok::<_, Failure>(())
        });
    }
    while let Some(ended) = desks.join_next().await {
        ended.map_err(|error| Failure::Trial(format!("an employer fell over: {error}")))??;
    }
    Ok(())
}

fn next(waiting: &Mutex<VecDeque<(String, String)>>) -> Option<(String, String)> {
    waiting.lock().unwrap_or_else(PoisonError::into_inner).pop_front()
}

async fn asked(client: &mut Client, question: &Question) -> Result<Answer, Failure> {
    client.ask(question).await.map_err(|_| Failure::Trial(format!("{} was not answered", question.path())))
}

fn amazed(what: &str, answer: &Answer) -> Failure {
    let text: String = answer.text().chars().take(600).collect();
    Failure::Trial(format!("{what} was answered with {}: {text}", answer.status))
}

/// The values of the form's inputs of this name.
fn values(html: &str, name: &str) -> Vec<String> {
    let named = format!("name=\"{name}\"");
    let inputs = html.split("<input").skip(1).filter_map(|rest| rest.split('>').next());
    inputs.filter(|tag| tag.contains(&named)).map(|tag| attribute(tag, "value")).collect()
}

/// The values that the form's list of this name offers.
fn options(html: &str, name: &str) -> Vec<String> {
    let list = html.split("<select").skip(1).find(|rest| {
        let tag = rest.split('>').next().unwrap_or_default();
        tag.contains(&format!("name=\"{name}\""))
    });
    let list = list.and_then(|rest| rest.split("</select>").next()).unwrap_or_default();
    list.split("<option").skip(1).map(|rest| attribute(rest.split('>').next().unwrap_or_default(), "value")).collect()
}

fn attribute(tag: &str, name: &str) -> String {
    let value = tag.split(&format!(" {name}=\"")).nth(1).and_then(|rest| rest.split('"').next());
    value.unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_read_as_it_was_given() {
        let html = r#"<select id="o" name="office"><option value="">-</option><option value="7f">A</option></select>
            <input name="counts" type="number" value="2" aria-label="x"><input value="3" name="counts">"#;
        assert_eq!(values(html, "counts"), ["2", "3"]);
        assert_eq!(options(html, "office"), ["", "7f"]);
    }

    #[test]
    fn the_paper_has_fifty_questions_worth_a_hundred_points() {
        let of = |rows: &[[u32; 3]]| rows.iter().flatten().sum::<u32>();
        assert_eq!(of(&FIFTY), PAPER);
        assert_eq!(of(&FIFTY[..9]) + of(&FIFTY[9..18]) * 2 + of(&FIFTY[18..26]) + of(&FIFTY[26..]) * 5, 100);
    }
}
