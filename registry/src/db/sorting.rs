//! In which order does a list come, when somebody asks for another one than its own?

/// Rising or falling.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum By {
    #[default]
    Rising,
    Falling,
}

/// One of a list's columns, and which way; without it the list has its own order. Among equals the id decides, so that no row
/// stands on two pages.
pub type Sorted<K> = Option<(K, By)>;

impl By {
    pub(crate) fn order(self) -> sea_orm::Order {
        match self {
            Self::Rising => sea_orm::Order::Asc,
            Self::Falling => sea_orm::Order::Desc,
        }
    }
}
