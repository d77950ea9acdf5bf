//! Do the pages of feeds do their work by plain forms: a key is taken once, a batch undone as its consequences were shown?

use registry::feeds::store::{issue_key, latest_of_project};

use super::*;
use crate::api::scene::Who;

async fn get(feed: &Feed, who: &Who, path: &str) -> Answer {
    feed.scene.page(who, Method::GET, path, "").await
}

async fn post(feed: &Feed, who: &Who, path: &str, form: &str) -> Answer {
    feed.scene.page(who, Method::POST, path, form).await
}

/// What stands in the hidden field of the page.
fn hash_in(page: &Answer) -> String {
    let after = page.text().split("name=\"hash\" value=\"").nth(1).expect("the page has the hash");
    after.split('"').next().unwrap().to_owned()
}

on_both! {
    async fn a_secret_is_shown_on_one_page_once(engine) {
        let feed = Feed::set(engine).await;
        let (own, office) = (feed.scene.comes(Part::EnterpriseAdministrator).await, feed.scene.comes(Part::HumanResources).await);
        let base = format!("/enterprises/{}/feeds/{}", feed.scene.world.enterprise, feed.by.supplier);
        let nothing = post(&feed, &own, &format!("{base}/keys"), "").await;
        assert_eq!(nothing.status, 422);
        assert!(nothing.text().contains("请选择协议"));
        let asked = post(&feed, &own, &format!("{base}/keys"), "protocol=own").await;
        assert_eq!(asked.header("location"), format!("{base}?done=key_requested"));
        let list = get(&feed, &office, "/office/feeds").await;
        assert!(list.text().contains(&format!("/office/feeds/{}/keys/{}/issue", feed.by.supplier, feed.by.waiting_key)));
        let take = format!("{base}/keys/{}/secret", feed.by.waiting_key);
        assert_eq!(post(&feed, &own, &take, "").await.status, 422, "it is not issued");
        issue_key(&feed.scene.world.as_(Part::HumanResources), feed.by.waiting_key).await.unwrap();
        let shown = post(&feed, &own, &take, "").await;
        assert_eq!((shown.status.as_u16(), shown.header("cache-control")), (200, "no-store"));
        let secret = shown.text().split("id=\"secret\"").nth(1).unwrap().split('>').nth(1).unwrap().split('<').next().unwrap();
        assert_eq!(secret.len(), 32);
        let again = post(&feed, &own, &take, "").await;
        assert_eq!(again.status, 422);
        assert!(!again.text().contains(secret));
        let page = get(&feed, &own, &base).await;
        assert!(!page.text().contains(secret) && !page.text().contains(&feed.by.secret));
    }

    async fn a_batch_is_undone_as_its_consequences_were_shown(engine) {
        let feed = Feed::set(engine).await;
        let (own, office) = (feed.scene.comes(Part::EnterpriseAdministrator).await, feed.scene.comes(Part::HumanResources).await);
        let page = format!("/feeds/batches/{}", feed.by.batch);
        let read = get(&feed, &own, &page).await;
        assert!(read.text().contains("items[0].dataList[2]") && !read.text().contains(&format!("{page}/undo")));
        let sheet = get(&feed, &own, &format!("{page}/errors.xlsx")).await;
        assert!(String::from_utf8_lossy(&sheet.opened()).contains("items[0].dataList[2]"));
        assert_eq!(get(&feed, &own, &format!("{page}/undo")).await.status, 403);
        assert!(get(&feed, &office, &page).await.text().contains(&format!("{page}/undo")));
        let hash = hash_in(&get(&feed, &office, &format!("{page}/undo")).await);
        let send = async |form: String| post(&feed, &office, &format!("{page}/undo"), &form).await;
        let untyped = send(format!("hash={hash}&reason=REASON&confirmation=")).await;
        assert_eq!(untyped.status, 422);
        assert!(untyped.text().contains("value=\"REASON\""), "nothing typed is lost");
        let other = send("hash=0&reason=REASON&confirmation=%E6%92%A4%E9%94%80".to_owned()).await;
        assert_eq!((other.status.as_u16(), hash_in(&other)), (422, hash.clone()), "shown again");
        let undone = send(format!("hash={hash}&reason=REASON&confirmation=%E6%92%A4%E9%94%80")).await;
        assert_eq!(undone.header("location"), format!("{page}?done=batch_undone"));
        assert!(get(&feed, &own, &page).await.text().contains("已撤销"));
    }

    async fn the_health_of_a_site_is_read_by_everybody_who_sees_the_site(engine) {
        let feed = Feed::set(engine).await;
        let world = &feed.scene.world;
        let page = format!("/projects/{}/feeds", world.project);
        for part in [Part::ProjectOfficer, Part::EnterpriseAdministrator, Part::HumanResources, Part::Industry, Part::City] {
            let who = feed.scene.comes(part).await;
            let read = get(&feed, &who, &page).await;
            assert_eq!(read.status, 200, "{part:?}");
            assert!(read.text().contains("南通示例信息技术有限公司"), "{part:?}");
        }
        // an officer of the site sees that there are batches and opens none
        let latest = latest_of_project(&world.as_(Part::ProjectOfficer), world.project).await.unwrap();
        assert_eq!(latest.iter().map(|one| (one.rows, one.is_open)).collect::<Vec<_>>(), [(2, false)]);
        for part in [Part::OtherHumanResources, Part::OtherEnterpriseAdministrator] {
            let who = feed.scene.comes(part).await;
            assert_eq!(get(&feed, &who, &page).await.status, 404, "{part:?}");
        }
    }

    async fn an_outage_is_confirmed_for_days_that_were_and_a_form_keeps_what_was_typed(engine) {
        let feed = Feed::set(engine).await;
        let office = feed.scene.comes(Part::HumanResources).await;
        let page = format!("/office/feeds/{}", feed.by.supplier);
        let mistaken = post(&feed, &office, &format!("{page}/outages"), "first_day=2026-11-18&last_day=&reason=REASON").await;
        assert_eq!(mistaken.status, 422);
        assert!(mistaken.text().contains("value=\"2026-11-18\"") && mistaken.text().contains("请填写日期"));
        let form = "first_day=2026-11-18&last_day=2026-11-18&reason=REASON";
        let confirmed = post(&feed, &office, &format!("{page}/outages"), form).await;
        assert_eq!(confirmed.header("location"), format!("{page}?done=outage_confirmed"));
        let sites = get(&feed, &office, &format!("{page}?health=reporting")).await;
        assert!(sites.text().contains(PROJECT_CODE));
        let sheet = get(&feed, &office, "/office/feeds.xlsx").await;
        assert!(String::from_utf8_lossy(&sheet.opened()).contains("南通示例信息技术有限公司"));
    }
}
