use super::*;

on_both! {
    async fn undoing_shows_its_consequences_first_and_happens_once(town: Town) {
        let (_bed, world) = town.apart();
        let scene = Scene::set(world).await;
        let (sinks, notes) = noting();
        let batch = scene.send(&sinks, &batch_of("b-1", "P-1", vec![passage(1), passage(2)])).await.unwrap().batch;
        let office = scene.office();
        let shown = effects(&office, &sinks, batch).await.unwrap();
        assert_eq!(shown.consequences[0].count, 2);
        assert!(notes.undone.lock().unwrap().is_empty(), "looking changes nothing");
        let other = undo(&office, &sinks, batch, "重复报送", "another hash").await;
        assert_eq!(other.unwrap_err().code(), Some("feeds.effects_changed"));
        assert!(notes.undone.lock().unwrap().is_empty());
        assert_eq!(undo(&office, &sinks, batch, "", &shown.hash).await.unwrap_err().code(), Some("feeds.reason_length"));
        assert_eq!(undo(&office, &sinks, batch, "重复报送", &shown.hash).await.unwrap(), shown);
        assert_eq!(*notes.undone.lock().unwrap(), [batch]);
        let again = undo(&office, &sinks, batch, "重复报送", &shown.hash).await;
        assert_eq!(again.unwrap_err().code(), Some("feeds.undone_already"));
        let view = super::batch(&scene.own(), batch).await.unwrap();
        assert_eq!((view.receipt.state, view.undone_reason.as_deref()), (BatchState::Undone, Some("重复报送")));
    }

    async fn only_the_office_undoes_and_only_what_was_applied(town: Town) {
        let (_bed, world) = town.apart();
        let scene = Scene::set(world).await;
        let (sinks, notes) = noting();
        notes.is_broken.store(true, SeqCst);
        let batch = scene.send(&sinks, &batch_of("b-1", "P-1", vec![passage(1)])).await.unwrap().batch;
        assert!(matches!(effects(&scene.own(), &sinks, batch).await, Err(Fault::Forbidden)));
        for part in [Part::OtherHumanResources, Part::OtherEnterpriseAdministrator] {
            assert!(matches!(effects(&scene.world.as_(part), &sinks, batch).await, Err(Fault::NotFound)), "{part:?}");
            assert!(matches!(super::batch(&scene.world.as_(part), batch).await, Err(Fault::NotFound)), "{part:?}");
        }
        assert!(matches!(effects(&scene.world.as_(Part::Issuer), &sinks, batch).await, Err(Fault::Forbidden)));
        let waiting = effects(&scene.office(), &sinks, batch).await;
        assert_eq!(waiting.unwrap_err().code(), Some("feeds.not_applied"));
    }

    async fn undone_passages_no_longer_count(town: Town) {
        let (_bed, world) = town.apart();
        let scene = Scene::set(world).await;
        let sinks = Sinks::built_in();
        let mut row = passage(1);
        row["date"] = "2026-11-19 08:01:00".into();
        let batch = scene.send(&sinks, &batch_of("b-1", "P-1", vec![row.clone()])).await.unwrap().batch;
        let shown = effects(&scene.office(), &sinks, batch).await.unwrap();
        let expected = Consequence { code: "passages".into(), count: 1, project: Some(scene.project) };
        assert_eq!(shown.consequences, [expected]);
        undo(&scene.office(), &sinks, batch, "重复报送", &shown.hash).await.unwrap();
        let unmatched = crate::attendance::store::list_unmatched(&scene.world.ctx, scene.project, 0).await.unwrap();
        assert_eq!(unmatched.0.len(), 0);
    }

    // an office decides with the reach of every project concerned
    async fn what_reaches_into_another_county_is_the_citys_to_undo(town: Town) {
        let (bed, world) = town.apart();
        let scene = Scene::set(world).await;
        let (sinks, _) = noting();
        let (near, far) = (scene.office(), scene.world.as_(Part::OtherHumanResources));
        let city = scene.world.as_(Part::City);
        let there = site_in(&scene.world, "如东某小区一期", "320623").await;
        let objects = &[FeedObject::WorkerAttendance][..];
        let enterprise = scene.world.enterprise;
        let scope = request_scope(&scene.own(), scene.supplier, enterprise, there, ("P-9", objects)).await.unwrap();
        grant_scope(&far, scope).await.unwrap();
        let rows = |project: &str| json!({ "projectCode": project, "teamSysNo": 7, "dataList": [passage(1)] });
        let both = json!({ "batchId": "b-1", "items": [rows("P-1"), rows("P-9")] }).to_string();
        let both = scene.send(&sinks, &both).await.unwrap().batch;
        assert!(matches!(effects(&near, &sinks, both).await, Err(Fault::Forbidden)));
        assert!(matches!(effects(&far, &sinks, both).await, Err(Fault::NotFound)), "not even to be seen");
        assert!(!batch_page(&near, both).await.unwrap().may_undo);
        assert!(batch_page(&city, both).await.unwrap().may_undo);
        bed.clock.advance_ms(1);
        let alone = scene.send(&sinks, &batch_of("b-2", "P-9", vec![passage(2)])).await.unwrap().batch;
        assert!(matches!(effects(&near, &sinks, alone).await, Err(Fault::Forbidden)), "of its area is the supplier only");
        let shown = effects(&far, &sinks, alone).await.unwrap();
        undo(&far, &sinks, alone, REASON, &shown.hash).await.unwrap();
        let page = batch_page(&scene.own(), both).await.unwrap();
        assert_eq!((page.project_count, page.projects.len(), page.may_undo, page.has_body), (2, 2, false, true));
        // the latest of a project: what goes beyond it is named and not opened
        let latest = latest_of_project(&far, there).await.unwrap();
        assert_eq!(latest.iter().map(|one| (one.batch.receipt.batch, one.is_open)).collect::<Vec<_>>(),
            [(alone, true), (both, false)]);
        let today = scene.world.ctx.now().day();
        let alone = confirm_outage(&near, scene.supplier, today, today, REASON).await;
        assert!(matches!(alone, Err(Fault::Forbidden)));
        let outage = confirm_outage(&city, scene.supplier, today, today, REASON).await.unwrap();
        assert!(matches!(withdraw_outage(&near, outage, REASON).await, Err(Fault::Forbidden)));
    }
}
