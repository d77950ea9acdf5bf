use super::*;

on_both! {
    async fn a_key_is_asked_for_issued_and_shown_once(town: Town) {
        let (_bed, world) = town.apart();
        let (own, office) = (world.as_(Part::EnterpriseAdministrator), world.as_(Part::HumanResources));
        let supplier = register_supplier(&own, world.enterprise, "某科技公司", CREDIT_CODE).await.unwrap();
        let key = request_key(&own, supplier, Protocol::Own, "").await.unwrap();
        let again = request_key(&own, supplier, Protocol::Own, "").await;
        assert_eq!(again.unwrap_err().code(), Some("feeds.key_requested_already"));
        assert_eq!(take_secret(&own, key).await.err().unwrap().code(), Some("feeds.key_not_issued"));
        assert!(matches!(issue_key(&own, key).await, Err(Fault::Forbidden)));
        issue_key(&office, key).await.unwrap();
        assert_eq!(issue_key(&office, key).await.unwrap_err().code(), Some("feeds.key_settled_already"));
        assert!(matches!(take_secret(&office, key).await, Err(Fault::Forbidden)), "the secret is not the office's");
        assert_eq!(take_secret(&own, key).await.ok().unwrap().0.len(), 43);
        assert_eq!(take_secret(&own, key).await.err().unwrap().code(), Some("feeds.secret_shown_already"));
        let keys = list_keys(&office, supplier).await.unwrap();
        assert!(keys[0].issued_at.is_some() && keys[0].shown_at.is_some() && keys[0].ended_at.is_none());
    }

    async fn strangers_know_nothing_of_a_supplier(town: Town) {
        let (_bed, world) = town.apart();
        let scene = Scene::set(world).await;
        let scope = list_scopes(&scene.own(), scene.supplier, 0).await.unwrap().0[0].id;
        for part in [Part::OtherHumanResources, Part::OtherEnterpriseAdministrator] {
            let ctx = scene.world.as_(part);
            assert!(matches!(supplier(&ctx, scene.supplier).await, Err(Fault::NotFound)), "{part:?}");
            assert!(matches!(list_keys(&ctx, scene.supplier).await, Err(Fault::NotFound)), "{part:?}");
            assert!(matches!(end_key(&ctx, scene.key, REASON).await, Err(Fault::NotFound)), "{part:?}");
            assert!(matches!(end_scope(&ctx, scope, REASON).await, Err(Fault::NotFound)), "{part:?}");
            assert!(matches!(supplier_health(&ctx, scene.supplier).await, Err(Fault::NotFound)), "{part:?}");
            assert_eq!(supplier_lines(&ctx, 0).await.unwrap().1, 0);
        }
        for part in [Part::Issuer, Part::SystemAdministrator, Part::Bystander, Part::Auditor] {
            assert!(matches!(supplier(&scene.world.as_(part), scene.supplier).await, Err(Fault::Forbidden)), "{part:?}");
        }
        let anonymous = scene.world.anonymous();
        assert!(matches!(supplier(&anonymous, scene.supplier).await, Err(Fault::Anonymous)));
        for part in [Part::City, Part::HumanResources, Part::EnterpriseAdministrator] {
            assert_eq!(supplier_lines(&scene.world.as_(part), 0).await.unwrap().1, 1, "{part:?}");
        }
    }

    async fn a_supplier_is_registered_once_for_an_own_enterprise(town: Town) {
        let (_bed, world) = town.apart();
        let scene = Scene::set(world).await;
        let (own, enterprise) = (scene.own(), scene.world.enterprise);
        let again = register_supplier(&own, enterprise, "别的名称", CREDIT_CODE).await;
        assert_eq!(again.unwrap_err().code(), Some("feeds.supplier_registered_already"));
        let other = register_supplier(&own, scene.world.other_enterprise, "某公司", CREDIT_CODE).await;
        assert!(matches!(other, Err(Fault::NotFound)));
        let Err(Fault::Refused(reasons)) = register_supplier(&own, enterprise, "", "1").await else { panic!() };
        assert_eq!(reasons.len(), 2);
        end_supplier(&own, scene.supplier, REASON).await.unwrap();
        assert_eq!(end_supplier(&own, scene.supplier, REASON).await.unwrap_err().code(), Some("feeds.ended_already"));
        register_supplier(&own, enterprise, "某科技公司", CREDIT_CODE).await.unwrap();
        let late = request_key(&own, scene.supplier, Protocol::Own, "").await;
        assert_eq!(late.unwrap_err().code(), Some("feeds.supplier_ended"));
        assert_eq!(scene.send(&noting().0, &batch_of("b", "P-1", vec![passage(1)])).await.unwrap_err().code(),
            Some("feeds.not_authentic"), "its keys ended with it");
    }

    async fn a_scope_is_for_the_own_project_and_decided_by_its_county(town: Town) {
        let (_bed, world) = town.apart();
        let scene = Scene::set(world).await;
        let (own, other) = (scene.own(), scene.world.as_(Part::OtherEnterpriseAdministrator));
        let objects = &[FeedObject::Payroll][..];
        let (enterprise, theirs) = (scene.world.enterprise, scene.world.other_enterprise);
        let foreign = request_scope(&other, scene.supplier, theirs, scene.project, ("X", objects)).await;
        assert!(matches!(foreign, Err(Fault::NotFound)), "another's project");
        let twice = request_scope(&own, scene.supplier, enterprise, scene.project, ("P-2", objects)).await;
        assert_eq!(twice.unwrap_err().code(), Some("feeds.scope_there_already"));
        let project = site(&scene.world, "崇川某小区二期").await;
        let same_code = request_scope(&own, scene.supplier, enterprise, project, ("P-1", objects)).await;
        assert_eq!(same_code.unwrap_err().code(), Some("feeds.scope_there_already"));
        for (code, objects, refusal) in [("", objects, "feeds.project_code_shape"), ("P-2", &[], "feeds.objects_missing")] {
            let refused = request_scope(&own, scene.supplier, enterprise, project, (code, objects)).await;
            assert_eq!(refused.unwrap_err().code(), Some(refusal));
        }
        let scope = request_scope(&own, scene.supplier, enterprise, project, ("P-2", objects)).await.unwrap();
        assert!(matches!(grant_scope(&own, scope).await, Err(Fault::Forbidden)));
        let stranger = scene.world.as_(Part::OtherHumanResources);
        assert!(matches!(grant_scope(&stranger, scope).await, Err(Fault::NotFound)));
        assert_eq!(list_waiting_scopes(&stranger, 0).await.unwrap().1, 0);
        assert_eq!(list_waiting_scopes(&scene.office(), 0).await.unwrap().0[0].id, scope);
        grant_scope(&scene.office(), scope).await.unwrap();
        assert_eq!(grant_scope(&scene.office(), scope).await.unwrap_err().code(), Some("feeds.scope_settled_already"));
        assert_eq!(list_waiting_scopes(&scene.office(), 0).await.unwrap().1, 0);
        assert_eq!(list_scopes(&own, scene.supplier, 0).await.unwrap().1, 2);
        end_scope(&own, scope, REASON).await.unwrap();
        assert_eq!(end_scope(&own, scope, REASON).await.unwrap_err().code(), Some("feeds.ended_already"));
    }

    async fn an_enterprise_lets_a_supplier_deliver_that_another_registered(town: Town) {
        let (_bed, world) = town.apart();
        let scene = Scene::set(world).await;
        let (other, theirs) = (scene.world.as_(Part::OtherEnterpriseAdministrator), scene.world.other_enterprise);
        assert_eq!(find_supplier(&other, theirs, CREDIT_CODE).await.unwrap(), Some(scene.supplier));
        let page = supplier_for(&other, theirs, scene.supplier).await.unwrap();
        assert!(!page.answers && !page.decides);
        assert_eq!(suppliers_of(&other, theirs).await.unwrap().1, []);
        // in its own name only, and it sees neither keys nor projects of others
        let foreign = supplier_for(&other, scene.world.enterprise, scene.supplier).await;
        assert!(matches!(foreign, Err(Fault::NotFound)));
        assert!(matches!(list_keys(&other, scene.supplier).await, Err(Fault::NotFound)));
        assert_eq!(open_projects(&other, theirs, scene.supplier).await.unwrap(), []);
        let (name, own) = suppliers_of(&scene.own(), scene.world.enterprise).await.unwrap();
        assert_eq!((name.as_str(), own.len()), ("南通崇川示例建设有限公司", 1));
        assert!(supplier_for(&scene.own(), scene.world.enterprise, scene.supplier).await.unwrap().answers);
    }

    async fn what_is_asked_for_waits_for_the_office_in_charge(town: Town) {
        let (_bed, world) = town.apart();
        let scene = Scene::set(world).await;
        let key = request_key(&scene.own(), scene.supplier, Protocol::National, "P-1").await.unwrap();
        for (part, count) in [(Part::HumanResources, 1), (Part::City, 1), (Part::OtherHumanResources, 0)] {
            let waiting = list_waiting_keys(&scene.world.as_(part)).await.unwrap();
            assert_eq!(waiting.len(), count, "{part:?}");
            assert!(waiting.iter().all(|one| (one.key.id, one.supplier_name.as_str()) == (key, "某科技公司")));
        }
        issue_key(&scene.office(), key).await.unwrap();
        assert!(list_waiting_keys(&scene.office()).await.unwrap().is_empty());
        assert!(supplier_page(&scene.office(), scene.supplier).await.unwrap().decides);
    }

    async fn a_replaced_key_holds_for_seven_days_more(town: Town) {
        let (bed, world) = town.apart();
        let mut scene = Scene::set(world).await;
        let (sinks, _) = noting();
        let own = scene.own();
        let new = rotate_key(&own, scene.key).await.unwrap();
        assert_eq!(rotate_key(&own, scene.key).await.unwrap_err().code(), Some("feeds.key_not_in_force"));
        assert!(matches!(rotate_key(&scene.office(), scene.key).await, Err(Fault::Forbidden)));
        scene.send(&sinks, &batch_of("b-1", "P-1", vec![passage(1)])).await.unwrap();
        bed.clock.advance_ms(7 * crate::instant::DAY_MS);
        let late = scene.send(&sinks, &batch_of("b-2", "P-1", vec![passage(1)])).await;
        assert_eq!(late.unwrap_err().code(), Some("feeds.not_authentic"));
        scene.secret = take_secret(&own, new).await.ok().unwrap().0;
        scene.key = new;
        scene.send(&sinks, &batch_of("b-2", "P-1", vec![passage(1)])).await.unwrap();
        end_key(&scene.office(), new, REASON).await.unwrap();
        let ended = scene.send(&sinks, &batch_of("b-3", "P-1", vec![passage(1)])).await;
        assert_eq!(ended.unwrap_err().code(), Some("feeds.not_authentic"));
    }
}
