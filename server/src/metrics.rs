//! How busy is this node? A few counters as Prometheus reads them; no crate is needed for that.

use std::fmt::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

use axum::http::Response;
use registry::jobs::Standing;
use tower_http::trace::OnResponse;
use tracing::Span;

/// Upper bounds of the buckets in milliseconds.
const BUCKETS_MS: [u64; 7] = [5, 20, 50, 100, 500, 2_000, 10_000];

#[derive(Clone, Default)]
pub struct Metrics(Arc<Counters>);

#[derive(Default)]
struct Counters {
    /// By the first digit of the status.
    answers: [AtomicU64; 6],
    in_buckets: [AtomicU64; BUCKETS_MS.len()],
    micros: AtomicU64,
}

impl Metrics {
    fn count(&self, status: u16, micros: u64) {
        self.0.answers[usize::from(status / 100).min(5)].fetch_add(1, Relaxed);
        self.0.micros.fetch_add(micros, Relaxed);
        for (bound, bucket) in BUCKETS_MS.iter().zip(&self.0.in_buckets) {
            if micros <= bound * 1_000 {
                bucket.fetch_add(1, Relaxed);
            }
        }
    }

    /// The text format 0.0.4.
    pub fn text(&self, jobs: &[Standing]) -> String {
        let mut text = String::from("# TYPE shanggang_answers_total counter\n");
        let answers: Vec<u64> = self.0.answers.iter().map(|count| count.load(Relaxed)).collect();
        for (class, count) in answers.iter().enumerate().skip(1) {
            line(&mut text, "answers_total", &format!("class=\"{class}xx\""), count);
        }
        text.push_str("# TYPE shanggang_answer_seconds histogram\n");
        for (bound, bucket) in BUCKETS_MS.iter().zip(&self.0.in_buckets) {
            let seconds = format!("le=\"{}.{:03}\"", bound / 1_000, bound % 1_000);
            line(&mut text, "answer_seconds_bucket", &seconds, bucket.load(Relaxed));
        }
        let all: u64 = answers.iter().sum();
        let micros = self.0.micros.load(Relaxed);
        line(&mut text, "answer_seconds_bucket", "le=\"+Inf\"", all);
        line(&mut text, "answer_seconds_sum", "", format!("{}.{:06}", micros / 1_000_000, micros % 1_000_000));
        line(&mut text, "answer_seconds_count", "", all);
        text.push_str("# TYPE shanggang_job_runs_total counter\n");
        for job in jobs {
            line(&mut text, "job_runs_total", &format!("job=\"{}\"", job.name), job.runs);
        }
        text.push_str("# TYPE shanggang_job_last_run_seconds gauge\n");
        for (job, at) in jobs.iter().filter_map(|job| Some((job, job.last_run_at?))) {
            line(&mut text, "job_last_run_seconds", &format!("job=\"{}\"", job.name), at.0 / 1_000);
        }
        text
    }
}

fn line(text: &mut String, name: &str, labels: &str, value: impl std::fmt::Display) {
    let labels = if labels.is_empty() { String::new() } else { format!("{{{labels}}}") };
    // writing to a string does not fail
    let _ = writeln!(text, "shanggang_{name}{labels} {value}");
}

/// Counts every answer, and writes its line into the log.
#[derive(Clone)]
pub struct Answered(pub Metrics);

impl<B> OnResponse<B> for Answered {
    fn on_response(self, response: &Response<B>, latency: Duration, _: &Span) {
        let status = response.status().as_u16();
        self.0.count(status, u64::try_from(latency.as_micros()).unwrap_or(u64::MAX));
        tracing::info!(status, millis = latency.as_millis(), "answered");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_counted_by_class_and_span() {
        let metrics = Metrics::default();
        metrics.count(200, 30_000);
        metrics.count(404, 4_000);
        let job = Standing {
            name: "a_job".into(),
            next_run_at: registry::Instant(0),
            last_run_at: Some(registry::Instant(5_000)),
            last_result: None,
            runs: 3,
        };
        let text = metrics.text(&[job]);
        for line in [
            "shanggang_answers_total{class=\"2xx\"} 1",
            "shanggang_answers_total{class=\"4xx\"} 1",
            "shanggang_answer_seconds_bucket{le=\"0.005\"} 1",
            "shanggang_answer_seconds_bucket{le=\"0.050\"} 2",
            "shanggang_answer_seconds_bucket{le=\"+Inf\"} 2",
            "shanggang_answer_seconds_sum 0.034000",
            "shanggang_job_runs_total{job=\"a_job\"} 3",
            "shanggang_job_last_run_seconds{job=\"a_job\"} 5",
        ] {
            assert!(text.lines().any(|found| found == line), "{line} is not in\n{text}");
        }
    }
}
