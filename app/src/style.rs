//! How does everything look, if nothing was built? The style sheet and the mark, as they are in the source.

/// The whole sheet in the order of its files; not minified.
pub const SHEET: &str = concat!(
    include_str!("../style/10-tokens.css"),
    include_str!("../style/20-base.css"),
    include_str!("../style/30-frame.css"),
    include_str!("../style/40-parts.css"),
    include_str!("../style/45-home.css"),
    include_str!("../style/50-room.css"),
    include_str!("../style/55-exams.css"),
    include_str!("../style/56-bank.css"),
    include_str!("../style/57-practice.css"),
    include_str!("../style/58-attendance.css"),
    include_str!("../style/60-certificate.css"),
    include_str!("../style/70-print.css"),
);

/// The mark, for `/icon.svg`.
pub const ICON: &str = include_str!("../style/icon.svg");

#[cfg(test)]
mod tests;
