//! Which parameters are there, of which kind is each, and between which bounds? Whoever changes a rule is held to these, and the
//! packs that come with the program are, too.

use serde_json::Value;

use crate::Refusal;

/// What a parameter is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// On or off.
    Switch,
    Number {
        least: i64,
        greatest: i64,
    },
    /// So many of one unit, kept as `24 h`.
    Span {
        unit: &'static str,
        least: i64,
        greatest: i64,
    },
    /// One of these.
    Code(&'static [&'static str]),
    /// Days before an event, the earliest warning first.
    DaysBefore {
        greatest: i64,
    },
}

/// One parameter that the program reads, or will read when its noun comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known {
    pub name: &'static str,
    pub kind: Kind,
}

/// So many warnings before an event, and no more.
const MOST_WARNINGS: usize = 5;

const fn switch(name: &'static str) -> Known {
    Known { name, kind: Kind::Switch }
}

const fn number(name: &'static str, least: i64, greatest: i64) -> Known {
    Known { name, kind: Kind::Number { least, greatest } }
}

const fn span(name: &'static str, unit: &'static str, least: i64, greatest: i64) -> Known {
    Known { name, kind: Kind::Span { unit, least, greatest } }
}

const fn code(name: &'static str, codes: &'static [&'static str]) -> Known {
    Known { name, kind: Kind::Code(codes) }
}

/// In the order in which a form asks for them.
pub const KNOWN: &[Known] = &[
    number("exam.pass_score", 1, 100),
    number("exam.minutes", 10, 600),
    number("exam.attempts", 1, 10),
    span("exam.resit_wait", "h", 0, 2_160),
    span("exam.receive_grace", "s", 0, 60),
    span("exam.late_entry", "min", 0, 240),
    switch("exam.review_after_window"),
    span("exam.complaint_deadline", "working_day", 1, 60),
    span("exam.complaint_answer", "working_day", 1, 60),
    span("exam.complaint_review", "working_day", 1, 60),
    number("course.required_minutes", 0, 60_000),
    switch("bank.allow_secondary"),
    span("certificate.issue_limit", "s", 1, 86_400),
    switch("certificate.hold_without_identity"),
    span("t1.period", "month", 1, 24),
    span("t2.period", "month", 1, 24),
    span("t3.period", "month", 1, 24),
    switch("period.roll_on_holiday"),
    code("t3.shutdown_effect", &["reset", "pause"]),
    code("t2.shutdown_effect", &["reset", "pause"]),
    code("t4.min_level", &["county", "city", "province"]),
    code("revocation.mode", &["A", "B"]),
    Known { name: "revocation.warn_days", kind: Kind::DaysBefore { greatest: 90 } },
    span("revocation.statement_window", "working_day", 1, 60),
    switch("revocation.suspend_on_case"),
    span("recert.waiting_period", "day", 0, 3_650),
    number("capacity.limit", 1, 10_000),
    span("capacity.grace", "month", 1, 12),
    switch("binding.enterprise_confirm"),
    // the paper of pack B says 开工前 and nothing else: of the day itself the two readings differ
    code("filing.before_start", &["strictly_before", "on_or_before"]),
    span("filing.change_deadline", "working_day", 1, 30),
    number("filing.monthly_due", 1, 28),
    // 条例第十五条: three years at least
    span("ledger.retention", "year", 3, 100),
    span("incident.report_limit", "h", 1, 24),
    span("incident.arrival_limit", "h", 1, 24),
    number("training.min_per_year", 0, 52),
    number("focus.min_inspections", 1, 12),
    number("award.per_year", 0, 12),
    span("piece_rate.max_interval", "month", 1, 12),
    number("publicity.min_days", 1, 30),
    code("price_band.effect", &["warning"]),
    number("wage.default_pay_day", 1, 31),
    code("wage.default_pay_month", &["same", "next"]),
    number("wage.minimum_month_fen", 1, 10_000_000),
    number("wage.month_days_hundredths", 2_000, 3_100),
    // 劳动法第十五条、第五十八条
    number("worker.min_age", 16, 18),
    number("worker.adult_age", 18, 18),
    number("worker.retirement_age_men", 55, 70),
    number("worker.retirement_age_women", 45, 70),
    switch("entry.training_required"),
    switch("entry.safety_education_counts"),
    span("attendance.repeat_window", "min", 0, 60),
    span("attendance.shortest_stay", "min", 0, 60),
    span("attendance.longest_shift", "h", 8, 24),
    span("attendance.clock_slack", "min", 0, 60),
    span("attendance.late_after", "h", 1, 168),
    span("attendance.report_due", "h", 0, 24),
    number("attendance.site_silent_days", 1, 90),
    number("panel.silent_days", 1, 365),
    number("feed.silent_days", 1, 30),
    number("feed.max_rows", 100, 50_000),
    span("shutdown.report_limit", "month", 1, 12),
    // for whom a pack is follows from its paper
    code("scope.supervised_by", &["issuer"]),
];

/// The parameter of this name.
pub fn find(name: &str) -> Option<&'static Known> {
    KNOWN.iter().find(|known| known.name == name)
}

/// Those that somebody may change: a law leaves no choice about the others.
pub fn changeable() -> impl Iterator<Item = &'static Known> {
    KNOWN.iter().filter(|known| known.has_a_choice())
}

impl Known {
    pub fn has_a_choice(&self) -> bool {
        match self.kind {
            Kind::Switch | Kind::DaysBefore { .. } => true,
            Kind::Number { least, greatest } | Kind::Span { least, greatest, .. } => least < greatest,
            Kind::Code(codes) => codes.len() > 1,
        }
    }

    /// What somebody typed, as a pack keeps it: `on` or `off`, a number without its unit, a code, days with commas between.
    ///
    /// # Errors
    /// On the parameter's name, when it is of another kind or beyond the bounds.
    pub fn parse(&self, typed: &str) -> Result<Value, Refusal> {
        let typed = typed.trim();
        let value = match self.kind {
            Kind::Switch => match typed {
                "on" => Value::Bool(true),
                "off" => Value::Bool(false),
                _ => return Err(self.refusal()),
            },
            Kind::Number { .. } => self.whole(typed)?.into(),
            Kind::Span { unit, .. } => format!("{} {unit}", self.whole(typed)?).into(),
            Kind::Code(_) => typed.into(),
            Kind::DaysBefore { .. } => self.days(typed)?.into(),
        };
        self.check(&value)?;
        Ok(value)
    }

    /// As a form shows a value that [`Known::parse`] takes; nothing for one of another kind.
    pub fn typed(&self, value: &Value) -> String {
        match (self.kind, value) {
            (Kind::Switch, Value::Bool(true)) => "on".to_owned(),
            (Kind::Switch, Value::Bool(false)) => "off".to_owned(),
            (Kind::Span { .. }, Value::String(text)) => {
                text.split_once(' ').map_or_else(String::new, |(count, _)| count.to_owned())
            }
            (_, Value::Array(days)) => days.iter().map(ToString::to_string).collect::<Vec<_>>().join("、"),
            (_, Value::String(text)) => text.clone(),
            (_, Value::Number(number)) => number.to_string(),
            _ => String::new(),
        }
    }

    /// # Errors
    /// On the parameter's name.
    pub fn check(&self, value: &Value) -> Result<(), Refusal> {
        let is_fine = match self.kind {
            Kind::Switch => value.is_boolean(),
            Kind::Number { least, greatest } => {
                value.as_i64().is_some_and(|number| (least..=greatest).contains(&number))
            }
            Kind::Span { unit, least, greatest } => value
                .as_str()
                .and_then(|text| text.split_once(' '))
                .filter(|(_, its)| *its == unit)
                .and_then(|(count, _)| count.parse::<i64>().ok())
                .is_some_and(|count| (least..=greatest).contains(&count)),
            Kind::Code(codes) => value.as_str().is_some_and(|code| codes.contains(&code)),
            Kind::DaysBefore { greatest } => value.as_array().is_some_and(|days| fall(days, greatest)),
        };
        if is_fine { Ok(()) } else { Err(self.refusal()) }
    }

    fn whole(&self, typed: &str) -> Result<i64, Refusal> {
        typed.parse().map_err(|_| self.refusal())
    }

    fn days(&self, typed: &str) -> Result<Vec<i64>, Refusal> {
        typed.split(['、', ',', '，', ' ']).filter(|day| !day.is_empty()).map(|day| self.whole(day)).collect()
    }

    fn refusal(&self) -> Refusal {
        match self.kind {
            Kind::Switch | Kind::Code(_) => Refusal::on(self.name, "rulepacks.value_not_offered"),
            Kind::Number { least, greatest } | Kind::Span { least, greatest, .. } => {
                Refusal::on(self.name, "rulepacks.value_beyond").with("least", least).with("greatest", greatest)
            }
            Kind::DaysBefore { greatest } => {
                Refusal::on(self.name, "rulepacks.days_shape").with("most", MOST_WARNINGS).with("greatest", greatest)
            }
        }
    }
}

/// One day or some, each nearer to the event than the one before.
fn fall(days: &[Value], greatest: i64) -> bool {
    let days: Option<Vec<i64>> = days.iter().map(Value::as_i64).collect();
    days.is_some_and(|days| {
        (1..=MOST_WARNINGS).contains(&days.len())
            && days.iter().all(|day| (1..=greatest).contains(day))
            && days.windows(2).all(|pair| pair[0] > pair[1])
    })
}
