use super::*;
use crate::accounts::store::find_session;
use crate::attendance::store::{make_report, place as attendance_place, report_of};
use crate::fault::Fault;
use crate::filings::store::officers_of_project;
use crate::fixtures::attendance::attend;
use crate::instant::DAY_MS;
use crate::projects::PartyRole;
use crate::projects::managers::Post as SitePost;
use crate::wages::store::batches_of;
use crate::workers::store::{NewTeam, Origin, RosterFilter, create_team, roster, teams};

fn manager(enterprise: Uuid, part: Part, period: Period) -> NewManager {
    let person = part.member();
    NewManager {
        name: person.name.into(),
        id_number: person.id_number(),
        phone: person.phone(),
        enterprise,
        post: SitePost::ProjectManager,
        period,
        batch: None,
    }
}

async fn posts(world: &World, part: Part) -> Vec<Post> {
    world.as_now(part).await.unwrap().signed_in().unwrap().posts.clone()
}

crate::on_both! {
    //
    async fn the_project_manager_reads_the_whole_site_and_writes_nothing(town: Town) {
        let (bed, world) = town.apart();
        let (contractor, project, today) = (world.as_(Part::EnterpriseAdministrator), world.project, bed.ctx.now().day());
        let before = world.as_now(Part::CandidateReady).await.unwrap();
        assert!(matches!(report_of(&before, project, today).await, Err(Fault::Forbidden | Fault::NotFound)));
        let new = manager(world.enterprise, Part::CandidateReady, Period::since(today));
        record_manager(&contractor, project, &new, &Entry::New).await.unwrap();
        let held = Post {
            role: Role::ProjectManager,
            office: None,
            enterprise: Some(world.enterprise),
            project: Some(project),
            area: None,
        };
        assert_eq!(posts(&world, Part::CandidateReady).await, [held]);
        let session = world.enter(Part::CandidateReady).await.unwrap();
        let who = find_session(&world.anonymous(), &session.token).await.unwrap().unwrap();
        assert_eq!(who.posts, posts(&world, Part::CandidateReady).await, "read with the session as well");

        let leads = world.ctx.acting_as(Actor::SignedIn(who));
        assert_eq!(report_of(&leads, project, today).await.unwrap(), []);
        let seen = attendance_place(&leads, project).await.unwrap();
        assert!(seen.is_whole && !seen.may_write && !seen.may_decide);
        assert_eq!(roster(&leads, project, &RosterFilter::default(), 0).await.unwrap().total, 0);
        assert_eq!(batches_of(&leads, project, 0).await.unwrap().1, 0);
        assert!(officers_of_project(&leads, project, today).await.unwrap().responsible.is_some());
        let shown = page(&leads, project).await.unwrap();
        assert!(!shown.may_edit && !shown.may_decide && shown.managers.len() == 1);
        assert_eq!(list(&leads, &Filter::default(), Order::Newest, 0).await.unwrap().1, 1);

        assert!(matches!(make_report(&leads, project, today).await, Err(Fault::Forbidden)));
        let second = manager(world.enterprise, Part::Bystander, Period::since(today));
        assert!(matches!(record_manager(&leads, project, &second, &Entry::New).await, Err(Fault::Forbidden)));
        let elsewhere = site(&world).await;
        assert!(matches!(page(&leads, elsewhere).await, Err(Fault::NotFound)));
    }

    async fn nobody_else_who_is_called_project_manager_gets_a_right(town: Town) {
        let (bed, world) = town.apart();
        let (contractor, project, today) = (world.as_(Part::EnterpriseAdministrator), world.project, bed.ctx.now().day());
        let of_general = |part, period| manager(world.enterprise, part, period);
        // nobody compared the identity with a document
        let unknown = of_general(Part::Bystander, Period::since(today));
        let row = record_manager(&contractor, project, &unknown, &Entry::New).await.unwrap();
        assert_eq!(posts(&world, Part::Bystander).await, []);
        withdraw(&contractor, project, Record::Manager(row), "登记有误").await.unwrap();
        // another party has a project manager of its own
        let labour = NewParty {
            enterprise: world.other_enterprise, role: PartyRole::LabourSubcontractor, period: Period::since(today), batch: None,
        };
        record_party(&contractor, project, &labour, &Entry::New).await.unwrap();
        let of_labour = manager(world.other_enterprise, Part::CandidateNew, Period::since(today));
        record_manager(&contractor, project, &of_labour, &Entry::New).await.unwrap();
        assert_eq!(posts(&world, Part::CandidateNew).await, []);
        // a right ends with its last day, and with the record
        let last = of_general(Part::CandidateReady, Period::new(today, Some(today)).unwrap());
        record_manager(&contractor, project, &last, &Entry::New).await.unwrap();
        let next = of_general(Part::CandidateReady, Period::since(today.next()));
        let row = record_manager(&contractor, project, &next, &Entry::New).await.unwrap();
        assert_eq!(posts(&world, Part::CandidateReady).await.len(), 1, "one of the two days");
        bed.clock.advance_ms(DAY_MS);
        assert_eq!(posts(&world, Part::CandidateReady).await.len(), 1);
        withdraw(&contractor, project, Record::Manager(row), "登记有误").await.unwrap();
        assert_eq!(posts(&world, Part::CandidateReady).await, []);
    }

    // separation of duty: a post confirms whom its own enterprise employs, as far as that post may at all
    async fn a_project_manager_who_administers_another_enterprise_confirms_nobody_here(bed) {
        use crate::people::Document;
        use crate::people::store::confirm_identity;
        let world = world(&bed.ctx).await.unwrap();
        let (contractor, project, today) = (world.as_(Part::EnterpriseAdministrator), world.project, bed.ctx.now().day());
        let part = Part::OtherEnterpriseAdministrator;
        confirm_identity(&world.as_(Part::Issuer), world.person(part), Document::IdentityCard).await.unwrap();
        record_manager(&contractor, project, &manager(world.enterprise, part, Period::since(today)), &Entry::New).await.unwrap();
        let both = world.as_now(part).await.unwrap();
        assert_eq!(both.signed_in().unwrap().posts.len(), 2);
        let outcome = confirm_identity(&both, world.person(Part::CandidateHeld), Document::IdentityCard).await;
        assert!(matches!(outcome, Err(Fault::Forbidden | Fault::NotFound)), "{outcome:?}");
    }

    // the subcontractor's user of the matrix: whoever administers a party that employs people
    async fn a_subcontractors_administrator_reads_its_own_people_and_writes_nothing(town: Town) {
        let (bed, world) = town.apart();
        let (contractor, project, today) = (world.as_(Part::EnterpriseAdministrator), world.project, bed.ctx.now().day());
        attend(&world).await.unwrap();
        let of_unit = world.as_(Part::OtherEnterpriseAdministrator);
        assert!(matches!(page(&of_unit, project).await, Err(Fault::NotFound)));
        let unit = world.other_enterprise;
        let labour = NewParty { enterprise: unit, role: PartyRole::LabourSubcontractor, period: Period::since(today), batch: None };
        record_party(&contractor, project, &labour, &Entry::New).await.unwrap();
        let team = NewTeam { unit, name: "钢筋一班", entered: Some(today) };
        assert!(matches!(create_team(&of_unit, project, &team, Origin::ByHand).await, Err(Fault::Forbidden)));
        create_team(&world.as_(Part::ProjectOfficer), project, &team, Origin::ByHand).await.unwrap();

        assert!(!page(&of_unit, project).await.unwrap().may_edit);
        let names: Vec<_> = teams(&of_unit, project).await.unwrap().into_iter().map(|one| one.name).collect();
        assert_eq!(names, ["钢筋一班"]);
        let everybody = RosterFilter::default();
        assert_eq!(roster(&contractor, project, &everybody, 0).await.unwrap().total, 2);
        assert_eq!(roster(&of_unit, project, &everybody, 0).await.unwrap().total, 0, "those are another unit's");
        let seen = attendance_place(&of_unit, project).await.unwrap();
        assert!(!seen.is_whole && !seen.may_write);
        assert!(matches!(report_of(&of_unit, project, today).await, Err(Fault::NotFound)));
        assert!(matches!(make_report(&of_unit, project, today).await, Err(Fault::Forbidden)));
    }
}
