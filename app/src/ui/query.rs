//! Which rows of a table are asked for? Sort, direction, page, search and filters in the address; links keep the rest.

use registry::db::{By, Sorted, Total};
use registry::people::looks_like_number;

use super::pager::Paging;

const SEARCH: &str = "q";
const SORT: &str = "sort";
const DIRECTION: &str = "dir";
const PAGE: &str = "page";
/// Further than any table reaches; its rows can still be counted.
const LAST_PAGE: u64 = 1_000_000;
/// What an action said about itself belongs to one view, not to the links in it.
const DONE: &str = "done";

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Direction {
    #[default]
    Ascending,
    Descending,
}

/// The GET parameters of one table. Values come from outside: a page names the columns and filters it knows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    path: String,
    search: String,
    sort: String,
    direction: Direction,
    page: u64,
    filters: Vec<(String, String)>,
    number: Option<String>,
}

impl Query {
    /// Reads `visit.path`. What cannot be read counts as not given.
    pub fn of(path_and_query: &str) -> Self {
        let (path, text) = path_and_query.split_once('?').unwrap_or((path_and_query, ""));
        let pairs: Vec<(String, String)> = serde_html_form::from_str(text).unwrap_or_default();
        let mut query = Self { path: path.to_owned(), page: 1, ..Self::default() };
        for (name, value) in pairs {
            match name.as_str() {
                SEARCH => query.search = value.trim().to_owned(),
                SORT => query.sort = value,
                DIRECTION if value == "desc" => query.direction = Direction::Descending,
                DIRECTION | DONE => {}
                PAGE => query.page = value.parse().unwrap_or(1).clamp(1, LAST_PAGE),
                _ if value.is_empty() => {}
                _ => query.filters.push((name, value)),
            }
        }
        query
    }

    /// The same for a page on which people are looked for: a number of a person in the address is no search, and gets into
    /// no link.
    pub fn of_words(path_and_query: &str) -> Self {
        Self::without(path_and_query, looks_like_number)
    }

    /// The same where something else than a number of a person is no search.
    pub fn without(path_and_query: &str, is_personal: impl Fn(&str) -> bool) -> Self {
        let mut query = Self::of(path_and_query);
        if is_personal(&query.search) {
            query.number = Some(std::mem::take(&mut query.search));
        }
        query
    }

    /// The number that stood in the address instead of words.
    pub fn number(&self) -> Option<&str> {
        self.number.as_deref()
    }

    pub fn path(&self) -> &str {
        &self.path
    }

    /// What to look for; empty when nothing is looked for.
    pub fn search(&self) -> &str {
        &self.search
    }

    /// The page, counted from 1, and never so far that counting its rows overflows.
    pub fn page(&self) -> u64 {
        self.page
    }

    /// A filter's value, when one was chosen.
    pub fn filter(&self, name: &str) -> Option<&str> {
        self.filters.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The order that is asked for, by a key that the list knows; any other counts as not given.
    pub fn sorted<K>(&self, known: impl Fn(&str) -> Option<K>) -> Sorted<K> {
        let by = match self.direction {
            Direction::Ascending => By::Rising,
            Direction::Descending => By::Falling,
        };
        known(&self.sort).map(|key| (key, by))
    }

    /// How the rows are sorted by this column now.
    pub fn direction_of(&self, column: &str) -> Option<Direction> {
        (self.sort == column).then_some(self.direction)
    }

    /// True when rows may be hidden by search or filters.
    pub fn is_narrowed(&self) -> bool {
        !self.search.is_empty() || !self.filters.is_empty()
    }

    /// Where these rows stand among `total`.
    pub fn paging(&self, per_page: u64, total: impl Into<Total>) -> Paging {
        Paging { page: self.page, per_page, total: total.into() }
    }

    pub fn at_page(&self, page: u64) -> String {
        Self { page, ..self.clone() }.link()
    }

    /// Sorted by this column; the other way round when it is so already. Begins at the first page again.
    pub fn sorted_by(&self, column: &str) -> String {
        let direction = match self.direction_of(column) {
            Some(Direction::Ascending) => Direction::Descending,
            _ => Direction::Ascending,
        };
        Self { sort: column.to_owned(), direction, page: 1, ..self.clone() }.link()
    }

    /// With this filter instead of its former value; an empty value takes it away. For stat tiles and tabs.
    pub fn filtered(&self, name: &str, value: &str) -> String {
        let mut next = Self { page: 1, ..self.clone() };
        next.filters.retain(|(known, _)| known != name);
        if !value.is_empty() {
            next.filters.push((name.to_owned(), value.to_owned()));
        }
        next.link()
    }

    /// Without search and filters, sorted as now.
    pub fn cleared(&self) -> String {
        Self { search: String::new(), filters: Vec::new(), page: 1, ..self.clone() }.link()
    }

    /// All the rows, not one page of them, at another address: the export.
    pub fn exported_at(&self, path: &str) -> String {
        Self { path: path.to_owned(), page: 1, ..self.clone() }.link()
    }

    /// What a filter form must carry along besides its own inputs.
    pub fn carried(&self, inputs: &[&str]) -> Vec<(String, String)> {
        let mut pairs = self.pairs();
        pairs.retain(|(name, _)| name != PAGE && name != SEARCH && !inputs.contains(&name.as_str()));
        pairs
    }

    fn link(&self) -> String {
        match serde_html_form::to_string(self.pairs()).unwrap_or_default() {
            empty if empty.is_empty() => self.path.clone(),
            text => format!("{}?{text}", self.path),
        }
    }

    fn pairs(&self) -> Vec<(String, String)> {
        let mut pairs = Vec::new();
        let mut put = |name: &str, value: &str| pairs.push((name.to_owned(), value.to_owned()));
        if !self.search.is_empty() {
            put(SEARCH, &self.search);
        }
        for (name, value) in &self.filters {
            put(name, value);
        }
        if !self.sort.is_empty() {
            put(SORT, &self.sort);
            if self.direction == Direction::Descending {
                put(DIRECTION, "desc");
            }
        }
        if self.page > 1 {
            put(PAGE, &self.page.to_string());
        }
        pairs
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query() -> Query {
        Query::of("/projects?q=%E5%8D%97%E9%80%9A&state=building&sort=name&page=3&done=saved")
    }

    #[test]
    fn links_keep_everything_but_what_they_change() {
        assert_eq!(query().at_page(4), "/projects?q=%E5%8D%97%E9%80%9A&state=building&sort=name&page=4");
        assert_eq!(query().sorted_by("day"), "/projects?q=%E5%8D%97%E9%80%9A&state=building&sort=day");
        assert_eq!(query().filtered("state", ""), "/projects?q=%E5%8D%97%E9%80%9A&sort=name");
        assert_eq!(query().filtered("state", "a&b"), "/projects?q=%E5%8D%97%E9%80%9A&state=a%26b&sort=name");
        assert_eq!(
            query().exported_at("/projects.xlsx"),
            "/projects.xlsx?q=%E5%8D%97%E9%80%9A&state=building&sort=name"
        );
        assert_eq!(query().cleared(), "/projects?sort=name");
        assert_eq!(Query::of("/projects?q=x").cleared(), "/projects");
    }

    #[test]
    fn the_same_column_again_turns_the_order_round() {
        let turned = query().sorted_by("name");
        assert!(turned.ends_with("sort=name&dir=desc"), "{turned}");
        assert_eq!(Query::of(&turned).direction_of("name"), Some(Direction::Descending));
        assert!(Query::of(&turned).sorted_by("name").ends_with("sort=name"));
    }

    #[test]
    fn a_number_in_the_address_is_neither_looked_for_nor_carried_on() {
        for number in ["32069019900101001X", "138-0000-0001", "３２０６９０１９９００１０１"] {
            let query = Query::of_words(&format!("/office/people?q={number}&which=all&page=2"));
            assert_eq!((query.search(), query.number()), ("", Some(number)));
            assert_eq!(query.at_page(3), "/office/people?which=all&page=3");
            assert_eq!(query.exported_at("/office/people.xlsx"), "/office/people.xlsx?which=all");
        }
        let named = Query::of_words("/office/people?q=%E7%8E%8B");
        assert_eq!((named.search(), named.number()), ("王", None));
    }

    #[test]
    fn only_known_keys_sort_and_either_way() {
        let known = |key: &str| ["day", "name"].into_iter().find(|known| *known == key);
        for (path, sorted) in [
            ("/projects?sort=name", Some(("name", By::Rising))),
            ("/projects?sort=name&dir=desc", Some(("name", By::Falling))),
            ("/projects?sort=day&dir=sideways", Some(("day", By::Rising))),
            ("/projects?sort=day&sort=name", Some(("name", By::Rising))),
            ("/projects?sort=Name", None),
            ("/projects?sort=1%3B+DROP+TABLE+projects", None),
            ("/projects?sort=", None),
            ("/projects?dir=desc", None),
            ("/projects", None),
        ] {
            assert_eq!(Query::of(path).sorted(known), sorted, "{path}");
        }
    }

    #[test]
    fn nonsense_in_the_address_counts_as_not_given() {
        for path in [
            "/projects?page=0",
            "/projects?page=-1",
            "/projects?page=x",
            "/projects?%ZZ",
            "/projects?state=",
            "/projects",
        ] {
            let query = Query::of(path);
            assert_eq!((query.page(), query.filter("state"), query.path()), (1, None, "/projects"), "{path}");
        }
    }

    #[test]
    fn no_page_is_so_far_that_its_rows_cannot_be_counted() {
        let query = Query::of(&format!("/projects?page={}", u64::MAX));
        assert_eq!(query.page(), LAST_PAGE);
        assert!(i64::try_from(query.page() * 1_000).is_ok());
    }

    #[test]
    fn a_filter_form_carries_the_order_and_foreign_filters() {
        let carried = query().carried(&["state"]);
        assert_eq!(carried, [("sort".to_owned(), "name".to_owned())]);
        assert_eq!(query().carried(&[]).len(), 2);
    }
}
