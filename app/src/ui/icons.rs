//! Which small pictures are there? Own drawings on a 24 by 24 grid, strokes only; the style sheet gives width and colour.

use leptos::prelude::*;

macro_rules! icons {
    ($($name:ident: $path:literal,)*) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Icon { $($name,)* }

        impl Icon {
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            fn path(self) -> &'static str {
                match self { $(Self::$name => $path,)* }
            }
        }
    };
}

icons! {
    Ring: "M12 4a8 8 0 1 0 0 16a8 8 0 0 0 0-16z",
    Info: "M12 3a9 9 0 1 0 0 18a9 9 0 0 0 0-18zM12 11v5.5M12 7.5v.5",
    Done: "M12 3a9 9 0 1 0 0 18a9 9 0 0 0 0-18zM8 12.2l2.8 2.8L16 9.5",
    Warning: "M12 3.5L22 20.5H2zM12 10v5M12 17.6v.4",
    Failed: "M8 2.8h8L21.2 8v8L16 21.2H8L2.8 16V8zM9 9l6 6M15 9l-6 6",
    Check: "M5 12.5l4.5 4.5L19 7.5",
    Cross: "M6 6l12 12M18 6L6 18",
    Plus: "M12 5v14M5 12h14",
    Up: "M6 14.5l6-6 6 6",
    Down: "M6 9.5l6 6 6-6",
    Left: "M14.5 6l-6 6 6 6",
    Right: "M9.5 6l6 6-6 6",
    Sort: "M8 10l4-4.5 4 4.5M8 14l4 4.5 4-4.5",
    Search: "M10.5 4a6.5 6.5 0 1 0 0 13a6.5 6.5 0 0 0 0-13zM15.3 15.3L20.5 20.5",
    Filter: "M4 6h16M7 12h10M10 18h4",
    Download: "M12 4v11M7.5 11L12 15.5 16.5 11M4.5 20h15",
    Upload: "M12 15.5V4.5M7.5 9L12 4.5 16.5 9M4.5 20h15",
    Print: "M7 8.5V3.5h10v5M7 17H4V8.5h16V17h-3M7 14h10v6.5H7z",
    Person: "M12 4a4 4 0 1 0 0 8a4 4 0 0 0 0-8zM4.5 20.5c.6-4 3.6-5.5 7.5-5.5s6.9 1.5 7.5 5.5",
    People: "M9 5a3.5 3.5 0 1 0 0 7a3.5 3.5 0 0 0 0-7zM2.5 19.5c.5-3.5 3-5 6.5-5s6 1.5 6.5 5M15.5 5.3a3.5 3.5 0 0 1 0 6.4M18 15c2 .7 3.2 2.2 3.5 4.5",
    Enterprise: "M4.5 20.5V4h9.5v16.5M14 9.5h5.5v11M2.5 20.5h19M8 8h2.5M8 12h2.5M8 16h2.5M17 13.5v0M17 17v0",
    Helmet: "M3 17.5h18M5 17.5v-2.5a7 7 0 0 1 14 0v2.5M10 12.5V6.5h4v6",
    Certificate: "M4 4.5h16v12H12M8 16.5H4v-12M8 8.5h8M8 11.5h3M15.5 11.5a2.5 2.5 0 1 0 0 5a2.5 2.5 0 0 0 0-5zM14 16l-.5 4.5 2-1.2 2 1.2-.5-4.5",
    Clock: "M12 3a9 9 0 1 0 0 18a9 9 0 0 0 0-18zM12 7v5.3l3.5 2",
    Calendar: "M4 6h16v14.5H4zM4 10.5h16M8.5 3v5M15.5 3v5",
    Eye: "M2.5 12c2-4 5.5-6.5 9.5-6.5s7.5 2.5 9.5 6.5c-2 4-5.5 6.5-9.5 6.5s-7.5-2.5-9.5-6.5zM12 9a3 3 0 1 0 0 6a3 3 0 0 0 0-6z",
    Lock: "M5 11h14v9.5H5zM8 11V8a4 4 0 0 1 8 0v3M12 14.5v2.5",
    Flag: "M5.5 21V4M5.5 4.5c4-2 7 2 13 0v9c-6 2-9-2-13 0",
    Book: "M12 6.5C10 5 7 4.5 3.5 4.5v14c3.5 0 6.5.5 8.5 2 2-1.5 5-2 8.5-2v-14c-3.5 0-6.5.5-8.5 2zM12 6.5v14",
    Pen: "M4 20l1-4.5L16.5 4 20 7.5 8.5 19zM14 6.5l3.5 3.5",
    Bell: "M6 17V11a6 6 0 0 1 12 0v6l1.5 1.5h-15zM10 21h4M12 3v2",
    Code: "M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h2.5v2.5M20 14v6h-3M14 20v0",
    Share: "M18 3a2.5 2.5 0 1 0 0 5a2.5 2.5 0 0 0 0-5zM6 9.5a2.5 2.5 0 1 0 0 5a2.5 2.5 0 0 0 0-5zM18 16a2.5 2.5 0 1 0 0 5a2.5 2.5 0 0 0 0-5zM8.3 10.8l7.5-4M8.3 13.2l7.5 4",
    Home: "M3 11.5L12 4l9 7.5M5.5 9.5v11h13v-11M10 20.5V14.5h4v6",
}

/// An ornament: whatever it says stands beside it in words.
pub fn icon(which: Icon) -> AnyView {
    view! {
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
            <path d=which.path()></path>
        </svg>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::{Icon, icon};
    use leptos::prelude::*;

    #[test]
    fn an_icon_is_one_silent_path() {
        for which in Icon::ALL {
            let html = icon(*which).to_html();
            assert!(html.starts_with("<svg") && html.contains("aria-hidden=\"true\""), "{which:?}: {html}");
            assert!(!html.contains("style="), "{which:?}");
        }
    }
}
