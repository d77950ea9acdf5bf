//! Do projects come in from a sheet, and do the lists of the project records go out as workbooks?

use axum::http::{Method, StatusCode};
use registry::calendar::Month;
use registry::fixtures::Part;
use registry::fixtures::attendance::attend;
use registry::projects::store::{Filter, count};

use crate::api::scene::Scene;
use crate::enterprises::{book, brings, encoded};
use crate::on_both;

const IMPORT: &str = "/projects/import";
const CONTRACTOR: &str = "91320613MA00TE5T2Q";
const HEAD: [&str; 6] = ["项目名称", "所在地区", "行业", "总承包单位统一社会信用代码", "项目状态", "状态起始日期"];

on_both! {
    async fn an_enterprise_brings_its_projects_and_takes_them_back(engine) {
        let scene = Scene::set(engine).await;
        let own = scene.comes(Part::EnterpriseAdministrator).await;
        let all = || async { count(&scene.world.as_(Part::HumanResources), &Filter::default()).await.unwrap() };
        let before = all().await;
        let template = scene.page(&own, Method::GET, "/projects/import/template.xlsx", "").await;
        let inside = String::from_utf8_lossy(&template.opened()).into_owned();
        assert!(inside.contains("项目名称*") && inside.contains("计划竣工日期"), "{inside}");
        let file = book(&[
            &HEAD,
            &["崇川导入一期工程", "崇川区", "房屋建筑", CONTRACTOR, "在建", "2026-03-02"],
            &["崇川导入二期工程", "崇川区", "房屋建筑", CONTRACTOR, "快了", "2026-03-02"],
        ]);
        let city = scene.comes(Part::City).await;
        assert_eq!(brings(&scene, &city, IMPORT, &file).await.status, StatusCode::FORBIDDEN);
        assert_eq!(brings(&scene, &own, IMPORT, b"PK nothing").await.status, StatusCode::UNPROCESSABLE_ENTITY);
        let kept = brings(&scene, &own, IMPORT, &file).await;
        assert_eq!(kept.status, StatusCode::SEE_OTHER);
        let sheet = kept.header("location").to_owned();
        let looked = scene.page(&own, Method::GET, &sheet, "").await.text().to_owned();
        assert!(looked.contains("第3行") && looked.contains("新增，待确认"), "{looked}");
        let marked = scene.page(&own, Method::GET, &format!("{sheet}/marked.xlsx"), "").await;
        let inside = String::from_utf8_lossy(&marked.opened()).into_owned();
        assert!(inside.contains("需要更正") && inside.contains("请选择项目状态"), "{inside}");
        let taken = scene.page(&own, Method::POST, &sheet, "").await;
        assert_eq!(taken.header("location"), format!("{sheet}?done=projects_imported"));
        assert_eq!(all().await, before + 1);
        let shown = scene.page(&own, Method::GET, &sheet, "").await.text().to_owned();
        assert!(shown.contains("将删除1个项目") && shown.contains("name=\"shown\" value=\"1\""), "{shown}");
        let undo = format!("{sheet}/undo");
        let short = scene.page(&own, Method::POST, &undo, "shown=1&reason=x").await;
        assert_eq!(short.status, StatusCode::UNPROCESSABLE_ENTITY);
        let form = format!("shown=1&reason={}", encoded("导入了错误的表格"));
        let undone = scene.page(&own, Method::POST, &undo, &form).await;
        assert_eq!(undone.header("location"), format!("{sheet}?done=projects_taken_back"));
        assert_eq!(all().await, before);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lists_of_the_project_records_go_out_as_workbooks() {
    let scene = Scene::set(crate::harness::Engine::Sqlite).await;
    attend(&scene.world).await.unwrap();
    let month = Month::of(scene.world.ctx.now().day());
    let project = format!("/projects/{}", scene.world.project);
    let office = scene.comes(Part::HumanResources).await;
    let city = scene.comes(Part::City).await;
    for (who, path, word) in [
        (&city, "/office/areas.xlsx".to_owned(), "崇川区"),
        (&city, "/office/industries.xlsx".to_owned(), "住房城乡建设"),
        (&city, "/office/offices.xlsx".to_owned(), "崇川"),
        (&office, format!("{project}/parties.xlsx"), CONTRACTOR),
        (&office, format!("{project}/permits.xlsx"), "许可证"),
        (&office, format!("{project}/teams.xlsx"), "木工一班"),
        (&office, format!("{project}/contracts.xlsx"), "南通崇川示例建设有限公司"),
        (&office, format!("{project}/attendance/unmatched.xlsx"), "进出方向"),
        (&office, format!("{project}/attendance/reports.xlsx?month={month}"), "应到"),
    ] {
        let answer = scene.page(who, Method::GET, &path, "").await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert!(answer.header("content-type").contains("spreadsheetml"), "{path}");
        assert!(String::from_utf8_lossy(&answer.opened()).contains(word), "{word} is not in {path}");
    }
}
