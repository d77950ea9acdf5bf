use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use sha2::{Digest, Sha256};

use super::super::store::{self, Book, CITY};
use super::*;
use crate::Actor;
use crate::entity::rule_packs;
use crate::offices::OfficeKind;
use crate::projects::governing::Place;
use crate::testing::Bed;

const COUNTY: &str = "320613";

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn one(name: &str, value: Value) -> BTreeMap<String, Value> {
    [(name.to_owned(), value)].into()
}

/// As the releases before version 2 left it.
async fn with_version_1_only(bed: &Bed) {
    let later = rule_packs::Entity::delete_many().filter(rule_packs::Column::Version.gt(1));
    later.exec(bed.ctx.db.writer()).await.unwrap();
}

async fn labels(bed: &Bed) -> Vec<String> {
    store::list(&bed.ctx).await.unwrap().iter().map(RulePack::label).collect()
}

/// Decisions name these versions: whoever wants another figure brings a further one.
#[test]
fn version_1_of_the_built_in_packs_stays_as_it_went_out() {
    let packs = store::built_in_packs().unwrap();
    let hash = |pack: &RulePack| crate::vault::hex(&Sha256::digest(serde_json::to_vec(pack).unwrap())[..8]);
    let went_out: Vec<(String, String)> =
        packs.iter().filter(|pack| pack.version == 1).map(|pack| (pack.label(), hash(pack))).collect();
    let expected =
        [("A/320613/1", "019de2cf97d09672"), ("B/320600/1", "8c0f15d38f5086aa"), ("C/320600/1", "7629a91c43294eac")];
    assert_eq!(went_out, expected.map(|(label, hash)| (label.to_owned(), hash.to_owned())));
}

#[test]
fn later_versions_add_and_change_nothing() {
    let packs = store::built_in_packs().unwrap();
    for later in packs.iter().filter(|pack| pack.version > 1) {
        let first = packs.iter().find(|one| one.pack == later.pack && one.version == 1).unwrap();
        assert_eq!((&first.area, first.effective_from), (&later.area, later.effective_from), "{}", later.label());
        let before = packs.iter().filter(|one| one.pack == later.pack && one.version < later.version);
        let said: Vec<&String> = before.flat_map(|one| one.parameters.keys()).collect();
        assert!(later.parameters.keys().all(|name| !said.contains(&name)), "{}", later.label());
    }
}

crate::on_both! {
    async fn loading_the_built_in_packs_twice_changes_nothing(bed) {
        let before = store::list(&bed.ctx).await.unwrap();
        store::load_built_in(&bed.ctx).await.unwrap();
        assert_eq!(store::list(&bed.ctx).await.unwrap(), before);
        assert_eq!(before.len(), 7);
    }

    async fn a_database_with_version_1_gets_the_later_ones_at_the_next_start(bed) {
        with_version_1_only(&bed).await;
        let before = store::list(&bed.ctx).await.unwrap();
        assert_eq!(before.len(), 3);
        let rules = store::in_force(&bed.ctx, COUNTY, day("2026-11-20")).await.unwrap();
        assert!(rules.integer("worker.min_age").is_err());
        let (decided, sources) = (rules.months("t1.period").unwrap(), rules.sources(&["t1.period", "exam.minutes"]));
        store::load_built_in(&bed.ctx).await.unwrap();
        let expected =
            ["A/320613/1", "A/320613/2", "B/320600/1", "B/320600/2", "C/320600/1", "C/320600/2", "C/320600/3"];
        assert_eq!(labels(&bed).await, expected);
        let after: Vec<RulePack> = store::list(&bed.ctx).await.unwrap().into_iter().filter(|pack| pack.version == 1).collect();
        assert_eq!(after, before, "what decisions rest on stays");
        let rules = store::in_force(&bed.ctx, COUNTY, day("2026-11-20")).await.unwrap();
        assert_eq!((rules.months("t1.period").unwrap(), rules.sources(&["t1.period", "exam.minutes"])), (decided, sources));
        assert_eq!(rules.integer("worker.min_age").unwrap(), 16);
        assert_eq!(rules.sources(&["worker.min_age"]), "C/320600/2");
        // records of earlier days are judged by the same figures
        let earlier = store::in_force(&bed.ctx, COUNTY, day("2020-01-01")).await.unwrap();
        assert_eq!(earlier.integer("attendance.site_silent_days").unwrap(), 3);
    }

    async fn a_version_of_an_office_keeps_its_number_and_ours_comes_all_the_same(bed) {
        with_version_1_only(&bed).await;
        let own = one("incident.report_limit", json!("3 h"));
        assert_eq!(store::amend(&bed.ctx, "B", CITY, day("2026-01-01"), own).await.unwrap(), 2);
        for _ in 0..2 {
            store::load_built_in(&bed.ctx).await.unwrap();
            let ours = ["A/320613/1", "A/320613/2", "B/320600/1", "B/320600/2"];
            let expected = [&ours[..], &["B/320600/3", "C/320600/1", "C/320600/2", "C/320600/3"]].concat();
            assert_eq!(labels(&bed).await, expected);
        }
        let rules = store::in_force(&bed.ctx, CITY, day("2026-11-20")).await.unwrap();
        assert_eq!(rules.span_ms("incident.report_limit").unwrap(), 3 * instant::HOUR_MS);
        assert_eq!(rules.months("shutdown.report_limit").unwrap(), 1);
        assert_eq!(rules.sources(&["shutdown.report_limit"]), "B/320600/3");
    }

    async fn a_later_version_counts_from_its_day(bed) {
        let version = store::amend(&bed.ctx, "B", CITY, day("2026-12-01"), one("exam.minutes", json!(45))).await.unwrap();
        assert_eq!(version, 3);
        let minutes = async |on: &str| {
            let rules = store::in_force(&bed.ctx, CITY, day(on)).await.unwrap();
            rules.integer("exam.minutes").unwrap()
        };
        assert_eq!(minutes("2026-11-30").await, 90);
        assert_eq!(minutes("2026-12-01").await, 45);
    }

    async fn what_is_in_force_is_told_parameter_by_parameter(bed) {
        let anybody = bed.ctx.acting_as(Actor::Anonymous);
        let today = day("2026-11-20");
        let said = async |area: &str, by: Option<OfficeKind>, on: Day, name: &str| {
            let in_force = store::for_area(&anybody, area, by, on).await.unwrap();
            in_force.parameters.into_iter().find(|one| one.name == name).map(|one| (one.value, one.source.label()))
        };
        let issuer = Some(OfficeKind::Issuer);
        let training = "entry.training_required";
        assert_eq!(said(COUNTY, issuer, today, training).await, Some((json!(true), "A/320613/2".to_owned())));
        // pack A is for those whom the issuer supervises, with all of its versions
        assert_eq!(said(COUNTY, None, today, training).await, Some((json!(false), "C/320600/2".to_owned())));
        assert_eq!(said(COUNTY, None, today, "t1.period").await, None);
        assert_eq!(said(COUNTY, issuer, today, "t1.period").await, Some((json!("1 month"), "A/320613/1".to_owned())));
        assert_eq!(said("320623", issuer, today, "t1.period").await, None);
        assert_eq!(said(CITY, None, day("2023-05-03"), "filing.monthly_due").await, None);
        assert_eq!(said(CITY, None, day("2023-05-04"), "filing.monthly_due").await, Some((json!(10), "B/320600/1".to_owned())));
        // an old code means its successor
        let old = store::for_area(&anybody, "320602", issuer, today).await.unwrap();
        assert_eq!(old, store::for_area(&anybody, COUNTY, issuer, today).await.unwrap());
        assert_eq!(old.area, COUNTY);
        let unknown = store::for_area(&anybody, "999999", None, today).await.unwrap_err();
        assert_eq!(unknown.code(), Some("projects.area_unknown"));
    }

    async fn the_rules_of_a_place_are_those_of_its_supervision(bed) {
        let place = |supervised_by| Place { area: COUNTY.into(), industry: "housing".into(), supervised_by };
        let today = day("2026-11-20");
        let rules = store::governing(&bed.ctx, &place(Some(OfficeKind::Issuer)), today).await.unwrap();
        assert!(rules.has("t3.period") && rules.is_on("entry.training_required").unwrap());
        let book = Book::read(bed.ctx.db.reader()).await.unwrap();
        let rules = book.governing(&place(Some(OfficeKind::Industry)), today).unwrap();
        assert!(!rules.has("t3.period") && !rules.is_on("entry.training_required").unwrap());
        assert_eq!(book.areas().predecessors(COUNTY).len(), 2);
    }
}
