//! Do the pages of the filing keep what was typed, hand documents out to be saved, and end with the binding?

use axum::http::{Method, StatusCode};
use registry::filings::store::filing::get;
use registry::filings::store::{end, own};
use registry::fixtures::Part;
use registry::fixtures::filings::{Desk, file, prepare};

use crate::api::scene::Scene;
use crate::on_both;

const FORM: &str = "planned_start=2027-03-01&planned_finish=2028-12-31&address=%E7%A4%BA%E4%BE%8B%E8%B7%AF18%E5%8F%B7&owner_lead=%E5%AD%A3%E6%98%8E\
    &owner_phone=0513-80000018&project_manager=%E8%8C%83%E5%90%AF%E6%98%8E&manager_phone=13800000802&officer_phone=13800000803&joined=2026-11-01";

on_both! {
    //
    async fn what_an_officer_types_is_kept_until_it_is_whole(engine) {
        let scene = Scene::set(engine).await;
        let officer = scene.comes(Part::ProjectOfficer).await;
        let binding = own(&scene.world.as_(Part::ProjectOfficer)).await.unwrap()[0].binding.id;
        let base = format!("/bindings/{binding}");
        let page = scene.page(&officer, Method::GET, &base, "").await.text().to_owned();
        assert!(page.contains(&format!("href=\"{base}/filing\"")) && page.contains("绑定已经生效"), "{page}");

        let path = format!("{base}/filing/form");
        let short = scene.page(&officer, Method::POST, &path, FORM).await;
        assert_eq!(short.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(short.text().contains("请填写建设单位名称") && short.text().contains("示例路18号"), "what was typed is kept");
        let whole = format!("{FORM}&owner=%E5%8D%97%E9%80%9A%E7%A4%BA%E4%BE%8B%E7%BD%AE%E4%B8%9A%E6%9C%89%E9%99%90%E5%85%AC%E5%8F%B8");
        let drawn = scene.page(&officer, Method::POST, &path, &whole).await;
        assert_eq!((drawn.status, drawn.header("location")), (StatusCode::SEE_OTHER, format!("{base}/filing?done=filing_drawn_up").as_str()));
        let overview = scene.page(&officer, Method::GET, &format!("{base}/filing"), "").await.text().to_owned();
        assert!(overview.contains("备案材料不齐") && !overview.contains("/hand-in\""), "{overview}");

        let pledge = format!("{base}/pledge");
        let asked = scene.page(&officer, Method::GET, &pledge, "").await.text().to_owned();
        assert!(asked.contains("我郑重承诺：本人系南通崇川示例建设有限公司") && asked.contains("/pkg/signature."), "{asked}");
        let wrong = scene.page(&officer, Method::POST, &pledge, "template=2&way=typed&name=%E5%88%AB%E4%BA%BA").await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.text().contains("value=\"别人\"") && wrong.text().contains("请勾选确认"), "{}", wrong.text());
        let signed = "template=2&way=typed&name=%E9%A1%BE%E6%96%87%E9%9D%99&confirmed=yes";
        assert_eq!(scene.page(&officer, Method::POST, &pledge, signed).await.status, StatusCode::SEE_OTHER);
        let again = scene.page(&officer, Method::GET, &pledge, "").await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "there is one");
    }

    async fn documents_are_saved_by_those_whom_they_concern_and_telephones_are_masked_on_pages(engine) {
        let scene = Scene::set(engine).await;
        let world = &scene.world;
        let (own_ctx, contractor) = (world.as_(Part::ProjectOfficer), world.as_(Part::EnterpriseAdministrator));
        let binding = own(&own_ctx).await.unwrap()[0].binding.id;
        let filed = file(&Desk { officer: &own_ctx, contractor: &contractor }, binding).await.unwrap();
        let (form, pledge) = (format!("/filings/{}", filed.filing), format!("/pledges/{}", filed.pledge));
        let office = scene.comes(Part::HumanResources).await;
        for (path, kind) in [
            (format!("{form}/form.pdf"), "application/pdf"),
            (format!("{pledge}/pledge.pdf"), "application/pdf"),
            (format!("{form}/scan"), "application/pdf"),
            (format!("{pledge}/scan"), "application/pdf"),
        ] {
            let answer = scene.page(&office, Method::GET, &path, "").await;
            assert_eq!((answer.status, answer.header("content-type")), (StatusCode::OK, kind), "{path}");
            assert!(answer.header("content-disposition").starts_with("attachment"), "{path}");
        }
        let page = scene.page(&office, Method::GET, &form, "").await.text().to_owned();
        assert!(page.contains("138****0803") && !page.contains("13800000803"), "{page}");
        let stranger = scene.comes(Part::OtherHumanResources).await;
        assert_eq!(scene.page(&stranger, Method::GET, &form, "").await.status, StatusCode::NOT_FOUND);

        let returned = scene.page(&office, Method::POST, &format!("{form}/return"), "reasons=x").await;
        assert_eq!(returned.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(returned.text().contains(">\nx</textarea>"), "what was typed is kept");
        let accepted = scene.page(&office, Method::POST, &format!("{form}/accept"), "").await;
        assert_eq!(accepted.header("location"), format!("{form}?done=filing_accepted"));
    }

    //
    async fn a_filing_opened_before_the_end_of_the_binding_is_not_handed_in_after_it(engine) {
        let scene = Scene::set(engine).await;
        let world = &scene.world;
        let (own_ctx, contractor) = (world.as_(Part::ProjectOfficer), world.as_(Part::EnterpriseAdministrator));
        let binding = own(&own_ctx).await.unwrap()[0].binding.id;
        let filed = prepare(&Desk { officer: &own_ctx, contractor: &contractor }, binding).await.unwrap();
        let officer = scene.comes(Part::ProjectOfficer).await;
        let overview = format!("/bindings/{binding}/filing");
        let hand_in = format!("/filings/{}/hand-in", filed.filing);
        assert!(scene.page(&officer, Method::GET, &overview, "").await.text().contains(&hand_in));
        end(&contractor, binding, "调离项目").await.unwrap();
        assert_eq!(scene.page(&officer, Method::POST, &hand_in, "").await.status, StatusCode::FORBIDDEN);
        assert_eq!(scene.page(&officer, Method::GET, &overview, "").await.status, StatusCode::OK, "the record stays");
        assert!(get(&own_ctx, filed.filing).await.unwrap().view.handed_in_at.is_none());
    }
}
