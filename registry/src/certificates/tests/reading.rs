//! Who sees which certificate.

use super::scene::{Scene, exam, office};
use crate::certificates::desk::Desk;
use crate::certificates::{
    PublicClass, RegisterColumn, RegisterFilter, Status, credential_json, export, get, own, register,
};
use crate::db::By;
use crate::instant::HOUR_MS;
use crate::permissions::Role;
use crate::testing::Bed;
use crate::{Actor, Ctx, Fault, audit};

async fn numbers(ctx: &Ctx, filter: &RegisterFilter) -> Vec<String> {
    let (lines, total) = register(ctx, filter, 0).await.unwrap();
    assert_eq!(usize::try_from(total).unwrap(), lines.len());
    lines.into_iter().map(|line| line.number).collect()
}

/// One certificate of 崇川区 and one of 海安市.
async fn two_counties(bed: Bed) -> (Scene, String, String) {
    let scene = Scene::set(bed).await;
    let here = scene.certified("王小明").await;
    let county = office(scene.ctx(), "human_resources", "320685").await;
    let exam = exam(scene.ctx(), county, "certification").await;
    let person = scene.person("李四").await.id;
    scene.bed.clock.advance_ms(HOUR_MS);
    let there = scene.outcome(exam, person, "passed", Some(scene.ctx().now().0)).await;
    let there = scene.issue(there).await.unwrap().unwrap();
    (scene, here, there)
}

crate::on_both! {
    async fn the_holder_sees_the_own_certificates_newest_first(bed) {
        let scene = Scene::set(bed).await;
        let person = scene.person("王小明").await.id;
        let old = scene.issue(scene.pass(person).await).await.unwrap().unwrap();
        scene.bed.clock.advance_ms(HOUR_MS);
        scene.enter(&old, Status::Revoked, Some(PublicClass::Article15Item5)).await.unwrap();
        scene.bed.clock.advance_ms(HOUR_MS);
        let new = scene.issue(scene.pass(person).await).await.unwrap().unwrap();
        let holder = scene.holder(&new).await;
        let mine = own(&holder).await.unwrap();
        assert_eq!(mine.iter().map(|view| view.number.as_str()).collect::<Vec<_>>(), [new.as_str(), old.as_str()]);
        assert_eq!(mine[0].predecessor.as_ref().map(|link| link.number.as_str()), Some(old.as_str()));
        assert_eq!(mine[1].successor.as_ref().map(|link| link.number.as_str()), Some(new.as_str()));
        let history: Vec<Status> = mine[1].history.iter().map(|entry| entry.status).collect();
        assert_eq!(history, [Status::Valid, Status::Revoked]);
        assert_eq!(mine[1].public_class, Some(PublicClass::Article15Item5));
        assert!(mine[0].photo.is_some());
        assert!(own(&scene.stranger().await).await.unwrap().is_empty());
        assert!(matches!(own(&scene.ctx().acting_as(Actor::Anonymous)).await, Err(Fault::Anonymous)));
    }

    async fn only_the_holder_and_offices_in_scope_read_a_certificate(bed) {
        let (scene, here, there) = two_counties(bed).await;
        let county = scene.in_office(Role::HumanResources, "320613").await;
        for reader in [
            scene.holder(&here).await,
            county.clone(),
            scene.in_office(Role::Issuer, "320600").await,
            scene.in_office(Role::City, "320600").await,
            scene.in_office(Role::CountyArrears, "320600").await,
        ] {
            assert_eq!(get(&reader, &here).await.unwrap().number, here);
            assert_eq!(get(&reader, &here.to_lowercase()).await.unwrap().holder_name, "王小明");
            let json = credential_json(&reader, &here).await.unwrap();
            assert_eq!(Some(json), scene.row(&here).await.signed_document);
        }
        for stranger in [
            scene.stranger().await,
            scene.holder(&there).await,
            scene.in_office(Role::SystemAdministrator, "320600").await,
        ] {
            assert!(matches!(get(&stranger, &here).await, Err(Fault::NotFound)));
            assert!(matches!(credential_json(&stranger, &here).await, Err(Fault::NotFound)));
        }
        assert!(matches!(get(&county, &there).await, Err(Fault::NotFound)));
        assert!(matches!(get(&county, "nonsense").await, Err(Fault::NotFound)));
        let anyone = scene.ctx().acting_as(Actor::Anonymous);
        assert!(matches!(get(&anyone, &here).await, Err(Fault::Anonymous)));
    }

    async fn the_register_shows_what_is_in_scope(bed) {
        let (scene, here, there) = two_counties(bed).await;
        let city = scene.in_office(Role::City, "320600").await;
        let all = RegisterFilter::default();
        assert_eq!(numbers(&city, &all).await, [there.clone(), here.clone()]);
        assert_eq!(numbers(&scene.in_office(Role::Industry, "320685").await, &all).await, std::slice::from_ref(&there));
        assert_eq!(numbers(&scene.in_office(Role::HumanResources, "320671").await, &all).await, Vec::<String>::new());
        for stranger in [scene.holder(&here).await, scene.in_office(Role::SystemAdministrator, "320600").await] {
            assert!(matches!(register(&stranger, &all, 0).await, Err(Fault::Forbidden)));
        }
    }

    async fn an_officer_s_own_certificate_is_not_on_the_register_of_another_area(bed) {
        let (scene, here, _) = two_counties(bed).await;
        let officer = scene.holder_in_office(&here, Role::HumanResources, "320671").await;
        assert_eq!(numbers(&officer, &RegisterFilter::default()).await, Vec::<String>::new());
        assert_eq!(get(&officer, &here).await.unwrap().number, here);
    }

    async fn an_employer_sees_the_register_line_and_nothing_more(bed) {
        let (scene, here, _) = two_counties(bed).await;
        let employer = scene.employer(&here).await;
        assert_eq!(numbers(&employer, &RegisterFilter::default()).await, std::slice::from_ref(&here));
        assert!(matches!(get(&employer, &here).await, Err(Fault::NotFound)));
        assert!(matches!(credential_json(&employer, &here).await, Err(Fault::NotFound)));
    }

    async fn the_register_filters_by_status_year_number_name_and_pinyin(bed) {
        let (scene, here, there) = two_counties(bed).await;
        let city = scene.in_office(Role::City, "320600").await;
        scene.enter(&there, Status::Suspended, None).await.unwrap();
        let of = |query: &str| RegisterFilter { query: query.into(), ..RegisterFilter::default() };
        let suspended = RegisterFilter { status: Some(Status::Suspended), ..RegisterFilter::default() };
        assert_eq!(numbers(&city, &suspended).await, std::slice::from_ref(&there));
        for query in ["李", "ls", "lisi", "320685", there.to_lowercase().as_str()] {
            assert_eq!(numbers(&city, &of(query)).await, std::slice::from_ref(&there), "{query}");
        }
        assert_eq!(numbers(&city, &of("小明")).await, [here]);
        assert_eq!(numbers(&city, &of("张")).await, Vec::<String>::new());
        let other_year = RegisterFilter { year: Some(2025), ..RegisterFilter::default() };
        assert_eq!(numbers(&city, &other_year).await, Vec::<String>::new());
        assert_eq!(numbers(&city, &RegisterFilter { year: Some(2026), ..of("%") }).await.len(), 2);
    }

    async fn the_register_sorts_both_ways_and_leaves_as_a_whole_for_the_city_alone(bed) {
        let (scene, here, there) = two_counties(bed).await;
        let city = scene.in_office(Role::City, "320600").await;
        let sorted = |column, by| RegisterFilter { order: Some((column, by)), ..RegisterFilter::default() };
        for column in RegisterColumn::ALL {
            assert_eq!(RegisterColumn::parse(column.code()), Some(column));
            let rising = numbers(&city, &sorted(column, By::Rising)).await;
            let mut falling = numbers(&city, &sorted(column, By::Falling)).await;
            falling.reverse();
            assert_eq!(rising, falling, "{column:?}");
        }
        assert_eq!(numbers(&city, &sorted(RegisterColumn::Issued, By::Rising)).await, [here.clone(), there.clone()]);
        let lines = export(&city, &sorted(RegisterColumn::Issued, By::Falling)).await.unwrap();
        assert_eq!(lines.iter().map(|line| line.number.as_str()).collect::<Vec<_>>(), [there.as_str(), here.as_str()]);
        let county = scene.in_office(Role::HumanResources, "320685").await;
        for other in [county, scene.employer(&here).await, scene.holder(&here).await] {
            assert!(matches!(export(&other, &RegisterFilter::default()).await, Err(Fault::Forbidden)));
        }
        let (entries, _) = audit::list(scene.ctx(), &audit::Filter::default(), 0, 500).await.unwrap();
        assert_eq!(entries.iter().filter(|entry| entry.verb == "export_list").count(), 1, "once, and by the city");
    }

    async fn a_desk_needs_an_address_that_fits_the_code(bed) {
        let code = |url: &str| Desk::new(&bed.ctx, url).err().and_then(|fault| fault.code());
        assert_eq!(code("https://cert.example"), None);
        assert_eq!(code("http://localhost:8080"), None);
        let host = |length: usize| format!("https://{}.example", "a".repeat(length - ".example".len()));
        assert_eq!(code(&host(32)), None);
        assert_eq!(code(&host(33)), Some("certificates.host_too_long"));
        for url in ["http://cert.example", "cert.example", "https://10.0.0.1", "https://cert.example/x"] {
            assert_eq!(code(url), Some("certificates.public_url_invalid"), "{url}");
        }
    }

    async fn every_key_that_was_ever_used_is_published(bed) {
        let desk = Desk::new(&bed.ctx, "https://cert.example").unwrap();
        let mut ring = bed.ctx.vault.ring().unwrap();
        ring.rotate_signing(crate::vault::Purpose::Certificates, bed.ctx.random.as_ref(), bed.ctx.now());
        bed.ctx.vault.replace(ring).unwrap();
        let document = desk.did_document(&bed.ctx).unwrap();
        assert_eq!(document["id"], "did:web:cert.example");
        assert_eq!(document["verificationMethod"].as_array().unwrap().len(), 5);
        assert_eq!(certs::keys::parse_records(&document.to_string()).unwrap(), desk.public_keys().unwrap());
    }
}
