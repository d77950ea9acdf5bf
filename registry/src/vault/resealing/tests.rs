#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;

use sea_orm::{EntityTrait, PaginatorTrait};

use super::{SEALED, reseal};
use crate::entity::{people, second_factors};
use crate::fixtures::Part;
use crate::on_both;

on_both! {
    async fn a_new_key_takes_over_what_older_ones_sealed(town: Town) {
        let (_bed, world) = town.apart();
        let ctx = &world.ctx;
        let sealed = async || {
            let rows = people::Entity::find().all(ctx.db.reader()).await.unwrap();
            rows.into_iter().flat_map(|row| [row.id_number_sealed[0], row.phone_sealed[0]]).collect::<Vec<u8>>()
        };
        assert_eq!(reseal(ctx).await.unwrap(), 0);
        let mut ring = ctx.vault.ring().unwrap();
        ring.add_sealing_key(ctx.random.as_ref());
        ctx.vault.replace(ring).unwrap();
        assert!(sealed().await.iter().all(|number| *number == 0));
        let count = sealed().await.len() as u64;
        // the second factors of the staff are sealed, too
        let factors = second_factors::Entity::find().count(ctx.db.reader()).await.unwrap();
        assert_eq!(reseal(ctx).await.unwrap(), count + factors);
        assert!(sealed().await.iter().all(|number| *number == 1));
        assert_eq!(reseal(ctx).await.unwrap(), 0, "once is enough");
        let row = people::Entity::find_by_id(world.person(Part::CandidateReady)).one(ctx.db.reader()).await.unwrap().unwrap();
        let number = ctx.vault.open_text("people.id_number", &row.id_number_sealed).unwrap();
        assert_eq!(number, Part::CandidateReady.member().id_number());
    }
}

#[test]
fn every_sealed_column_of_the_schema_is_named() {
    let steps = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../migrations/src/steps");
    let (mut columns, mut renamed) = (BTreeSet::new(), Vec::new());
    for entry in std::fs::read_dir(steps).unwrap() {
        let path = entry.unwrap().path();
        if path.to_string_lossy().ends_with(".up.sql") {
            let text = std::fs::read_to_string(&path).unwrap();
            renamed.extend(text.lines().filter_map(|line| {
                let (from, to) = line.strip_prefix("ALTER TABLE ")?.strip_suffix(';')?.split_once(" RENAME TO ")?;
                // a table that is made anew in the same step keeps its name
                (!text.contains(&format!("CREATE TABLE {from} "))).then(|| (from.to_owned(), to.to_owned()))
            }));
            for (at, _) in text.match_indices(" {bytes}") {
                let (_, table) = text[..at].rsplit_once(" TABLE ").unwrap();
                let (table, column) =
                    (table.split_whitespace().next().unwrap(), table.split_whitespace().last().unwrap());
                if column.ends_with("_sealed") {
                    columns.insert((table.to_owned(), column.to_owned()));
                }
            }
        }
    }
    let now = |table: String| {
        let found = renamed.iter().find(|(from, _)| *from == table);
        found.map_or(table, |(_, to)| to.clone())
    };
    let columns: BTreeSet<_> = columns.into_iter().map(|(table, column)| (now(table), column)).collect();
    let named: BTreeSet<(String, String)> =
        SEALED.iter().map(|sealed| (sealed.table.to_owned(), sealed.column.to_owned())).collect();
    assert_eq!(named.len(), SEALED.len(), "none stands twice");
    assert_eq!(columns, named);
}
