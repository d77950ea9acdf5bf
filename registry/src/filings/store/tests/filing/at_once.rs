use super::*;

const ATTEMPTS: usize = 1_000;

/// As somebody would who is told that too many ask at once.
async fn accept_patiently(ctx: &Ctx, filing: Uuid) -> Result<(), Fault> {
    for _ in 0..50 {
        match accept(ctx, filing).await {
            Err(Fault::Busy) => tokio::time::sleep(std::time::Duration::from_millis(20)).await,
            outcome => return outcome,
        }
    }
    Err(Fault::Busy)
}

crate::on_both! {
    async fn of_a_thousand_who_accept_one_filing_at_once_one_does(town: Town) {
        let (bed, world) = town.apart();
        let sides = Sides::of(&world).await;
        let filed = file(&sides.desk(), sides.binding).await.unwrap();
        let office = world.as_(Part::HumanResources);
        let attempts = (0..ATTEMPTS).map(|_| {
            let (office, filing) = (office.clone(), filed.filing);
            tokio::spawn(async move { accept_patiently(&office, filing).await })
        });
        let outcomes = futures::future::join_all(attempts).await;
        let outcomes: Vec<Result<(), Fault>> = outcomes.into_iter().map(Result::unwrap).collect();
        let (won, lost): (Vec<_>, Vec<_>) = outcomes.into_iter().partition(Result::is_ok);
        assert_eq!((won.len(), lost.len()), (1, ATTEMPTS - 1));
        let reasons: BTreeSet<_> = lost.iter().filter_map(|outcome| outcome.as_ref().err()).map(Fault::code).collect();
        assert_eq!(reasons, BTreeSet::from([Some("filings.answered_already")]), "the others get the reason");
        let filter = audit::Filter { subject: Some(filed.filing.to_string()), ..audit::Filter::default() };
        let (entries, _) = audit::list(&bed.ctx, &filter, 0, 50).await.unwrap();
        assert_eq!(entries.iter().filter(|entry| entry.verb == "accept_filing").count(), 1);
    }

    async fn of_many_who_hand_in_or_sign_at_once_one_does(town: Town) {
        let (_bed, world) = town.apart();
        let sides = Sides::of(&world).await;
        let filed = prepare(&sides.desk(), sides.binding).await.unwrap();
        let (one, two, three) = tokio::join!(
            hand_in(&sides.officer, filed.filing),
            hand_in(&sides.officer, filed.filing),
            hand_in(&sides.officer, filed.filing)
        );
        let outcomes = [one, two, three];
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1, "{outcomes:?}");
        let late = outcomes.iter().filter_map(|outcome| outcome.as_ref().err());
        assert!(late.map(Fault::code).all(|code| code == Some("filings.handed_in_already")), "{outcomes:?}");
        assert_eq!(get(&sides.officer, filed.filing).await.unwrap().view.receipts.len(), 2);
    }
}
