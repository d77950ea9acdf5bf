//! Are wages ordered over HTTP by the officer alone, and does nothing typed get lost?

use axum::http::{Method, StatusCode};
use registry::fixtures::Part;
use registry::fixtures::wages::{Paying, pay};
use registry::wages::store::{answers, batches_of, choices};

use crate::api::scene::{Scene, Who};
use crate::harness::{Answer, Engine};
use crate::on_both;

struct Yard {
    scene: Scene,
    paying: Paying,
    /// where the payments of the site are
    path: String,
}

impl Yard {
    async fn set(engine: Engine) -> Self {
        let scene = Scene::set(engine).await;
        let paying = pay(&scene.world).await.unwrap();
        let path = format!("/projects/{}/payments", scene.world.project);
        Self { scene, paying, path }
    }

    async fn get(&self, who: &Who, below: &str) -> Answer {
        self.scene.page(who, Method::GET, &format!("{}{below}", self.path), "").await
    }

    async fn post(&self, who: &Who, below: &str, form: &str) -> Answer {
        self.scene.page(who, Method::POST, &format!("{}{below}", self.path), form).await
    }
}

on_both! {
    async fn an_officer_orders_by_a_form_and_a_mistake_keeps_what_was_typed(engine) {
        let yard = Yard::set(engine).await;
        let world = &yard.scene.world;
        let officer = yard.scene.comes(Part::ProjectOfficer).await;
        let account = choices(&world.as_(Part::ProjectOfficer), world.project).await.unwrap().accounts[0].0;
        let head = format!("unit={}&account={account}&month=2026-09", world.enterprise);
        let form = yard.get(&officer, &format!("/typed?{head}")).await;
        assert_eq!(form.status, StatusCode::OK, "{}", form.text());
        assert!(form.text().contains("顾小芳"), "{}", form.text());
        let line = |payable: &str| {
            let registration = yard.paying.registrations[1];
            format!("{head}&registration={registration}&payable={payable}&deducted=")
        };
        let wrong = yard.post(&officer, "/typed", &line("abc")).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.text().contains("value=\"abc\""), "{}", wrong.text());
        let none = yard.post(&officer, "/typed", "unit=&account=&month=").await;
        assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
        let right = yard.post(&officer, "/typed", &line("900.50")).await;
        assert_eq!(right.status, StatusCode::SEE_OTHER, "{}", right.text());
        let (orders, total) = batches_of(&world.as_(Part::ProjectOfficer), world.project, 0).await.unwrap();
        assert_eq!((total, orders.iter().filter(|order| order.amount_fen == 90_050).count()), (3, 1));
    }

    async fn an_order_goes_to_the_bank_once_and_only_from_its_site(engine) {
        let yard = Yard::set(engine).await;
        let below = format!("/{}", yard.paying.payment);
        for (part, status) in [
            (Part::EnterpriseAdministrator, StatusCode::FORBIDDEN),
            (Part::HumanResources, StatusCode::FORBIDDEN),
            (Part::OtherHumanResources, StatusCode::NOT_FOUND),
            (Part::OtherEnterpriseAdministrator, StatusCode::NOT_FOUND),
        ] {
            let who = yard.scene.comes(part).await;
            let sent = yard.post(&who, &format!("{below}/send"), "").await;
            assert_eq!(sent.status, status, "{part:?}");
            let seen = yard.get(&who, &below).await.status;
            assert_eq!(seen == StatusCode::OK, status == StatusCode::FORBIDDEN, "{part:?}");
        }
        let officer = yard.scene.comes(Part::ProjectOfficer).await;
        let kept = yard.post(&officer, &format!("{below}/withdraw"), "confirmation=no").await;
        assert_eq!(kept.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(yard.post(&officer, &format!("{below}/send"), "").await.status, StatusCode::SEE_OTHER);
        assert_eq!(yard.post(&officer, &format!("{below}/send"), "").await.status, StatusCode::UNPROCESSABLE_ENTITY);
        let withdrawn = yard.post(&officer, &format!("{below}/withdraw"), "confirmation=%E6%92%A4%E5%9B%9E").await;
        assert_eq!(withdrawn.status, StatusCode::UNPROCESSABLE_ENTITY, "the bank has it");
        let nothing = yard.post(&officer, &format!("{below}/again"), "").await;
        assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    }

    async fn an_answer_of_the_bank_is_taken_back_once_its_consequences_were_shown(engine) {
        let yard = Yard::set(engine).await;
        let world = &yard.scene.world;
        let own = world.as_(Part::ProjectOfficer);
        let orders = batches_of(&own, world.project, 0).await.unwrap().0;
        let paid = orders.iter().find(|order| order.paid_fen > 0).unwrap().id;
        let answer = answers(&own, paid).await.unwrap()[0].id;
        let below = format!("/{paid}/answers/{answer}");
        let sound = "reason=%E9%94%99%E8%AF%AF&confirmation=%E6%92%A4%E5%9B%9E";
        for (part, status) in [
            (Part::EnterpriseAdministrator, StatusCode::FORBIDDEN),
            (Part::HumanResources, StatusCode::FORBIDDEN),
            (Part::OtherHumanResources, StatusCode::NOT_FOUND),
        ] {
            let who = yard.scene.comes(part).await;
            assert_eq!(yard.get(&who, &below).await.status, status, "{part:?}");
            assert_eq!(yard.post(&who, &below, sound).await.status, status, "{part:?}");
        }
        let officer = yard.scene.comes(Part::ProjectOfficer).await;
        let shown = yard.get(&officer, &below).await;
        assert_eq!(shown.status, StatusCode::OK);
        assert!(shown.text().contains("1,050.00"), "{}", shown.text());
        let untyped = yard.post(&officer, &below, "reason=%E9%94%99%E8%AF%AF&confirmation=no").await;
        assert_eq!(untyped.status, StatusCode::UNPROCESSABLE_ENTITY);
        let elsewhere = format!("/{}/answers/{answer}", yard.paying.payment);
        assert_eq!(yard.get(&officer, &elsewhere).await.status, StatusCode::NOT_FOUND);
        assert_eq!(yard.post(&officer, &below, sound).await.status, StatusCode::SEE_OTHER);
        let again = yard.get(&officer, &below).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(again.text().contains("已经撤回"), "{}", again.text());
        assert!(answers(&own, paid).await.unwrap()[0].withdrawn.is_some());
    }

    async fn every_list_leaves_as_a_sheet_and_late_wages_are_the_offices_in_reach(engine) {
        let yard = Yard::set(engine).await;
        let officer = yard.scene.comes(Part::ProjectOfficer).await;
        let lines = format!("/{}/lines.xlsx", yard.paying.payment);
        let results = format!("/{}/results.xlsx", yard.paying.payment);
        for below in ["/people.xlsx?standing=late", "/template.xlsx", &lines, &results] {
            let answer = yard.get(&officer, below).await;
            assert_eq!(answer.status, StatusCode::OK, "{below}");
            assert!(answer.header("content-type").contains("spreadsheetml"), "{below}");
        }
        let near = yard.scene.comes(Part::HumanResources).await;
        let (far, nobody) = (yard.scene.comes(Part::OtherHumanResources).await, yard.scene.comes(Part::Bystander).await);
        let site = "崇川示例花园一期工程";
        let late = async |who: &Who| yard.scene.page(who, Method::GET, "/office/payments/late", "").await;
        assert!(late(&near).await.text().contains(site));
        assert!(!late(&far).await.text().contains(site));
        assert_eq!(late(&nobody).await.status, StatusCode::FORBIDDEN);
    }
}
