//! How are thousands of rows written, or asked for, in a few statements on either database? The only place that knows how
//! each of them takes a list.
//!
//! SQLite takes it as parameters, in chunks; PostgreSQL as one JSON text whose statement never changes, so that it is parsed
//! and planned once.

use sea_orm::{
    ActiveModelTrait, ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, EntityTrait, QueryResult, Statement,
    Value,
};
use serde::{Serialize, Serializer};
use uuid::Uuid;

use crate::{Fault, vault::hex};

/// SQLite's limit is 32,766.
const PARAMETERS: usize = 30_000;
/// Rows of a whole chunk, as far as their parameters allow: a kept statement holds room for every parameter, and more rows are
/// not faster.
const ROWS_AT_ONCE: usize = 400;
/// Below a whole chunk only these numbers of rows occur: every one is a prepared statement that is kept.
const ROWS: [usize; 5] = [ROWS_AT_ONCE, 100, 25, 5, 1];

/// What a column of a list holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Id,
    Number,
    Text,
    Bytes,
}

/// A value of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Cell {
    Id(Uuid),
    Number(i64),
    Text(String),
    Bytes(Vec<u8>),
    None(Kind),
}

/// Rows of as many cells as there are kinds.
#[derive(Clone, Debug)]
pub(crate) struct List<'a> {
    pub kinds: &'a [Kind],
    pub rows: Vec<Vec<Cell>>,
}

/// Runs a statement in whose text `{given}` stands for the list: as `VALUES` or as a `SELECT` of the same columns.
pub(crate) async fn execute(tx: &DatabaseTransaction, text: &str, list: &List<'_>) -> Result<(), Fault> {
    let backend = tx.get_database_backend();
    for rows in list.chunks(backend) {
        tx.execute_raw(list.statement(backend, text, rows)?).await?;
    }
    Ok(())
}

/// Writes rows of one table.
pub(crate) async fn insert<A>(tx: &DatabaseTransaction, rows: &[A]) -> Result<(), DbErr>
where
    A: ActiveModelTrait + Send + Sync,
{
    for some in chunks(rows, ROWS_AT_ONCE) {
        let written = A::Entity::insert_many(some.iter().cloned());
        written.exec_without_returning(tx).await?;
    }
    Ok(())
}

/// So many keys at most for a condition that names each of them.
pub(crate) fn keys<T>(all: &[T]) -> impl Iterator<Item = &[T]> {
    all.chunks(ROWS_AT_ONCE)
}

/// The rows that such a statement gives, chunk after chunk.
pub(crate) async fn query<C: ConnectionTrait>(db: &C, text: &str, list: &List<'_>) -> Result<Vec<QueryResult>, Fault> {
    let (backend, mut found) = (db.get_database_backend(), Vec::new());
    for rows in list.chunks(backend) {
        found.extend(db.query_all_raw(list.statement(backend, text, rows)?).await?);
    }
    Ok(found)
}

impl List<'_> {
    fn chunks(&self, backend: DbBackend) -> Vec<&[Vec<Cell>]> {
        match backend {
            DbBackend::Postgres => self.rows.chunks(self.rows.len().max(1)).collect(),
            _ => chunks(&self.rows, ROWS_AT_ONCE.min(PARAMETERS / self.kinds.len().max(1))),
        }
    }

    /// One of the statements: the values of a chunk are made when its turn comes.
    fn statement(&self, backend: DbBackend, text: &str, rows: &[Vec<Cell>]) -> Result<Statement, Fault> {
        if backend == DbBackend::Postgres {
            let columns: Vec<String> =
                self.kinds.iter().enumerate().map(|(place, kind)| kind.taken_out(place)).collect();
            let given = format!("SELECT {} FROM jsonb_array_elements($1::jsonb) AS list (value)", columns.join(", "));
            let values = vec![serde_json::to_string(rows)?.into()];
            return Ok(Statement::from_sql_and_values(backend, text.replace("{given}", &given), values));
        }
        let row = format!("({})", vec!["?"; self.kinds.len()].join(","));
        let given = format!("VALUES {}", vec![row.as_str(); rows.len()].join(","));
        let values: Vec<Value> = rows.iter().flatten().map(Cell::value).collect();
        Ok(Statement::from_sql_and_values(backend, text.replace("{given}", &given), values))
    }
}

/// Whole chunks, then the rest in few sizes.
fn chunks<T>(rows: &[T], whole: usize) -> Vec<&[T]> {
    let (mut chunks, mut rest) = (Vec::new(), rows);
    for size in [whole].into_iter().chain(ROWS.into_iter().filter(|size| *size < whole)) {
        let taken = rest.len() - rest.len() % size;
        let (now, after) = rest.split_at(taken);
        chunks.extend(now.chunks(size));
        rest = after;
    }
    chunks
}

impl Kind {
    fn taken_out(self, place: usize) -> String {
        match self {
            Self::Id => format!("(value ->> {place})::uuid"),
            Self::Number => format!("(value ->> {place})::bigint"),
            Self::Text => format!("value ->> {place}"),
            Self::Bytes => format!("decode(value ->> {place}, 'hex')"),
        }
    }
}

/// As it stands in the list that PostgreSQL takes.
impl Serialize for Cell {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Id(id) => serializer.serialize_str(id.hyphenated().encode_lower(&mut Uuid::encode_buffer())),
            Self::Number(number) => serializer.serialize_i64(*number),
            Self::Text(text) => serializer.serialize_str(text),
            Self::Bytes(bytes) => serializer.serialize_str(&hex(bytes)),
            Self::None(_) => serializer.serialize_none(),
        }
    }
}

impl Cell {
    fn value(&self) -> Value {
        match self {
            Self::Id(id) => (*id).into(),
            Self::Number(number) => (*number).into(),
            Self::Text(text) => text.as_str().into(),
            Self::Bytes(bytes) => bytes.clone().into(),
            Self::None(Kind::Id) => Value::Uuid(None),
            Self::None(Kind::Number) => Value::BigInt(None),
            Self::None(Kind::Text) => Value::String(None),
            Self::None(Kind::Bytes) => Value::Bytes(None),
        }
    }

    pub fn maybe_id(id: Option<Uuid>) -> Self {
        id.map_or(Self::None(Kind::Id), Self::Id)
    }

    pub fn maybe_number(number: Option<i64>) -> Self {
        number.map_or(Self::None(Kind::Number), Self::Number)
    }

    pub fn maybe_text(text: Option<&str>) -> Self {
        text.map_or(Self::None(Kind::Text), |text| Self::Text(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_keep_every_row_in_its_order_and_come_in_few_sizes() {
        for count in [0, 1, 4, 5, 99, 400, 1_665, 1_666, 1_667, 10_000] {
            let rows: Vec<usize> = (0..count).collect();
            let chunks = chunks(&rows, 1_666);
            assert_eq!(chunks.concat(), rows);
            assert!(chunks.iter().all(|chunk| chunk.len() == 1_666 || ROWS.contains(&chunk.len())), "{count}");
            assert!(chunks.len() <= count / 1_666 + 4 + 3 + 3 + 4 + 4, "{count}");
        }
    }

    crate::on_both! {
        async fn a_list_is_given_with_every_kind_of_cell(bed) {
            let id = Uuid::from_u128(7);
            let row = vec![
                Cell::Id(id),
                Cell::Number(-5),
                Cell::Text("二号门 \"a\" 'b'".into()),
                Cell::Bytes(vec![0, 255]),
                Cell::None(Kind::Text),
            ];
            let list = List { kinds: &[Kind::Id, Kind::Number, Kind::Text, Kind::Bytes, Kind::Text], rows: vec![row; 3] };
            let text = "WITH given (a, b, c, d, e) AS ({given}) SELECT a, b, c, d, e FROM given";
            let found = query(bed.ctx.db.reader(), text, &list).await.unwrap();
            assert_eq!(found.len(), 3);
            for row in found {
                assert_eq!(row.try_get::<Uuid>("", "a").unwrap(), id);
                assert_eq!(row.try_get::<i64>("", "b").unwrap(), -5);
                assert_eq!(row.try_get::<String>("", "c").unwrap(), "二号门 \"a\" 'b'");
                assert_eq!(row.try_get::<Vec<u8>>("", "d").unwrap(), [0, 255]);
                assert_eq!(row.try_get::<Option<String>>("", "e").unwrap(), None);
            }
        }
    }
}
