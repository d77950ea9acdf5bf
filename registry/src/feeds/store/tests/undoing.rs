use super::*;

on_both! {
    async fn undoing_shows_its_consequences_first_and_happens_once(bed) {
        let scene = Scene::set(&bed.ctx).await;
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

    async fn only_the_office_undoes_and_only_what_was_applied(bed) {
        let scene = Scene::set(&bed.ctx).await;
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

    async fn undone_passages_no_longer_count(bed) {
        let scene = Scene::set(&bed.ctx).await;
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
}
