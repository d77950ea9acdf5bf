//! How is a closed set written down? One word of ours per member, and the national platform's digits beside it where
//! the platform has the same set.

/// An enum with `ALL`, `code` and `parse`.
macro_rules! closed_set {
    ($(#[$about:meta])* $name:ident { $($(#[$note:meta])* $variant:ident = $code:literal,)+ }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name {
            $($(#[$note])* $variant,)+
        }

        impl $name {
            pub const ALL: [Self; [$($code),+].len()] = [$(Self::$variant),+];

            pub fn code(self) -> &'static str {
                match self {
                    $(Self::$variant => $code,)+
                }
            }

            pub fn parse(code: &str) -> Option<Self> {
                Self::ALL.into_iter().find(|one| one.code() == code)
            }
        }
    };
}

/// The same, with the digits of the national platform (`national_code`, `parse_national`).
macro_rules! national_set {
    ($(#[$about:meta])* $name:ident { $($(#[$note:meta])* $variant:ident = $code:literal, $national:literal;)+ }) => {
        closed_set! {
            $(#[$about])*
            $name { $($(#[$note])* $variant = $code,)+ }
        }

        impl $name {
            /// The code in the national platform's list.
            pub fn national_code(self) -> &'static str {
                match self {
                    $(Self::$variant => $national,)+
                }
            }

            pub fn parse_national(code: &str) -> Option<Self> {
                Self::ALL.into_iter().find(|one| one.national_code() == code)
            }
        }
    };
}
