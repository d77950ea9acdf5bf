#![allow(clippy::unwrap_used)]

use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use super::*;
use crate::entity::{notices as notice_rows, people, projects};
use crate::filings::agreement::Source;
use crate::filings::store::boards::make;
use crate::filings::store::boards::tests::on_file_as_said;
use crate::fixtures::boards::{Officer, enter_in_real_name};
use crate::fixtures::{Part, World};
use crate::people::Phone;
use crate::{Actor, Instant};

/// Filed, on the board and in the real-name system, all with the own number.
async fn agreeing(world: &World) -> Uuid {
    let member = Part::ProjectOfficer.member();
    let (officer, phone, id_number) = (world.as_(Part::ProjectOfficer), member.phone(), member.id_number());
    let binding = on_file_as_said(world, &phone).await;
    let said = Officer { ctx: &officer, binding, project: world.project, id_number: &id_number, phone: &phone };
    enter_in_real_name(world, &said).await.unwrap();
    make(&officer, world.project).await.unwrap();
    binding
}

/// One turn of the job, a moment later: every site is compared that was not in this very moment.
async fn cycle(bed: &crate::testing::Bed) -> (u64, u64) {
    bed.clock.advance_ms(1);
    let job = bed.ctx.acting_as(Actor::System("compare_sources"));
    compare_due(&job, bed.ctx.now(), 500).await.unwrap()
}

/// The person's own number becomes another one, as after a code sent to it.
async fn own_number(world: &World, phone: &str) {
    let ctx = &world.ctx;
    let change = people::ActiveModel {
        id: Set(world.person(Part::ProjectOfficer)),
        phone_sealed: Set(ctx.vault.seal(ctx.random.as_ref(), "people.phone", phone.as_bytes()).unwrap()),
        phone_index: Set(ctx.vault.index("phone", phone).unwrap()),
        ..Default::default()
    };
    people::Entity::update(change).exec(ctx.db.writer()).await.unwrap();
}

/// What a feed says about a manager, and its undoing.
async fn say(ctx: &Ctx, said: &Stated) -> Result<(), Fault> {
    crate::transact!(ctx, |tx| { stated(tx, ctx, std::slice::from_ref(said)).await })
}

async fn take_back(ctx: &Ctx, batch: Uuid) -> Result<(), Fault> {
    crate::transact!(ctx, |tx| { unstated(tx, batch).await })
}

async fn told(world: &World) -> u64 {
    let sent = notice_rows::Entity::find().filter(notice_rows::Column::Kind.eq(Kind::SourcesDiffer.code()));
    sent.count(world.ctx.db.reader()).await.unwrap()
}

crate::on_both! {
    //
    async fn what_all_three_say_alike_agrees(town: Town) {
        let (bed, world) = town.apart();
        let county = world.as_(Part::HumanResources);
        assert_eq!(agreement_of(&county, world.project).await.unwrap().standing, Standing::NotFiled);
        agreeing(&world).await;
        let found = agreement_of(&county, world.project).await.unwrap();
        assert_eq!(found.standing, Standing::Agrees, "{:?}", found.fields);
        assert!(found.fields.iter().all(|line| line.agrees && line.differs_since.is_none()));
        assert_eq!(cycle(&bed).await, (1, 0), "making the board has compared it");
        assert_eq!(differing(&county, &AgreementFilter::default(), 0).await.unwrap(), (Vec::new(), 0));
        assert_eq!(told(&world).await, 0);
    }

    // within one cycle, and closed only when all three agree again
    async fn a_number_changed_in_one_source_shows_in_the_next_cycle_and_closes_when_all_agree(town: Town) {
        let (bed, world) = town.apart();
        let (county, officer) = (world.as_(Part::HumanResources), world.as_(Part::ProjectOfficer));
        agreeing(&world).await;
        own_number(&world, "13900000001").await;
        assert_eq!(cycle(&bed).await, (1, 1));
        let (lines, total) = differing(&county, &AgreementFilter::default(), 0).await.unwrap();
        assert_eq!((total, lines[0].project, lines[0].fields.as_slice()), (1, world.project, &[Field::Phone][..]));
        let by_field = AgreementFilter { field: Some(Field::Officer), ..AgreementFilter::default() };
        assert_eq!(differing(&county, &by_field, 0).await.unwrap().1, 0);
        assert_eq!(told(&world).await, 2, "the officer and the enterprise");
        let line = agreement_of(&county, world.project).await.unwrap().fields.into_iter().find(|line| !line.agrees).unwrap();
        let own = Part::ProjectOfficer.member().phone();
        assert_eq!(line.values.0, [Some(own.clone()), Some(own.clone()), Some("13900000001".into())]);
        assert!(line.differs_since.is_some());

        // a second one says the same, the third still does not: nothing is closed
        bed.clock.advance_ms(1);
        on_file_as_said(&world, "13900000001").await;
        assert_eq!(cycle(&bed).await, (1, 1));
        assert_eq!(count_differing(&county).await.unwrap(), 1);
        assert_eq!(told(&world).await, 2, "told once");
        assert_eq!(cycle(&bed).await, (1, 0), "nothing is new");

        bed.clock.advance_ms(1);
        make(&officer, world.project).await.unwrap();
        let after = agreement_of(&county, world.project).await.unwrap();
        assert_eq!((after.standing, after.past.len()), (Standing::Agrees, 1));
        let past = &after.past[0];
        assert_eq!((past.field, past.closed_at, past.moments.len()), (Field::Phone, bed.ctx.now(), 3));
        let last: Vec<Option<String>> = past.moments[2].values.0.to_vec();
        assert_eq!(last, vec![Some("13900000001".to_owned()); Source::ALL.len()]);
        assert_eq!(count_differing(&county).await.unwrap(), 0);
    }

    async fn each_source_alone_can_differ(town: Town) {
        let (bed, world) = town.apart();
        let county = world.as_(Part::HumanResources);
        agreeing(&world).await;
        let fields = async || {
            let found = agreement_of(&county, world.project).await.unwrap();
            found.fields.into_iter().filter(|line| !line.agrees).map(|line| line.field).collect::<Vec<_>>()
        };
        // the filing
        bed.clock.advance_ms(1);
        on_file_as_said(&world, "13900000002").await;
        assert_eq!(fields().await, [Field::Phone]);
        make(&world.as_(Part::ProjectOfficer), world.project).await.unwrap();
        // now filing and board agree, and the real-name system says the old number
        assert_eq!(fields().await, [Field::Phone]);
        let ctx = bed.ctx.acting_as(Actor::System("feed"));
        let said = Stated {
            project: world.project,
            person: world.person(Part::ProjectOfficer),
            phone: Phone::parse("13900000002").unwrap(),
            batch: ctx.new_id(),
        };
        say(&ctx, &said).await.unwrap();
        assert_eq!(fields().await, Vec::<Field>::new(), "what the feed said counts before the person's own number");
        let after = people::Entity::find_by_id(said.person).one(ctx.db.reader()).await.unwrap().unwrap();
        assert_ne!(after.phone_index, ctx.vault.index("phone", "13900000002").unwrap(), "which stays as it is");
        take_back(&ctx, said.batch).await.unwrap();
        assert_eq!(fields().await, [Field::Phone]);
        // the name of the project in the records
        let renamed = projects::ActiveModel { id: Set(world.project), name: Set("改名工程".into()), ..Default::default() };
        projects::Entity::update(renamed).exec(ctx.db.writer()).await.unwrap();
        assert_eq!(fields().await, [Field::Phone, Field::Project]);
    }

    async fn without_a_filing_nothing_is_closed(town: Town) {
        let (bed, world) = town.apart();
        let county = world.as_(Part::HumanResources);
        let binding = agreeing(&world).await;
        own_number(&world, "13900000001").await;
        cycle(&bed).await;
        crate::filings::store::end(&world.as_(Part::EnterpriseAdministrator), binding, "调离项目").await.unwrap();
        cycle(&bed).await;
        let found = agreement_of(&county, world.project).await.unwrap();
        assert_eq!((found.standing, found.past.len()), (Standing::NotFiled, 0));
        let open = disagreements::Entity::find().filter(disagreements::Column::ClosedAt.is_null());
        assert_eq!(open.count(bed.ctx.db.reader()).await.unwrap(), 1);
    }

    async fn numbers_are_masked_for_whoever_does_not_work_there(town: Town) {
        let (bed, world) = town.apart();
        agreeing(&world).await;
        own_number(&world, "13900000001").await;
        cycle(&bed).await;
        let phones = async |part| {
            let found = agreement_of(&world.as_(part), world.project).await.unwrap();
            found.fields.into_iter().find(|line| line.field == Field::Phone).unwrap().values.0[2].clone().unwrap()
        };
        for part in [Part::HumanResources, Part::City, Part::CountyArrears, Part::ProjectOfficer] {
            assert_eq!(phones(part).await, "13900000001", "{part:?}");
        }
        assert_eq!(phones(Part::EnterpriseAdministrator).await, "139****0001");
        for part in [Part::OtherHumanResources, Part::OtherEnterpriseAdministrator] {
            let refused = agreement_of(&world.as_(part), world.project).await;
            assert!(matches!(refused, Err(Fault::NotFound)), "{part:?}");
        }
        let stranger = differing(&world.as_(Part::Bystander), &AgreementFilter::default(), 0).await;
        assert!(matches!(stranger, Err(Fault::Forbidden)));
        assert!(matches!(compare_due(&world.as_(Part::City), Instant(i64::MAX), 1).await, Err(Fault::Forbidden)));
    }

    async fn two_that_compare_at_once_find_it_once(town: Town) {
        let (bed, world) = town.apart();
        agreeing(&world).await;
        own_number(&world, "13900000001").await;
        bed.clock.advance_ms(1);
        let job = bed.ctx.acting_as(Actor::System("compare_sources"));
        let now = bed.ctx.now();
        let (one, other) = tokio::join!(compare_due(&job, now, 500), compare_due(&job, now, 500));
        assert_eq!(one.unwrap().1 + other.unwrap().1, 1);
        let rows = disagreements::Entity::find().count(bed.ctx.db.reader()).await.unwrap();
        assert_eq!((rows, told(&world).await), (1, 2));
    }
}
