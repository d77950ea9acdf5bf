use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::super::changes::{self, Change, NewChange};
use super::super::known;
use super::super::store::{self, CITY};
use super::*;
use crate::entity::audit_entries;
use crate::fixtures::{Part, World};
use crate::instant::DAY_MS;
use crate::permissions::Role;
use crate::{Actor, Ctx, audit};

const COUNTY: &str = "320613";

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn change(pack: &str, area: &str, from: &str, typed: &[(&str, &str)]) -> NewChange {
    NewChange {
        pack: pack.into(),
        area: area.into(),
        effective_from: Day::parse(from),
        typed: typed.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
        reason: "题量增加，延长考试时间".into(),
    }
}

/// Another person of the city office.
async fn second_of_the_city(world: &World) -> Ctx {
    let ctx = world.as_(Part::Bystander);
    let Actor::SignedIn(mut who) = ctx.actor.clone() else { panic!("nobody") };
    let city = world.as_(Part::City);
    who.posts = city.signed_in().unwrap().posts.clone();
    assert!(who.holds(Role::City));
    ctx.acting_as(Actor::SignedIn(who))
}

async fn minutes(ctx: &Ctx, area: &str, on: &str) -> (i64, String) {
    let rules = store::in_force(ctx, area, day(on)).await.unwrap();
    (rules.integer("exam.minutes").unwrap(), rules.sources(&["exam.minutes"]))
}

async fn codes(ctx: &Ctx, new: &NewChange) -> Vec<&'static str> {
    match changes::propose(ctx, new).await {
        Err(Fault::Refused(reasons)) => reasons.into_iter().map(|reason| reason.code).collect(),
        other => panic!("{other:?}"),
    }
}

async fn only(ctx: &Ctx, id: Uuid) -> Change {
    changes::list(ctx).await.unwrap().into_iter().find(|change| change.id == id).unwrap()
}

#[test]
fn what_comes_with_the_program_is_known_and_within_its_bounds() {
    for pack in store::built_in_packs().unwrap() {
        for (name, value) in &pack.parameters {
            let known = known::find(name).unwrap_or_else(|| panic!("{} names {name}", pack.label()));
            assert_eq!(known.check(value), Ok(()), "{}", pack.label());
        }
    }
}

crate::on_both! {
    async fn a_rule_changes_by_two_people_and_from_its_day(town: Town) {
        let (_bed, world) = town.apart();
        let (city, second) = (world.as_(Part::City), second_of_the_city(&world).await);
        let new = change("B", CITY, "2026-12-01", &[("exam.minutes", "100"), ("bank.allow_secondary", "on")]);
        let id = changes::propose(&city, &new).await.unwrap();
        let waits = only(&city, id).await;
        assert!(waits.is_own && waits.decided.is_none());
        let lines: Vec<_> = waits.lines.iter().map(|line| (line.name.as_str(), line.before.clone(), line.after.clone())).collect();
        assert_eq!(lines, [
            ("bank.allow_secondary", Some(json!(false)), json!(true)),
            ("exam.minutes", Some(json!(90)), json!(100)),
        ]);
        assert_eq!(minutes(&city, CITY, "2026-12-01").await.0, 90, "one person alone changes nothing");
        assert_eq!((changes::waiting(&city).await.unwrap(), changes::waiting(&second).await.unwrap()), (0, 1));
        let alone = changes::confirm(&city, id).await.unwrap_err();
        assert_eq!(alone.code(), Some("rulepacks.second_must_be_another"));
        let version = changes::confirm(&second, id).await.unwrap();
        assert_eq!(version, 3);
        assert_eq!(minutes(&city, CITY, "2026-11-30").await, (90, "B/320600/1".into()), "what was decided keeps its version");
        assert_eq!(minutes(&city, CITY, "2026-12-01").await, (100, "B/320600/3".into()));
        assert_eq!(minutes(&city, COUNTY, "2026-12-01").await.1, "A/320613/1", "the smaller area goes on");
        let decided = only(&city, id).await;
        assert_eq!(decided.lines, waits.lines, "the history says what it was before");
        assert_eq!(decided.decided.unwrap().version, Some(3));
    }

    async fn a_change_is_decided_once_and_every_step_is_logged_once(town: Town) {
        let (bed, world) = town.apart();
        let (city, second) = (world.as_(Part::City), second_of_the_city(&world).await);
        let new = change("C", CITY, "2026-12-01", &[("exam.complaint_deadline", "7")]);
        let id = changes::propose(&city, &new).await.unwrap();
        assert_eq!(codes(&second, &new).await, ["rulepacks.change_open"]);
        assert_eq!(changes::decline(&second, id, "无").await.unwrap_err().code(), Some("rulepacks.reason_length"));
        changes::decline(&city, id, "施行日期需要另定").await.unwrap();
        for again in [changes::confirm(&second, id).await.map(|_| ()), changes::decline(&city, id, "施行日期需要另定").await] {
            assert_eq!(again.unwrap_err().code(), Some("rulepacks.change_decided"));
        }
        let id = changes::propose(&city, &new).await.unwrap();
        changes::confirm(&second, id).await.unwrap();
        let about = audit_entries::Column::SubjectKind.eq("rule_pack");
        let entries = audit_entries::Entity::find().filter(about).all(bed.ctx.db.reader()).await.unwrap();
        let mut verbs: Vec<&str> = entries.iter().map(|entry| entry.verb.as_str()).collect();
        verbs.sort_unstable();
        assert_eq!(verbs, ["confirm_rules", "decline_rules", "propose_rules", "propose_rules"]);
        assert!(entries.iter().all(|entry| entry.subject == "C/320600" && !entry.facts.contains("考试时间")));
        assert!(audit::check_chains(bed.ctx.db.reader()).await.unwrap().is_empty());
    }

    async fn two_who_confirm_at_once_make_one_version(town: Town) {
        let (_bed, world) = town.apart();
        let (city, second) = (world.as_(Part::City), second_of_the_city(&world).await);
        let new = change("B", CITY, "2026-12-01", &[("exam.minutes", "100")]);
        let id = changes::propose(&city, &new).await.unwrap();
        let (one, other) = tokio::join!(changes::confirm(&second, id), changes::confirm(&second, id));
        assert_eq!([one.is_ok(), other.is_ok()].iter().filter(|is_done| **is_done).count(), 1);
        let ours = store::list(&city).await.unwrap().into_iter().filter(|pack| pack.pack == "B" && pack.version > 2);
        assert_eq!(ours.count(), 1);
    }

    async fn no_rule_changes_for_a_day_that_is_over(town: Town) {
        let (bed, world) = town.apart();
        let (city, second) = (world.as_(Part::City), second_of_the_city(&world).await);
        let typed = [("exam.minutes", "100")];
        for over in ["2026-11-20", "2020-01-01"] {
            assert_eq!(codes(&city, &change("B", CITY, over, &typed)).await, ["rulepacks.day_not_ahead"], "{over}");
        }
        assert_eq!(codes(&city, &change("B", CITY, "2040-01-01", &typed)).await, ["rulepacks.day_too_far"]);
        assert_eq!(codes(&city, &change("B", CITY, "someday", &typed)).await, ["calendar.day_shape"]);
        let id = changes::propose(&city, &change("B", CITY, "2026-11-21", &typed)).await.unwrap();
        bed.clock.advance_ms(DAY_MS);
        assert_eq!(changes::confirm(&second, id).await.unwrap_err().code(), Some("rulepacks.day_not_ahead"));
        assert_eq!(minutes(&city, CITY, "2026-11-21").await.0, 90);
    }

    async fn every_mistake_of_a_change_is_told_at_once(town: Town) {
        let (_bed, world) = town.apart();
        let city = world.as_(Part::City);
        let typed = [("exam.minutes", "5"), ("worker.adult_age", "18"), ("no.such", "1")];
        let wrong = NewChange { reason: "改".into(), ..change("Z", CITY, "", &typed) };
        assert_eq!(codes(&city, &wrong).await, [
            "rulepacks.pack_unknown",
            "calendar.day_shape",
            "rulepacks.value_beyond",
            "rulepacks.parameter_unknown",
            "rulepacks.parameter_unknown",
            "rulepacks.reason_length",
        ]);
        assert_eq!(codes(&city, &change("B", CITY, "2026-12-01", &[])).await, ["rulepacks.nothing_chosen"]);
        let same = change("B", CITY, "2026-12-01", &[("exam.minutes", "90")]);
        assert_eq!(codes(&city, &same).await, ["rulepacks.nothing_changes"]);
        // pack A is for whom the issuer supervises there, and for nobody elsewhere
        let elsewhere = change("A", "320623", "2026-12-01", &[("exam.minutes", "100")]);
        assert_eq!(codes(&city, &elsewhere).await, ["rulepacks.area_not_offered"]);
        let abolished = change("B", "320602", "2026-12-01", &[("exam.minutes", "100")]);
        assert_eq!(codes(&city, &abolished).await, ["rulepacks.area_not_offered"]);
        let county = change("B", "320623", "2026-12-01", &[("exam.minutes", "100")]);
        changes::propose(&city, &county).await.unwrap();
    }

    async fn the_issuer_changes_its_own_pack_and_strangers_none(town: Town) {
        let (_bed, world) = town.apart();
        let (issuer, second) = (world.as_(Part::Issuer), world.as_(Part::SecondIssuer));
        let own = change("A", COUNTY, "2026-12-01", &[("exam.pass_score", "70")]);
        assert_eq!(changes::fields(&issuer).await.unwrap().into_keys().collect::<Vec<_>>(), ["A"]);
        let id = changes::propose(&issuer, &own).await.unwrap();
        let others = change("B", CITY, "2026-12-01", &[("exam.pass_score", "70")]);
        assert!(matches!(changes::propose(&issuer, &others).await, Err(Fault::Forbidden)));
        let of_the_city = changes::propose(&world.as_(Part::City), &others).await.unwrap();
        assert!(matches!(changes::confirm(&second, of_the_city).await, Err(Fault::NotFound)));
        assert!(matches!(changes::decline(&second, of_the_city, "不属于本单位规则").await, Err(Fault::NotFound)));
        assert_eq!(changes::list(&issuer).await.unwrap().len(), 1);
        for part in [Part::Bystander, Part::HumanResources, Part::ExamAdministrator, Part::SystemAdministrator, Part::Auditor] {
            let stranger = world.as_(part);
            assert!(matches!(changes::propose(&stranger, &own).await, Err(Fault::Forbidden)), "{part:?}");
            assert!(matches!(changes::confirm(&stranger, id).await, Err(Fault::Forbidden)), "{part:?}");
            assert!(matches!(changes::decline(&stranger, id, "没有权限的人员").await, Err(Fault::Forbidden)), "{part:?}");
            assert!(matches!(changes::list(&stranger).await, Err(Fault::Forbidden)), "{part:?}");
        }
        assert!(matches!(changes::propose(&world.anonymous(), &own).await, Err(Fault::Anonymous)));
        assert_eq!(changes::confirm(&second, id).await.unwrap(), 3);
    }
}
