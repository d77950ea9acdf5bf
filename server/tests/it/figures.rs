//! Do pages say the figures that the rules of the day give?

use axum::http::Method;
use registry::fixtures::Part;
use registry::rulepacks::store;

use crate::api::scene::Scene;
use crate::harness::Engine;

/// One engine is enough: pages do not know it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_rules_of_an_exam_say_how_long_a_result_may_be_doubted() {
    let scene = Scene::set(Engine::Sqlite).await;
    let me = scene.comes(Part::CandidateNew).await;
    let says = async |days: &str| {
        let page = scene.page(&me, Method::GET, &format!("/exams/{}", scene.exam), "").await;
        page.text().contains(&format!("之日起{days}个工作日内申请复核"))
    };
    assert!(says("5").await);
    let ctx = scene.house.system();
    let mut pack = store::list(&ctx).await.unwrap().into_iter().rfind(|pack| pack.pack == "C").unwrap();
    pack.version += 1;
    pack.effective_from = ctx.now().day();
    pack.parameters.insert("exam.complaint_deadline".into(), "7 working_day".into());
    store::store(&ctx, &pack).await.unwrap();
    assert!(says("7").await);
}
