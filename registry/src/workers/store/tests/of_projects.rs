use super::scene::officer_of;
use super::*;
use crate::entity::{person_phone_changes, wage_cards};
use crate::people::store as people;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

const ONE: &str = "6222020000000000000";
const OTHER: &str = "6222020000000000018";

fn card(number: &str) -> NewCard<'_> {
    NewCard {
        number,
        bank: "102",
        bank_name: "某银行",
        branch: "",
        link_number: "",
        holder: "",
        since: day("2026-11-10"),
    }
}

crate::on_both! {
    async fn the_officer_of_another_site_does_not_change_where_the_wages_of_this_one_go(town: Town) {
        let (bed, world) = town.apart();
        let scene = Scene::make(world).await;
        let who = somebody(101, "陆建明");
        let here = scene.worker(&who, Some("2026-11-10")).await;
        let first = change_card(&scene.officer, here.registration, &card(ONE), Origin::ByHand).await.unwrap();
        let elsewhere = scene.further("320613", "housing").await;
        let officer = officer_of(&scene.world, Part::Bystander, elsewhere);
        let there = register(&officer, elsewhere, &scene.manager(&who, scene.general), Origin::ByHand).await.unwrap();
        assert_eq!(there.person, here.person);
        assert!(cards(&officer, there.registration).await.unwrap().is_empty());
        change_card(&officer, there.registration, &card(OTHER), Origin::ByHand).await.unwrap();
        let own = cards(&scene.officer, here.registration).await.unwrap();
        assert_eq!((own.len(), own[0].id, own[0].number_masked.ends_with("0000")), (1, first.card, true));
        let foreign = withdraw_card(&officer, there.registration, first.card, "登记到其他人员").await;
        assert!(matches!(foreign, Err(Fault::NotFound)), "{foreign:?}");
        // whoever sees the numbers sees the card of the project that is looked at
        let office = scene.as_(Part::HumanResources);
        assert_eq!(reveal(&office, here.registration, "核实工资卡").await.unwrap().card_number.as_deref(), Some(ONE));
        assert_eq!(reveal(&office, there.registration, "核实工资卡").await.unwrap().card_number.as_deref(), Some(OTHER));
        assert_eq!(wage_cards::Entity::find().count(bed.ctx.db.reader()).await.unwrap(), 2);
    }

    async fn a_phone_that_gives_way_leaves_a_line(town: Town) {
        let (bed, world) = town.apart();
        let scene = Scene::make(world).await;
        let who = somebody(101, "陆建明");
        let here = scene.worker(&who, Some("2026-11-10")).await;
        let elsewhere = scene.further("320613", "housing").await;
        let officer = officer_of(&scene.world, Part::Bystander, elsewhere);
        let person = PersonForm { phone: "13911112222", ..who.form() };
        let new = NewWorker { person, ..scene.manager(&who, scene.general) };
        register(&officer, elsewhere, &new, Origin::ByHand).await.unwrap();
        let stood = around(&scene.officer, scene.project, here.person).await.unwrap();
        let [change] = &stood.phones[..] else { panic!("{stood:?}") };
        assert_eq!((change.before.as_str(), change.after.as_str()), ("138****0000", "139****2222"));
        let row = person_phone_changes::Entity::find().one(bed.ctx.db.reader()).await.unwrap().unwrap();
        assert_eq!((row.person_id, row.project_id), (here.person, elsewhere));
        assert_eq!(row.changed_by, officer.signed_in().ok().map(|who| who.account));
        // whoever has an account alone changes the own phone
        let held = Part::CandidateNew.member();
        let number = held.id_number();
        let person = PersonForm { name: held.name, document_number: &number, phone: "13911113333", ..who.form() };
        let new = NewWorker { person, ..scene.manager(&who, scene.general) };
        register(&officer, elsewhere, &new, Origin::ByHand).await.unwrap();
        assert_eq!(person_phone_changes::Entity::find().count(bed.ctx.db.reader()).await.unwrap(), 1);
        let own = people::own_full_values(&scene.as_(Part::CandidateNew)).await.unwrap();
        assert_eq!(own.phone, held.phone());
    }

    async fn a_project_that_lies_elsewhere_is_searched_there(town: Town) {
        let (_bed, world) = town.apart();
        let scene = Scene::make(world).await;
        scene.worker(&somebody(101, "陆建明"), Some("2026-11-10")).await;
        let asked = WorkerFilter { query: "lujianming".into(), ..WorkerFilter::default() };
        let (office, other) = (scene.as_(Part::HumanResources), scene.as_(Part::OtherHumanResources));
        assert_eq!(search(&office, &asked, 0).await.unwrap().workers.len(), 1);
        assert!(search(&other, &asked, 0).await.unwrap().workers.is_empty());
        crate::projects::store::set_place(&scene.world.ctx, scene.project, "320623", "housing", "工地位于如东").await.unwrap();
        assert!(search(&office, &asked, 0).await.unwrap().workers.is_empty());
        assert_eq!(search(&other, &asked, 0).await.unwrap().workers.len(), 1);
    }

    async fn a_unit_sees_its_own_contracts_alone(town: Town) {
        let (_bed, world) = town.apart();
        let scene = Scene::make(world).await;
        let done = scene.worker(&somebody(101, "陆建明"), Some("2026-11-10")).await;
        scene.sign(done.person, "2026-11-09").await;
        let with_general = NewContract { employer: scene.general, ..scene.contract(done.person, "2026-11-08") };
        record_contract(&scene.officer, scene.project, &with_general, Origin::ByHand).await.unwrap();
        let seen = async |ctx: &Ctx| worker(ctx, done.registration).await.unwrap().contracts.len();
        assert_eq!(seen(&scene.officer).await, 2);
        assert_eq!(seen(&scene.as_(Part::EnterpriseAdministrator)).await, 2);
        assert_eq!(seen(&scene.as_(Part::OtherEnterpriseAdministrator)).await, 1);
    }

    async fn a_former_contractor_sees_nobody_who_came_after_it(town: Town) {
        let (bed, world) = town.apart();
        let scene = Scene::make(world).await;
        let early = scene.worker(&somebody(101, "陆建明"), Some("2026-11-02")).await;
        let late = scene.worker(&somebody(103, "陈二"), Some("2026-11-12")).await;
        let of = crate::entity::project_parties::Column::EnterpriseId.eq(scene.general);
        crate::entity::project_parties::Entity::update_many()
            .col_expr(crate::entity::project_parties::Column::LeftOn, sea_orm::sea_query::Expr::value("2026-11-10"))
            .filter(of)
            .exec(bed.ctx.db.writer())
            .await
            .unwrap();
        let former = scene.as_(Part::EnterpriseAdministrator);
        assert!(worker(&former, early.registration).await.is_ok());
        assert!(matches!(worker(&former, late.registration).await, Err(Fault::NotFound)));
        let listed = roster(&former, scene.project, &RosterFilter::default(), 0).await.unwrap();
        assert_eq!((listed.total, listed.lines[0].person), (1, early.person));
        assert!(matches!(refusals(&former, scene.project, 0).await, Err(Fault::Forbidden)));
    }

    async fn after_a_merge_of_enterprises_both_rows_are_one_unit(town: Town) {
        let (bed, world) = town.apart();
        let scene = Scene::make(world).await;
        let done = scene.worker(&somebody(101, "陆建明"), Some("2026-11-10")).await;
        let with_general = NewContract { employer: scene.general, ..scene.contract(done.person, "2026-11-09") };
        record_contract(&scene.officer, scene.project, &with_general, Origin::ByHand).await.unwrap();
        let today = day("2026-11-20");
        let of_units = async || coverage(&scene.officer, scene.project, today).await.unwrap();
        let [apart] = &of_units().await[..] else { panic!("one unit has people") };
        assert_eq!((apart.unit, apart.numbers.covered), (scene.labour, 0));
        use crate::entity::enterprises;
        enterprises::Entity::update_many()
            .col_expr(enterprises::Column::MergedInto, sea_orm::sea_query::Expr::value(scene.general))
            .filter(enterprises::Column::Id.eq(scene.labour))
            .exec(bed.ctx.db.writer())
            .await
            .unwrap();
        let [together] = &of_units().await[..] else { panic!("one unit has people") };
        assert_eq!((together.unit, together.numbers.workers, together.numbers.covered), (scene.general, 1, 1));
    }
}
