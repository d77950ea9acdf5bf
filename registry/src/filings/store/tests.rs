#![allow(clippy::unwrap_used)]

mod agreeing;
mod assigning;
mod changing;
mod counting;
mod crowd;
mod filing;
mod lacking;
mod races;
mod scanning;
mod standing;
mod thousand;
mod urging;

use sea_orm::{EntityTrait, IntoActiveModel};
use uuid::Uuid;

use super::*;
use crate::accounts::store::find_session;
use crate::certificates::desk::Desk;
use crate::certificates::{PublicClass, Status, staging};
use crate::ctx::Post as Held;
use crate::entity::{people, registrations, teams};
use crate::filings::{CERTIFICATE_ENDED, CONTRACTOR_LEFT, Duty, Employment, Post, Stage, Wish};
use crate::fixtures::filings::whole_form;
use crate::fixtures::{PUBLIC_URL, Part, World, extra};
use crate::people::{IdNumber, Phone};
use crate::permissions::{Role, Verb};
use crate::projects::store::{
    Entry, NewParty, NewProject, Record, accept, page, project_for, propose_merge, record_party, register, withdraw,
};
use crate::projects::{self, Draft, PartyRole};
use crate::{Day, Fault, Period, rulepacks};

/// Another accepted project of the enterprise.
async fn further_site(world: &World, name: &str) -> Uuid {
    let new = NewProject {
        draft: Draft { name: name.into(), area: "320613".into(), industry: "housing".into(), ..Draft::default() },
        contractor: world.enterprise,
        status: projects::Status::Building,
        since: Day::parse("2026-03-02").unwrap(),
        codes: Vec::new(),
        batch: None,
    };
    let project = register(&world.as_(Part::EnterpriseAdministrator), &new).await.unwrap();
    accept(&world.as_(Part::HumanResources), project, 0).await.unwrap();
    project
}

/// A certificate of this part's.
async fn certified(world: &World, part: Part) -> String {
    let desk = Desk::new(&world.ctx, PUBLIC_URL).unwrap();
    staging::issue(&world.ctx, &desk, world.person(part), world.offices.issuer).await.unwrap()
}

fn wish(world: &World, post: Post) -> Wish {
    let joined = world.ctx.now().day();
    Wish { enterprise: world.enterprise, post, employment: Employment::FullTime, joined }
}

fn to(project: Uuid, duty: Duty) -> Post {
    Post::Project { project, duty }
}

/// The binding of the world's officer.
async fn of_world(world: &World) -> Uuid {
    own(&world.as_(Part::ProjectOfficer)).await.unwrap()[0].binding.id
}

/// The row of the general contractor of the world's site, and its first day.
async fn contractor(world: &World) -> (Uuid, Day) {
    let parties = page(&world.as_(Part::HumanResources), world.project).await.unwrap().parties;
    let row = parties.iter().find(|party| party.party.role == PartyRole::GeneralContractor).unwrap();
    (row.id, row.party.period.first())
}

fn contracted(enterprise: Uuid, period: Period) -> NewParty {
    NewParty { enterprise, role: PartyRole::GeneralContractor, period, batch: None }
}

fn instead(row: Uuid) -> Entry {
    Entry::InPlaceOf { row, reason: "单位变更".into() }
}

/// Puts a worker on a project's books.
async fn works_on(world: &World, project: Uuid, nth: u16) {
    let ctx = &world.ctx;
    let new = extra(nth, "工人甲", "");
    let number = IdNumber::parse(&new.id_number, ctx.now().day()).unwrap();
    let person = crate::people::store::new_row(ctx, &new.name, &number, &Phone::parse(&new.phone).unwrap()).unwrap();
    let team = teams::Model {
        id: ctx.new_id(),
        project_id: project,
        unit_id: world.enterprise,
        name: format!("{nth}班"),
        entered_on: None,
        left_on: None,
        recorded_by: None,
        recorded_at: ctx.now().0,
        ended_by: None,
        ended_at: None,
        batch_id: None,
    };
    let registration = registrations::Model {
        id: ctx.new_id(),
        person_id: person.id,
        project_id: project,
        unit_id: world.enterprise,
        team_id: Some(team.id),
        role: "worker".into(),
        trade: "020".into(),
        post: "钢筋工".into(),
        registered_at: ctx.now().0,
        recorded_by: None,
        recorded_at: ctx.now().0,
        continues: None,
        entered_on: Some("2026-11-01".into()),
        left_on: None,
        withdrawn_by: None,
        withdrawn_at: None,
        withdrawn_reason: None,
        batch_id: None,
    };
    let writer = ctx.db.writer();
    people::Entity::insert(person.into_active_model()).exec_without_returning(writer).await.unwrap();
    teams::Entity::insert(team.into_active_model()).exec_without_returning(writer).await.unwrap();
    registrations::Entity::insert(registration.into_active_model()).exec_without_returning(writer).await.unwrap();
}

crate::on_both! {
    //
    async fn an_officer_is_bound_from_the_own_certificate_once_the_enterprise_confirms(town: Town) {
        let (_bed, world) = town.apart();
        let number = certified(&world, Part::CandidateReady).await;
        let (candidate, administrator) = (world.as_(Part::CandidateReady), world.as_(Part::EnterpriseAdministrator));
        let chosen = choice(&candidate, &number, "91320613MA00TE5T2Q").await.unwrap();
        assert_eq!((chosen.enterprise, chosen.projects.len(), chosen.projects[0].id), (world.enterprise, 1, world.project));
        let asked = wish(&world, to(world.project, Duty::Assistant));
        let binding = propose(&candidate, &number, &asked).await.unwrap();
        assert_eq!(get(&candidate, binding).await.unwrap().view.binding.stage(), Stage::Waiting);
        assert!(world.as_now(Part::CandidateReady).await.unwrap().signed_in().unwrap().posts.is_empty());
        let again = propose(&candidate, &number, &asked).await.unwrap_err();
        assert_eq!(again.code(), Some("filings.bound_already"));

        let queue = of_enterprise(&administrator, world.enterprise, Which::Waiting, 0).await.unwrap();
        assert_eq!((queue.rows.len(), queue.counts, queue.may_answer), (1, [1, 1, 0], true));
        assert!(get(&administrator, binding).await.unwrap().may_answer);
        confirm(&administrator, binding).await.unwrap();
        assert_eq!(confirm(&administrator, binding).await.unwrap_err().code(), Some("filings.answered_already"));
        let posts = world.as_now(Part::CandidateReady).await.unwrap().signed_in().unwrap().posts.clone();
        let held = Held {
            role: Role::ProjectOfficer,
            office: None,
            enterprise: Some(world.enterprise),
            project: Some(world.project),
            area: None,
        };
        assert_eq!(posts, [held]);

        let officers = officers_of_project(&administrator, world.project, world.ctx.now().day()).await.unwrap();
        assert_eq!(officers.responsible.as_ref().map(|one| one.binding.person), Some(world.person(Part::ProjectOfficer)));
        assert!(officers.responsible.unwrap().is_certified);
        assert_eq!(officers.assistants.len(), 1);
        let before = officers_of_project(&administrator, world.project, Day::parse("2026-11-19").unwrap()).await.unwrap();
        assert_eq!(before, Officers::default(), "nobody, the day before");
        let bound = officers_of(world.ctx.db.reader(), world.project).await.unwrap();
        assert_eq!(bound.iter().map(|one| one.duty).collect::<Vec<_>>(), [Duty::Responsible, Duty::Assistant]);
    }

    //
    async fn a_page_opened_before_the_end_of_a_binding_cannot_write_after_it(town: Town) {
        let (bed, world) = town.apart();
        let session = world.enter(Part::ProjectOfficer).await.unwrap();
        let comes = async || {
            let who = find_session(&world.anonymous(), &session.token).await.unwrap().unwrap();
            world.ctx.acting_as(Actor::SignedIn(who))
        };
        project_for(&comes().await, Verb::Edit, world.project).await.unwrap();
        let binding = of_world(&world).await;
        bed.clock.advance_ms(1);
        end(&world.as_(Part::EnterpriseAdministrator), binding, "调离项目").await.unwrap();
        let after = project_for(&comes().await, Verb::Edit, world.project).await;
        assert!(matches!(after, Err(Fault::NotFound)), "the site is not seen any more: {after:?}");
        let officer = comes().await;
        let after = crate::filings::store::filing::draw_up(&officer, binding, &whole_form(&officer)).await;
        assert!(matches!(after, Err(Fault::Forbidden)), "the own binding is: {after:?}");
        let again = end(&world.as_(Part::EnterpriseAdministrator), binding, "调离项目").await.unwrap_err();
        assert_eq!(again.code(), Some("filings.not_in_force"));
        let view = get(&comes().await, binding).await.unwrap();
        assert_eq!((view.view.binding.stage(), view.view.ended_reason.as_deref()), (Stage::Ended, Some("调离项目")));
        let today = officers_of_project(&world.as_(Part::HumanResources), world.project, world.ctx.now().day()).await.unwrap();
        assert!(today.responsible.is_some(), "until its last moment the day was the officer's");
    }

    // P-12
    async fn whoever_is_only_kept_is_an_officer_without_a_name(town: Town) {
        let (bed, world) = town.apart();
        let (binding, office) = (of_world(&world).await, world.as_(Part::HumanResources));
        assert_ne!(get(&office, binding).await.unwrap().view.officer, "***");
        crate::attendance::store::tests::scene::shut_away(&bed.ctx, world.person(Part::ProjectOfficer)).await;
        assert_eq!(get(&office, binding).await.unwrap().view.officer, "***");
    }

    //
    async fn the_officers_leave_with_the_general_contractor(town: Town) {
        let (bed, world) = town.apart();
        let (administrator, office) = (world.as_(Part::EnterpriseAdministrator), world.as_(Part::HumanResources));
        let (binding, today) = (of_world(&world).await, world.ctx.now().day());
        let number = certified(&world, Part::CandidateNew).await;
        let assistant = wish(&world, to(world.project, Duty::Assistant));
        let asked = propose(&world.as_(Part::CandidateNew), &number, &assistant).await.unwrap();
        bed.clock.advance_ms(1);
        // what is put right and leaves the contractor in its place ends nothing
        let (row, first) = contractor(&world).await;
        let same = contracted(world.enterprise, Period::since(first.next()));
        let row = record_party(&administrator, world.project, &same, &instead(row)).await.unwrap();
        assert_eq!(get(&office, binding).await.unwrap().view.binding.stage(), Stage::InForce);
        let left = contracted(world.enterprise, Period::new(first, Some(today)).unwrap());
        record_party(&administrator, world.project, &left, &instead(row)).await.unwrap();
        let view = get(&office, binding).await.unwrap().view;
        assert_eq!((view.binding.stage(), view.ended_reason.as_deref()), (Stage::Ended, Some(CONTRACTOR_LEFT)));
        assert!(view.ended_by.is_some());
        assert_eq!(world.as_now(Part::ProjectOfficer).await.unwrap().signed_in().unwrap().posts, []);
        assert_eq!(get(&office, asked).await.unwrap().view.binding.stage(), Stage::Withdrawn);
        assert_eq!(confirm(&administrator, asked).await.unwrap_err().code(), Some("filings.answered_already"));
        // and the place is free for the officer of the next one
        let next = contracted(world.other_enterprise, Period::since(today.next()));
        record_party(&office, world.project, &next, &Entry::New).await.unwrap();
        bed.clock.advance_ms(crate::instant::DAY_MS);
        let of_next = Wish { enterprise: world.other_enterprise, ..wish(&world, to(world.project, Duty::Responsible)) };
        let successor = propose(&world.as_(Part::CandidateNew), &number, &of_next).await.unwrap();
        confirm(&world.as_(Part::OtherEnterpriseAdministrator), successor).await.unwrap();
    }

    async fn a_contractor_written_down_by_mistake_leaves_no_officers(town: Town) {
        let (bed, world) = town.apart();
        let (binding, (row, _)) = (of_world(&world).await, contractor(&world).await);
        bed.clock.advance_ms(1);
        let administrator = world.as_(Part::EnterpriseAdministrator);
        withdraw(&administrator, world.project, Record::Party(row), "登记有误").await.unwrap();
        let view = get(&world.as_(Part::HumanResources), binding).await.unwrap().view;
        assert_eq!(view.binding.stage(), Stage::Ended);
    }

    async fn whoever_is_bound_by_a_certificate_that_rests_keeps_a_project_from_being_merged(town: Town) {
        let (_bed, world) = town.apart();
        let (administrator, second) = (world.as_(Part::EnterpriseAdministrator), further_site(&world, "第二个项目").await);
        let number = certified(&world, Part::CandidateReady).await;
        let asked = wish(&world, to(second, Duty::Responsible));
        let binding = propose(&world.as_(Part::CandidateReady), &number, &asked).await.unwrap();
        let office = world.as_(Part::HumanResources);
        let merge = async || propose_merge(&office, second, world.project, "重复登记").await;
        assert_eq!(merge().await.unwrap_err().code(), Some("projects.merge_has_officer"), "somebody asks");
        confirm(&administrator, binding).await.unwrap();
        let class = Some(PublicClass::UnderInquiry);
        staging::enter(&world.ctx, &number, Status::Suspended, "立案核查", class).await.unwrap();
        assert_eq!(officers_of(world.ctx.db.reader(), second).await.unwrap(), []);
        assert_eq!(merge().await.unwrap_err().code(), Some("projects.merge_has_officer"));
        end(&administrator, binding, "调离项目").await.unwrap();
        merge().await.unwrap();
    }

    //
    async fn without_a_valid_certificate_nobody_is_bound_and_rights_rest(town: Town) {
        let (bed, world) = town.apart();
        let number = certified(&world, Part::CandidateReady).await;
        let asked = wish(&world, to(world.project, Duty::Assistant));
        let binding = propose(&world.as_(Part::CandidateReady), &number, &asked).await.unwrap();
        let class = Some(PublicClass::UnderInquiry);
        staging::enter(&world.ctx, &number, Status::Suspended, "立案核查", class).await.unwrap();
        let administrator = world.as_(Part::EnterpriseAdministrator);
        let refused = confirm(&administrator, binding).await.unwrap_err();
        assert_eq!(refused.code(), Some("filings.certificate_suspended"));

        staging::enter(&world.ctx, &world.certificate, Status::Suspended, "立案核查", class).await.unwrap();
        let officer = world.as_now(Part::ProjectOfficer).await.unwrap();
        assert_eq!(officer.signed_in().unwrap().posts, [], "the binding stands, its rights rest");
        let view = get(&officer, of_world(&world).await).await.unwrap().view;
        assert_eq!((view.binding.stage(), view.is_effective()), (Stage::InForce, false));
        assert_eq!(officers_of(world.ctx.db.reader(), world.project).await.unwrap(), []);
        bed.clock.advance_ms(1);
        staging::enter(&world.ctx, &world.certificate, Status::Valid, "核查结束", None).await.unwrap();
        assert_eq!(world.as_now(Part::ProjectOfficer).await.unwrap().signed_in().unwrap().posts.len(), 1);
    }

    //
    async fn a_further_project_is_for_fewer_people_than_the_limit(town: Town) {
        let (_bed, world) = town.apart();
        let limit = [("capacity.limit".to_owned(), 3.into())].into();
        rulepacks::store::amend(&world.ctx, "B", rulepacks::store::CITY, world.ctx.now().day(), limit).await.unwrap();
        let (officer, second) = (world.as_(Part::ProjectOfficer), further_site(&world, "第二个项目").await);
        for nth in [1, 2] {
            works_on(&world, world.project, nth).await;
        }
        let asked = wish(&world, to(second, Duty::Responsible));
        let binding = propose(&officer, &world.certificate, &asked).await.unwrap();
        works_on(&world, second, 3).await;
        let refused = confirm(&world.as_(Part::EnterpriseAdministrator), binding).await.unwrap_err();
        assert_eq!(refused.code(), Some("filings.too_many_people"), "it is counted again");
        end(&officer, binding, "另行安排").await.unwrap();
        let refused = propose(&officer, &world.certificate, &asked).await.unwrap_err();
        let Fault::Refused(reasons) = refused else { panic!("{refused:?}") };
        assert_eq!(reasons[0].details, [("people", "3".to_owned()), ("limit", "3".to_owned())]);
    }

    //
    async fn the_officer_of_an_enterprise_has_the_rights_of_one(town: Town) {
        let (_bed, world) = town.apart();
        let number = certified(&world, Part::CandidateReady).await;
        let candidate = world.as_(Part::CandidateReady);
        let part_time = Wish { employment: Employment::PartTime, ..wish(&world, Post::Enterprise) };
        let refused = propose(&candidate, &number, &part_time).await.unwrap_err();
        assert_eq!(refused.code(), Some("filings.enterprise_officer_full_time"));
        let binding = propose(&candidate, &number, &wish(&world, Post::Enterprise)).await.unwrap();
        confirm(&world.as_(Part::EnterpriseAdministrator), binding).await.unwrap();
        let officer = world.as_now(Part::CandidateReady).await.unwrap();
        assert_eq!(officer.signed_in().unwrap().posts[0].role, Role::EnterpriseOfficer);
        project_for(&officer, Verb::Edit, world.project).await.unwrap();
        let refused = propose(&officer, &number, &wish(&world, to(world.project, Duty::Assistant))).await.unwrap_err();
        assert_eq!(refused.code(), Some("filings.enterprise_officer_elsewhere"));
    }

    async fn what_was_asked_for_is_declined_or_taken_back_with_its_reason(town: Town) {
        let (bed, world) = town.apart();
        let number = certified(&world, Part::CandidateReady).await;
        let (candidate, administrator) = (world.as_(Part::CandidateReady), world.as_(Part::EnterpriseAdministrator));
        let asked = wish(&world, to(world.project, Duty::Assistant));
        let first = propose(&candidate, &number, &asked).await.unwrap();
        assert_eq!(decline(&administrator, first, "x").await.unwrap_err().code(), Some("filings.reason_length"));
        assert_eq!(end(&administrator, first, "不再需要").await.unwrap_err().code(), Some("filings.not_in_force"));
        decline(&administrator, first, "并非本单位人员").await.unwrap();
        bed.clock.advance_ms(1);
        let second = propose(&candidate, &number, &asked).await.unwrap();
        end(&candidate, second, "填写有误").await.unwrap();
        assert_eq!(confirm(&administrator, second).await.unwrap_err().code(), Some("filings.answered_already"));
        let stages: Vec<_> = own(&candidate).await.unwrap().iter().map(|view| view.binding.stage()).collect();
        assert_eq!(stages, [Stage::Withdrawn, Stage::Declined], "nothing is lost");
    }

    async fn strangers_neither_see_nor_change_a_binding(town: Town) {
        let (_bed, world) = town.apart();
        let binding = of_world(&world).await;
        for part in [Part::Bystander, Part::CandidateReady, Part::OtherEnterpriseAdministrator, Part::OtherHumanResources] {
            let ctx = world.as_(part);
            assert!(matches!(get(&ctx, binding).await, Err(Fault::NotFound)), "{part:?}");
            assert!(matches!(confirm(&ctx, binding).await, Err(Fault::NotFound)), "{part:?}");
            assert!(matches!(end(&ctx, binding, "不该如此").await, Err(Fault::NotFound)), "{part:?}");
            let listed = of_enterprise(&ctx, world.enterprise, Which::InForce, 0).await;
            assert!(matches!(listed, Err(Fault::NotFound)), "{part:?}");
            assert_eq!(bindings_of_person(&ctx, world.person(Part::ProjectOfficer)).await.unwrap(), [], "{part:?}");
            let foreign = propose(&ctx, &world.certificate, &wish(&world, Post::Enterprise)).await;
            assert!(matches!(foreign, Err(Fault::NotFound)), "{part:?}: the certificate is another's");
        }
        for part in [Part::City, Part::Issuer] {
            assert!(get(&world.as_(part), binding).await.is_ok(), "{part:?}");
            assert!(matches!(end(&world.as_(part), binding, "不该如此").await, Err(Fault::Forbidden)), "{part:?}");
        }
        assert!(matches!(own(&world.anonymous()).await, Err(Fault::Anonymous)));
        assert!(matches!(confirm(&world.as_(Part::HumanResources), binding).await, Err(Fault::Forbidden)));
        end(&world.as_(Part::Industry), binding, "已不在岗").await.unwrap();
    }

    async fn nobody_confirms_the_own_wish_or_binds_to_what_does_not_count(town: Town) {
        let (_bed, world) = town.apart();
        let number = certified(&world, Part::EnterpriseAdministrator).await;
        let administrator = world.as_(Part::EnterpriseAdministrator);
        let binding = propose(&administrator, &number, &wish(&world, to(world.project, Duty::Assistant))).await.unwrap();
        assert_eq!(confirm(&administrator, binding).await.unwrap_err().code(), Some("filings.own_binding"));
        let number = certified(&world, Part::CandidateReady).await;
        let candidate = world.as_(Part::CandidateReady);
        let of_other = Wish { enterprise: world.other_enterprise, ..wish(&world, to(world.project, Duty::Assistant)) };
        let refused = propose(&candidate, &number, &of_other).await.unwrap_err();
        assert_eq!(refused.code(), Some("filings.project_unknown"));
        let unknown = choice(&candidate, &number, "91320600MA0000008N").await.unwrap_err();
        assert!(unknown.code().is_some());
        let new = NewProject {
            draft: Draft { name: "未确认的项目".into(), area: "320613".into(), industry: "housing".into(), ..Draft::default() },
            contractor: world.enterprise,
            status: projects::Status::Building,
            since: Day::parse("2026-03-02").unwrap(),
            codes: Vec::new(),
            batch: None,
        };
        let waiting = register(&administrator, &new).await.unwrap();
        let refused = propose(&candidate, &number, &wish(&world, to(waiting, Duty::Assistant))).await.unwrap_err();
        assert_eq!(refused.code(), Some("filings.project_not_accepted"));
    }
}
