//! How long does the office wait for a page over all these records?

use std::time::Instant;

use crate::bench::table::{Goal, Row};
use crate::failure::Failure;
use crate::load::office::Clerk;
use crate::load::program::Node;
use crate::load::quantile;
use crate::step;

/// Times that each page is asked for.
const TIMES: u32 = 40;
const SILENT: &str = "/office/attendance/silent";

/// Somebody of the county's office.
pub struct Office {
    clerk: Clerk,
    project: String,
    month: String,
}

impl Office {
    pub async fn comes(node: &Node) -> Result<Self, Failure> {
        let mut clerk = Clerk::comes(node, "human_resources").await?;
        let list = clerk.gets("/office/projects").await?.text();
        let is_id = |text: &&str| text.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
        let ids = list.split("href=\"/projects/").skip(1).filter_map(|rest| rest.get(..36).filter(is_id));
        let project = ids.map(str::to_owned).next();
        let project = project.ok_or_else(|| Failure::Trial("the office sees no project".to_owned()))?;
        let month = step::read(std::process::Command::new("date").args(["-d", "-1 month", "+%Y-%m"]))?;
        Ok(Self { clerk, project, month })
    }

    pub async fn pages(&mut self) -> Result<Vec<Row>, Failure> {
        let (project, month) = (self.project.clone(), self.month.clone());
        let mut rows = Vec::new();
        for (what, path) in [
            ("a project's page", format!("/projects/{project}")),
            ("a search for a worker's name", "/office/workers?q=%E7%8E%8B%E4%BC%9F".to_owned()),
            ("a month of attendance of a project", format!("/projects/{project}/attendance?month={month}")),
            ("the county's list of projects", "/office/projects".to_owned()),
        ] {
            let p95 = self.p95(&path).await?;
            rows.push(Row::plain(format!("{what}, p95"), p95, "ms", Goal::at_most(100.0, 50.0)));
        }
        Ok(rows)
    }

    /// "Projects with nothing since day D".
    pub async fn silent(&mut self) -> Result<f64, Failure> {
        self.p95(SILENT).await
    }

    pub async fn silences(&mut self, few: u64, with_few: f64) -> Result<Vec<Row>, Failure> {
        let p95 = self.silent().await?;
        let what = "projects with nothing since a day, p95";
        let ratio = Some(("ms with a tenth of the rows", with_few));
        let beside = format!("the same, beside {few} rows");
        Ok(vec![
            Row::plain(what, p95, "ms", Goal::at_most(50.0, 25.0)),
            Row { what: beside, figure: p95, unit: "ms", ceiling: ratio, goal: Goal::at_most(1.2, 1.05) },
        ])
    }

    async fn p95(&mut self, path: &str) -> Result<f64, Failure> {
        Ok(quantile(&waits(&mut self.clerk, path).await?, 0.95).unwrap_or_default())
    }
}

/// In milliseconds, one time after the other.
pub async fn waits(clerk: &mut Clerk, path: &str) -> Result<Vec<f64>, Failure> {
    let mut waits = Vec::new();
    for _ in 0..TIMES {
        let asked_at = Instant::now();
        let page = clerk.gets(path).await?;
        if page.status != 200 {
            return Err(Failure::Trial(format!("{path} was answered with {}", page.status)));
        }
        waits.push(asked_at.elapsed().as_secs_f64() * 1_000.0);
    }
    Ok(waits)
}
