//! What makes a sheet look like a certificate? A guilloche frame and a rosette, as the printed one has them.

use leptos::prelude::*;

pub const BLUE: &str = "#1d4e89";
const FAINT: &str = "#e9eff6";
/// One period of crossed waves, 14 by 14, from left to right.
const ACROSS: &str = "M0 7C2.55 1.9 4.45 1.9 7 7S11.45 12.1 14 7M0 7C2.55 12.1 4.45 12.1 7 7S11.45 1.9 14 7\
    M0 7C2.55 4.7 4.45 4.7 7 7S11.45 9.3 14 7M0 7C2.55 9.3 4.45 9.3 7 7S11.45 4.7 14 7";
/// The same from top to bottom.
const DOWN: &str = "M7 0C1.9 2.55 1.9 4.45 7 7S12.1 11.45 7 14M7 0C12.1 2.55 12.1 4.45 7 7S1.9 11.45 7 14\
    M7 0C4.7 2.55 4.7 4.45 7 7S9.3 11.45 7 14M7 0C9.3 2.55 9.3 4.45 7 7S4.7 11.45 7 14";
/// 128 periods, 1792 pixels.
const DOUBLINGS: u32 = 7;
const CORNER: &str = "M.5.5h13v13H.5zM7 2.5L11.5 7 7 11.5 2.5 7zM7 5L9 7 7 9 5 7z";

/// Lies behind everything on a card of any size. Each side is a drawing of its own, so that its waves begin whole.
pub fn ornament() -> AnyView {
    view! {
        <svg class="ornament" fill="none" stroke=BLUE stroke-width=".5" aria-hidden="true" focusable="false">
            {shapes()}
        </svg>
    }
    .into_any()
}

/// Without the `svg` around them; they fill whatever it measures.
pub fn shapes() -> AnyView {
    let turned = (0..24).map(|turn| format!("rotate({})", f64::from(turn) * 7.5));
    view! {
        <defs>
            {row("across", ACROSS, "x")}
            {row("down", DOWN, "y")}
            <path id="corner" fill="#fff" stroke-width=".9" d=CORNER></path>
        </defs>
        <svg x="50%" y="50%" overflow="visible" stroke=FAINT>
            {turned.map(|turned| view! { <ellipse rx="170" ry="72" transform=turned></ellipse> }).collect_view()}
        </svg>
        <use href="#across"></use>
        <use href="#down"></use>
        <svg x="100%" overflow="visible"><use href="#down" x="-14"></use></svg>
        <svg y="100%" overflow="visible"><use href="#across" y="-14"></use></svg>
        <use href="#corner"></use>
        <svg x="100%" overflow="visible"><use href="#corner" x="-14"></use></svg>
        <svg y="100%" overflow="visible"><use href="#corner" y="-14"></use></svg>
        <svg x="100%" y="100%" overflow="visible"><use href="#corner" x="-14" y="-14"></use></svg>
    }
    .into_any()
}

/// A row of waves longer than any card, by doubling one period. No pattern, for printers make dots of patterns.
fn row(name: &'static str, wave: &'static str, axis: &'static str) -> AnyView {
    let step = |step: u32| if step == DOUBLINGS { name.to_owned() } else { format!("{name}{step}") };
    let doubled = (1..=DOUBLINGS).map(|doubling| {
        let half = format!("#{}", step(doubling - 1));
        let at = 14 * 2_u32.pow(doubling - 1);
        let (x, y) = if axis == "x" { (at, 0) } else { (0, at) };
        view! { <g id=step(doubling)><use href=half.clone()></use><use href=half x=x y=y></use></g> }
    });
    view! { <path id=step(0) d=wave></path> {doubled.collect_view()} }.into_any()
}
