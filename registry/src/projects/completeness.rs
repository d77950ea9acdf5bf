//! How much of what Article 7 asks for is on record for a project?
//!
//! Whoever knows the rows counts them: how many values a field could hold and how many it does. What nobody could fill
//! in, such as the cards of workers where there are none, counts neither for nor against.

use super::{Category, Item};

/// A share that lacks nothing, in hundredths of a percent.
pub const WHOLE: i32 = 10_000;

/// The count of one field over all the rows of a project.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count {
    pub item: Item,
    /// one of [`Item::fields`]
    pub field: &'static str,
    pub filled: u64,
    pub of: u64,
}

/// What is filled of what could be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    pub filled: u64,
    pub of: u64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CategoryLine {
    pub category: Category,
    pub share: Share,
    pub items: Vec<ItemLine>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemLine {
    pub item: Item,
    pub share: Share,
    /// Fields with empty places, in the order of [`Item::fields`].
    pub missing: Vec<&'static str>,
}

impl Count {
    /// A field that stands once per project.
    pub fn once<T>(item: Item, field: &'static str, value: Option<T>) -> Self {
        Self { item, field, filled: u64::from(value.is_some()), of: 1 }
    }
}

impl Share {
    /// In hundredths of a percent, cut off and not rounded: 10000 means that nothing at all is missing. `None` when
    /// there is nothing to fill.
    pub fn hundredths(self) -> Option<u64> {
        let filled = u128::from(self.filled.min(self.of));
        let share = (filled * 10_000).checked_div(u128::from(self.of))?;
        u64::try_from(share).ok()
    }

    fn plus(self, count: &Count) -> Self {
        Self { filled: self.filled.saturating_add(count.filled.min(count.of)), of: self.of.saturating_add(count.of) }
    }
}

/// All four categories with all their items, in the article's order. Counts of one field add up; a field that no item
/// has is left out.
pub fn completeness(counts: &[Count]) -> Vec<CategoryLine> {
    Category::ALL.into_iter().map(|category| category_line(category, counts)).collect()
}

fn category_line(category: Category, counts: &[Count]) -> CategoryLine {
    let items: Vec<ItemLine> = category.items().map(|item| item_line(item, counts)).collect();
    let share = items.iter().fold(Share::default(), |sum, line| Share {
        filled: sum.filled.saturating_add(line.share.filled),
        of: sum.of.saturating_add(line.share.of),
    });
    CategoryLine { category, share, items }
}

fn item_line(item: Item, counts: &[Count]) -> ItemLine {
    let of_field = |field: &str| {
        let counted = counts.iter().filter(|count| count.item == item && count.field == field);
        counted.fold(Share::default(), Share::plus)
    };
    let shares: Vec<(&'static str, Share)> = item.fields().iter().map(|field| (*field, of_field(field))).collect();
    let share = shares.iter().fold(Share::default(), |sum, (_, share)| Share {
        filled: sum.filled.saturating_add(share.filled),
        of: sum.of.saturating_add(share.of),
    });
    let missing = shares.iter().filter(|(_, share)| share.filled < share.of).map(|(field, _)| *field).collect();
    ItemLine { item, share, missing }
}
