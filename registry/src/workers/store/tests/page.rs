use super::scene::{logged, officer_of};
use super::*;
use crate::entity::full_views;
use sea_orm::EntityTrait;

crate::on_both! {
    async fn the_page_shows_other_registrations_as_far_as_one_may_see(town: Town) {
        let (_bed, world) = town.apart();
        let scene = Scene::make(world).await;
        let who = somebody(101, "陆建明");
        let here = scene.worker(&who, Some("2026-11-10")).await;
        let other = scene.further("320623", "transport").await;
        let there = officer_of(&scene.world, Part::CandidateHeld, other);
        let second = register(&there, other, &scene.manager(&who, scene.general), Origin::ByHand).await.unwrap();
        let seen = async |ctx: &Ctx, id| worker(ctx, id).await.map(|view| view.others.len());
        assert_eq!(seen(&scene.officer, here.registration).await.unwrap(), 0);
        assert_eq!(seen(&scene.as_(Part::EnterpriseAdministrator), here.registration).await.unwrap(), 1);
        assert_eq!(seen(&scene.as_(Part::OtherHumanResources), second.registration).await.unwrap(), 0);
        assert!(matches!(seen(&scene.as_(Part::OtherHumanResources), here.registration).await, Err(Fault::NotFound)));
        assert!(matches!(seen(&scene.as_(Part::OtherEnterpriseAdministrator), second.registration).await, Err(Fault::NotFound)));
        assert!(matches!(seen(&scene.as_(Part::CandidateNew), here.registration).await, Err(Fault::NotFound)));
    }

    async fn full_values_take_a_reason_and_are_recorded(town: Town) {
        let (bed, world) = town.apart();
        let scene = Scene::make(world).await;
        let who = somebody(101, "陆建明");
        let id = scene.worker(&who, Some("2026-11-10")).await.registration;
        let new = NewCard { number: "6222020000000000000", bank: "102", bank_name: "某银行", branch: "", link_number: "", holder: "", since: day("2026-11-10") };
        change_card(&scene.officer, id, &new, Origin::ByHand).await.unwrap();
        let office = scene.as_(Part::HumanResources);
        assert_eq!(reveal(&office, id, "查").await.unwrap_err().code(), Some("people.reason_length"));
        let full = reveal(&office, id, "核对欠薪投诉").await.unwrap();
        assert_eq!((full.id_number.as_str(), full.phone.as_str()), (who.number.as_str(), "13800000000"));
        assert_eq!(full.card_number.as_deref(), Some("6222020000000000000"));
        assert_eq!(format!("{full:?}"), "FullValues(..)");
        let views = full_views::Entity::find().all(bed.ctx.db.reader()).await.unwrap();
        assert_eq!((views.len(), views[0].reason.as_str()), (1, "核对欠薪投诉"));
        assert_eq!(logged(&bed.ctx, "person").await["reveal"], 1);
        for part in [Part::EnterpriseAdministrator, Part::OtherEnterpriseAdministrator] {
            assert!(matches!(reveal(&scene.as_(part), id, "核对欠薪投诉").await, Err(Fault::Forbidden)), "{part:?}");
        }
        assert!(matches!(reveal(&scene.officer, id, "核对欠薪投诉").await, Err(Fault::Forbidden)));
        assert!(matches!(reveal(&scene.as_(Part::OtherHumanResources), id, "核对欠薪投诉").await, Err(Fault::NotFound)));
    }

    async fn a_worker_sees_the_own_record_and_no_other(town: Town) {
        let (_bed, world) = town.apart();
        let scene = Scene::make(world).await;
        let member = Part::CandidateNew.member();
        let own = scene::Somebody { name: member.name.into(), number: member.id_number() };
        let mine = scene.worker(&own, Some("2026-11-10")).await;
        let other = scene.worker(&somebody(101, "陆建明"), Some("2026-11-10")).await;
        assert_eq!(mine.person, scene.world.person(Part::CandidateNew));
        let me = scene.as_(Part::CandidateNew);
        let view = own_record(&me).await.unwrap().unwrap();
        assert_eq!(view.registration.registration.id, mine.registration);
        // the phone of whoever has an account is that person's to change
        assert_eq!(view.phone_masked, "199****0722");
        assert!(matches!(worker(&me, other.registration).await, Err(Fault::NotFound)));
        assert!(own_record(&scene.as_(Part::CandidateHeld)).await.unwrap().is_none());
        // and in the document of everything that is stored
        let document = crate::people::my_data::export_my_data(&me).await.unwrap();
        assert!(document.contains("示例住宅一期") && document.contains("江苏省南通市崇川区某街道1号"), "{document}");
    }

    async fn another_name_is_found_and_the_old_one_no_more(town: Town) {
        let (bed, world) = town.apart();
        let scene = Scene::make(world).await;
        let done = scene.worker(&somebody(101, "陆建明"), Some("2026-11-10")).await;
        let renaming: Result<(), Fault> = async { crate::transact!(bed.ctx, |tx| {
            use sea_orm::{ColumnTrait, QueryFilter, sea_query::Expr};
            crate::entity::people::Entity::update_many()
                .col_expr(crate::entity::people::Column::Name, Expr::value("陆远"))
                .filter(crate::entity::people::Column::Id.eq(done.person))
                .exec(tx)
                .await?;
            renamed(tx, done.person, "陆远").await
        }) }
        .await;
        renaming.unwrap();
        let office = scene.as_(Part::HumanResources);
        let found = async |query: &str| {
            search(&office, &WorkerFilter { query: query.into(), ..WorkerFilter::default() }, 0).await.unwrap().workers.len()
        };
        assert_eq!((found("luyuan").await, found("jianming").await), (1, 0));
    }
}
