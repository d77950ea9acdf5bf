use sea_orm::{ColumnTrait, QueryFilter, sea_query::Expr};

use super::*;
use crate::calendar::tests::notices::year_2027;
use crate::calendar::{Due, years};
use crate::entity::{areas, certificates, projects as project_rows};
use crate::filings::change::Timeliness;
use crate::filings::handover::{Item, Stage as Handed};
use crate::instant::DAY_MS;
use crate::notices::Kind;
use change::{ChangeFilter, ChangeWhich, filed, list_changes, open_of_project};
use handover::{Side, handover as list_of, mark_missed, sign};

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

/// As the one who takes the filing in does it.
async fn file(ctx: &Ctx, binding: Uuid) -> Result<Option<Timeliness>, Fault> {
    crate::transact!(ctx, |tx| { filed(tx, ctx, binding).await })
}

/// The world's officer leaves; the change that follows.
async fn leaves(world: &World) -> Uuid {
    let binding = of_world(world).await;
    end(&world.as_(Part::EnterpriseAdministrator), binding, "调离项目").await.unwrap();
    binding
}

/// Somebody takes the place.
async fn succeeds(world: &World, part: Part) -> Uuid {
    let number = certified(world, part).await;
    let asked = wish(world, to(world.project, Duty::Responsible));
    let binding = propose(&world.as_(part), &number, &asked).await.unwrap();
    confirm(&world.as_(Part::EnterpriseAdministrator), binding).await.unwrap();
    binding
}

/// As the one who issues the next certificate does it.
async fn followed(ctx: &Ctx, replaced: Uuid, next: &certificates::Model) -> Result<(), Fault> {
    crate::transact!(ctx, |tx| { follow(tx, ctx, replaced, next).await })
}

fn all(which: ChangeWhich) -> ChangeFilter {
    ChangeFilter { which, text: String::new(), area: None }
}

crate::on_both! {
    //
    async fn the_end_of_a_responsible_officer_is_a_change_that_is_filed_within_five_working_days(town: Town) {
        let (bed, world) = town.apart();
        let office = world.as_(Part::HumanResources);
        let left = leaves(&world).await;
        let open = open_of_project(bed.ctx.db.reader(), world.project).await.unwrap().unwrap();
        assert_eq!((open.binding, open.changed_on, open.due), (left, day("2026-11-20"), Due::Fixed(day("2026-11-27"))));
        let (listed, total) = list_changes(&office, &all(ChangeWhich::Vacant), None, 0).await.unwrap();
        assert_eq!((total, listed[0].successor.as_deref()), (1, None));
        bed.clock.advance_ms(1);
        let successor = succeeds(&world, Part::CandidateReady).await;
        let (vacant, _) = list_changes(&office, &all(ChangeWhich::Vacant), None, 0).await.unwrap();
        assert!(vacant.is_empty(), "{vacant:?}");
        bed.clock.set(day("2026-11-28").starts_at().minus_ms(1));
        assert_eq!(file(&bed.ctx, successor).await.unwrap(), Some(Timeliness::InTime), "until its last moment");
        assert_eq!(file(&bed.ctx, successor).await.unwrap(), None, "only once");
        let (listed, _) = list_changes(&office, &all(ChangeWhich::Filed), None, 0).await.unwrap();
        assert_eq!(listed[0].timeliness, Some(Timeliness::InTime));
        assert_eq!(change::changes_in(&office, "320600", day("2026-11-01"), day("2026-11-30")).await.unwrap(), 1);
    }

    // midnight in Shanghai
    async fn a_change_that_is_filed_after_the_last_day_is_late(town: Town) {
        let (bed, world) = town.apart();
        let office = world.as_(Part::HumanResources);
        leaves(&world).await;
        bed.clock.advance_ms(1);
        let successor = succeeds(&world, Part::CandidateReady).await;
        bed.clock.set(day("2026-11-27").starts_at());
        let kinds = async || {
            let due = change::due_reminders(&bed.ctx).await.unwrap();
            due.iter().map(|one| one.kind).collect::<Vec<_>>()
        };
        assert_eq!(kinds().await, [Kind::ChangeDueSoon]);
        let (overdue, _) = list_changes(&office, &all(ChangeWhich::Overdue), None, 0).await.unwrap();
        assert!(overdue.is_empty());
        bed.clock.set(day("2026-11-28").starts_at());
        assert_eq!(kinds().await, [Kind::ChangeOverdue; 3], "the contractor, 人社 and the department of the industry");
        let (overdue, _) = list_changes(&office, &all(ChangeWhich::Overdue), None, 0).await.unwrap();
        assert_eq!(overdue.len(), 1);
        assert_eq!(file(&bed.ctx, successor).await.unwrap(), Some(Timeliness::Late));
        let (late, _) = list_changes(&office, &all(ChangeWhich::Late), None, 0).await.unwrap();
        assert_eq!(late[0].timeliness, Some(Timeliness::Late));
        assert_eq!(kinds().await, []);
    }

    //
    async fn what_rests_on_a_certificate_that_is_taken_ends_with_it_and_the_place_is_free(town: Town) {
        let (bed, world) = town.apart();
        let left = of_world(&world).await;
        bed.clock.advance_ms(1);
        let class = Some(PublicClass::Article15Item1);
        staging::enter(&world.ctx, &world.certificate, Status::Revoked, "第十五条", class).await.unwrap();
        let view = get(&world.as_(Part::HumanResources), left).await.unwrap().view;
        assert_eq!((view.binding.stage(), view.ended_reason.as_deref()), (Stage::Ended, Some(CERTIFICATE_ENDED)));
        let open = open_of_project(bed.ctx.db.reader(), world.project).await.unwrap().unwrap();
        assert_eq!((open.binding, open.successor), (left, None));
        assert!(list_of(&world.as_(Part::EnterpriseAdministrator), left).await.unwrap().frozen.is_some());
        bed.clock.advance_ms(1);
        let successor = succeeds(&world, Part::CandidateReady).await;
        let open = open_of_project(bed.ctx.db.reader(), world.project).await.unwrap().unwrap();
        assert_eq!(open.successor, Some(successor));
    }

    // the holder stays the officer
    async fn what_rests_on_a_certificate_that_is_replaced_goes_on_with_the_next_one(town: Town) {
        let (bed, world) = town.apart();
        let binding = of_world(&world).await;
        let row = async |number: &str| {
            let found = certificates::Entity::find().filter(certificates::Column::Number.eq(number));
            found.one(bed.ctx.db.reader()).await.unwrap().unwrap()
        };
        let old = row(&world.certificate).await.id;
        let other = row(&certified(&world, Part::CandidateReady).await).await;
        followed(&world.ctx, old, &other).await.unwrap();
        let effective = async || {
            let view = get(&world.as_(Part::HumanResources), binding).await.unwrap().view;
            (view.binding.certificate, view.is_effective())
        };
        assert_eq!(effective().await, (old, true), "one that stands is left alone");
        bed.clock.advance_ms(1);
        let class = Some(PublicClass::Corrected);
        staging::enter(&world.ctx, &world.certificate, Status::Superseded, "姓名更正", class).await.unwrap();
        assert_eq!(effective().await, (old, false), "it rests");
        let next = row(&certified(&world, Part::ProjectOfficer).await).await;
        followed(&world.ctx, old, &next).await.unwrap();
        assert_eq!(effective().await, (next.id, true));
        assert_eq!(open_of_project(bed.ctx.db.reader(), world.project).await.unwrap(), None);
    }

    // no answer about a past day changes with the next certificate
    async fn a_past_day_keeps_the_certificate_that_was_replaced_since(town: Town) {
        let (bed, world) = town.apart();
        let row = async |number: &str| {
            let found = certificates::Entity::find().filter(certificates::Column::Number.eq(number));
            found.one(bed.ctx.db.reader()).await.unwrap().unwrap()
        };
        let (old, bound_on) = (row(&world.certificate).await, bed.ctx.now().day());
        bed.clock.advance_ms(2 * DAY_MS);
        let class = Some(PublicClass::Corrected);
        staging::enter(&world.ctx, &old.number, Status::Superseded, "姓名更正", class).await.unwrap();
        bed.clock.advance_ms(2 * DAY_MS);
        let next = row(&certified(&world, Part::ProjectOfficer).await).await;
        certificates::Entity::update_many()
            .col_expr(certificates::Column::Predecessor, Expr::value(old.id))
            .filter(certificates::Column::Id.eq(next.id))
            .exec(bed.ctx.db.writer())
            .await
            .unwrap();
        followed(&world.ctx, old.id, &next).await.unwrap();
        bed.clock.advance_ms(DAY_MS);
        let office = world.as_(Part::HumanResources);
        let (old, next) = (old.number.as_str(), next.number.as_str());
        for (later, number, is_certified) in
            [(0, old, true), (1, old, true), (2, old, false), (3, old, false), (4, next, true), (5, next, true)]
        {
            let officers = officers_of_project(&office, world.project, bound_on.plus_days(later)).await.unwrap();
            let officer = officers.responsible.unwrap();
            assert_eq!((officer.certificate_number.as_str(), officer.is_certified), (number, is_certified), "day {later}");
        }
    }

    async fn a_successor_who_leaves_before_filing_leaves_the_place_empty_again(town: Town) {
        let (bed, world) = town.apart();
        leaves(&world).await;
        bed.clock.advance_ms(1);
        let successor = succeeds(&world, Part::CandidateReady).await;
        bed.clock.advance_ms(1);
        end(&world.as_(Part::EnterpriseAdministrator), successor, "另行安排").await.unwrap();
        let office = world.as_(Part::HumanResources);
        let (vacant, total) = list_changes(&office, &all(ChangeWhich::Vacant), None, 0).await.unwrap();
        assert_eq!(total, 2, "{vacant:?}");
        assert!(vacant.iter().all(|change| change.successor.is_none()), "{vacant:?}");
    }

    //
    async fn nobody_is_held_by_a_project_in_an_area_that_has_no_rules(town: Town) {
        let (bed, world) = town.apart();
        let gone = areas::Model {
            code: "320699".into(),
            name: "已撤销的区".into(),
            parent: Some(rulepacks::store::CITY.into()),
            valid_from: None,
            valid_to: Some("2025-12-31".into()),
            replaced_by: None,
            changed_at: None,
            batch_id: None,
        };
        let storing = areas::Entity::insert(gone.into_active_model());
        storing.exec_without_returning(bed.ctx.db.writer()).await.unwrap();
        project_rows::Entity::update_many()
            .col_expr(project_rows::Column::Area, Expr::value("320699"))
            .filter(project_rows::Column::Id.eq(world.project))
            .exec(bed.ctx.db.writer())
            .await
            .unwrap();
        let (officer, binding) = (world.as_(Part::ProjectOfficer), of_world(&world).await);
        end(&officer, binding, "离职").await.unwrap();
        assert_eq!(get(&officer, binding).await.unwrap().view.binding.stage(), Stage::Ended);
        assert_eq!(open_of_project(bed.ctx.db.reader(), world.project).await.unwrap(), None);
    }

    async fn a_deadline_in_a_year_without_a_calendar_is_provisional_until_the_year_is_brought(town: Town) {
        let (bed, world) = town.apart();
        bed.clock.set(day("2026-12-28").starts_at().plus_ms(1));
        leaves(&world).await;
        let open = async || open_of_project(bed.ctx.db.reader(), world.project).await.unwrap().unwrap().due;
        assert_eq!(open().await, Due::Provisional(day("2027-01-04")));
        bed.clock.set(day("2027-01-05").starts_at());
        let told = change::due_reminders(&bed.ctx).await.unwrap();
        assert!(told.iter().all(|one| one.kind != Kind::ChangeOverdue), "{told:?}");
        let (first, second) = (world.as_(Part::SystemAdministrator), world.as_(Part::City));
        let year = years::propose(&first, "2027.json", year_2027().to_json().as_bytes()).await.unwrap();
        years::confirm(&second, year).await.unwrap();
        assert_eq!(open().await, Due::Fixed(day("2027-01-05")), "counted again in the same breath");
    }

    async fn neither_an_assistant_nor_a_completed_project_asks_for_a_change(town: Town) {
        let (bed, world) = town.apart();
        let number = certified(&world, Part::CandidateReady).await;
        let asked = wish(&world, to(world.project, Duty::Assistant));
        let assistant = propose(&world.as_(Part::CandidateReady), &number, &asked).await.unwrap();
        let administrator = world.as_(Part::EnterpriseAdministrator);
        confirm(&administrator, assistant).await.unwrap();
        bed.clock.advance_ms(1);
        end(&administrator, assistant, "不再协助").await.unwrap();
        assert_eq!(open_of_project(bed.ctx.db.reader(), world.project).await.unwrap(), None);
        assert!(matches!(list_of(&administrator, assistant).await, Err(Fault::NotFound)));
        leaves(&world).await;
        let today = bed.ctx.now().day();
        let next = projects::Status::Completed;
        projects::store::change_status(&administrator, world.project, next, today, None).await.unwrap();
        assert_eq!(change::close_needless(&bed.ctx).await.unwrap(), 1);
        assert_eq!(change::close_needless(&bed.ctx).await.unwrap(), 0, "only once");
        assert_eq!(open_of_project(bed.ctx.db.reader(), world.project).await.unwrap(), None);
        assert!(matches!(change::close_needless(&administrator).await, Err(Fault::Forbidden)));
    }

    //
    async fn what_is_handed_over_is_frozen_at_the_end_and_signed_by_both(town: Town) {
        let (bed, world) = town.apart();
        works_on(&world, world.project, 1).await;
        let binding = of_world(&world).await;
        let officer = world.as_(Part::ProjectOfficer);
        let ahead = list_of(&officer, binding).await.unwrap();
        assert!(ahead.frozen.is_none() && !ahead.may_give, "a look ahead");
        leaves(&world).await;
        bed.clock.advance_ms(1);
        works_on(&world, world.project, 2).await;
        let list = list_of(&officer, binding).await.unwrap();
        let missing = list.lines.iter().find(|line| line.item == Item::ContractsMissing).unwrap();
        assert_eq!((missing.count, list.stage, list.lines.len()), (Some(1), Handed::Open, Item::ALL.len()), "as it was");
        let (_, hash) = list.frozen.clone().unwrap();
        let name = Part::ProjectOfficer.member().name;
        let wrong = sign(&officer, binding, Side::Giving, "别人", &hash, "").await.unwrap_err();
        assert_eq!(wrong.code(), Some("filings.signature_name"));
        let other = sign(&officer, binding, Side::Giving, name, "another", "").await.unwrap_err();
        assert_eq!(other.code(), Some("filings.handover_other_list"));
        sign(&officer, binding, Side::Giving, name, &hash, "钥匙已交").await.unwrap();
        let again = sign(&officer, binding, Side::Giving, name, &hash, "").await.unwrap_err();
        assert_eq!(again.code(), Some("filings.handover_closed"));
        assert!(matches!(sign(&officer, binding, Side::Taking, name, &hash, "").await, Err(Fault::Forbidden)));

        succeeds(&world, Part::CandidateReady).await;
        let taker = world.as_now(Part::CandidateReady).await.unwrap();
        assert!(list_of(&taker, binding).await.unwrap().may_take);
        sign(&taker, binding, Side::Taking, Part::CandidateReady.member().name, &hash, "").await.unwrap();
        let done = list_of(&world.as_(Part::HumanResources), binding).await.unwrap();
        assert_eq!((done.stage, done.given.unwrap().note), (Handed::Done, "钥匙已交".to_owned()));
        let late = mark_missed(&world.as_(Part::EnterpriseAdministrator), binding, "无法联系").await.unwrap_err();
        assert_eq!(late.code(), Some("filings.handover_closed"));
    }

    // 未交接
    async fn what_was_never_handed_over_is_marked_with_its_reason_by_the_enterprise_alone(town: Town) {
        let (bed, world) = town.apart();
        let binding = leaves(&world).await;
        bed.clock.advance_ms(1);
        let administrator = world.as_(Part::EnterpriseAdministrator);
        assert_eq!(mark_missed(&administrator, binding, " ").await.unwrap_err().code(), Some("filings.reason_length"));
        for part in [Part::HumanResources, Part::ProjectOfficer] {
            assert!(matches!(mark_missed(&world.as_(part), binding, "无法联系").await, Err(Fault::Forbidden)), "{part:?}");
        }
        for part in [Part::Bystander, Part::OtherEnterpriseAdministrator, Part::OtherHumanResources] {
            assert!(matches!(mark_missed(&world.as_(part), binding, "无法联系").await, Err(Fault::NotFound)), "{part:?}");
            assert!(matches!(list_of(&world.as_(part), binding).await, Err(Fault::NotFound)), "{part:?}");
        }
        mark_missed(&administrator, binding, "无法联系").await.unwrap();
        let marked = list_of(&administrator, binding).await.unwrap();
        assert_eq!((marked.stage, marked.missed.unwrap().note), (Handed::Missed, "无法联系".to_owned()));
        let (_, hash) = marked.frozen.unwrap();
        let officer = world.as_(Part::ProjectOfficer);
        let late = sign(&officer, binding, Side::Giving, Part::ProjectOfficer.member().name, &hash, "").await.unwrap_err();
        assert_eq!(late.code(), Some("filings.handover_closed"));
    }

    async fn changes_are_seen_by_those_who_oversee_the_project(town: Town) {
        let (bed, world) = town.apart();
        leaves(&world).await;
        bed.clock.advance_ms(DAY_MS);
        let seen = async |part: Part| list_changes(&world.as_(part), &all(ChangeWhich::Open), None, 0).await;
        for part in [Part::HumanResources, Part::Industry, Part::City, Part::EnterpriseAdministrator] {
            assert_eq!(seen(part).await.unwrap().1, 1, "{part:?}");
        }
        for part in [Part::OtherHumanResources, Part::OtherEnterpriseAdministrator] {
            assert_eq!(seen(part).await.unwrap().1, 0, "{part:?}");
        }
        assert!(matches!(seen(Part::Bystander).await, Err(Fault::Forbidden)));
        let own = change::open_of_enterprise(&world.as_(Part::EnterpriseAdministrator), world.enterprise).await.unwrap();
        assert_eq!(own.len(), 1);
    }
}
