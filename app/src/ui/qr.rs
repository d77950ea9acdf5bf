//! How does a text become a code to scan? Drawn on white, by day and by night.

use std::fmt::Write;

use leptos::prelude::*;
use qrcode::{Color, EcLevel, QrCode};

const QUIET_ZONE: usize = 4;

/// `label` says in words what the code is for. Nothing when the text is too long for a code.
pub fn qr(text: &str, label: String) -> Option<AnyView> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    let side = code.width() + 2 * QUIET_ZONE;
    let path = path(&code);
    Some(
        view! {
            <svg class="scan" viewBox=format!("0 0 {side} {side}") role="img" aria-label=label shape-rendering="crispEdges">
                <path fill="#fff" d=format!("M0 0h{side}v{side}H0z")></path>
                <path fill="#000" d=path></path>
            </svg>
        }
        .into_any(),
    )
}

/// The modules of a code for print, row by row, true for dark, and how many there are a side. Nothing when the text is too
/// long for a code.
pub fn modules(text: &str) -> Option<(Vec<bool>, usize)> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    let dark = code.to_colors().into_iter().map(|color| color == Color::Dark).collect();
    Some((dark, code.width()))
}

/// Each run of dark modules is one rectangle, so that no hairlines show between them.
fn path(code: &QrCode) -> String {
    let mut path = String::new();
    for (y, row) in code.to_colors().chunks(code.width()).enumerate() {
        let mut x = 0;
        for run in row.chunk_by(|left, right| left == right) {
            if run[0] == Color::Dark {
                // writing into a string does not fail
                let _ = write!(path, "M{} {}h{n}v1h-{n}z", x + QUIET_ZONE, y + QUIET_ZONE, n = run.len());
            }
            x += run.len();
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_has_its_three_finders_inside_the_quiet_zone() {
        let code = QrCode::with_error_correction_level("otpauth://totp/x", EcLevel::M).unwrap();
        let (path, far) = (path(&code), QUIET_ZONE + code.width() - 7);
        for corner in ["M4 4h7v1h-7z".to_owned(), format!("M{far} 4h7v1h-7z"), format!("M4 {far}h7v1h-7z")] {
            assert!(path.contains(&corner), "{corner} in {path}");
        }
        assert!(qr(&"x".repeat(5_000), String::new()).is_none());
    }
}
