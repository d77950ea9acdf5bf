//! How does a figure stand beside its ceiling?

/// One line of the table.
pub struct Row {
    pub what: String,
    pub figure: f64,
    pub unit: &'static str,
    /// What was measured beside it in the same run.
    pub ceiling: Option<(&'static str, f64)>,
    pub goal: Option<Goal>,
}

/// What is asked for, and what is aimed at: of the ratio where there is a ceiling, else of the figure.
pub struct Goal {
    pub must: f64,
    pub aim: f64,
    pub way: Way,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Way {
    AtLeast,
    AtMost,
}

impl Goal {
    pub fn at_least(must: f64, aim: f64) -> Option<Self> {
        Some(Self { must, aim, way: Way::AtLeast })
    }

    pub fn at_most(must: f64, aim: f64) -> Option<Self> {
        Some(Self { must, aim, way: Way::AtMost })
    }

    fn meets(&self, bound: f64, reached: f64) -> bool {
        if self.way == Way::AtLeast { reached >= bound } else { reached <= bound }
    }

    fn verdict(&self, reached: f64) -> &'static str {
        match (self.meets(self.must, reached), self.meets(self.aim, reached)) {
            (_, true) => "aim",
            (true, false) => "met",
            (false, false) => "MISSED",
        }
    }
}

impl Row {
    pub fn plain(what: impl Into<String>, figure: f64, unit: &'static str, goal: Option<Goal>) -> Self {
        Self { what: what.into(), figure, unit, ceiling: None, goal }
    }

    /// What the goal is about.
    fn reached(&self) -> f64 {
        self.ceiling.map_or(self.figure, |(_, ceiling)| self.figure / ceiling)
    }

    /// Whether what must be reached is not.
    pub fn is_missed(&self) -> bool {
        self.goal.as_ref().is_some_and(|goal| !goal.meets(goal.must, self.reached()))
    }

    fn drawn(&self) -> String {
        let reached = self.reached();
        let (beside, ratio) = match self.ceiling {
            Some((name, ceiling)) => (format!("{} {name}", number(ceiling)), format!("{reached:.2}")),
            None => (String::new(), String::new()),
        };
        let (must, verdict) = match &self.goal {
            Some(goal) => {
                let sign = if goal.way == Way::AtLeast { "≥" } else { "≤" };
                (format!("{sign} {} ({})", number(goal.must), number(goal.aim)), goal.verdict(reached))
            }
            None => (String::new(), ""),
        };
        format!("| {} | {} {} | {beside} | {ratio} | {must} | {verdict} |\n", self.what, number(self.figure), self.unit)
    }
}

pub fn drawn(title: &str, taken: &str, rows: &[Row]) -> String {
    let head = "| what | figure | beside | ratio | must (aim) | |\n|---|---|---|---|---|---|\n";
    let lines: String = rows.iter().map(Row::drawn).collect();
    format!("### {title}\n\n{}\n\n{head}{lines}\n", taken.trim_end())
}

/// With as many digits as mean something.
fn number(figure: f64) -> String {
    match figure {
        figure if figure >= 100.0 => format!("{figure:.0}"),
        figure if figure >= 10.0 => format!("{figure:.1}"),
        figure => format!("{figure:.2}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ratio_is_judged_where_there_is_a_ceiling() {
        let row = |figure| Row {
            what: "saves".into(),
            figure,
            unit: "per s",
            ceiling: Some(("bare", 1_000.0)),
            goal: Goal::at_least(0.15, 0.25),
        };
        assert_eq!(row(200.0).drawn(), "| saves | 200 per s | 1000 bare | 0.20 | ≥ 0.15 (0.25) | met |\n");
        assert!(row(300.0).drawn().contains("| aim |") && row(100.0).drawn().contains("| MISSED |"));
        let slow = Row::plain("hand-in", 12.0, "s", Goal::at_most(10.0, 3.0));
        assert!(slow.drawn().contains("| ≤ 10.0 (3.00) | MISSED |"), "{}", slow.drawn());
        assert!(slow.is_missed() && row(100.0).is_missed() && !row(200.0).is_missed());
        assert!(!Row::plain("memory", 1e9, "MB", None).is_missed());
    }
}
